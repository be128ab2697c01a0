"""The looks: dark, light, and the terminal's own sixteen colours. One accent colour in each."""

from __future__ import annotations

from dataclasses import replace

from textual.theme import BUILTIN_THEMES, Theme

DARK = Theme(
    name="quizapp-dark",
    primary="#8fb8de",
    secondary="#b5c9a0",
    accent="#e5b567",
    warning="#e5b567",
    error="#e07a6e",
    success="#8fbf8a",
    foreground="#d8dbe0",
    background="#16191d",
    surface="#1e2227",
    panel="#262b31",
    dark=True,
    variables={"quiet": "#868e99", "rule": "#333a42"},
)
LIGHT = Theme(
    name="quizapp-light",
    primary="#1f4e79",
    secondary="#44632d",
    accent="#9a5b00",
    warning="#9a5b00",
    error="#a8322a",
    success="#2c6b35",
    foreground="#22262b",
    background="#fbfaf7",
    surface="#f0eee8",
    panel="#e5e2da",
    dark=False,
    variables={"quiet": "#6d7178", "rule": "#d5d1c8"},
)
_ANSI = BUILTIN_THEMES["ansi-dark"]
ANSI = replace(
    _ANSI,
    name="quizapp-ansi",
    accent="ansi_yellow",
    variables=_ANSI.variables | {"quiet": "ansi_bright_black", "rule": "ansi_bright_black"},
)

THEMES = {"dark": DARK, "light": LIGHT, "ansi": ANSI}
"""By the word in the settings."""
