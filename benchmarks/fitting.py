"""Fitting weights: our reading of a log and the Rust library, against the library alone.

`python -m benchmarks.fitting FILE [--zone UTC]` fits a log in the form of fsrs-optimizer, or of the
one in py-fsrs's tests, and prints what came of it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.figures import Figure
from quizapp.exchange import optimizer
from quizapp.scheduling import fitting
from quizapp.scheduling.fitting import Answer
from quizapp.scheduling.interview.model import DEFAULT_WEIGHTS, model

if TYPE_CHECKING:
    from fsrs_rs_python import FSRSItem

REVIEWS = 100_000
CARDS = 10_000
RUNS = 5
TRUTH = (0.3, 1.0, 1.8, 6.0, 6.8, 0.7, 2.6, *DEFAULT_WEIGHTS[7:])
"""Of the learner who is made up."""


def against_library() -> Iterator[Figure]:
    """Processor time of a fit to 100,000 reviews, and its log loss, against the library's own."""
    log = generated(REVIEWS, CARDS)
    items = _items(log)
    ours, theirs = [], []
    for _ in range(RUNS):
        began = process_time()
        weights = fitting.fit(log)
        ours.append(process_time() - began)
        began = process_time()
        other = _library(items)
        theirs.append(process_time() - began)
    yield Figure("fit: 100,000 reviews / the library alone", ours, theirs, limit=1.5)
    losses = ([fitting.log_loss(weights, log) / 1000], [fitting.log_loss(other, log) / 1000])
    yield Figure("fit: log loss / the library's", *losses, limit=1.0001, unit="nats")


def generated(reviews: int, cards: int, seed: int = 1) -> list[Answer]:
    """A log of the made-up learner: each card after random gaps, oldest first."""
    draws, memory = np.random.default_rng(seed), model(TRUTH)
    rating = draws.choice(4, cards, p=[0.2, 0.1, 0.55, 0.15]) + 1
    day = draws.integers(0, 60, cards)
    stability, difficulty = memory.first_stability(rating), memory.first_difficulty(rating)
    found = [(int(d), n, int(r)) for n, (d, r) in enumerate(zip(day, rating, strict=True))]
    for _ in range(reviews // cards - 1):
        gap = np.maximum(1, (stability * draws.uniform(0.4, 1.6, cards)).astype(int))
        day = day + gap
        passed = draws.random(cards) < memory.recall(gap.astype(float), stability)
        rating = np.where(passed, draws.choice(3, cards, p=[0.15, 0.7, 0.15]) + 2, 1)
        found += [(int(d), n, int(r)) for n, (d, r) in enumerate(zip(day, rating, strict=True))]
        stability, difficulty = memory.reviewed(stability, difficulty, gap.astype(float), rating)
    return [Answer(f"topic/card-{number}", rating, day) for day, number, rating in sorted(found)]


def _items(log: Sequence[Answer]) -> list[FSRSItem]:
    """What the library is given, made by the shortest way there is: outside of what is timed."""
    from fsrs_rs_python import FSRSItem, FSRSReview

    found: list[tuple[int, str, FSRSItem]] = []
    by_card = groupby(sorted(log, key=lambda answer: (answer.card, answer.day)), lambda a: a.card)
    for card, answers in by_card:
        prefix, last = [], None
        for answer in answers:
            elapsed = 0 if last is None else answer.day - last
            prefix.append(FSRSReview(answer.rating, elapsed))
            last = answer.day
            if elapsed:
                found.append((answer.day, card, FSRSItem(prefix)))
    return [item for _, _, item in sorted(found, key=lambda each: each[:2])]


def _library(items: Sequence[FSRSItem]) -> tuple[float, ...]:
    from fsrs_rs_python import FSRS

    return tuple(FSRS(DEFAULT_WEIGHTS).compute_parameters(items))


def of_file(path: Path, zone: str) -> None:
    """Print what a fit to a log makes of it."""
    told = optimizer.read(path.read_text("utf-8"), path.name, zone)
    log = [Answer(each.card, each.rating, each.day.toordinal()) for each in told]
    began = perf_counter()
    verdict = fitting.refit(log)
    print(f"reviews {verdict.reviews}, on a later day {fitting.predictable(log)}")
    print(f"held out {verdict.held_out}: {verdict.champion:.4f} -> {verdict.challenger:.4f}")
    print(f"adopted {verdict.adopted}, in {perf_counter() - began:.2f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--zone", default="UTC")
    asked = parser.parse_args()
    of_file(asked.file, asked.zone)
