"""Batch norm outside training: who stands beside you in the batch, and what no_grad leaves on."""

from __future__ import annotations

from typing import Annotated

import torch
import torch.nn.functional as F
from torch import nn

from quizapp.demos.api import Choice, Claim, Context, LogRange, Myth, demo, digits


def accuracy(net: nn.Module, x: torch.Tensor, y: torch.Tensor, batch: int) -> float:
    """The share of right answers when the images come in batches of this size."""
    whole = len(x) // batch * batch
    with torch.no_grad():
        said = torch.cat([net(part).argmax(1) for part in x[:whole].split(batch)])
    return (said == y[:whole]).double().mean().item()


def spread(net: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """How far a class probability of each image moves as it meets others in batches of 32."""
    answers = []
    for _ in range(15):
        order = torch.randperm(len(x))
        with torch.no_grad():
            shuffled = torch.cat([net(part).softmax(1) for part in x[order].split(32)])
        answers.append(shuffled[order.argsort()])
    return (torch.stack(answers).amax(0) - torch.stack(answers).amin(0)).amax(1)


def refuses_one_example() -> bool:
    try:
        nn.BatchNorm1d(4)(torch.randn(1, 4))
    except ValueError:
        return True
    return False


@demo(
    "batchnorm-train-vs-eval",
    title="Batch norm outside training",
    quick_s=1,
    claims=[
        Claim(
            "small-batches",
            "Left in training mode, accuracy falls by more than 0.2 with test batches of 2",
            "accuracy_eval - accuracy_2 > 0.2",
        ),
        Claim(
            "neighbours",
            "In training mode the batch mates of an image move its probabilities, of some by over"
            " 0.3; in evaluation mode of none",
            "spread_train > 0.3 and spread_eval < 1e-4",
        ),
        Claim(
            "one-example",
            "Training mode refuses a batch of one example",
            "refuses_one == 1",
        ),
        Claim(
            "unbiased-variance",
            "After the batch 0, 2 the averages are m and 1 + m, for momentum m: the variance that"
            " is averaged is the unbiased one",
            "abs(fresh_mean - momentum) < 1e-6 and abs(fresh_var - (1 + momentum)) < 1e-6",
        ),
        Claim(
            "folds-away",
            "In evaluation mode batch norm folds into the layer before it",
            "fold_error < 1e-4",
        ),
        Myth(
            "no-grad-is-evaluation",
            "torch.no_grad() is enough for evaluation",
            refuted_by="buffers_moved > 0.1 and accuracy_after < accuracy_eval",
            given="momentum >= 0.1",
        ),
        Myth(
            "looks-right",
            "If the validation accuracy looks right, the model was in evaluation mode",
            refuted_by="abs(accuracy_256 - accuracy_eval) < 0.03"
            " and accuracy_2 < accuracy_eval - 0.2",
            given="batch >= 32 and momentum >= 0.1 and momentum <= 0.5",
        ),
        Myth(
            "training-set-statistics",
            "Inference uses the mean and variance of the whole training set",
            refuted_by="abs(fresh_mean - 1) > 0.3 and buffers_off > 1e-3",
            given="momentum <= 0.5",
        ),
    ],
)
def batchnorm_train_vs_eval(
    ctx: Context,
    momentum: Annotated[float, LogRange(0.01, 1), "weight of the new batch"] = 0.1,
    batch: Annotated[int, Choice(8, 16, 32, 64, 128), "examples in training"] = 64,
) -> None:
    fresh = nn.BatchNorm1d(1, momentum=momentum)
    fresh(torch.tensor([[0.0], [2.0]]))
    ctx.metric("fresh_mean", fresh.running_mean)
    ctx.metric("fresh_var", fresh.running_var)
    ctx.metric("refuses_one", refuses_one_example())

    x, y, test_x, test_y = (torch.from_numpy(part).to(ctx.device) for part in digits(ctx.rng))
    blocks = [(nn.Linear(64, 64), nn.BatchNorm1d(64, momentum=momentum), nn.ReLU()) for _ in "12"]
    net = nn.Sequential(*blocks[0], *blocks[1], nn.Linear(64, 10)).to(ctx.device)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    for _ in ctx.loop(ctx.pick(quick=300, full=2000), "training"):
        chosen = torch.randint(len(x), (batch,))
        loss = F.cross_entropy(net(x[chosen]), y[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    net.eval()
    ctx.metric("accuracy_eval", accuracy(net, test_x, test_y, 597))
    ctx.metric("spread_eval", spread(net, test_x).max())
    with torch.no_grad():
        exact = net[0](x).mean(0)
        ctx.metric("buffers_off", (net[1].running_mean - exact).abs().max())
        folded = nn.utils.fusion.fuse_linear_bn_eval(net[0], net[1])
        ctx.metric("fold_error", (folded(x) - net[1](net[0](x))).abs().max())

    kept = {name: value.clone() for name, value in net.state_dict().items()}
    net.train()
    moved = spread(net, test_x)
    ctx.metric("spread_train", moved.max())
    ctx.metric("spread_mean", moved.mean())
    ctx.hist("images", moved, bins=20, chart="by how much batch mates move a probability")
    sizes = (2, 4, 8, 16, 64, 256)
    by_size = [accuracy(net, test_x, test_y, size) for size in sizes]
    for size, value in zip(sizes, by_size, strict=True):
        ctx.metric(f"accuracy_{size}", value)
    ctx.bars([str(size) for size in sizes], by_size, chart="accuracy in training mode, by batch")

    net.load_state_dict(kept)  # the passes above have moved its averages
    zeros = test_x[test_y == 0][:32]
    with torch.no_grad():
        for _ in range(20):
            net(zeros)
    ctx.metric("buffers_moved", (net[1].running_mean - kept["1.running_mean"]).abs().max())
    ctx.metric("accuracy_after", accuracy(net.eval(), test_x, test_y, 597))
