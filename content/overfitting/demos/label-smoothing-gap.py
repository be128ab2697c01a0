"""The logit gap that label smoothing wants, and what that does to confidence."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from quizapp.demos.api import Choice, Claim, Context, Myth, Range, demo, digits

STEPS = 20_000


def gaps(smoothing: float, classes: int) -> np.ndarray:
    """How far the right logit is above the others, at every step of descent on one example."""
    target = np.full(classes, smoothing / classes)
    target[0] += 1 - smoothing
    logits, found = np.zeros(classes), []
    for _ in range(STEPS):
        e = np.exp(logits - logits.max())
        logits = logits - 2 * (e / e.sum() - target)
        found.append(logits[0] - logits[1])
    return np.array(found)


@demo(
    "label-smoothing-gap",
    title="The logit gap that label smoothing wants",
    quick_s=1.5,
    claims=[
        Claim(
            "finite-gap",
            "With smoothing the gap settles at ln((1 - s + s/K) / (s/K))",
            "abs(gap_smoothed - gap_theory) < 0.02",
            given="smoothing >= 0.05",
        ),
        Claim(
            "endless-gap",
            "Without smoothing it still grows by more than 1 from step 5,000 to step 20,000",
            "growth_plain > 1",
        ),
        Claim(
            "less-confident",
            "A smoothed digits network is over 0.04 less confident at about the same accuracy",
            "confidence_plain - confidence_smoothed > 0.04"
            " and abs(accuracy_plain - accuracy_smoothed) < 0.03",
            given="smoothing >= 0.1",
        ),
        Myth(
            "confident-is-better",
            "A better classifier must be more confident",
            refuted_by="confidence_smoothed < confidence_plain - 0.04"
            " and accuracy_smoothed > accuracy_plain - 0.03",
            given="smoothing >= 0.1",
        ),
        Myth(
            "calibrates",
            "Label smoothing makes the confidence match the accuracy",
            refuted_by="accuracy_smoothed - confidence_smoothed"
            " > 2 * abs(accuracy_plain - confidence_plain)",
            given="smoothing >= 0.1",
        ),
    ],
)
def label_smoothing_gap(
    ctx: Context,
    smoothing: Annotated[float, Range(0.01, 0.3), "share of the label that is spread out"] = 0.1,
    classes: Annotated[int, Choice(2, 5, 10, 50, 100), "in the example that is solved"] = 10,
) -> None:
    share = smoothing / classes
    ctx.metric("gap_theory", np.log((1 - smoothing + share) / share))
    drawn = np.unique(np.geomspace(1, STEPS, 150).astype(int))
    for name, amount in {"plain": 0.0, "smoothed": smoothing}.items():
        gap = gaps(amount, classes)
        ctx.metric(f"gap_{name}", gap[-1])
        ctx.metric(f"growth_{name}", gap[-1] - gap[5000])
        ctx.curve(name, drawn, gap[drawn - 1], chart="gap", x_label="step", log_x=True)

    x, y, test_x, test_y = (torch.from_numpy(part).to(ctx.device) for part in digits(ctx.rng))
    for name, amount in {"plain": 0.0, "smoothed": smoothing}.items():
        net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)).to(ctx.device)
        optimizer = torch.optim.Adam(net.parameters(), lr=3e-3)
        for _ in ctx.loop(ctx.pick(quick=600, full=5000), f"training, {name}"):
            batch = torch.randint(len(x), (64,))
            loss = F.cross_entropy(net(x[batch]), y[batch], label_smoothing=amount)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            outputs = net(test_x)
        confidence, prediction = outputs.softmax(1).max(1)
        ctx.metric(f"accuracy_{name}", (prediction == test_y).double().mean())
        ctx.metric(f"confidence_{name}", confidence.mean())
        ctx.metric(f"loss_{name}", F.cross_entropy(outputs, test_y))
        ctx.hist(name, confidence, bins=20, chart="confidence on test digits")
