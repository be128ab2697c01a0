"""The sitting behind the study screen: its session, taken up when the database is open and kept in
step with bank and plan, and what a learner does with its queue. It paints nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import on, work

from quizapp import spell
from quizapp.errors import QuizError
from quizapp.store.values import MarkKind
from quizapp.tui import flagging
from quizapp.tui.app import QuizApp
from quizapp.tui.base import QuizScreen, told
from quizapp.tui.screens import study_view

if TYPE_CHECKING:
    from quizapp.study.session import Session
    from quizapp.study.values import Change, Opening


class Sitting(QuizScreen[None]):
    """A subclass shows the question and what is done with it."""

    def __init__(self, topic: str | None = None, *, ahead: bool = False) -> None:
        super().__init__()
        self._topic = topic
        self._ahead = ahead
        self._session: Session | None = None
        self._seen: Opening | None = None
        self._status = ""
        self._fitted = False
        self._waiting: Callable[[], None] | None = None

    # What a subclass shows

    def ask(self, seen: Opening | None) -> None:
        """Turn to a question, or to the end of the session."""
        raise NotImplementedError

    def take(self, seen: Opening) -> None:
        """The same question anew, be it changed; what was done on it stands."""
        raise NotImplementedError

    def keep(self) -> None:
        """Keep what was done on the question, so that a killed session comes back with it."""
        raise NotImplementedError

    def paint(self, *, top: bool) -> None:
        """Show everything as it stands, from its top or where the reader is."""
        raise NotImplementedError

    def paint_edges(self) -> None:
        """Show what stands above and below the question."""
        raise NotImplementedError

    def go_on(self, status: str = "") -> None:
        """Show the same card after something was done; what was said before is over."""
        self._status = status
        self.paint(top=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the session allows."""
        asked = self._seen is not None
        match action:
            case "undo":
                return self._session is not None and self._session.can_undo
            case "redo":
                return self._session is not None and self._session.can_redo
            case "ahead":
                return self.app.bank_read and not asked
            case "weights_back":
                return self._fitted and not asked
            case "skip" | "suspend" | "flag":
                return asked
        return True

    # What the app tells

    def begin(self) -> None:
        """Ask at once what can be found before the database is open; else take the session up."""
        if self.app.connected:
            self._begin()
        else:
            self.ask(None if self._ahead else self.desk.opening(self._topic))

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
            self.take(session.seen)
            self.keep()
            self.paint(top=False)
            if self._waiting is not None:
                self._waiting()
        else:
            self.ask(session.seen)

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
            self.take(session.seen)
            self.paint_edges()

    @on(QuizApp.Reading)
    def _reading(self, message: QuizApp.Reading) -> None:
        if self._seen is None:
            self._status = self.words(
                "Reading the question bank: {n} of {total}", n=message.done, total=message.total
            )
            self.paint_edges()

    @on(QuizApp.Refreshed)
    @told
    def _refreshed(self, message: QuizApp.Refreshed) -> None:
        """The bank may have changed under the question: show what it says now."""
        if self._session is None:  # what stood in its way was told, and may be gone
            self._begin()
            return
        self._session.reload()
        if self._session.seen is None and not self._session.progress.done:
            self._session = self.desk.session(self._topic, ahead=self._ahead)
        self._prepare(self._session)
        if self._seen is None or message.refresh.faults:
            self._status = study_view.faults(self.words, len(message.refresh.faults))
        seen = self._session.seen
        if seen and self._seen and seen.card.id == self._seen.card.id:
            self.take(seen)
            self.paint(top=False)
        else:
            self.ask(seen)

    # What the learner does with the queue

    def action_undo(self) -> None:
        """Take back the last grade, or the suspension just made."""
        if self._session is not None and (card := self._session.unsuspend()) is not None:
            self.moved(None, self.words("Asked again: {card}", card=card))
            return
        self._step(lambda session: session.undo(), self.words("Undone"))

    def action_redo(self) -> None:
        """Put back what undo took."""
        self._step(lambda session: session.redo(), self.words("Redone"))

    def action_skip(self) -> None:
        """Ask this card last."""
        if (session := self.ready(self.action_skip)) is not None:
            session.skip()
            self.moved(None, self.words("Skipped: it comes back at the end"))

    def action_suspend(self) -> None:
        """Ask this card no more."""
        if (session := self.ready(self.action_suspend)) is not None:
            session.suspend()
            self.moved(None, self.words("Suspended; u takes it back"))

    def action_flag(self) -> None:
        """Mark the card with a note, or take that back."""
        if self._seen:
            flagging.ask(self.app, self._seen.card.id, self._flag)

    @told
    def _flag(self, kind: MarkKind, note: str) -> None:
        if (session := self.ready(partial(self._flag, kind, note))) is not None:
            session.flag(note, kind)
            self.go_on(flagging.told(kind, self.words))

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

    def ready(self, action: Callable[[], None]) -> Session | None:
        """The session; before it is there, the first `action` on the card waits for it."""
        if self._session is None and self._waiting is None:
            self._waiting = action
        return self._session

    def _step(self, step: Callable[[Session], Change | None], done: str) -> None:
        if self._session is not None and (change := step(self._session)) is not None:
            name = spell.rating(self.words, change.rating)
            self.moved(None, f"{done}: {change.card} · {name}")

    def moved(self, change: Change | None, status: str = "") -> None:
        self._status = status if change is None else spell.change(self.words, change)
        self.ask(self._session.seen if self._session else None)
        if change is not None and self._seen is None:
            self.app.refit()
