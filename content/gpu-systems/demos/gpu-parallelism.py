"""What an operation does with each byte that it moves decides how fast a processor can run it.

Bytes and FLOP are counted from shapes, on tensors without contents, and the data sheet of an H100
says what share of its peak they allow (the roofline). Rates are measured on the device at hand, by
the least of several rounds: all above it is other programs.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import partial
from typing import Annotated

import numpy as np
import torch
from torch.nn import functional
from torch.utils._python_dispatch import TorchDispatchMode

from quizapp.demos.api import Claim, Context, LogRange, Myth, demo

PEAK, BANDWIDTH = 989e12, 3.35e12  # of an H100: FLOP/s in bf16 without sparsity, bytes/s
MANY, FEW = 16_000_000, 64  # numbers: more than most caches hold, and next to none


class Counter(TorchDispatchMode):
    """Counts kernels, what they compute, and the bytes that they read and write."""

    def __init__(self, function: Callable, *shapes: tuple[int, ...], dtype=torch.float32) -> None:
        super().__init__()
        self.kernels = self.flop = self.bytes = 0
        tensors = [torch.empty(shape, dtype=dtype, device="meta") for shape in shapes]
        with self:
            function(*tensors)
        self.intensity = self.flop / self.bytes

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **(kwargs or {}))
        self.kernels += 1
        self.bytes += sum(t.nbytes for t in (*args, out) if isinstance(t, torch.Tensor))
        each = 2 * args[0].shape[1] if func is torch.ops.aten.mm.default else 1
        self.flop += out.numel() * each
        return out


def gelu_written_out(x: torch.Tensor) -> torch.Tensor:
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def seconds(function: Callable[[], object], device: str, rounds: int) -> float:
    """The least of some rounds, after one that warms up."""
    spent = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        function()
        if device != "cpu":
            torch.accelerator.synchronize()
        spent.append(time.perf_counter() - began)
    return min(spent[1:])


@demo(
    "gpu-parallelism",
    title="Work for each byte decides",
    quick_s=0.5,
    timed=True,
    device="compare",
    claims=[
        Claim(
            "intensity",
            "In fp32 an n x n product does n/6 FLOP for each byte, an addition 1/12",
            "product_intensity == n / 6 and add_intensity == 1 / 12",
        ),
        Claim(
            "weights-once",
            "A layer reads its weights once a batch: in one of 64, each example moves less than a"
            " 30th of the bytes of one alone",
            "bytes_each < bytes_alone / 30",
            given="batch >= 64 and n >= 512",
        ),
        Claim(
            "small-batch-idles",
            "A layer of 1,024 can use under 1 % of an H100's bf16 peak alone, under 30 % at 64",
            "share_alone < 0.01 and share_batch < 0.3",
            given="n <= 1024 and batch <= 64",
        ),
        Claim(
            "fusion",
            "GELU written out moves over 5 times the bytes of the one kernel that computes it",
            "bytes_written_out > 5 * bytes_fused",
        ),
        Claim(
            "tiny-operations",
            "To add 64 numbers takes over 5 times as long for each as to add 16 million",
            "add_rate > 5 * tiny_rate",
        ),
        Myth(
            "peak-decides",
            "A processor's peak in FLOP/s says how fast it runs any operation",
            refuted_by="product_rate > 5 * add_rate",
        ),
        Myth(
            "always-faster",
            "A GPU is faster than a CPU, whatever it is given: here a product of 32 x 32",
            refuted_by="small_there > 1.5 * small_here",
            device="cuda",
        ),
    ],
)
def gpu_parallelism(
    ctx: Context,
    n: Annotated[int, LogRange(16, 16384), "rows and columns of the matrices"] = 1024,
    batch: Annotated[int, LogRange(1, 4096), "examples in a layer's batch"] = 64,
) -> None:
    def layer(examples: int) -> Counter:
        return Counter(torch.mm, (examples, n), (n, n), dtype=torch.bfloat16)

    def share(examples: int) -> float:
        """What a layer can use of the peak: all, or what the memory delivers."""
        return min(1, layer(examples).intensity * BANDWIDTH / PEAK)

    ctx.metric("product_intensity", Counter(torch.mm, (n, n), (n, n)).intensity, "FLOP/byte")
    ctx.metric("add_intensity", Counter(torch.add, (n, n), (n, n)).intensity, "FLOP/byte")
    ctx.metric("ridge", PEAK / BANDWIDTH, "FLOP/byte")
    ctx.metric("share_alone", share(1))
    ctx.metric("share_batch", share(batch))
    ctx.metric("bytes_alone", layer(1).bytes)
    ctx.metric("bytes_each", layer(batch).bytes / batch)
    fused = partial(functional.gelu, approximate="tanh")
    for name, function in (("written_out", gelu_written_out), ("fused", fused)):
        gelu = Counter(function, (batch, n))
        ctx.metric(f"bytes_{name}", gelu.bytes)
        ctx.metric(f"kernels_{name}", gelu.kernels)
    batches, logs = [2**k for k in range(13)], {"log_x": True, "log_y": True}
    about = {"chart": "share of an H100's peak", "x_label": "examples in the batch"}
    ctx.curve(f"a layer of {n}", batches, [share(k) for k in batches], **about, **logs)

    rounds = ctx.pick(quick=12, full=30)
    rates = []
    for numbers in (FEW, MANY):
        x, y = torch.ones(2, numbers, device=ctx.device)
        rates.append(numbers / seconds(partial(x.add_, y), ctx.device, rounds))
    sizes = 2 ** np.arange(7, ctx.pick(quick=10, full=11 if ctx.device == "cpu" else 14))
    for size in sizes:
        x, y = torch.ones(2, size, size, device=ctx.device)
        rates.append(2 * size**3 / seconds(partial(torch.mm, x, y), ctx.device, rounds))
    tiny, add, *products = rates
    for name, rate in (("tiny", tiny), ("add", add), ("product", max(products))):
        ctx.metric(f"{name}_rate", rate / 1e9, "GFLOP/s")
    about = {"chart": f"FLOP/s measured on {ctx.device}", "x_label": "FLOP per byte"}
    ctx.curve("an addition, then products", [1 / 12, *sizes / 6], rates[1:], **about, **logs)
    if ctx.device != "cpu":  # a product of 32 x 32, there and back
        x = torch.ones(32, 32)
        there = seconds(lambda: (x.to(ctx.device) @ x.to(ctx.device)).cpu(), ctx.device, rounds)
        ctx.metric("small_there", 1e6 * there, "us")
        ctx.metric("small_here", 1e6 * seconds(lambda: x @ x, "cpu", rounds), "us")
