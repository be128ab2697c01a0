"""The field for a typed answer: prose in any script, in NFC when it is read."""

from __future__ import annotations

from unicodedata import normalize

from textual.widgets import TextArea


class AnswerField(TextArea):
    """Where the learner writes before revealing; Escape leaves it."""

    DEFAULT_CSS = """
    AnswerField {
        height: 7; margin: 0 2; padding: 0 1; border: none; border-left: outer $panel;
        background: $background;
        &:focus { border: none; border-left: outer $accent; }
        .text-area--cursor-line { background: $background; }
    }
    """

    def __init__(self, text: str, placeholder: str) -> None:
        super().__init__(text, placeholder=placeholder, tab_behavior="focus", soft_wrap=True)
        self.move_cursor(self.document.end)

    @property
    def answer(self) -> str:
        """What is written, in NFC."""
        return normalize("NFC", self.text)
