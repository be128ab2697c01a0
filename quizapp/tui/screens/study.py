"""The study screen: ask, recall, reveal, tick, rate. The rules of study are the session's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.events import DescendantBlur, DescendantFocus
from textual.widgets import Static

from quizapp import spell
from quizapp.bank.cards import Language
from quizapp.errors import QuizError
from quizapp.scheduling.memory import Rating
from quizapp.store.values import MarkKind
from quizapp.study.values import Opening, Response
from quizapp.tui import flagging, sheet
from quizapp.tui.app import QuizApp
from quizapp.tui.base import QuizScreen, told
from quizapp.tui.rows import content
from quizapp.tui.screens import study_view
from quizapp.tui.screens.study_keys import KEYS
from quizapp.tui.widgets.keybar import Keybar
from quizapp.tui.widgets.page import COLUMN, Page

if TYPE_CHECKING:
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.timer import Timer

    from quizapp.config import Settings
    from quizapp.study.session import Session
    from quizapp.study.values import Change
    from quizapp.tui.widgets.answer import AnswerField

DRAFT_AFTER = 0.5
"""Seconds without a key before what is typed is kept on disk."""


class StudyScreen(QuizScreen[None]):
    """One card at a time, flipped in place."""

    DEFAULT_CSS = """
    StudyScreen {
        #head { height: 2; padding: 0 2; text-wrap: nowrap; }
        #foot { height: 2; padding: 0 2; text-wrap: nowrap; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(self, topic: str | None = None, *, ahead: bool = False) -> None:
        super().__init__()
        self._topic = topic
        self._ahead = ahead
        self._session: Session | None = None
        self._seen: Opening | None = None
        self._settings: Settings | None = None
        self._since: datetime | None = None
        self._language = Language.EN
        self._revealed = False
        self._ticking = False
        self._ticked: frozenset[int] = frozenset()
        self._said = ""
        self._confidence: int | None = None
        self._field: AnswerField | None = None
        self._draft_timer: Timer | None = None
        self._status = ""
        self._fitted = False
        self._waiting: Callable[[], None] | None = None
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
        if self.app.connected:
            self._begin()
        else:
            self._ask(None if self._ahead else self.desk.opening(self._topic))

    def on_screen_resume(self) -> None:
        changed = self._settings is not self.desk.settings
        if changed:
            self._settings = self.desk.settings
            self._language = Language(self._settings.language)
        if changed or self._revealed:  # the lab may have measured something
            self._paint(top=False)

    def on_resize(self) -> None:
        self._paint_edges()

    # What the app tells

    @on(QuizApp.Connected)
    @told
    def _begin(self) -> None:
        """Take up the session; what was done on the first question meanwhile stands."""
        if self._session is not None:
            return
        session = self.desk.session(self._topic, ahead=self._ahead)
        early = self._seen
        self._session = session
        self._prepare(session)
        if early and session.seen and early.card.id == session.seen.card.id:
            self._seen = session.seen
            self._keep_draft()
            self._paint(top=False)
            if self._waiting is not None:
                self._waiting()
        else:
            self._ask(session.seen)

    @on(QuizApp.Fitted)
    def _refitted(self) -> None:
        self._fitted = True
        self.refresh_bindings()

    @on(QuizApp.Planned)
    def _planned(self) -> None:
        if self._session is not None:
            self._prepare(self._session)

    def _prepare(self, session: Session) -> None:
        """Read what the next answers need, in a thread; a key meanwhile waits for it at most."""
        if self.desk.goal() is not None:
            self._prepared(session)

    @work(exclusive=True, group="prepare")
    async def _prepared(self, session: Session) -> None:
        try:
            await asyncio.to_thread(session.prepare)
        except QuizError as error:
            self.app.tell(error)
            return
        if session is self._session:
            self._looked_ahead(session)

    @told
    def _looked_ahead(self, session: Session) -> None:
        session.look_ahead()
        if self._seen and session.seen and session.seen.card.id == self._seen.card.id:
            self._seen = session.seen
            self._paint_edges()

    @on(QuizApp.Reading)
    def _reading(self, message: QuizApp.Reading) -> None:
        if self._seen is None:
            self._status = self.words(
                "Reading the question bank: {n} of {total}", n=message.done, total=message.total
            )
            self._paint_edges()

    @on(QuizApp.Refreshed)
    @told
    def _refreshed(self, message: QuizApp.Refreshed) -> None:
        """The bank may have changed under the question: show what it says now."""
        if self._session is None:
            return
        self._session.reload()
        if self._session.seen is None and not self._session.progress.done:
            self._session = self.desk.session(self._topic, ahead=self._ahead)
        self._prepare(self._session)
        if self._seen is None or message.refresh.faults:
            self._status = study_view.faults(self.words, len(message.refresh.faults))
        seen = self._session.seen
        if seen and self._seen and seen.card.id == self._seen.card.id:
            self._seen = seen
            self._paint(top=False)
        else:
            self._ask(seen)

    # What the learner does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Which keys work: those of the state that the card is in."""
        asked = self._seen is not None
        if self._field is not None and self._field.has_focus:
            return action == "leave_field"
        if self._ticking and action not in ("scroll", "page"):
            return action == "close_ticks" or (action == "tick" and parameters[0] in self._points)
        match action:
            case "leave_field" | "tick" | "close_ticks":
                return False
            case "reveal" | "write":
                return asked and not self._revealed
            case "sure":
                return asked and not self._revealed and self.desk.settings.confidence
            case "rate" | "page":
                return asked and self._revealed
            case "open_ticks":
                return self._revealed and len(self._points) > 0
            case "accept":
                return self._revealed and self._suggested() is not None
            case "undo":
                return self._session is not None and self._session.can_undo
            case "redo":
                return self._session is not None and self._session.can_redo
            case "ahead":
                return self.app.bank_read and not asked
            case "weights_back":
                return self._fitted and not asked
            case "demo":
                return asked and bool(self._seen and self._seen.card.demos)
            case "skip" | "suspend" | "flag" | "edit" | "language":
                return asked
        return True

    def action_reveal(self) -> None:
        """Turn the card."""
        self._said = self._field.answer if self._field else self._said
        self._close_field()
        self._revealed = True
        self._keep_draft()
        self._go_on()

    def action_sure(self, percent: int) -> None:
        """Say how sure the answer is, and turn the card."""
        self._confidence = percent
        self.action_reveal()

    def action_rate(self, value: int) -> None:
        """Grade the card, and ask the next once the grade is on disk."""
        if (session := self._ready(partial(self.action_rate, value))) is not None:
            self._moved(session.answer(Rating(value), self._response()))

    def action_accept(self) -> None:
        """Grade the card as the ticks suggest."""
        if (rating := self._suggested()) is not None:
            self.action_rate(rating.value)

    def action_open_ticks(self) -> None:
        """From here on digits tick key points."""
        self._ticking = True
        self._go_on()
        self._page.turn_to(self.words("Key points"))

    def action_close_ticks(self) -> None:
        """From here on digits rate again."""
        self._ticking = False
        self._go_on()

    def action_tick(self, point: int) -> None:
        """Tick a key point, or take its tick away."""
        self._ticked ^= {point}
        self._keep_draft()
        self._go_on()

    def action_write(self) -> None:
        """Type the answer."""
        if self._field is None:
            from quizapp.tui.widgets.answer import AnswerField

            hint = self.words("Say it aloud or write it down; Escape when done")
            self._field = AnswerField(self._said, hint)
            self.mount(self._field, before=self._foot)
        self._field.focus()

    def action_leave_field(self) -> None:
        """Stop typing; what is written stays."""
        self.set_focus(None)

    def action_undo(self) -> None:
        """Take back the last grade, or the suspension just made."""
        if self._session is not None and (card := self._session.unsuspend()) is not None:
            self._moved(None, self.words("Asked again: {card}", card=card))
            return
        self._step(lambda session: session.undo(), self.words("Undone"))

    def action_redo(self) -> None:
        """Put back what undo took."""
        self._step(lambda session: session.redo(), self.words("Redone"))

    def action_skip(self) -> None:
        """Ask this card last."""
        if (session := self._ready(self.action_skip)) is not None:
            session.skip()
            self._moved(None, self.words("Skipped: it comes back at the end"))

    def action_suspend(self) -> None:
        """Ask this card no more."""
        if (session := self._ready(self.action_suspend)) is not None:
            session.suspend()
            self._moved(None, self.words("Suspended; u takes it back"))

    def action_flag(self) -> None:
        """Mark the card with a note, or take that back."""
        if self._seen:
            flagging.ask(self.app, self._seen.card.id, self._flag)

    @told
    def _flag(self, kind: MarkKind, note: str) -> None:
        if (session := self._ready(partial(self._flag, kind, note))) is not None:
            session.flag(note, kind)
            self._go_on(flagging.told(kind, self.words))

    def action_language(self) -> None:
        """Show the card in the other language, here and from here on."""
        self._language = Language.KO if self._language is Language.EN else Language.EN
        self._go_on()

    def action_edit(self) -> None:
        """Mend the card in the learner's editor."""
        from quizapp.tui.editing import edit

        if self._seen:
            edit(self.app, self._seen.card, self._language)

    def action_demo(self) -> None:
        """Run what the answer claims."""
        if self._seen:
            self.app.open_lab(self._seen.card, self._language, revealed=self._revealed)

    def action_home(self) -> None:
        """Leave; the session stays open."""
        self.app.replan()
        self.app.action_home()

    def action_weights_back(self) -> None:
        """Take back what was fitted at the end of this session."""
        self._fitted = False
        self.app.weights_back()
        self.refresh_bindings()

    def action_ahead(self) -> None:
        """Go on with cards that are not due yet."""
        self.app.action_study(self._topic, ahead=True)

    # How the screen follows

    def on_text_area_changed(self) -> None:
        if self._draft_timer is not None:
            self._draft_timer.stop()
        self._draft_timer = self.set_timer(DRAFT_AFTER, self._keep_draft)

    @on(DescendantFocus)
    @on(DescendantBlur)
    def _field_entered_or_left(self) -> None:
        self.refresh_bindings()

    def _ready(self, action: Callable[[], None]) -> Session | None:
        """The session; before it is there, the first `action` on the card waits for it."""
        if self._session is None and self._waiting is None:
            self._waiting = action
        return self._session

    def _step(self, step: Callable[[Session], Change | None], done: str) -> None:
        if self._session is not None and (change := step(self._session)) is not None:
            name = spell.rating(self.words, change.rating)
            self._moved(None, f"{done}: {change.card} · {name}")

    def _moved(self, change: Change | None, status: str = "") -> None:
        self._status = status if change is None else spell.change(self.words, change)
        self._ask(self._session.seen if self._session else None)
        if change is not None and self._seen is None:
            self.app.refit()

    def _ask(self, seen: Opening | None) -> None:
        """Turn to a question, or to the end of the session."""
        self._close_field()
        draft = seen.draft if seen else None
        self._seen = seen
        self._revealed = seen.revealed if seen else False
        self._ticking = False
        self._ticked = draft.points if draft else frozenset()
        self._said = draft.answer if draft else ""
        self._confidence = draft.confidence if draft else None
        self._since = self.desk.clock.now()
        self._paint(top=True)
        if seen:
            self.app.near(seen.card)
        if seen and not self._revealed and (self.desk.settings.typing or self._said):
            self.action_write()

    def _close_field(self) -> None:
        if self._draft_timer is not None:
            self._draft_timer.stop()
        if self._field is not None:
            self._field.remove()
            self._field = None

    @told
    def _keep_draft(self) -> None:
        if self._session is not None and self._seen is not None:
            self._said = self._field.answer if self._field else self._said
            if self._said or self._revealed:
                self._session.draft(self._response(), revealed=self._revealed)

    def _response(self) -> Response:
        now = self.desk.clock.now()
        seconds = (now - (self._since or now)).total_seconds()
        return Response(
            self._said, self._ticked, max(0.0, seconds), self._language, self._confidence
        )

    @property
    def _points(self) -> range:
        """The key points of the card as it is shown, by number."""
        text = self._seen.card.text(self._language) if self._seen else None
        return range(len(text.key_points) if text else 0)

    def _suggested(self) -> Rating | None:
        return self._session.suggest(len(self._ticked)) if self._session and self._seen else None

    def _go_on(self, status: str = "") -> None:
        """Show the same card after something was done; what was said before is over."""
        self._status = status
        self._paint(top=False)

    def _paint(self, *, top: bool) -> None:
        self._page.show(lambda painter: study_view.body(self._view(), painter), top=top)
        self._paint_edges()
        self.refresh_bindings()

    def _paint_edges(self) -> None:
        width = self._head.size.width or min(COLUMN, self.app.size.width) - 4
        view = self._view()
        self._head.update(content(study_view.header(view, width)))
        self._foot.update(content(study_view.footer(view, width)))

    def _view(self) -> study_view.View:
        rating = self._session is not None and self._seen is not None and self._revealed
        known = self._session is not None and self.app.bank_read
        return study_view.View(
            words=self.words,
            seen=self._seen,
            progress=self._session.progress if self._session and known else None,
            language=self._language,
            revealed=self._revealed,
            said=self._said,
            ticks=sheet.Ticks(self._ticked, self._ticking),
            status=self._status,
            asks_confidence=self.desk.settings.confidence,
            preview=self._session.preview() if self._session and rating else {},
            suggested=self._suggested() if rating else None,
            proofs=self.app.proofs(self._seen.card) if self._seen and self._revealed else {},
            note=self.desk.note(self._seen.card.id) if self._seen and rating else None,
        )
