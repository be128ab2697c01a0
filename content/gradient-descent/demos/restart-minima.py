"""Is this minimum global? XOR from many random starts, where the best possible loss is known: 0.

Training on all four points without any noise leaves one thing to chance: the start.
"""

from __future__ import annotations

from itertools import product
from typing import Annotated

import numpy as np

from quizapp.demos.api import Choice, Claim, Context, LogRange, Myth, Range, demo

X = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]])
Y = np.array([[0], [1], [1], [0]])
WIDTHS = 2, 3, 4, 8, 16
STUCK = 0.3  # a loss above it at the end; the other runs are far below it by then


def losses(net: list[np.ndarray]) -> np.ndarray:
    """The mean cross-entropy of each network; the first axis of every array counts them."""
    w1, b1, w2, b2 = net
    logits = np.tanh(X @ w1 + b1) @ w2 + b2
    return (np.logaddexp(0, logits) - Y * logits).mean(axis=(1, 2))


def gradients(net: list[np.ndarray]) -> list[np.ndarray]:
    w1, b1, w2, b2 = net
    h = np.tanh(X @ w1 + b1)
    delta = (1 / (1 + np.exp(-(h @ w2 + b2))) - Y) / 4
    back = delta * w2.transpose(0, 2, 1) * (1 - h**2)
    parts = X.T @ back, back.sum(1, keepdims=True), h.transpose(0, 2, 1) @ delta
    return [*parts, delta.sum(1, keepdims=True)]


def lengths(parts: list[np.ndarray]) -> np.ndarray:
    """The length of all numbers of each network, taken as one vector."""
    return np.sqrt(sum((part**2).sum(axis=(1, 2)) for part in parts))


def descend(net: list[np.ndarray], steps: int, lr: float) -> list[np.ndarray]:
    for _ in range(steps):
        net = [part - lr * slope for part, slope in zip(net, gradients(net), strict=True)]
    return net


def random_start(rng: np.random.Generator, hidden: int, runs: int) -> list[np.ndarray]:
    shapes = (2, hidden), (1, hidden), (hidden, 1), (1, 1)
    return [rng.normal(size=(runs, *shape)) for shape in shapes]


def copies(net: list[np.ndarray]) -> list[np.ndarray]:
    """The first network, its two hidden units swapped or not, the signs of each turned or not."""
    w1, b1, w2, b2 = (part[0] for part in net)
    made = []
    for order, signs in product(([0, 1], [1, 0]), product((1, -1), repeat=2)):
        unit = np.array(signs)
        parts = w1[:, order] * unit, b1[:, order] * unit, w2[order] * unit[:, None], b2
        made.append(parts)
    return [np.array(part) for part in zip(*made, strict=True)]


@demo(
    "restart-minima",
    title="Is this minimum global?",
    quick_s=1,
    claims=[
        Claim(
            "narrow-gets-stuck",
            "With two hidden units a quarter to three quarters of the runs end above a loss of 0.3,"
            " most of them at ln(2)/2",
            "0.25 < stuck_2 < 0.75 and at_half_ln2 > 0.5 * stuck_2",
        ),
        Claim(
            "wide-does-not",
            "With eight hidden units hardly a run gets stuck",
            "stuck_8 < 0.05",
        ),
        Claim(
            "ten-starts",
            "The best of ten runs mostly goes to 0, where nothing better can be",
            "solved_tens > 0.7",
        ),
        Claim(
            "no-end",
            "Neither kind of run ever arrives: after twice the steps the weights are longer still",
            "grown_stuck > 1.03 and grown_solved > 1.03",
        ),
        Claim(
            "eight-copies",
            "Swapping the units and turning their signs gives eight networks with the same loss",
            "copies == 8 and copies_differ < 1e-12",
        ),
        Myth(
            "found-is-global",
            "True minima are rare, so one that was found is probably the global one",
            refuted_by="stuck_2 > 0.25 and loss_stuck > 10 * loss_solved",
        ),
        Myth(
            "small-gradient",
            "A smaller gradient at the end means a better minimum",
            refuted_by="gradient_stuck < gradient_solved and loss_stuck > 10 * loss_solved",
        ),
    ],
)
def restart_minima(
    ctx: Context,
    steps: Annotated[int, Range(1000, 5000), "of descent"] = 2000,
    lr: Annotated[float, LogRange(0.2, 2), "learning rate"] = 0.5,
    hidden: Annotated[int, Choice(2, 3, 4, 8, 16), "units of the runs that are drawn"] = 2,
) -> None:
    runs = ctx.pick(quick=100, full=1000)
    nets, stuck = {}, {}
    for i in ctx.loop(len(WIDTHS), "widths"):
        net = descend(random_start(ctx.rng, WIDTHS[i], runs), steps, lr)
        nets[WIDTHS[i]], stuck[WIDTHS[i]] = net, losses(net) > STUCK
        ctx.metric(f"stuck_{WIDTHS[i]}", stuck[WIDTHS[i]].mean())
    ctx.bars(
        list(map(str, WIDTHS)), [s.mean() for s in stuck.values()], chart="share stuck, by units"
    )
    ctx.hist(f"{hidden} units", losses(nets[hidden]), chart="final loss")

    narrow = nets[2]
    loss, later = losses(narrow), descend(narrow, steps, lr)
    ctx.metric("at_half_ln2", np.mean(abs(loss - np.log(2) / 2) < 0.03))
    ctx.metric("solved_tens", np.mean(loss.reshape(-1, 10).min(axis=1) < STUCK))
    for name, which in (("stuck", stuck[2]), ("solved", ~stuck[2])):
        ctx.metric(f"loss_{name}", np.median(loss[which]))
        ctx.metric(f"gradient_{name}", np.median(lengths(gradients(narrow))[which]))
        ctx.metric(f"grown_{name}", np.median((lengths(later) / lengths(narrow))[which]))
    same = copies(narrow)
    ctx.metric("copies", len(np.unique(np.round(same[0], 9), axis=0)))
    ctx.metric("copies_differ", np.ptp(losses(same)))
