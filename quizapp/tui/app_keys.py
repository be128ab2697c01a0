"""The keys that work on every screen. Help comes last: the footer never drops it."""

from __future__ import annotations

from textual.binding import Binding, BindingType

KEYS: list[BindingType] = [
    Binding("slash", "search", "Search", tooltip="Find a question or an answer", id="search"),
    Binding("comma", "settings", "Settings", tooltip="Language, look, pace, editor", id="settings"),
    Binding(
        "ctrl+p",
        "command_palette",
        "Commands",
        tooltip="Every action by its name",
        show=False,
        id="palette",
    ),
    Binding(
        "ctrl+q",
        "quit",
        "Quit",
        tooltip="Leave; every grade is already kept",
        show=False,
        priority=True,
        id="quit",
    ),
    # Copying passes the key on where nothing is selected.
    Binding(
        "ctrl+c",
        "screen.copy_text",
        "Copy",
        tooltip="Copy the text selected with the mouse",
        show=False,
        id="copy",
    ),
    Binding(
        "ctrl+c",
        "quit",
        "Quit",
        tooltip="Leave; every grade is already kept",
        show=False,
        id="interrupt",
    ),
    Binding("question_mark", "help", "Help", tooltip="All keys of this screen", id="help"),
]
