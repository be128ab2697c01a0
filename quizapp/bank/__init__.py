"""Markdown files to cards, and back. Pure: no database, no screen, no clock."""
