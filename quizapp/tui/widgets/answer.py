"""The fields for a typed answer, in any script: prose on a few rows, or one line."""

from __future__ import annotations

from typing import ClassVar
from unicodedata import normalize

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.events import Key
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static, TextArea

from quizapp.bank.cards import Card, Kind
from quizapp.locale.words import Words

REST = 0.5
"""Seconds without a key after which the learner has come to rest."""


def field(card: Card, said: str, words: Words) -> Field:
    """The field that a card is answered in, with what was typed so far."""
    match card.kind:
        case Kind.CLOZE:
            return AnswerLine(said, words("What is missing?"))
        case Kind.NUMERIC:
            unit = card.numeric.unit if card.numeric else ""
            if unit:
                return NumberLine(said, words("A number, in {unit}: 0.25, 1.2M, 2^20", unit=unit))
            return NumberLine(said, words("A number: 0.25, 1/4, 1.2M, 3e-4, 2^20"))
    return AnswerField(said, words("Say it aloud or write it down; Escape when done"))


class AnswerFrame(Horizontal):
    """Sets a field in, what it counts in at its end: a margin of its own would narrow all that
    stands above and below it.
    """

    DEFAULT_CSS = """
    AnswerFrame {
        height: auto; padding: 0 2;
        & > Static { width: auto; max-width: 50%; height: 1; color: $quiet; }
    }
    """

    def __init__(self, field: Field, card: Card) -> None:
        unit = card.numeric.unit if card.numeric else ""
        super().__init__(field, *([Static(f" {unit}", markup=False)] if unit else []))
        self._field = field

    def on_mount(self) -> None:
        self._field.focus()


class AnswerRested(Message):
    """Something was typed into the field, and then nothing for a while."""


class Rest:
    """Waits for a field's rest."""

    def __init__(self, field: Field) -> None:
        self._field = field
        self._timer: Timer | None = None

    def begin(self) -> None:
        """A key came: wait anew."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._field.set_timer(REST, self._over)

    def _over(self) -> None:
        self._field.post_message(AnswerRested())


class AnswerField(TextArea):
    """Where the learner writes before revealing; Escape leaves it."""

    DEFAULT_CSS = """
    AnswerField {
        width: 1fr; height: 7; padding: 0 1; border: none; border-left: outer $panel;
        background: $background;
        &:focus { border: none; border-left: outer $accent; }
        .text-area--cursor-line { background: $background; }
    }
    """

    def __init__(self, text: str, placeholder: str) -> None:
        super().__init__(text, placeholder=placeholder, tab_behavior="focus", soft_wrap=True)
        self._rest = Rest(self)
        self.move_cursor(self.document.end)

    @property
    def answer(self) -> str:
        """What is written, in NFC."""
        return normalize("NFC", self.text)

    @property
    def takes_letters(self) -> bool:
        """Whether a letter would be written now."""
        return True

    def on_text_area_changed(self) -> None:
        self._rest.begin()


class AnswerLine(Input, inherit_bindings=False):
    """A word or a number; Enter gives it, as Space does while there is none, Escape leaves it."""

    DEFAULT_CSS = """
    AnswerLine {
        width: 1fr; height: 1; padding: 0 1; border: none; border-left: outer $panel;
        background: $background;
        &:focus { border: none; border-left: outer $accent; background-tint: $background 0%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "space,enter", "screen.reveal", "Reveal", tooltip="Show the answer", id="reveal-line"
        ),
        Binding(
            "escape",
            "screen.leave_field",
            "Other keys",
            tooltip="Leave the line; what is written stays, and the other keys work",
            id="leave-line",
        ),
        # Inherited, Enter would come first, and the footer names the first key that works.
        *(each for each in Input.BINDINGS if isinstance(each, Binding) and each.key != "enter"),
    ]

    def __init__(self, text: str, placeholder: str) -> None:
        super().__init__(text, placeholder=placeholder, select_on_focus=False)
        self._rest = Rest(self)

    @property
    def answer(self) -> str:
        """What is written, in NFC."""
        return normalize("NFC", self.value)

    @property
    def takes_letters(self) -> bool:
        """Whether a letter would be written now."""
        return bool(self.value) or self._may_begin("a")

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a key goes into the text: what no answer begins with is left to other keys."""
        fits = bool(self.value) or character is None or self._may_begin(character)
        return fits and super().check_consume_key(key, character)

    async def _on_key(self, event: Key) -> None:
        if event.is_printable and not self.check_consume_key(event.key, event.character):
            event.prevent_default()  # the field would type it before its binding is asked

    def _may_begin(self, character: str) -> bool:
        return not character.isspace()

    def on_input_changed(self) -> None:
        self._rest.begin()
        self.screen.refresh_bindings()


class NumberLine(AnswerLine):
    """A number; as long as there is none, letters are the keys that they are elsewhere."""

    def _may_begin(self, character: str) -> bool:
        return character.isnumeric() or character in "+-−.("


Field = AnswerField | AnswerLine
