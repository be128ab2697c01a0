"""One example of each new class: what an embedding learned on other classes is worth.

Synthetic classes differ in 6 of 60 dimensions and vary most in the others, so that it is known
what an embedding should keep. Digits show what too few base classes do to a real one.
"""

from __future__ import annotations

from typing import Annotated

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from quizapp.demos.api import Choice, Claim, Context, Myth, Range, demo, digits

DIMENSIONS, USEFUL = 60, 6


def examples(shape: tuple[int, ...], nuisance: float, axes: Tensor) -> Tensor:
    """Examples of new classes, of shape (*classes, each, 60): a mean, and much that is not it."""
    means = 2 * torch.randn(*shape[:-1], 1, USEFUL, device=axes.device)
    useful = means + 0.5 * torch.randn(*shape, USEFUL, device=axes.device)
    other = nuisance * torch.randn(*shape, DIMENSIONS - USEFUL, device=axes.device)
    return torch.cat([useful, other], dim=-1) @ axes.T


def train(body: nn.Module, x: Tensor, y: Tensor, steps: int) -> None:
    """Train `body` under a softmax that tells the base classes apart."""
    head = nn.Linear(body(x[:1]).shape[1], int(y.max()) + 1, device=x.device)
    optimizer = torch.optim.Adam([*body.parameters(), *head.parameters()], lr=0.01, fused=True)
    for _ in range(steps):
        batch = torch.randint(len(x), (128,), device=x.device)
        loss = F.cross_entropy(head(body(x[batch])), y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def whitening(x: Tensor) -> Tensor:
    """Axes, so scaled that classes vary by 1 along each; x of shape (classes, each, 60)."""
    within = (x - x.mean(1, keepdim=True)).flatten(0, 1)
    variances, axes = torch.linalg.eigh(within.T @ within / len(within))
    # Without nuisance most variances are 0.
    return axes / variances.clamp(min=variances.mean() / 1000).sqrt()


def accuracies(embedded: Tensor, shots: int) -> Tensor:
    """Of the nearest mean of `shots`, in each of (episodes, ways, examples, dimensions)."""
    prototypes, queries = embedded[:, :, :shots].mean(2), embedded[:, :, shots:]
    said = torch.cdist(queries.flatten(1, 2), prototypes).argmin(2).view(queries.shape[:3])
    right = torch.arange(queries.shape[1], device=queries.device)[:, None]
    return (said == right).double().mean((1, 2))


def digit_episodes(x: Tensor, y: Tensor, novel: Tensor) -> Tensor:
    """Images of the novel digits for 100 episodes, of shape (100, digits, 15, 64)."""
    ranks = torch.rand(100, len(novel), len(y), device=x.device).masked_fill(y != novel[:, None], 2)
    return x[ranks.argsort(2)[..., :15]]


@demo(
    "one-shot-embedding",
    title="One example per class",
    quick_s=2,
    claims=[
        Claim(
            "many-classes",
            "An embedding learned on 200 other classes gets over 0.9 of 5-way one-shot queries"
            " right, raw inputs under 0.4",
            "classifier_200 > 0.9 and raw < 0.4",
            given="ways == 5 and shots == 1 and nuisance >= 2.5 and nuisance <= 4",
        ),
        Claim(
            "what-it-learns",
            "Five base classes are enough for an embedding that evens out the variation within"
            " classes: it gains over 0.3 on a classifier's features",
            "whitening_5 - classifier_5 > 0.3",
            given="ways >= 5 and ways <= 10 and nuisance >= 2.5 and nuisance <= 4",
        ),
        Claim(
            "five-shots",
            "On the pixels of digits five examples beat one by over 0.07",
            "digits_five_shots - digits_pixels > 0.07",
            given="shots == 1 and held_out >= 3",
        ),
        Claim(
            "single-episodes",
            "Between episodes accuracy varies by over 0.04; the mean of 200 is known to within"
            " 0.015",
            "episode_spread > 0.04 and interval < 0.015",
            given="ways == 5 and shots == 1 and nuisance >= 2.5",
        ),
        Myth(
            "one-example-suffices",
            "A trained model understands a new class from one example",
            refuted_by="classifier_5 < 0.5 and classifier_200 > 0.9",
            given="ways == 5 and shots == 1 and nuisance >= 2.5 and nuisance <= 4",
        ),
        Myth(
            "pretraining-helps",
            "An embedding learned on other classes is better than none",
            refuted_by="digits_pixels - digits_trained > 0.04"
            " and digits_untrained - digits_trained > 0.01",
            given="held_out >= 3",
        ),
    ],
    presets={"five shots": {"shots": 5}, "twenty ways": {"ways": 20}},
)
def one_shot_embedding(
    ctx: Context,
    ways: Annotated[int, Choice(2, 5, 10, 20), "new classes in an episode"] = 5,
    shots: Annotated[int, Choice(1, 2, 5, 10), "examples of each"] = 1,
    nuisance: Annotated[float, Range(0, 5), "spread of what does not matter"] = 3.0,
    held_out: Annotated[int, Range(2, 5), "digits to recognize after training on the others"] = 3,
) -> None:
    axes = torch.linalg.qr(torch.randn(DIMENSIONS, DIMENSIONS, device=ctx.device)).Q
    episodes = examples((200, ways, shots + 10), nuisance, axes)
    raw = accuracies(episodes, shots)
    ctx.metric("raw", raw.mean())
    ctx.metric("episode_spread", raw.std())
    ctx.metric("interval", 1.96 * raw.std() / len(raw) ** 0.5)
    sizes, steps = (5, 10, 20, 50, 100, 200), ctx.pick(quick=100, full=1000)
    curves = {"raw inputs": [raw.mean()] * len(sizes), "classifier": [], "whitening": []}
    for i in ctx.loop(len(sizes), "learning embeddings"):
        base = examples((sizes[i], 20), nuisance, axes)
        labels = torch.arange(sizes[i], device=ctx.device).repeat_interleave(20)
        body = nn.Linear(DIMENSIONS, 16, device=ctx.device)
        train(body, base.flatten(0, 1), labels, steps)
        embedded = {"classifier": body(episodes), "whitening": episodes @ whitening(base)}
        for name, each in embedded.items():
            curves[name].append(accuracies(each, shots).mean())
            ctx.metric(f"{name}_{sizes[i]}", curves[name][-1])
    for name, means in curves.items():
        chart = "accuracy on new classes"
        ctx.curve(name, sizes, means, chart=chart, x_label="base classes", log_x=True)

    x, y, *_ = (torch.from_numpy(part).to(ctx.device) for part in digits(ctx.rng))
    found = {"pixels": [], "pixels, 5 shots": [], "untrained": [], "trained": []}
    for _ in ctx.loop(16, "holding digits out"):
        novel = torch.randperm(10, device=ctx.device)[:held_out]
        base = ~torch.isin(y, novel)
        labels = torch.unique(y[base], return_inverse=True)[1]
        body = nn.Sequential(nn.Linear(64, 128), nn.ReLU()).to(ctx.device)
        images = digit_episodes(x, y, novel)
        found["pixels"].append(accuracies(images, shots).mean())
        found["pixels, 5 shots"].append(accuracies(images, 5).mean())
        found["untrained"].append(accuracies(body(images), shots).mean())
        train(body, x[base], labels, steps=100)
        found["trained"].append(accuracies(body(images), shots).mean())
    means = [torch.stack(each).mean() for each in found.values()]
    for name, mean in zip(("pixels", "five_shots", "untrained", "trained"), means, strict=True):
        ctx.metric(f"digits_{name}", mean)
    ctx.bars(list(found), means, chart="accuracy on digits held out")
