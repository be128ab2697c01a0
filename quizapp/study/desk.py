"""One learner's desk: what every face calls. Cheap to make, light until `connect`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from threading import Lock
from typing import TYPE_CHECKING

from msgspec import structs

from quizapp import config
from quizapp.bank.cards import Card, CardId, Language
from quizapp.clock import Clock
from quizapp.config import Settings
from quizapp.errors import UsageError
from quizapp.paths import Paths
from quizapp.scheduling.memory import OWN_WEIGHTS
from quizapp.store.library import Hit, Library, Refresh
from quizapp.store.peek import peek
from quizapp.store.reads import Reads
from quizapp.store.values import Flagged, MarkKind
from quizapp.study import goals, opening, statistics
from quizapp.study.course import Course
from quizapp.study.goal import Goal, Goals, made
from quizapp.study.goals import Trend
from quizapp.study.session import Session
from quizapp.study.values import Opening, Overview

if TYPE_CHECKING:
    from quizapp.demos.catalogue import Catalogue
    from quizapp.demos.declaration import Demo
    from quizapp.demos.recorded import Recorded, Result
    from quizapp.store.study import StudyStore
    from quizapp.study.coverage import Coverage
    from quizapp.study.evidence import Badges
    from quizapp.study.fits import Fits
    from quizapp.study.fitter import Fitter
    from quizapp.study.insight import History
    from quizapp.study.outlook import Outlook
    from quizapp.study.packs import Packs
    from quizapp.study.past import Past
    from quizapp.study.planner import Planner
    from quizapp.study.runs import Runs


class Desk:
    """The bank, the history and the settings of one learner.

    `content` is the root of the bank's own topics; packs stand beside it unless `with_packs` is
    false. `clock`, `randomness` and `environment` are the only ways by which time, chance and the
    process's surroundings come in.
    """

    def __init__(
        self,
        paths: Paths,
        *,
        content: Path,
        clock: Clock,
        randomness: Random,
        environment: Mapping[str, str],
        with_packs: bool = True,
    ) -> None:
        self.paths = paths
        self.content = content
        self.clock = clock
        self.settings: Settings = config.load(paths.settings, environment)
        self._with_packs = with_packs
        self._randomness = randomness
        self._library: Library | None = None
        self._store: StudyStore | None = None
        self._runs: Runs | None = None
        self._courses: dict[tuple[str, str | None], Course] = {}
        self._planner: Planner | None = None
        self._fits: Fits | None = None
        self._fitter: Fitter | None = None
        self._environment = environment
        self._demos: Catalogue | None = None
        self._recorded: Recorded | None = None
        self._connecting = Lock()

    @property
    def library(self) -> Library:
        """The parsed bank; its file is made on first use. Raises StoreError where that fails."""
        if self._library is None:
            self.paths.make()
            self._library = Library(self.paths.library)
        return self._library

    @property
    def store(self) -> StudyStore:
        """The history; `connect`s where that was not done yet."""
        self.connect()
        assert self._store is not None
        return self._store

    def opening(self, topic: str | None = None) -> Opening | None:
        """The first question, read without SQLAlchemy; None where no database stands yet."""
        if not (self.paths.library.exists() and self.paths.study.exists()):
            return None
        return opening.opening(
            self.paths.study,
            self.library,
            day=self.clock.today(),
            topic=topic,
            settings=self.settings,
        )

    def connect(self) -> None:
        """Open the history, which imports SQLAlchemy: in a thread, after the first paint.

        May be called again at no cost. Raises StoreError and its leaves.
        """
        with self._connecting:
            if self._store is not None:
                return
            from quizapp.store.study import StudyStore

            self.paths.make()
            self._store = StudyStore.open(
                self.paths.study,
                clock=self.clock,
                randomness=self._randomness,
                backups=self.paths.backups,
            )

    @property
    def packs(self) -> Packs:
        """The packs in use, and which of their demos may run."""
        from quizapp.study.packs import Packs

        return Packs(self.paths, lambda: self.store)

    def _folders(self) -> dict[str, Path]:
        return self.packs.folders() if self._with_packs else {}

    @property
    def runs(self) -> Runs:
        """What this learner measured and expected; connects."""
        if self._runs is None:
            from quizapp.study.runs import Runs

            self._runs = Runs(self.store, self.clock)
        return self._runs

    @property
    def fits(self) -> Fits:
        """The weights that reviews are scheduled by, fitted in a process of its own; connects.

        Loads numpy: in a thread, at the end of a session.
        """
        if self._fits is None:
            from quizapp.study.fits import Fits
            from quizapp.study.fitter import Fitter

            self._fitter = Fitter(self._environment)
            self._fits = Fits(self.store, self.clock, self._fitter)
        return self._fits

    def read_demos(self) -> Catalogue:
        """The demos of the bank, read from their sources where that was not done since the last
        `refresh`: thirty of them take a tenth of a second, so the first time in a thread.
        """
        from quizapp.demos.catalogue import Catalogue
        from quizapp.demos.recorded import Recorded

        if self._demos is None:
            packs = self._folders()
            self._demos = Catalogue.load([self.content], packs)
            self._recorded = Recorded.load([self.content], packs)
        return self._demos

    def recorded(self, demo: Demo) -> Result | None:
        """What the author of a demo measured, for its present source."""
        self.read_demos()
        assert self._recorded is not None
        return self._recorded.get(demo)

    def badges(self, card: Card) -> Badges:
        """How the sentences stand that the card's evidence links to; empty until `read_demos` and
        `connect` are done.
        """
        if self._demos is None or self._recorded is None or self._store is None:
            return {}
        from quizapp.study import evidence

        demos = self._demos.seen_from(card.pack)
        return evidence.badges(card, demos, self._recorded, self.runs)

    def coverage(self) -> tuple[Coverage, ...]:
        """What the bank holds by topic, and how much of it its authors have measured."""
        from quizapp.study.coverage import coverage

        catalogue = self.read_demos()
        assert self._recorded is not None
        return coverage(self.library.cards(), catalogue, self._recorded)

    def refresh(self, progress: Callable[[int, int], None] | None = None) -> Refresh:
        """Bring the library up to the bank's files; `progress` hears (done, of)."""
        refresh = self.library.refresh(self.content, progress, self._folders())
        self._demos = None
        if refresh.added or refresh.changed or refresh.removed:
            self._renew()
        return refresh

    def on_topic(self, topic: str | None) -> None:
        """Raise UsageError for a topic that the bank, as it was read last, does not have."""
        topics = self.library.topics()
        if topic is not None and topics and topic not in topics:
            raise UsageError(f"there is no topic {topic!r}", "quizapp stats lists the topics")

    def session(self, topic: str | None = None, *, ahead: bool = False) -> Session:
        """Resume today's open session on `topic` (None: all), or plan a new one."""
        goal = self.goal()
        return Session.start(
            self.store,
            self.library,
            clock=self.clock,
            settings=self.settings,
            topic=topic,
            ahead=ahead,
            course=self._course_to(goal, topic) if goal else None,
        )

    def goals(self) -> Goals:
        """All goals of the learner; connects."""
        return goals.load(self.store.reads)

    def goal(self) -> Goal | None:
        """The goal that sessions work towards; None: cards are kept for good."""
        return goals.current(self.store.reads, self.clock.today())

    def set_goal(self, goal: Goal) -> None:
        """Keep a goal and make it the active one. Raises UsageError where it cannot be planned."""
        goal = made(goal, today=self.clock.today(), topics=self.library.topics())
        self._keep_goals(self.goals().with_(goal))

    def use_goal(self, name: str | None) -> None:
        """Make another goal the active one, or none."""
        kept = self.goals()
        self._keep_goals(kept.using(name) if name is not None else Goals(kept.all))

    def drop_goal(self, name: str) -> None:
        """Give a goal up. What was learned for it stays."""
        self._keep_goals(self.goals().without(name))
        goals.forget(self.store, name)

    def _keep_goals(self, kept: Goals) -> None:
        goals.keep(self.store, kept)
        self._courses = {}

    def _renew(self) -> None:
        """What the evenings believe is of yesterday: read it again when it is asked for."""
        for course in list(self._courses.values()):
            course.renew()

    def course(self, topic: str | None = None) -> Course | None:
        """The way to the active goal; None without one."""
        goal = self.goal()
        return self._course_to(goal, topic) if goal else None

    def _course_to(self, goal: Goal, topic: str | None) -> Course:
        key = goal.key, topic
        if key not in self._courses:
            self._courses[key] = Course(
                goal, topic, self.library, self.store.reads, self.clock, self.planner.kept
            )
        return self._courses[key]

    @property
    def planner(self) -> Planner:
        """What plans for the active goal, in a process of its own."""
        if self._planner is None:
            from quizapp.study.planner import Planner

            self._planner = Planner(self.paths.outlook, self._environment)
        return self._planner

    def outlook(self) -> Outlook | None:
        """What was last expected of the active goal's day, be it some answers ago."""
        goal = self.goal()
        return self.planner.kept(goal) if goal else None

    def plan(self) -> Outlook | None:
        """Plan for the active goal where the day, the goal or the answers are others than those of
        the last plan. Takes seconds, so in a thread; None without a goal, or when it was stopped.
        """
        course = self.course()
        if course is None:
            return None
        from quizapp.study import planner

        day = self.clock.today()
        question = planner.question(course, self.store.reads, day, self.planner.kept(course.goal))
        if (outlook := self.planner.answer(question)) is not None:
            goals.note(self.store, course.goal.name, day, outlook.expected)
            for each in list(self._courses.values()):
                each.follow(outlook)
        return outlook

    def stop(self) -> None:
        """Stop the processes that plan or fit; whoever waits for one gets nothing."""
        for away in (self._planner, self._fitter):
            if away is not None:
                away.close()

    def trend(self) -> Trend:
        """What was expected of the active goal's day, day by day."""
        goal = self.goal()
        return goals.trend(self.store.reads, goal.name) if goal else {}

    def overview(self) -> Overview:
        """What the home screen shows; read without SQLAlchemy, so that it can be painted first."""
        with peek(self.paths.study) as reads:
            if reads is not None:
                return self._overview(reads)
        if self.paths.study.exists():  # of an older version, or damaged: that must be said
            return self._overview(self.store.reads)
        return statistics.unstudied(self.library, self.settings)

    def _overview(self, reads: Reads) -> Overview:
        day = self.clock.today()
        view = statistics.overview(reads, self.library, day=day, settings=self.settings)
        goal = goals.current(reads, day)
        outlook = self.planner.kept(goal) if goal else None
        return structs.replace(view, goal=goal, outlook=outlook)

    def history(self) -> History:
        """The whole history for `insight`: a million reviews take seconds, so in a thread."""
        from quizapp.study.insight import History

        reads = self.store.reads
        return History(
            self.store.scans.graded(),
            reads.memories(),
            reads.suspended(),
            {topic: self.library.ids(topic) for topic in self.library.topics()},
            reads.weights(),
            (OWN_WEIGHTS, *(fit.weights for fit in self.store.scans.fits())),
            self.clock.today(),
        )

    def past(self, card: CardId) -> Past:
        """One card's history, and what its next ratings would do."""
        from quizapp.study.past import past

        today, retention = self.clock.today(), self.settings.retention
        return past(self.store.reads, card, today=today, retention=retention)

    def search(self, query: str, limit: int = 50) -> list[Hit]:
        """Cards whose question or answer holds every word of `query`, in either language."""
        return self.library.search(query, limit)

    def card(self, card: CardId) -> Card | None:
        """The card as the bank holds it; by the id of a cloze its first hole."""
        return self.library.card(card)

    def is_suspended(self, card: CardId) -> bool:
        """Whether the card is asked no more."""
        return card in self.store.reads.suspended()

    def flagged(self) -> list[Flagged]:
        """The cards that the learner marked, with a note each, the newest first."""
        return self.store.reads.flagged()

    def note(self, card: CardId) -> str | None:
        """What the learner noted when flagging the card; None: it is not flagged."""
        return next((each.note for each in self.flagged() if each.card == card), None)

    def mark(self, card: CardId, kind: MarkKind, note: str = "") -> None:
        """Suspend, flag, or take either back."""
        self.store.mark(card, kind, note)
        self._renew()

    def save(self, settings: Settings) -> None:
        """Keep changed settings."""
        config.save(self.paths.settings, settings)
        self.settings = settings

    def path_of(self, card: Card, language: Language) -> Path:
        """The file that holds the card's text in `language`."""
        file = card.text(language).file
        if not card.pack:
            return self.content / file
        return self.paths.packs / card.pack / file.removeprefix(f"{card.pack}:")

    def close(self) -> None:
        """Let go of both databases, and stop what plans or fits."""
        self.stop()
        for opened in (self._store, self._library):
            if opened is not None:
                opened.close()
        self._store = self._library = self._runs = self._fits = None
        self._courses = {}
