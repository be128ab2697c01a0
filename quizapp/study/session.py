"""One sitting: which card is asked, and what an answer, an undo or a skip does to the queue.

Every grade is durable when `answer` returns: the review, the memory and the session's state are one
transaction of the store. The state of a sitting is a value, so a killed program resumes with it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from quizapp.bank.cards import Card, Language
from quizapp.clock import Clock
from quizapp.config import Settings
from quizapp.errors import UsageError
from quizapp.scheduling.memory import Memory, Rating
from quizapp.scheduling.queue import Queue
from quizapp.store.library import Library
from quizapp.store.values import Answered, MarkKind, Place, SessionId, Step
from quizapp.study import plan
from quizapp.study.opening import progress, seen
from quizapp.study.plan import State
from quizapp.study.values import Change, Opening, Progress, Response

if TYPE_CHECKING:
    from quizapp.store.study import StudyStore


class Session:
    """Today's sitting on one topic or on all; `start` makes it."""

    def __init__(
        self,
        store: StudyStore,
        library: Library,
        clock: Clock,
        settings: Settings,
        topic: str | None,
    ) -> None:
        self._store = store
        self._library = library
        self._clock = clock
        self._settings = settings
        self._topic = topic
        self._id: SessionId | None = None
        self._state = State()

    @classmethod
    def start(
        cls,
        store: StudyStore,
        library: Library,
        *,
        clock: Clock,
        settings: Settings,
        topic: str | None = None,
        ahead: bool = False,
    ) -> Session:
        """Resume today's open session on `topic`, or plan a new one.

        `ahead`: with cards that are not due yet, for when nothing else is left.
        """
        session = cls(store, library, clock, settings, topic)
        reads, day = store.reads, clock.today()
        if not ahead and (state := plan.resumed(reads, library, day, topic)) is not None:
            opened = reads.open_session()
            session._state, session._id = state, opened.id if opened else None
            return session
        fresh = plan.ahead_of_time if ahead else plan.planned
        session._state = fresh(reads, library, day, topic, settings)
        if session._state.queue.current is not None:
            session._begin()
        return session

    @property
    def seen(self) -> Opening | None:
        """The current question as a screen shows it; None: the session is done."""
        return seen(self._state, self._library)

    @property
    def card(self) -> Card | None:
        """The card to ask now; None: the session is done."""
        current = self._state.queue.current
        return self._library.card(current) if current is not None else None

    @property
    def again(self) -> bool:
        """Whether the current card is here because it lapsed in this session."""
        return self._state.queue.current in self._state.queue.lapsed

    @property
    def progress(self) -> Progress:
        """How far the session is."""
        return progress(self._state)

    @property
    def can_undo(self) -> bool:
        """Whether a grade stands that undo would take back, of this session or an earlier one."""
        return self._store.reads.undoable() is not None

    @property
    def can_redo(self) -> bool:
        """Whether the last thing done was an undo."""
        return self._store.reads.redoable() is not None

    def preview(self) -> dict[Rating, int]:
        """Days until the card would come back, by rating; 0: again in this session."""
        from quizapp.scheduling.fsrs6 import preview

        card, day = self._asked().id, self._clock.today()
        memory = self._store.reads.memory(card)
        after = preview(memory, day, card=card, retention=self._settings.retention)
        return {rating: _days(rating, memory, day) or 0 for rating, memory in after.items()}

    def suggest(self, ticked: int) -> Rating | None:
        """The rating that the ticked key points speak for; None where nothing was ticked.

        Below half of them: again; below three quarters: hard; else good.
        """
        points = len(self._asked().text(Language.EN).key_points)
        if not ticked or not points:
            return None
        share = ticked / points
        return Rating.AGAIN if share < 0.5 else Rating.HARD if share < 0.75 else Rating.GOOD

    def answer(self, rating: Rating, response: Response) -> Change:
        """Grade the current card; durable when this returns."""
        card = self._asked()
        text = card.text(response.language)
        state = State(self._open_only(self._state.queue.answered(rating)))
        recorded = self._store.record(
            Answered(
                card=card.id,
                rating=rating,
                retention=self._settings.retention,
                seconds=response.seconds,
                answer=response.answer,
                points=response.points,
                language=response.language,
                card_hash=text.hash,
                revision=card.revision,
            ),
            self._place(state),
        )
        self._state = state
        return Change(card.id, rating, _days(rating, recorded.memory, self._clock.today()))

    def undo(self) -> Change | None:
        """Take back the last grade that stands; its card is the current one again."""
        return self._stepped(self._store.undo, self._returned)

    def redo(self) -> Change | None:
        """Put back what the last undo took."""
        return self._stepped(self._store.redo, self._repeated)

    def skip(self) -> None:
        """Ask the current card last."""
        self._save(State(self._state.queue.skipped()))

    def suspend(self) -> None:
        """Ask the current card no more, today or later, until it is taken back in."""
        card = self._asked().id
        state = State(self._state.queue.dropped(card))
        self._store.mark(card, MarkKind.SUSPEND, place=self._place(state))
        self._state = state

    def flag(self, note: str) -> None:
        """Mark the current card for its author, with a note."""
        self._store.mark(self._asked().id, MarkKind.FLAG, note)

    def draft(self, response: Response, *, revealed: bool) -> None:
        """Keep what is typed and ticked, so that a killed session comes back with it."""
        self._save(State(self._state.queue, response, revealed))

    def reload(self) -> None:
        """After the bank changed: forget cards that it no longer holds."""
        queue = self._state.queue
        for card in queue.ahead:
            if self._library.position(card) is None:
                queue = queue.dropped(card)
        if queue != self._state.queue:
            self._save(State(queue))

    def _stepped(
        self,
        take: Callable[[Callable[[Step], Place | None]], Step | None],
        requeued: Callable[[Step], Queue],
    ) -> Change | None:
        """Undo or redo: the store moves the log, and the queue follows in the same transaction."""
        if self._id is None:
            self._begin()
        state = self._state

        def replan(step: Step) -> Place | None:
            nonlocal state
            if self._library.position(step.card) is not None:
                state = State(requeued(step))
            return self._place(state)

        if (step := take(replan)) is None:
            return None
        self._state = state
        today = self._clock.today()
        return Change(step.card, step.rating, _days(None, step.memory, today))

    def _returned(self, step: Step) -> Queue:
        return self._state.queue.returned(step.card, lapsed=self._lapsed(step.memory))

    def _repeated(self, step: Step) -> Queue:
        queue = self._state.queue.fronted(step.card).answered(step.rating)
        return self._open_only(queue)

    def _lapsed(self, memory: Memory | None) -> bool:
        if memory is None:
            return False
        return memory.last_day == self._clock.today() and memory.last_rating is Rating.AGAIN

    def _asked(self) -> Card:
        if (card := self.card) is None:
            raise UsageError("the session is done", "start another one")
        return card

    def _begin(self) -> None:
        self._id = self._store.start_session(self._state.encode(), self._topic)

    def _place(self, state: State) -> Place | None:
        return Place(self._id, state.encode()) if self._id is not None else None

    def _save(self, state: State) -> None:
        self._state = state
        if (place := self._place(state)) is not None:
            self._store.save_session(place)

    def _open_only(self, queue: Queue) -> Queue:
        """Without next cards that another program has graded today in the meantime."""
        today = self._clock.today()
        while (card := queue.current) is not None and card not in queue.lapsed:
            memory = self._store.reads.memory(card)
            if memory is None or memory.last_day < today:
                break
            queue = queue.dropped(card)
        return queue


def _days(rating: Rating | None, memory: Memory | None, day: date) -> int | None:
    """Days from `day` until the memory is due; 0 after a lapse, which the session brings back."""
    if memory is None:
        return None
    return 0 if rating is Rating.AGAIN else max(0, (memory.due - day).days)
