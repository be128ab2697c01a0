"""Computes a plan and what it leads to: `python -m quizapp.study.prospect`, a process of its own.

It reads one pickled `Question` from stdin and answers with the JSON of an `Outlook`. It is our own
process on our own values, so pickle hands nothing over that we did not make. It stops by itself
when the program that started it is gone.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from quizapp.scheduling.interview.forecast import Expectation, Forecast, doubt, forecast, worth
from quizapp.scheduling.interview.planner import Goal as Task
from quizapp.scheduling.interview.planner import plan
from quizapp.scheduling.interview.programme import Profile
from quizapp.study.goals import Expected
from quizapp.study.outlook import Outlook, TopicOutlook

FARTHEST = 180
"""Evenings up to which prices are sought; with more to come, any order of the first ones is as good
as another."""


@dataclass(frozen=True)
class Question:
    """What is to be planned, and what the answer is to be called."""

    task: Task
    goal: str
    topics: tuple[str, ...]
    weights: tuple[float, ...]
    """Of the topics."""
    answers: int
    basis: str
    """Names the cards and the weights: others, another answer."""
    fitted: int
    """Reviews that the weights in use were fitted to, 0 with FSRS-6's own: the doubt follows."""
    minutes: tuple[float, ...]
    """An evening: the points of the curve."""
    near: tuple[float, float, float] | None = None
    """Prices of an earlier plan."""


def answer(question: Question, keep_going: Callable[[], bool] = lambda: True) -> Outlook:
    """Plan, then live through the plan. The same question gives the same answer."""
    task = question.task
    near = Profile(*question.near) if question.near else None
    seek = keep_going if len(task.minutes) <= FARTHEST else lambda: False
    chosen = plan(task, seek, near=near)
    seen = forecast(task, chosen, doubted=doubt(question.fitted))
    minutes = worth(task, chosen, question.minutes, seek)
    prices = chosen.profile
    return Outlook(
        goal=question.goal,
        day=date.fromordinal(task.today),
        answers=question.answers,
        basis=question.basis,
        expected=_expected(seen.deck),
        cards=seen.deck.cards,
        known=seen.deck.known,
        topics=_topics(question, seen),
        curve=minutes.curve,
        five_more=minutes.five_more,
        prices=(prices.level, prices.rise, prices.reach) if prices else None,
    )


def _topics(question: Question, seen: Forecast) -> tuple[TopicOutlook, ...]:
    topic = question.task.beliefs.topic
    left_out = Counter(int(topic[row]) for row in seen.left_out)
    return tuple(
        TopicOutlook(
            topic=name,
            weight=weight,
            cards=part.cards,
            known=part.known,
            expected=_expected(part),
            left_out=left_out[at],
        )
        for at, (name, weight, part) in enumerate(
            zip(question.topics, question.weights, seen.topics, strict=True)
        )
    )


def _expected(of: Expectation) -> Expected:
    return Expected(of.recall, of.low, of.high)


def main(arguments: Sequence[str] = sys.argv) -> None:
    """Answer the question on stdin."""
    parent = os.getppid()
    question = pickle.load(sys.stdin.buffer)
    os.nice(10)  # behind whatever the learner does
    outlook = answer(question, lambda: os.getppid() == parent)
    sys.stdout.buffer.write(msgspec.json.encode(outlook))


if __name__ == "__main__":
    main()
