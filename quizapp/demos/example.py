"""The demo that an author begins with: it works, and each of its parts says what it is for."""

from __future__ import annotations

SOURCE = '''\
"""What this measures, in one sentence: the answer that it proves."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from quizapp.demos.api import Claim, Context, Myth, Range, demo


# The declaration is read and never run, so all of it is literals. docs/demos.md explains each word.
@demo(
    "NAME",
    title="How the spread of a mean shrinks with the sample",
    quick_s=0.1,  # processor seconds of a quick run; `quizapp demo check` holds you to it
    presets={"large": {"n": 1600}},
    claims=[
        # A comparison over what `ctx.metric` reports below, with room: seeds move the second digit.
        Claim(
            "root-n",
            "four times the sample halves the spread of its mean",
            "1.7 < gain < 2.3",
        ),
        # A popular wrong sentence, and what has to be measured to refute it. `given` says for which
        # parameters it is meant: elsewhere the verdict is N/A.
        Myth(
            "four-times",
            "four times the sample makes its mean four times as exact",
            refuted_by="gain < 3",
            given="n >= 50",
        ),
    ],
)
def measure(
    ctx: Context,
    n: Annotated[int, Range(10, 2000), "numbers in a sample"] = 100,
) -> None:
    sizes = [n, 2 * n, 4 * n]
    spreads = []
    for size in sizes:
        means = []
        # The budget decides how much work is done, never the clock.
        for _ in ctx.loop(ctx.pick(quick=2000, full=20_000), f"samples of {size}"):
            means.append(ctx.rng.normal(size=size).mean())  # ctx.rng: a seed repeats its numbers
        spreads.append(np.std(means))
    ctx.metric("gain", spreads[0] / spreads[-1])
    ctx.curve("measured", sizes, spreads, chart="spread of the mean", x_label="sample", log_x=True)
'''
"""Replace NAME by the demo's id."""


def source(name: str) -> str:
    """The example under another name."""
    return SOURCE.replace("NAME", name)
