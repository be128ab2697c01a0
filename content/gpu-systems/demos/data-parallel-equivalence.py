"""What data parallelism computes: workers, each with its shard of a batch, share their gradients.

They take turns in one process, which changes when a gradient is computed and not what it is. All
in float64, so that a difference of rounding is told from any other.
"""

from __future__ import annotations

import copy
from typing import Annotated

import torch
from torch import Tensor, nn
from torch.nn import functional

from quizapp.demos.api import Claim, Context, Myth, Range, demo, digits

Shards = list[tuple[Tensor, Tensor]]


def network(norm: bool = False) -> nn.Sequential:
    hidden = [nn.Linear(64, 64), *([nn.BatchNorm1d(64)] if norm else []), nn.ReLU()]
    return nn.Sequential(*hidden, nn.Linear(64, 10)).double()


def gradient(net: nn.Module, x: Tensor, y: Tensor, reduction: str = "mean") -> Tensor:
    loss = functional.cross_entropy(net(x), y, reduction=reduction)
    return torch.cat([g.flatten() for g in torch.autograd.grad(loss, list(net.parameters()))])


def shared(net: nn.Module, shards: Shards, reduction: str = "mean", weighted: bool = False):
    """The average of the workers' gradients: what an all-reduce leaves with each of them."""
    gradients = torch.stack([gradient(net, x, y, reduction) for x, y in shards])
    sizes = torch.tensor([float(len(y)) if weighted else 1.0 for _, y in shards]).double()
    return sizes @ gradients / sizes.sum()


def off(found: Tensor, right: Tensor) -> Tensor:
    return (found - right).norm() / right.norm()


def train(net: nn.Module, shards: Shards, steps: int, share: bool) -> Tensor:
    """How far the workers' copies are apart after some steps of Adam, next to their weights."""
    copies = [copy.deepcopy(net) for _ in shards]
    optimizers = [torch.optim.Adam(each.parameters(), 1e-2) for each in copies]
    for _ in range(steps):
        gradients = [gradient(each, *shard) for each, shard in zip(copies, shards, strict=True)]
        mean = sum(gradients) / len(shards)
        for each, own, optimizer in zip(copies, gradients, optimizers, strict=True):
            parts = (mean if share else own).split([p.numel() for p in each.parameters()])
            for weight, part in zip(each.parameters(), parts, strict=True):
                weight.grad = part.view_as(weight)
            optimizer.step()
    first, *others = (nn.utils.parameters_to_vector(each.parameters()).detach() for each in copies)
    return max(off(other, first) for other in others)


@demo(
    "data-parallel-equivalence",
    title="Several workers, one gradient",
    quick_s=0.3,
    claims=[
        Claim(
            "equal-shards",
            "With equal shards and a mean loss the averaged gradient is that of the whole batch",
            "equal < 1e-10",
        ),
        Claim(
            "weighted",
            "Weighted by their examples, uneven shards give it as well",
            "uneven_weighted < 1e-10",
        ),
        Claim(
            "summed-loss",
            "With a summed loss the average is the gradient divided by the number of workers",
            "summed < 1e-10",
        ),
        Claim(
            "stay-equal",
            "Copies that start equal and step by the shared gradient stay equal, bit for bit; by"
            " their own gradients they drift apart",
            "drift_shared == 0 and drift_own > 0.05",
        ),
        Myth(
            "average-is-exact",
            "The average of the workers' gradients is the gradient of the whole batch",
            refuted_by="uneven > 0.2",
            given="first <= each / 4",
        ),
        Myth(
            "transparent",
            "Data parallelism computes what one device would, whatever the network",
            refuted_by="normed > 0.05",
            given="each <= 64",
        ),
    ],
)
def data_parallel_equivalence(
    ctx: Context,
    workers: Annotated[int, Range(2, 8)] = 2,
    each: Annotated[int, Range(4, 128), "examples of each worker"] = 32,
    first: Annotated[int, Range(1, 128), "examples of the first worker, if uneven"] = 8,
) -> None:
    examples = workers * each
    images, labels = (torch.from_numpy(part)[:examples] for part in digits(ctx.rng)[:2])
    batch = images.double(), labels

    def shards(first: int) -> Shards:
        """The first worker's examples, and the rest in parts as equal as can be."""
        rest = [part[first:].tensor_split(workers - 1) for part in batch]
        return [(batch[0][:first], batch[1][:first]), *zip(*rest, strict=True)]

    plain, norm = network(), network(norm=True)
    right, uneven = gradient(plain, *batch), shards(min(first, examples - workers + 1))
    results = {
        "equal": off(shared(plain, shards(each)), right),
        "uneven": off(shared(plain, uneven), right),
        "uneven_weighted": off(shared(plain, uneven, weighted=True), right),
        "normed": off(shared(norm, shards(each)), gradient(norm, *batch)),
        "summed": off(workers * shared(plain, shards(each), "sum"), gradient(plain, *batch, "sum")),
    }
    for name, value in results.items():
        ctx.metric(name, value)
    ctx.bars(
        ("equal", "uneven", "batch norm"),
        [results[name] for name in ("equal", "uneven", "normed")],
        chart="how far the average is from the gradient of the batch",
    )
    sizes = range(1, each + 1, max(1, each // 32))
    for series, weighted in (("plain average", False), ("weighted by examples", True)):
        apart = [off(shared(plain, shards(k), weighted=weighted), right) for k in sizes]
        ctx.curve(series, sizes, apart, chart="uneven shards", x_label="examples of the first")

    steps = ctx.pick(quick=20, full=200)
    for name, share in (("shared", True), ("own", False)):
        ctx.metric(f"drift_{name}", train(plain, shards(each), steps, share))
