"""TeX to rows of text that keep the meaning. Pure."""
