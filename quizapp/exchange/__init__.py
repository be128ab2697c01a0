"""The log in the formats of other programs, and in our own. Pure: values in, text out, and back."""
