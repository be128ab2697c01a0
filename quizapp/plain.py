"""The plain face: one card after another in lines of text, for pipes and screen readers.

No colours, no cursor movement, nothing that redraws. Every prompt is a line of its own. What was
confirmed is already on the disk, so the input may end at any point.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeVar

from quizapp import foretell, spell
from quizapp.bank import plain
from quizapp.bank.blocks import Line, demo_links
from quizapp.bank.cards import Card, Language
from quizapp.locale.words import Words
from quizapp.scheduling.memory import Rating
from quizapp.study.session import Session
from quizapp.study.values import Change, Response

T = TypeVar("T")
NO_PROOFS: Mapping[str, str] = {}


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

    def run(self) -> None:
        """Ask until the session is done, the learner leaves or the input ends."""
        if self.session.card is None:
            self.say(self._why_nothing())
        turn = Turn.ANEW
        while turn is not Turn.LEAVE and (card := self.session.card) is not None:
            turn = self._ask(card)
        done = self.session.progress.done
        self.say(self.words("Passed in this session: {n}. Everything is saved.", n=done))

    def _why_nothing(self) -> str:
        progress = self.session.progress
        time = progress.time
        if time and not progress.empty:
            return foretell.evening_done(self.words, time)
        return spell.nothing(self.words, progress)

    def _ask(self, card: Card) -> Turn:
        began = self.tick()
        self._show_question(card)
        prompt = self.words("Your answer, or Enter to see it (? for help):")
        answer = self._hear(lambda: prompt, lambda line: line, lambda: self._show_question(card))
        if isinstance(answer, Turn):
            return answer
        answer = self._keep(answer)
        self._show_answer(card)
        rating = self._hear(self._choices, _rating, lambda: self._show_answer(card))
        if isinstance(rating, Turn):
            return rating
        response = Response(answer=answer, seconds=self.tick() - began, language=self.language)
        self.say(spell.change(self.words, self.session.answer(rating, response)))
        return Turn.ANEW

    def _keep(self, answer: str) -> str:
        """Save what was typed before it is graded; an empty line means what was typed last time."""
        if not answer:
            return self._draft()
        answer = unicodedata.normalize("NFC", answer)
        self.session.draft(Response(answer=answer, language=self.language), revealed=True)
        return answer

    def _draft(self) -> str:
        seen = self.session.seen
        return seen.draft.answer if seen and seen.draft else ""

    def _hear(
        self,
        prompt: Callable[[], str],
        understand: Callable[[str], T | None],
        show: Callable[[], None],
    ) -> T | Turn:
        """The next line that is understood; commands are obeyed and the prompt repeated.

        `show` says what stands above the prompt once more, after a change of language.
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
                self._say_not_understood(line)

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

    def _say_not_understood(self, line: str) -> None:
        said = repr(line[:40])
        self.say(self.words("{said} is not a rating; 1-4, u, U, s, l, q or ?", said=said))

    def _help(self) -> None:
        self.say(self.words("1-4 rate the card: 1 Again, 2 Hard, 3 Good, 4 Easy. Hard is a pass."))
        self.say(self.words("u takes the last rating back, U puts it back, s skips the card."))
        self.say(self.words("l shows the other language, ? this help, q leaves."))

    def _show_question(self, card: Card) -> None:
        progress, text = self.session.progress, card.text(self.language)
        self.say("")
        far = f"{progress.done + 1}/{progress.done + progress.left}"
        if progress.time is not None:
            far = foretell.progress(self.words, progress)
        self.say(f"[{far}] {card.id}")
        self._say_all(plain.line(text.title, self.width))
        self._say_all(plain.blocks(text.question, self.width))
        if draft := self._draft():
            self.say(self.words("You had written: {answer}", answer=draft))

    def _show_answer(self, card: Card) -> None:
        text, proofs = card.text(self.language), self.proofs(card)
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
            rows = plain.line(item, self.width - len(mark))
            self._say_all(
                [(mark if row == 0 else " " * len(mark)) + text for row, text in enumerate(rows)]
            )
            for target in demo_links(item):
                if target in proofs:
                    self.say(" " * len(mark) + proofs[target])

    def _say_all(self, rows: tuple[str, ...] | list[str]) -> None:
        for row in rows:
            self.say(row)

    def _choices(self) -> str:
        words = self.words
        choices = [
            f"{rating.value} {spell.rating(words, rating)} ({spell.interval(words, days)})"
            for rating, days in self.session.preview().items()
        ]
        return "  ".join([*choices, words("(? for help)")])


def _rating(line: str) -> Rating | None:
    return Rating(int(line)) if line in {"1", "2", "3", "4"} else None
