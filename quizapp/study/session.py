"""One sitting: which card is asked, and what an answer, an undo or a skip does to the queue.

Every grade is durable when `answer` returns: the review, the memory and the session's state are one
transaction of the store. The state of a sitting is a value, so a killed program resumes with it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from msgspec import structs

from quizapp.bank.cards import Card, CardId, Kind, Language
from quizapp.clock import Clock
from quizapp.config import Settings
from quizapp.errors import UsageError
from quizapp.scheduling.memory import Memory, Rating
from quizapp.scheduling.queue import Queue
from quizapp.store.library import Library
from quizapp.store.values import Answered, MarkKind, Place, SessionId, Step
from quizapp.study import plan
from quizapp.study.asked import Asked, asked_next
from quizapp.study.begin import begun
from quizapp.study.opening import progress, seen
from quizapp.study.plan import State
from quizapp.study.siblings import is_buried
from quizapp.study.values import Change, Opening, Progress, Response, Time

if TYPE_CHECKING:
    from quizapp.store.study import StudyStore
    from quizapp.study.course import Course
    from quizapp.study.grading import Grade


class Session:
    """Today's sitting on one topic or on all; `start` makes it."""

    def __init__(
        self,
        store: StudyStore,
        library: Library,
        clock: Clock,
        settings: Settings,
        topic: str | None,
        course: Course | None = None,
    ) -> None:
        self._course = course
        self._store = store
        self._library = library
        self._clock = clock
        self._settings = settings
        self._topic = topic
        self._id: SessionId | None = None
        self._day = clock.today()
        self._state = State()
        self._asking: Asked | None = None
        """The current card as this review asks it, once that was looked up."""
        self._put_away: tuple[CardId, bool] | None = None
        """The card suspended last, and whether it had a lapse to pass, until another is graded."""

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
        course: Course | None = None,
    ) -> Session:
        """Resume today's open session on `topic`, or plan a new one.

        `ahead`: with cards that are not due yet, for when nothing else is left; towards a goal,
        beyond the minutes of the day. `course`: towards its goal.
        """
        session = cls(store, library, clock, settings, topic, course)
        reads, day = store.reads, clock.today()
        key = course.goal.key if course else ""
        if not ahead and (state := plan.resumed(reads, library, day, topic, key)) is not None:
            opened = reads.open_session()
            session._state, session._id = state, opened.id if opened else None
            return session
        if course is not None:
            session._state = begun(reads, library, day, topic, course.goal, beyond=ahead)
        else:
            fresh = plan.ahead_of_time if ahead else plan.planned
            session._state = fresh(reads, library, day, topic, settings)
        if session._state.queue.current is not None:
            session._begin()
        return session

    @property
    def seen(self) -> Opening | None:
        """The current question as a screen shows it; None: the session is done."""
        return seen(self._of_today, self.asked, self._time)

    @property
    def asked(self) -> Asked | None:
        """The card to ask now, as this review asks it; None: the session is done."""
        current = self._state.queue.current
        if current is None:
            return None
        if self._asking is None or self._asking.card.id != current:
            card = self._library.card(current)
            self._asking = asked_next(card, self._store.reads) if card is not None else None
        return self._asking

    @property
    def card(self) -> Card | None:
        """The card to ask now, with the numbers of this review; None: the session is done."""
        return self.asked.card if self.asked is not None else None

    @property
    def again(self) -> bool:
        """Whether the current card is here because it lapsed in this session."""
        return self._state.queue.current in self._state.queue.lapsed

    @property
    def progress(self) -> Progress:
        """How far the session is."""
        found = progress(self._of_today, self._time)
        empty = self.card is None and not self._library.count()
        return structs.replace(found, empty=True) if empty else found

    @property
    def can_undo(self) -> bool:
        """Whether undo has something to take back: the suspension just made, or a grade, of this
        session or an earlier one.
        """
        return self._put_away is not None or self._store.reads.undoable() is not None

    @property
    def can_redo(self) -> bool:
        """Whether the last thing done was an undo."""
        return self._store.reads.redoable() is not None

    def preview(self) -> dict[Rating, int]:
        """Days until the card would come back, by rating; 0: again in this session."""
        from quizapp.scheduling.fsrs6 import preview

        card, day, reads = self._current().id, self._clock.today(), self._store.reads
        memory = reads.memory(card)
        retention, weights = self._settings.retention, reads.weights()
        after = preview(memory, day, card=card, retention=retention, weights=weights)
        return {rating: _days(rating, memory, day) or 0 for rating, memory in after.items()}

    def suggest(self, ticked: int) -> Rating | None:
        """The rating that the ticked key points speak for; None where nothing was ticked.

        Below half of them: again; below three quarters: hard; else good.
        """
        points = len(self._current().text(Language.EN).key_points)
        if not ticked or not points:
            return None
        share = ticked / points
        return Rating.AGAIN if share < 0.5 else Rating.HARD if share < 0.75 else Rating.GOOD

    def grade(self, response: Response) -> Grade | None:
        """What the program makes of an answer to the current card; None where it cannot judge it,
        or nothing was answered."""
        from quizapp.study.grading import grade

        return grade(self.asked, response) if self.asked is not None else None

    def answer(self, rating: Rating, response: Response) -> Change:
        """Grade the current card; durable when this returns."""
        card = self._current()
        text = card.text(response.language)
        self._wake()
        if len(self._state.queue.ahead) == 1 and self._course is not None:
            self._state = self._filled(self._state, keep=1)  # else a lapse would come back at once
        memory = self._foreseen(card.id, rating)
        state = self._moved(self._state.answered(rating, response), card.id, memory)
        recorded = self._store.record(
            Answered(
                card=card.id,
                rating=rating,
                retention=self._settings.retention,
                seconds=response.seconds,
                answer=_said(card, response),
                points=response.points,
                language=response.language,
                card_hash=text.hash,
                revision=card.revision,
                confidence=response.confidence,
                probe=card.id in self._state.probes,
            ),
            self._place(state),
        )
        self._state, self._put_away, self._asking = state, None, None
        return Change(card.id, rating, _days(rating, recorded.memory, self._clock.today()))

    def undo(self) -> Change | None:
        """Take back the last grade that stands; its card is the current one again."""
        return self._stepped(self._store.undo, self._returned)

    def redo(self) -> Change | None:
        """Put back what the last undo took."""
        return self._stepped(self._store.redo, self._repeated)

    def skip(self) -> None:
        """Ask the current card last."""
        card = self._current().id
        if self._course is None:
            self._save(self._state.on(self._state.queue.skipped()))
        else:
            self._save(self._filled(self._state.skipped(card)))

    def suspend(self) -> None:
        """Ask the current card no more, today or later, until it is taken back in."""
        card, lapsed = self._current().id, self.again
        state = self._state.on(self._state.queue.dropped(card))
        if self._course is not None:
            self._course.evening().dropped(card)
            state = self._filled(state)
        self._store.mark(card, MarkKind.SUSPEND, place=self._place(state))
        self._state, self._put_away = state, (card, lapsed)

    def unsuspend(self) -> CardId | None:
        """Take the card suspended last back in, as the current one; None where that was not the
        last thing done besides skipping: then `undo` is about grades.
        """
        if self._put_away is None:
            return None
        (card, lapsed), state = self._put_away, self._state
        if self._library.position(card) is not None:
            state = state.on(state.queue.returned(card, lapsed=lapsed))
            if self._course is not None:
                self._course.evening().learned(card, self._store.reads.memory(card))
                state = self._filled(state, keep=1)
        self._store.mark(card, MarkKind.UNSUSPEND, place=self._place(state))
        self._state, self._put_away = state, None
        return card

    def flag(self, note: str, kind: MarkKind = MarkKind.FLAG) -> None:
        """Mark the current card, with a note, or take that back with UNFLAG."""
        self._store.mark(self._current().id, kind, note)

    def draft(self, response: Response, *, revealed: bool) -> None:
        """Keep what is typed and ticked, so that a killed session comes back with it."""
        self._save(structs.replace(self._state, draft=response, revealed=revealed))

    def reload(self) -> None:
        """After the bank changed: read the card again, and forget cards that are gone."""
        self._asking = None
        queue = self._state.queue
        for card in queue.ahead:
            if self._library.position(card) is None:
                queue = queue.dropped(card)
        if queue != self._state.queue:
            state = self._state.on(queue)
            self._save(state if self._course is None else self._filled(state))

    def _stepped(
        self,
        take: Callable[[Callable[[Step], Place | None]], Step | None],
        requeued: Callable[[Step], State],
    ) -> Change | None:
        """Undo or redo: the store moves the log, and the queue follows in the same transaction."""
        if self._id is None:
            self._begin()
        if self._course is not None:
            self._course.evening()  # reads the history where that was not done: not in there
        state = self._state

        def replan(step: Step) -> Place | None:
            nonlocal state
            if self._library.position(step.card) is not None:
                state = requeued(step)
            return self._place(state)

        if (step := take(replan)) is None:
            return None
        self._state, self._put_away, self._asking = state, None, None
        today = self._clock.today()
        return Change(step.card, step.rating, _days(None, step.memory, today))

    def _returned(self, step: Step) -> State:
        state = self._state.returned(step.card, lapsed=self._lapsed(step.memory))
        if self._course is None:
            return state
        self._course.evening().learned(step.card, step.memory)
        return self._filled(state, keep=1)

    def _repeated(self, step: Step) -> State:
        queue = self._state.queue.fronted(step.card)
        state = self._state.on(queue).answered(step.rating, None)
        return self._moved(state, step.card, step.memory)

    def _moved(self, state: State, card: CardId, memory: Memory | None) -> State:
        """The state after an answer to `card`, with what comes next."""
        if self._course is None:
            return state.on(self._open_only(state.queue))
        self._course.evening().learned(card, memory)
        state = self._filled(state)
        while (queue := self._open_only(state.queue)) != state.queue:
            gone = set(state.queue.ahead) - set(queue.ahead)
            for each in gone:
                self._course.evening().learned(each, self._store.reads.memory(each))
                self._course.evening().dropped(each)  # where a sibling's grade is what took it out
            state = self._filled(state.on(queue))
        return state

    def _filled(self, state: State, keep: int = 0) -> State:
        assert self._course is not None
        return self._course.filled(state, keep=keep)

    def prepare(self) -> None:
        """Read what the next answer needs: in a thread, since a long history takes a while."""
        if self._course is not None:
            self._course.evening()

    def look_ahead(self) -> None:
        """Choose what comes after the current card anew; after `prepare`, at no cost to a key."""
        if self._course is not None and self._state.queue.current is not None:
            queue = self._state.queue
            state = self._filled(self._state, keep=1)
            if state.queue != queue or state.lifts != self._state.lifts:
                self._save(state)

    @property
    def _time(self) -> Time | None:
        return self._course.time(self._of_today) if self._course else None

    @property
    def _of_today(self) -> State:
        """The state; left open over night, with the minutes of the new day."""
        if self._course is None or self.card is None or self._day == self._clock.today():
            return self._state
        return self._state.rested()

    def _wake(self) -> None:
        """Go on as a session of today: what yesterday's used is not taken from today's minutes."""
        if (state := self._of_today) is not self._state:
            self._state, self._day = state, self._clock.today()
            self._begin()

    def _foreseen(self, card: CardId, rating: Rating) -> Memory | None:
        """The memory that a grade will leave: what comes next is chosen by it."""
        if self._course is None:
            return None
        from quizapp.scheduling.fsrs6 import review

        reads, day, retention = self._store.reads, self._clock.today(), self._settings.retention
        memory, weights = reads.memory(card), reads.weights()
        return review(memory, rating, day, card=card, retention=retention, weights=weights)

    def _lapsed(self, memory: Memory | None) -> bool:
        if memory is None:
            return False
        return memory.last_day == self._clock.today() and memory.last_rating is Rating.AGAIN

    def _current(self) -> Card:
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
        """Without next cards that another program has graded today in the meantime, or a sibling
        of theirs.
        """
        reads, today = self._store.reads, self._clock.today()
        while (card := queue.current) is not None and card not in queue.lapsed:
            memory = reads.memory(card)
            fresh = memory is None or memory.last_day < today
            if fresh and not is_buried(reads, self._library, card, today):
                break
            queue = queue.dropped(card)
        return queue


def _said(card: Card, response: Response) -> str:
    """What the log keeps of an answer: picks as `1,3`, counted from 1 as their author did."""
    if not response.picks:
        return response.answer
    picks = sorted(response.picks) if card.kind is Kind.CHOICE else response.picks
    return ",".join(str(pick + 1) for pick in picks)


def _days(rating: Rating | None, memory: Memory | None, day: date) -> int | None:
    """Days from `day` until the memory is due; 0 after a lapse, which the session brings back."""
    if memory is None:
        return None
    return 0 if rating is Rating.AGAIN else max(0, (memory.due - day).days)
