"""Cards and a history as large as somebody's after many years, the same for the same seed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

from quizapp.bank.cards import CardId
from quizapp.store.ids import new_id

TOPICS = 100
DAYS = 1500
"""Over which a history is spread, up to yesterday."""
LEARNED = 0.9
"""The share of the cards that the history has seen."""

_WORDS = (
    "gradient",
    "layer",
    "weight",
    "bias",
    "loss",
    "batch",
    "norm",
    "momentum",
    "variance",
    "dropout",
    "attention",
    "kernel",
    "stride",
    "softmax",
    "entropy",
    "logit",
    "embedding",
    "residual",
    "rate",
    "schedule",
    "decay",
    "activation",
    "saturation",
    "curvature",
    "epoch",
    "token",
    "projection",
    "head",
)

_HEAD = """\
---
kind: qa
level: core
tags: [generated]
---
# Question {number:05}: what does the {a} do to the {b}?

## Answer
"""

_PART = """\
{prose}

The update is $w_{{t+1}} = w_t - \\eta_{{{number}}} \\nabla L(w_t)$; with {a} it reads

$$
\\theta = \\theta_t - \\frac{{\\eta_{{{number}}}}}{{\\sqrt{{\\hat v_t}} + \\epsilon}} \\hat m_t
$$

```python
for step in range({number}):
    loss = model(batch).mean() * {number}
    loss.backward()
    optimiser.step()
```

- The **{a}** scales with the *{b}*.
- `{c}` is set to $\\frac{{1}}{{{number} + 1}}$.

| step | {c} |
|------|-----|
| {number} | 0.25 |

"""

_TAIL = """\
## Key points
- The {a} scales with the {b}.
- Without the {b}, the {c} vanishes after {number} steps.
- $\\sigma'(x) \\le \\frac{{1}}{{4}}$ bounds the {c}.
"""


def card(number: int, random: Random, parts: int = 1) -> str:
    """The Markdown of a card with prose, maths, code, a list and a table in each of its `parts`.

    Two parts make 56 lines, front matter included.
    """
    a, b, c = random.sample(_WORDS, 3)
    names = {"number": number, "a": a, "b": b, "c": c}
    body = [_PART.format(prose=_prose(random), **names) for _ in range(parts)]
    return _HEAD.format(**names) + "".join(body) + _TAIL.format(**names)


def write_bank(root: Path, cards: int, seed: int) -> None:
    """Write `cards` English cards under `root`, spread over a hundred topics."""
    random = Random(seed)
    for topic in range(TOPICS):
        (root / f"topic-{topic:03}").mkdir(parents=True, exist_ok=True)
    for number in range(cards):
        path = root / f"topic-{number % TOPICS:03}" / f"card-{number:06}.md"
        path.write_text(card(number, random), "utf-8")


def _prose(random: Random) -> str:
    return " ".join(random.choices(_WORDS, k=40)).capitalize() + "."


def write_log(
    database: sqlite3.Connection, cards: Sequence[CardId], reviews: int, today: date
) -> None:
    """Append `reviews` grades to an empty log, card after card; memory is not computed here."""
    names = (
        "seq, id, learner, device, card_id, kind, prior, undo_next, at, tz, study_day, rating,"
        " retention, seconds, answer, points, language, card_hash, revision, model"
    )
    places = ", ".join("?" * len(names.split(",")))
    learned = cards[: max(1, int(len(cards) * LEARNED))]
    database.executemany(
        f"INSERT INTO review ({names}) VALUES ({places})", _log(learned, reviews, today)
    )


def _log(cards: Sequence[CardId], reviews: int, today: date) -> Iterator[tuple[object, ...]]:
    random = Random(2)
    first = datetime.combine(today - timedelta(DAYS), time(19), tzinfo=UTC)
    ratings = random.choices((1, 2, 3, 4), weights=(12, 10, 70, 8), k=reviews)
    for seq, rating in enumerate(ratings, 1):
        day, rest = divmod(seq * DAYS, reviews)
        at = int((first + timedelta(day - 1)).timestamp() * 1000) + rest
        yield (
            *(seq, new_id(at, random), 1, 1, cards[seq % len(cards)], "grade"),
            *(seq - 1 or None, seq, at, "UTC", str(first.date() + timedelta(day - 1)), rating),
            *(0.9, 20.0, "", "[]", "en", "", 1, "fsrs-6/6.3.2"),
        )
