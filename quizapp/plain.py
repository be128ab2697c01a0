"""The plain face: one card after another in lines of text, for pipes and screen readers.

No colours, no cursor movement, nothing that redraws. Every prompt is a line of its own. What was
confirmed is already on the disk, so the input may end at any point.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeVar

from msgspec.structs import replace

from quizapp import foretell, plain_kinds, spell
from quizapp.bank import plain
from quizapp.bank.blocks import Line
from quizapp.bank.cards import Card, Language
from quizapp.locale.words import Words
from quizapp.maths.width import cells
from quizapp.scheduling.memory import Rating
from quizapp.study.asked import Asked
from quizapp.study.grading import Grade
from quizapp.study.session import Session
from quizapp.study.values import CONFIDENCES, Change, Response
from quizapp.verdict import still, verdict

T = TypeVar("T")
NO_PROOFS: Mapping[str, str] = {}
COMMANDS = frozenset({"q", "s", "u", "U", "l", "?"})
"""What is never an answer, unless a backslash stands before it."""


class Turn(Enum):
    """What a command did to the conversation."""

    LEAVE = auto()
    ANEW = auto()
    """The session stands on a card that is to be asked from the start."""
    AGAIN = auto()
    """What stands above the prompt is to be shown once more."""
    STAY = auto()


@dataclass
class Face:
    """One session in lines: `read` gives the next, empty at the input's end; `say` prints one."""

    session: Session
    words: Words
    language: Language
    read: Callable[[], str]
    say: Callable[[str], None]
    width: int = 80
    tick: Callable[[], float] = time.monotonic
    proofs: Callable[[Card], Mapping[str, str]] = lambda card: {}
    """How the sentences of a card fared, by the target of the link that each stands in."""
    asks_confidence: bool = False

    def run(self) -> None:
        """Ask until the session is done, the learner leaves or the input ends."""
        if self.session.asked is None:
            self.say(self._why_nothing())
        turn = Turn.ANEW
        while turn is not Turn.LEAVE and (asked := self.session.asked) is not None:
            turn = self._ask(asked)
        done = self.session.progress.done
        self.say(self.words("Passed in this session: {n}. Everything is saved.", n=done))

    def _why_nothing(self) -> str:
        progress = self.session.progress
        time = progress.time
        if time and not progress.empty:
            return foretell.evening_done(self.words, time)
        return spell.nothing(self.words, progress)

    def _ask(self, asked: Asked) -> Turn:
        began = self.tick()
        self._show_question(asked)
        given = self._hear(
            lambda: plain_kinds.prompt(self.words, asked),
            lambda line: plain_kinds.read(asked, _literal(line)),
            lambda line: plain_kinds.refusal(self.words, asked, line),
            lambda: self._show_question(asked),
        )
        if isinstance(given, Turn):
            return given
        response = self._keep(asked, given)
        sure = self._how_sure(asked)
        if isinstance(sure, Turn):
            return sure
        response = replace(response, confidence=sure or response.confidence)
        grade = self.session.grade(response)
        self._show_answer(asked, response, grade)
        rating = self._hear(
            lambda: self._choices(grade),
            lambda line: _rating(line, grade),
            self._no_rating,
            lambda: self._show_answer(asked, response, grade),
        )
        if isinstance(rating, Turn):
            return rating
        response = replace(response, seconds=self.tick() - began, language=self.language)
        self.say(spell.change(self.words, self.session.answer(rating, response)))
        return Turn.ANEW

    def _keep(self, asked: Asked, given: Response) -> Response:
        """Save what was typed before it is graded; an empty line means what was typed last time."""
        if not (given.answer or given.picks):
            return self._draft(asked)
        answer = unicodedata.normalize("NFC", given.answer)
        given = replace(given, answer=answer, language=self.language)
        self.session.draft(given, revealed=True)
        return given

    def _how_sure(self, asked: Asked) -> int | Turn:
        """Percent, said before the answer is seen; 0 where it is not said or not asked for."""
        if not self.asks_confidence:
            return 0
        return self._hear(
            self._confidences, _percent, self._no_confidence, lambda: self._show_question(asked)
        )

    def _confidences(self) -> str:
        choices = [f"{number} {percent} %" for number, percent in enumerate(CONFIDENCES, 1)]
        skip = self.words("(Enter: not said, ? for help)")
        return self._offer([self.words("How sure?"), *choices], skip)

    def _no_confidence(self, line: str) -> str:
        said = repr(line[:40])
        return self.words("{said} does not say how sure you are; 1-4, or Enter", said=said)

    def _draft(self, asked: Asked) -> Response:
        seen = self.session.seen
        draft = seen.draft if seen and seen.draft else Response()
        return replace(draft, picks=still(asked, draft.picks))

    def _hear(
        self,
        prompt: Callable[[], str],
        understand: Callable[[str], T | None],
        refusal: Callable[[str], str],
        show: Callable[[], None],
    ) -> T | Turn:
        """The next line that is understood; commands are obeyed and the prompt repeated.

        `refusal` says what is wrong with any other line, `show` what stands above the prompt once
        more, after a change of language.
        """
        while True:
            self.say(prompt())
            if not (line := self.read()):
                return Turn.LEAVE
            line = line.strip()
            turn = self._obey(line)
            if turn in (Turn.LEAVE, Turn.ANEW):
                return turn
            if turn is Turn.AGAIN:
                show()
            elif turn is None:
                if (meant := understand(line)) is not None:
                    return meant
                self.say(refusal(line))

    def _obey(self, line: str) -> Turn | None:
        """Do what a one-letter line commands; None where it is no command."""
        match line:
            case "q":
                return Turn.LEAVE
            case "s":
                self.session.skip()
                return Turn.ANEW
            case "u":
                return self._took(self.session.undo())
            case "U":
                return self._put_back(self.session.redo())
            case "l":
                self.language = Language.KO if self.language is Language.EN else Language.EN
                return Turn.AGAIN
            case "?":
                self._help()
                return Turn.STAY
        return None

    def _took(self, change: Change | None) -> Turn:
        if change is None:
            self.say(self.words("There is nothing to undo."))
            return Turn.STAY
        rating = spell.rating(self.words, change.rating)
        self.say(self.words("Undone: {card} was {rating}", card=change.card, rating=rating))
        return Turn.ANEW

    def _put_back(self, change: Change | None) -> Turn:
        if change is None:
            self.say(self.words("There is nothing to redo."))
            return Turn.STAY
        rating = spell.rating(self.words, change.rating)
        self.say(self.words("Redone: {card} is {rating}", card=change.card, rating=rating))
        return Turn.ANEW

    def _no_rating(self, line: str) -> str:
        said = repr(line[:40])
        return self.words("{said} is not a rating; 1-4, u, U, s, l, q or ?", said=said)

    def _help(self) -> None:
        self.say(self.words("1-4 rate the card: 1 Again, 2 Hard, 3 Good, 4 Easy. Hard is a pass."))
        self.say(self.words("u takes the last rating back, U puts it back, s skips the card."))
        self.say(self.words("l shows the other language, ? this help, q leaves."))
        self.say(self.words("After a backslash these letters are an answer: \\q is q."))

    def _show_question(self, asked: Asked) -> None:
        progress, seen = self.session.progress, self.session.seen
        text = plain_kinds.text(asked, self.language, revealed=False)
        self.say("")
        far = f"{progress.done + 1}/{progress.done + progress.left}"
        if progress.time is not None:
            far = foretell.progress(self.words, progress)
        why = foretell.reason(self.words, seen) if seen else ""
        self.say(f"[{far}] {asked.card.id}  {why}".rstrip())
        self._say_all(plain.line(text.title, self.width))
        self._say_all(plain.blocks(text.question, self.width))
        self._say_all(plain_kinds.asks(self.words, asked, self.language, self.width))
        if draft := plain_kinds.written(asked, self._draft(asked)):
            self.say(self.words("You had written: {answer}", answer=draft))

    def _show_answer(self, asked: Asked, response: Response, grade: Grade | None) -> None:
        text, proofs = asked.card.text(self.language), self.proofs(asked.card)
        response = replace(response, language=self.language)
        self._say_all(plain_kinds.tells(self.words, asked, response, self.width, proofs))
        if told := verdict(self.words, asked, response, grade):
            self._say_all(plain.wrap(told, self.width))
        self.say("")
        self.say(self.words("Answer"))
        self._say_all(plain.blocks(text.answer, self.width))
        self._show_list(self.words("Key points"), text.key_points)
        self._show_list(self.words("Evidence"), text.evidence, proofs)
        self._show_list(self.words("Beware"), text.beware, proofs)
        self._show_list(self.words("Follow-ups"), text.follow_ups)
        self.say("")

    def _show_list(
        self, heading: str, items: tuple[Line, ...], proofs: Mapping[str, str] = NO_PROOFS
    ) -> None:
        if not items:
            return
        self.say("")
        self.say(heading)
        for number, item in enumerate(items, 1):
            mark = f"{number}. "
            self._say_all(plain_kinds.hung(mark, plain.runs(item), self.width))
            self._say_all(plain_kinds.beneath(item, proofs, len(mark), self.width))

    def _say_all(self, rows: Iterable[str]) -> None:
        for row in rows:
            self.say(row)

    def _choices(self, grade: Grade | None) -> str:
        words = self.words
        choices = [
            f"{rating.value} {spell.rating(words, rating)} ({spell.interval(words, days)})"
            for rating, days in self.session.preview().items()
        ]
        if grade is None:
            return self._offer(choices, words("(? for help)"))
        name = spell.rating(words, grade.rating)
        return self._offer(choices, words("(Enter: {rating}, ? for help)", rating=name))

    def _offer(self, choices: Sequence[str], hint: str) -> str:
        """What can be chosen, and the hint beside it where there is room, else below."""
        row = "  ".join([*choices, hint])
        return row if cells(row) <= self.width else f"{'  '.join(choices)}\n{hint}"


def _literal(line: str) -> str:
    """The answer that a line gives: one that reads like a command stands behind a backslash."""
    return line[1:] if line.lstrip("\\") in COMMANDS else line


def _percent(line: str) -> int | None:
    """The confidence that a line gives in percent, 0 for an empty one."""
    if not line:
        return 0
    return CONFIDENCES[int(line) - 1] if line in {"1", "2", "3", "4"} else None


def _rating(line: str, grade: Grade | None) -> Rating | None:
    """The rating that a line gives; an empty one takes what the program makes of the answer."""
    if not line and grade is not None:
        return grade.rating
    return Rating(int(line)) if line in {"1", "2", "3", "4"} else None
