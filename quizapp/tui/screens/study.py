"""The study screen: ask, recall, reveal, tick, rate. The rules of study are the session's."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual import on
from textual.binding import BindingType
from textual.events import DescendantBlur, DescendantFocus
from textual.widgets import Static

from quizapp.bank.cards import Kind, Language
from quizapp.scheduling.memory import Rating
from quizapp.tui.attempt import BY_KEYS, ONE_LINE, Attempt, Shown, as_asked
from quizapp.tui.base import told
from quizapp.tui.kinds import POINTER
from quizapp.tui.rows import content
from quizapp.tui.screens import study_view
from quizapp.tui.screens.sitting import Sitting
from quizapp.tui.screens.study_keys import KEYS
from quizapp.tui.widgets.keybar import Keybar
from quizapp.tui.widgets.page import COLUMN, Page
from quizapp.verdict import is_single

if TYPE_CHECKING:
    from datetime import datetime

    from textual.app import ComposeResult

    from quizapp.config import Settings
    from quizapp.study.grading import Grade
    from quizapp.study.values import Opening, Response
    from quizapp.tui.widgets.answer import Field


class StudyScreen(Sitting):
    """One card at a time, flipped in place."""

    DEFAULT_CSS = """
    StudyScreen {
        #head { height: 2; padding: 0 2; text-wrap: nowrap; }
        #foot { height: 2; padding: 0 2; text-wrap: nowrap; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(self, topic: str | None = None, *, ahead: bool = False) -> None:
        super().__init__(topic, ahead=ahead)
        self._settings: Settings | None = None
        self._since: datetime | None = None
        self._language = Language.EN
        self._attempt = Attempt()
        self._field: Field | None = None
        self._head = Static(id="head", markup=False)
        self._page = Page()
        self._foot = Static(id="foot", markup=False)

    def compose(self) -> ComposeResult:
        yield self._head
        yield self._page
        yield self._foot
        yield Keybar(markup=False)

    @told
    def on_mount(self) -> None:
        self._settings = self.desk.settings
        self._language = Language(self._settings.language)
        self.begin()

    def on_screen_resume(self) -> None:
        changed = self._settings is not self.desk.settings
        if changed:
            self._settings = self.desk.settings
            self._language = Language(self._settings.language)
        if changed or self._attempt.revealed:  # the lab may have measured something
            self.paint(top=False)

    def on_resize(self) -> None:
        self.paint_edges()

    # What the learner does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Which keys work: those of the state that the card is in."""
        seen, attempt = self._seen, self._attempt
        asked, kind = seen is not None, seen.card.kind if seen else Kind.QA
        if self._typing:
            return action == "leave_field" or (action == "reveal" and kind in ONE_LINE)
        if attempt.ticking and action not in ("scroll", "page"):
            return action == "close_ticks" or (action == "tick" and parameters[0] in self._points)
        match action:
            case "leave_field":
                return self._in_field
            case "tick" | "close_ticks":
                return False
            case "reveal":
                return asked and not attempt.revealed
            case "write":
                open_ = asked and not attempt.revealed
                return open_ and kind not in BY_KEYS and not self._in_field
            case "pick":
                return (
                    kind is Kind.CHOICE and not attempt.revealed and parameters[0] in self._places
                )
            case "point" | "move":
                return kind is Kind.ORDER and not attempt.revealed
            case "sure":
                open_ = asked and not attempt.revealed
                return open_ and self.desk.settings.confidence and not self._in_field
            case "rate" | "page":
                return asked and attempt.revealed
            case "open_ticks":
                return attempt.revealed and len(self._points) > 0
            case "accept":
                return attempt.revealed and self._suggested() is not None
            case "demo":
                return (shown := self._shown) is not None and bool(shown.demos)
            case "edit" | "language":
                return asked
        return super().check_action(action, parameters)

    def action_reveal(self) -> None:
        """Turn the card."""
        self._attempt = replace(self._attempt, said=self._typed, revealed=True)
        self._close_field()
        self.keep()
        self.go_on()
        if self._seen and self._seen.card.kind in ONE_LINE and self._attempt.said:
            self.call_after_refresh(self._show_verdict)

    def action_sure(self, percent: int) -> None:
        """Say how sure the answer is, and turn the card."""
        self._attempt = replace(self._attempt, confidence=percent)
        self.action_reveal()

    def action_pick(self, place: int) -> None:
        """Pick the option at a place, or take that back."""
        if (shown := self._shown) is not None:
            option = shown.asked.shuffle[place]
            self._did(self._attempt.picked(option, single=is_single(shown.asked)))

    def action_point(self, step: int) -> None:
        """Point at the step above or below."""
        self._attempt = self._attempt.pointing(step, len(self._places))
        self.go_on()
        self._follow()

    def action_move(self, step: int) -> None:
        """Move the step that is pointed at up or down."""
        if (shown := self._shown) is not None:
            self._did(self._attempt.moved(step, shown.order))
            self._follow()

    def action_rate(self, value: int) -> None:
        """Grade the card, and ask the next once the grade is on disk."""
        if (session := self.ready(partial(self.action_rate, value))) is not None:
            self.moved(session.answer(Rating(value), self._response()))

    def action_accept(self) -> None:
        """Grade the card as what was done suggests."""
        if (rating := self._suggested()) is not None:
            self.action_rate(rating.value)

    def action_open_ticks(self) -> None:
        """From here on digits tick key points."""
        self._attempt = replace(self._attempt, ticking=True)
        self.go_on()
        self._page.turn_to(self.words("Key points"))

    def action_close_ticks(self) -> None:
        """From here on digits rate again."""
        self._attempt = replace(self._attempt, ticking=False)
        self.go_on()

    def action_tick(self, point: int) -> None:
        """Tick a key point, or take its tick away."""
        self._did(self._attempt.tick(point))

    def action_write(self) -> None:
        """Type the answer."""
        if self._field is not None:
            self._field.focus()
        elif self._seen:
            from quizapp.tui.widgets.answer import AnswerFrame, field

            self._field = field(self._seen.card, self._attempt.said, self.words)
            self.mount(AnswerFrame(self._field, self._seen.card), before=self._foot)

    def action_leave_field(self) -> None:
        """Stop typing; what is written stays."""
        self.set_focus(None)

    def action_language(self) -> None:
        """Show the card in the other language, here and from here on."""
        self._language = Language.KO if self._language is Language.EN else Language.EN
        self.go_on()

    def action_edit(self) -> None:
        """Mend the card in the learner's editor."""
        from quizapp.tui.editing import edit

        if self._seen:
            edit(self.app, self._seen.card, self._language)

    def action_demo(self) -> None:
        """Run what the answer claims."""
        if (shown := self._shown) is not None:
            self.app.open_lab(shown)

    # How the screen follows

    def on_answer_rested(self) -> None:
        self.keep()

    @on(DescendantFocus)
    @on(DescendantBlur)
    def _field_entered_or_left(self) -> None:
        self.paint_edges()
        self.refresh_bindings()

    def ask(self, seen: Opening | None) -> None:
        """Turn to a question, or to the end of the session."""
        self._close_field()
        self._seen = seen
        self._attempt = Attempt.resumed(seen) if seen else Attempt()
        self._since = self.desk.clock.now()
        self.paint(top=True)
        if seen:
            self.app.near(seen.card)
            self._open_field(seen.card.kind)

    def take(self, seen: Opening) -> None:
        """The same question anew, be it changed; what was done on it stands."""
        self._seen = seen
        self._attempt = self._attempt.fitting(seen)

    def _did(self, attempt: Attempt) -> None:
        """Keep what was done with the card, and show it."""
        self._attempt = attempt
        self.keep()
        self.go_on()

    def _open_field(self, kind: Kind) -> None:
        """Open the field where the card is answered in it, or the learner wants it."""
        wanted = self.desk.settings.typing or bool(self._attempt.said)
        if not self._attempt.revealed and (kind in ONE_LINE or (wanted and kind not in BY_KEYS)):
            self.action_write()

    def _close_field(self) -> None:
        if self._field is not None:
            self.query("AnswerFrame").remove()
            self._field = None

    @property
    def _in_field(self) -> bool:
        """Whether the answer's own keys go into it: digits do."""
        return self._field is not None and self._field.has_focus

    @property
    def _typing(self) -> bool:
        """Whether all keys go into the answer."""
        return self._field is not None and self._in_field and self._field.takes_letters

    @property
    def _typed(self) -> str:
        return self._field.answer if self._field else self._attempt.said

    @told
    def keep(self) -> None:
        if self._session is not None and self._seen is not None:
            self._attempt = replace(self._attempt, said=self._typed)
            if self._attempt.begun:
                self._session.draft(self._response(), revealed=self._attempt.revealed)

    def _response(self) -> Response:
        now = self.desk.clock.now()
        seconds = (now - (self._since or now)).total_seconds()
        return self._attempt.response(max(0.0, seconds), self._language)

    @property
    def _points(self) -> range:
        """The key points of the card as it is shown, by number."""
        text = self._seen.card.text(self._language) if self._seen else None
        return range(len(text.key_points) if text else 0)

    @property
    def _places(self) -> range:
        """Where an option or a step of the card stands, by number."""
        return range(len(self._seen.shuffle) if self._seen else 0)

    def _grade(self) -> Grade | None:
        """What the program makes of the answer, once it is revealed."""
        judging = self._session is not None and self._seen and self._attempt.revealed
        return self._session.grade(self._response()) if self._session and judging else None

    def _suggested(self) -> Rating | None:
        if self._session is None or self._seen is None:
            return None
        grade = self._grade()
        return grade.rating if grade else self._session.suggest(len(self._attempt.ticked))

    def _follow(self) -> None:
        """Keep the step that is pointed at in sight."""
        self._page.keep_in_sight(self._page.row_of(POINTER))

    def _show_verdict(self) -> None:
        """Bring what was typed, and how it fared, into sight under a long question."""
        self._page.keep_in_sight(self._page.row_of(self.words("You wrote")) + 3)

    def paint(self, *, top: bool) -> None:
        self._page.show(lambda painter: study_view.body(self._view(), painter), top=top)
        self.paint_edges()
        self.refresh_bindings()

    def paint_edges(self) -> None:
        width = self._head.size.width or min(COLUMN, self.app.size.width) - 4
        view = self._view()
        self._head.update(content(study_view.header(view, width)))
        self._foot.update(content(study_view.footer(view, width)))

    @property
    def _shown(self) -> Shown | None:
        """The question with what was done on it."""
        if self._seen is None:
            return None
        return Shown(as_asked(self._seen), self._language, self._attempt, self._grade())

    def _view(self) -> study_view.View:
        seen, session, revealed = self._seen, self._session, self._attempt.revealed
        rating = session is not None and seen is not None and revealed
        known = session is not None and self.app.bank_read
        return study_view.View(
            words=self.words,
            seen=seen,
            progress=session.progress if session and known else None,
            shown=self._shown,
            status=self._status,
            asks_confidence=self.desk.settings.confidence,
            typing=self._in_field,
            preview=session.preview() if session and rating else {},
            suggested=self._suggested() if rating else None,
            proofs=self.app.proofs(seen.card) if seen and revealed else {},
            note=self.desk.note(seen.card.id) if seen and rating else None,
        )
