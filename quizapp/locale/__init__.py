"""The interface's own words, in English and Korean."""
