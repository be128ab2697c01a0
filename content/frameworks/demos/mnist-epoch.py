"""What an epoch of MNIST costs: batches of random images of its size, scaled up to 60,000."""

from __future__ import annotations

import time
from typing import Annotated

import torch
import torch.nn.functional as F
from torch import nn

from quizapp.demos.api import Context, Myth, Range, demo


def seconds_an_epoch(net: nn.Module, images: torch.Tensor, batches: int) -> float:
    """What 60,000 images would take, from the fastest batch: slower ones shared the processor."""
    labels = torch.randint(10, (len(images),), device=images.device)
    optimizer, spent = torch.optim.Adam(net.parameters(), fused=True), []
    for _ in range(batches):
        began = time.perf_counter()
        optimizer.zero_grad()
        loss = F.cross_entropy(net(images), labels)
        loss.backward()
        optimizer.step()
        loss.item()  # waits for the device
        spent.append(time.perf_counter() - began)
    return min(spent) * 60_000 / len(images)


@demo(
    "mnist-epoch",
    title="An epoch of MNIST",
    quick_s=0.5,
    timed=True,
    claims=[
        Myth(
            "needs-a-gpu",
            "A network for MNIST needs a GPU",
            refuted_by="epoch_mlp < 60 and epoch_cnn < 600",
            given="hidden <= 512 and filters <= 16 and batch >= 16",
        ),
        Myth(
            "weights-set-the-time",
            "A network with fewer weights takes less time",
            refuted_by="epoch_cnn > 4 * epoch_mlp and weights_mlp > 4 * weights_cnn",
            given="hidden == 128 and filters == 16 and batch >= 16",
        ),
    ],
)
def mnist_epoch(
    ctx: Context,
    hidden: Annotated[int, Range(16, 2048), "units of the MLP"] = 128,
    filters: Annotated[
        int, Range(4, 64), "in the CNN's first layer; the second has twice as many"
    ] = 16,
    batch: Annotated[int, Range(1, 256), "images"] = 64,
) -> None:
    nets = {
        "mlp": nn.Sequential(
            nn.Flatten(), nn.Linear(784, hidden), nn.ReLU(), nn.Linear(hidden, 10)
        ),
        "cnn": nn.Sequential(
            *(nn.Conv2d(1, filters, 5), nn.ReLU(), nn.MaxPool2d(2)),
            *(nn.Conv2d(filters, 2 * filters, 5), nn.ReLU(), nn.MaxPool2d(2)),
            *(nn.Flatten(), nn.Linear(32 * filters, 10)),
        ),
    }
    images, epochs = torch.rand(batch, 1, 28, 28, device=ctx.device), {}
    for name, net in nets.items():
        batches = ctx.pick(quick=15, full=100)
        epochs[name] = seconds_an_epoch(net.to(ctx.device), images, batches)
        ctx.metric(f"epoch_{name}", epochs[name], unit="s")
        ctx.metric(f"weights_{name}", sum(p.numel() for p in net.parameters()))
    ctx.bars(list(epochs), epochs.values(), chart="seconds an epoch", unit="s")
