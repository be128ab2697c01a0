"""Batch norm against learning rate and initial weights; and whether less shift is the reason."""

from __future__ import annotations

from typing import Annotated

import torch
import torch.nn.functional as F

from quizapp.demos.api import Choice, Claim, Context, Myth, Range, demo, digits

WIDTH = 64
RATES = (0.03, 0.1, 0.3, 1.0, 3.0, 30.0)
HE = (2 / WIDTH) ** 0.5
RUNS = (*((HE, rate) for rate in RATES), (1.0, 0.3), (0.01, 0.3))
"""Initial standard deviation and learning rate of eight networks that train side by side."""
Net = list[torch.Tensor]
"""The weights of every layer, then all scales and all shifts of batch norm; the first axis of each
tells the eight networks apart."""


def new_net(stds: torch.Tensor, depth: int) -> Net:
    shapes = [(WIDTH, WIDTH)] * depth + [(10, WIDTH)]
    weights = [stds * torch.randn(len(RUNS), *shape, device=stds.device) for shape in shapes]
    affine = torch.ones(len(RUNS), depth, WIDTH, device=stds.device)
    return [*weights, affine, torch.zeros_like(affine)]


def forward(
    net: Net, x: torch.Tensor, normalized: bool, noise: float = 0, known: int = 0
) -> tuple[torch.Tensor, torch.Tensor]:
    """The outputs of all eight networks, and what goes into the layer in the middle.

    x: (features, examples). In training the batch brings its own statistics; in a test the first
    `known` examples bring them for all.
    """
    *weights, head, scales, shifts = net
    h = x
    for depth, w in enumerate(weights):
        z = w @ h
        if normalized:  # the features of all networks are so many channels of one
            z = z.flatten(0, 1)[None]
            first = z[..., :known]
            seen = (first.mean((0, 2)), first.var((0, 2))) if known else (None, None)
            affine = scales[:, depth].flatten(), shifts[:, depth].flatten()
            z = F.batch_norm(z, *seen, *affine, training=not known).view(len(RUNS), WIDTH, -1)
        if noise:  # a new scale and shift for every feature, at every step
            scale, shift = noise * torch.randn(2, len(RUNS), WIDTH, 1, device=x.device)
            z = z * (scale / 2).exp() + shift
        h = torch.relu(z)
        if depth == len(weights) // 2:
            middle = h
    return head @ h, middle


def gradients(
    net: Net, x: torch.Tensor, y: torch.Tensor, normalized: bool, noise: float = 0
) -> list[torch.Tensor]:
    """What descent subtracts, for each network by itself."""
    net = [w.detach().requires_grad_() for w in net]
    logits, _ = forward(net, x, normalized, noise)
    loss = F.cross_entropy(logits, y.expand(len(RUNS), -1)) * len(RUNS)
    return list(torch.autograd.grad(loss, net, materialize_grads=True))


def flat(slopes: list[torch.Tensor]) -> torch.Tensor:
    return torch.cat([slope.flatten(1) for slope in slopes], dim=1)


@demo(
    "batchnorm-effects",
    title="Batch norm: learning rates, weights and the covariate-shift story",
    quick_s=2.5,
    claims=[
        Claim(
            "larger-rates",
            "At a learning rate of 1 the network learns with batch norm, and not without",
            "batchnorm_1 > 0.7 and plain_1 < 0.4",
            given="depth >= 5 and batch >= 16",
        ),
        Claim(
            "bad-weights",
            "From weights of N(0, 1) or N(0, 0.01^2) it learns with batch norm, and not without",
            "min(batchnorm_large, batchnorm_small) > 0.6 and max(plain_large, plain_small) < 0.4",
            given="depth >= 5 and batch >= 16",
        ),
        Claim(
            "smoother",
            "With batch norm the gradient points much more the same way after one step at a"
            " learning rate of 0.3",
            "cosine_batchnorm > cosine_plain + 0.1",
            given="depth >= 4 and batch >= 16",
        ),
        Myth(
            "needed-for-depth",
            "Deep networks cannot be trained without batch norm",
            refuted_by="plain_best > 0.75",
            given="depth <= 8 and batch >= 16",
        ),
        Myth(
            "any-rate",
            "With batch norm any learning rate works",
            refuted_by="batchnorm_30 < 0.5 * batchnorm_1",
        ),
        Myth(
            "less-shift-is-why",
            "Batch norm works because it reduces internal covariate shift",
            refuted_by="shift_noisy > 1.1 * shift_plain and shift_noisy > 20 * shift_batchnorm"
            " and noisy_1 > plain_1 + 0.3",
            given="noise >= 0.5 and noise <= 1 and depth >= 5 and batch >= 16",
        ),
    ],
)
def batchnorm_effects(
    ctx: Context,
    depth: Annotated[int, Range(2, 8), "hidden layers"] = 6,
    noise: Annotated[float, Range(0, 1), "injected after batch norm at each step"] = 0.5,
    batch: Annotated[int, Choice(4, 16, 64), "examples"] = 64,
) -> None:
    x, y, test_x, test_y = (torch.from_numpy(part).to(ctx.device) for part in digits(ctx.rng))
    x, test_x = x.T, test_x.T
    stds, rates = torch.tensor(RUNS, device=ctx.device).T[:, :, None, None]
    for kind in ("plain", "batchnorm", "noisy"):
        how = (kind != "plain", noise if kind == "noisy" else 0)
        net, shifts = new_net(stds, depth), []
        for step in ctx.loop(ctx.pick(quick=150, full=1000), kind):
            if step == 20:
                before = gradients(net, x[:, :512], y[:512], *how)
                ahead = [w - 0.3 * slope for w, slope in zip(net, before, strict=True)]
                after = gradients(ahead, x[:, :512], y[:512], *how)
                cosines = F.cosine_similarity(flat(before), flat(after), dim=1)
                ctx.metric(f"cosine_{kind}", cosines[RATES.index(0.03)])
            chosen = torch.randint(len(y), (batch,))
            slopes = gradients(net, x[:, chosen], y[chosen], *how)
            stepped = [w - rates * slope for w, slope in zip(net, slopes, strict=True)]
            if step % 10 == 0:
                old, new = (forward(each, x[:, :256], *how)[1] for each in (net, stepped))
                moved = (new.mean(2) - old.mean(2)).abs().mean(1)
                shifts.append(moved / old.std(2).mean(1))
            net = stepped
        # Tested without the noise, with statistics of the training images.
        outputs, _ = forward(net, torch.cat([x, test_x], dim=1), how[0], known=len(y))
        right = outputs[..., len(y) :].argmax(1) == test_y
        accuracies = right.double().mean(1).tolist()
        names = ("0_03", "0_1", "0_3", "1", "3", "30", "large", "small")
        for name, accuracy in zip(names, accuracies, strict=True):
            ctx.metric(f"{kind}_{name}", accuracy)
        by_rate = accuracies[: len(RATES)]
        ctx.metric(f"{kind}_best", max(by_rate))
        late = torch.stack(shifts[len(shifts) // 2 :])
        ctx.metric(f"shift_{kind}", late[:, RATES.index(0.1)].median())
        ctx.curve(kind, RATES, by_rate, chart="test accuracy", x_label="learning rate", log_x=True)
