"""Who knows where a pixel is, and who knows which pixels are neighbours.

Both convolutional networks have the same convolution. One lays its maps flat before the last layer,
the other keeps the largest value of each map: what differs between them is the head alone.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Annotated

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from quizapp.demos.api import Choice, Claim, Context, Myth, Range, demo, digits

SIDE = 12  # digits of 8x8 in the middle: room for a shift of two
WAYS = ((1, 2), (-1, 2), (1, 3), (-1, 3))  # down, up, right, left


def networks(filters: int) -> dict[str, nn.Sequential]:
    def convolution() -> tuple[nn.Module, ...]:
        return nn.Conv2d(1, filters, 5, padding=2), nn.ReLU()

    flat = nn.MaxPool2d(2), nn.Flatten(), nn.Linear(filters * (SIDE // 2) ** 2, 10)
    pooled = nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(filters, 10)
    return {
        "mlp": nn.Sequential(nn.Flatten(), nn.Linear(SIDE**2, 64), nn.ReLU(), nn.Linear(64, 10)),
        "flat": nn.Sequential(*convolution(), *flat),
        "pooled": nn.Sequential(*convolution(), *pooled),
    }


def train(net: nn.Sequential, x: Tensor, y: Tensor, orders: list[Tensor]) -> None:
    optimizer = torch.optim.Adam(net.parameters(), 0.01)
    for order in orders:
        for rows in order.split(32):
            optimizer.zero_grad()
            F.cross_entropy(net(x[rows]), y[rows]).backward()
            optimizer.step()


@torch.no_grad()
def accuracy(net: nn.Sequential, x: Tensor, y: Tensor) -> float:
    return (net(x).argmax(1) == y).double().mean().item()


def rolled(x: Tensor, by: int) -> Tensor:
    """The images shifted by as many pixels, a quarter of them in each direction."""
    parts = zip(x.tensor_split(4), WAYS, strict=True)
    return torch.cat([part.roll(way * by, axis) for part, (way, axis) in parts])


@torch.no_grad()
def off(a: Tensor, b: Tensor) -> Tensor:
    return (a - b).abs().max() / b.abs().max()


@demo(
    "pixel-permutation",
    title="Who knows where a pixel is",
    quick_s=2.5,
    claims=[
        Claim(
            "mlp-same",
            "All pixels shuffled by one permutation: an MLP learns the same function as before",
            "mlp_difference < 1e-3 and mlp_0 > 0.8",
            given="images >= 300",
        ),
        Claim(
            "cnn-loses",
            "The same shuffle costs a CNN with global max pooling more than a point of accuracy",
            "pooled_0 - pooled_permuted > 0.01",
            given="shuffled == 1 and images >= 300 and filters >= 32",
        ),
        Claim(
            "flat-hardly-minds",
            "A CNN with a dense layer on its flattened maps loses less than five points",
            "flat_0 - flat_permuted < 0.05",
            given="images >= 300 and filters >= 16",
        ),
        Claim(
            "shift-by-one",
            "On digits shifted by a pixel global pooling is over 30 points ahead of the MLP",
            "pooled_1 - mlp_1 > 0.3",
            given="images >= 300 and filters >= 32",
        ),
        Claim(
            "equivariant",
            "A convolution's output shifts with its input; after pooling by two, only for shifts"
            " by two",
            "equivariance < 1e-5 and halved_by_two < 1e-5 and halved_by_one > 0.1",
        ),
        Myth(
            "invariant",
            "A CNN recognizes a digit wherever it stands",
            refuted_by="flat_2 < 0.35 and flat_0 > 0.8",
            given="images >= 300 and filters >= 16",
        ),
        Myth(
            "cnn-knows-positions",
            "An MLP cannot make use of where a pixel is, a convolution can",
            refuted_by="mlp_0 - mlp_1 > 0.3 and spread_circular < 1e-5",
            given="images >= 300",
        ),
        Myth(
            "cnn-never-knows",
            "A CNN with global pooling can know nothing of positions",
            refuted_by="spread_zeros > 0.001",
        ),
    ],
)
def pixel_permutation(
    ctx: Context,
    shuffled: Annotated[float, Range(0, 1), "share of the pixels"] = 1.0,
    images: Annotated[int, Choice(50, 100, 300, 600, 1200), "to train on"] = 300,
    filters: Annotated[int, Choice(8, 16, 32, 64), "of the convolution, 5x5"] = 32,
) -> None:
    x, y, x_test, y_test = (torch.from_numpy(part).to(ctx.device) for part in digits(ctx.rng))
    x, x_test = (F.pad(part.reshape(-1, 1, 8, 8), (2, 2, 2, 2)) for part in (x[:images], x_test))
    order = torch.arange(SIDE**2)
    moved = torch.randperm(SIDE**2)[: round(shuffled * SIDE**2)]
    order[moved.sort().values] = order[moved]
    mixed, mixed_test = (part.flatten(2)[:, :, order].reshape(part.shape) for part in (x, x_test))
    ctx.heatmap(x[0, 0], chart="a digit")
    ctx.heatmap(mixed[0, 0], chart="shuffled")

    orders = [torch.randperm(images) for _ in range(ctx.pick(quick=25, full=100))]
    for name, net in networks(filters).items():
        net, other = net.to(ctx.device), deepcopy(net).to(ctx.device)
        if name == "mlp":  # its weights move along with the pixels
            other[1].weight.data = net[1].weight[:, order].detach().clone()
        train(net, x, y, orders)
        train(other, mixed, y, orders)
        shares = [accuracy(net, rolled(x_test, by), y_test) for by in range(3)]
        ctx.curve(name, range(3), shares, chart="accuracy", x_label="shifted by pixels")
        for by, share in enumerate(shares):
            ctx.metric(f"{name}_{by}", share)
        ctx.metric(f"{name}_permuted", accuracy(other, mixed_test, y_test))
        ctx.metric(f"{name}_weights", sum(p.numel() for p in net.parameters()))
        if name == "mlp":
            ctx.metric("mlp_difference", off(other(mixed_test), net(x_test)))

    dots = torch.eye(SIDE**2, device=ctx.device).reshape(-1, 1, SIDE, SIDE)
    for padding in ("zeros", "circular"):
        convolve = nn.Conv2d(1, filters, 5, padding=2, padding_mode=padding).to(ctx.device)
        largest = convolve(dots).amax((2, 3))  # of each map, for a dot at every place
        ctx.metric(f"spread_{padding}", off(largest, largest[:1]))
    maps, by_one, by_two = (convolve(x[:1].roll(by, 3)) for by in range(3))
    halved, halved_one, halved_two = (F.max_pool2d(each, 2) for each in (maps, by_one, by_two))
    ctx.metric("equivariance", off(by_one, maps.roll(1, 3)))
    ctx.metric("halved_by_two", off(halved_two, halved.roll(1, 3)))
    ctx.metric("halved_by_one", min(off(halved_one, halved), off(halved_one, halved.roll(1, 3))))
