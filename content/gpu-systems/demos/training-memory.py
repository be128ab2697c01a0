"""Where the memory of training goes, counted tensor by tensor.

No allocator is asked: workspace, fragmentation and a GPU's context come on top, and under
checkpointing one segment at a time on the way back.
"""

from __future__ import annotations

from typing import Annotated

import torch
from torch import nn
from torch.nn import functional
from torch.utils.checkpoint import checkpoint_sequential

from quizapp.demos.api import Choice, Claim, Context, LogRange, Myth, Range, demo

OPTIMIZERS = {
    "sgd": lambda parameters: torch.optim.SGD(parameters, lr=0.1),
    "momentum": lambda parameters: torch.optim.SGD(parameters, lr=0.1, momentum=0.9),
    "adam": torch.optim.Adam,
}


def mlp(width: int, layers: int) -> nn.Sequential:
    hidden = [nn.Sequential(nn.Linear(width, width), nn.ReLU()) for _ in range(layers)]
    return nn.Sequential(*hidden, nn.Linear(width, 10))


def cnn() -> nn.Sequential:
    return nn.Sequential(
        *(nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(32 * 8 * 8, 10)),
    )


def examples(n: int, *shape: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Random inputs and labels; without a gradient for its input a checkpoint would pass none."""
    return torch.randn(n, *shape, requires_grad=True), torch.randint(0, 10, (n,))


def size(tensors) -> int:
    """Bytes, where tensors that share their memory count once."""
    storages = {t.untyped_storage().data_ptr(): t.untyped_storage().nbytes() for t in tensors}
    return sum(storages.values())


def step(model: nn.Sequential, x, y, segments: int = 1) -> int:
    """Forward and backward; returns the bytes kept for the way back, weights left out.

    All segments but the last keep only their input, and compute the rest again on the way back.
    """
    weights, kept = list(model.parameters()), []

    def keep(tensor):
        kept.append(tensor)  # alive, so that no other tensor gets its place
        return tensor

    model.zero_grad()
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        out = checkpoint_sequential(model, segments, x, use_reentrant=True)
        loss = functional.cross_entropy(out, y)
    kept_bytes = size(weights + kept) - size(weights)
    loss.backward()
    return kept_bytes


@demo(
    "training-memory",
    title="Where the memory of training goes",
    quick_s=0.2,
    claims=[
        Claim(
            "adam-sixteen-bytes",
            "Weights, gradients and Adam's two moments take 16 bytes a parameter in fp32, SGD 8",
            "abs(bytes_adam - 16) < 0.1 and abs(bytes_sgd - 8) < 0.1",
        ),
        Claim(
            "activations-follow-batch",
            "What is kept for the way back grows in proportion to the batch",
            "3.9 < activations_fourfold / activations < 4.1",
        ),
        Claim(
            "counted-by-hand",
            "For an MLP it is the input, every layer's output and the labels, byte for byte",
            "deep_activations == deep_by_hand",
        ),
        Claim(
            "checkpoint",
            "Checkpointing in 3 to 5 segments keeps over 30 % less, and the gradient stays as it"
            " was",
            "deep_checkpointed < 0.7 * deep_activations and gradient_difference < 1e-6",
            given="3 <= segments and segments <= 5",
        ),
        Myth(
            "model-plus-data",
            "Training takes the memory of the model and of one batch",
            refuted_by="total_adam > 2.5 * (weights + data)",
        ),
        Myth(
            "fits-if-it-runs",
            "A GPU that holds a model's bf16 weights can train it",
            refuted_by="adam_gb > 4 * bf16_gb",
        ),
    ],
)
def training_memory(
    ctx: Context,
    model: Annotated[str, Choice("cnn", "mlp")] = "cnn",
    batch: Annotated[int, Range(1, 64), "examples"] = 8,
    segments: Annotated[int, Range(2, 8), "of the checkpointed network of 16 layers"] = 4,
    billions: Annotated[float, LogRange(0.1, 100), "of parameters, for the calculation"] = 7.0,
) -> None:
    net, shape = (cnn(), (3, 32, 32)) if model == "cnn" else (mlp(256, 2), (256,))
    x, y = examples(batch, *shape)
    parts = {
        "weights": size(net.parameters()),
        "data": size([x]),
        "activations": step(net, x, y),
        "gradients": size(p.grad for p in net.parameters()),
    }
    for name, make in OPTIMIZERS.items():
        optimizer = make(net.parameters())
        optimizer.step()
        state = [t for s in optimizer.state.values() for t in s.values() if torch.is_tensor(t)]
        parts[name] = size(t for t in state if t.dim())  # Adam's step counters have no dimension
        static = parts["weights"] + parts["gradients"] + parts[name]
        each = 4 * static / parts["weights"]
        ctx.metric(f"bytes_{name}", each, "bytes")
        ctx.metric(f"total_{name}", static + parts["activations"], "bytes")
    for name in ("weights", "data", "activations"):
        ctx.metric(name, parts[name], "bytes")
    ctx.metric("activations_fourfold", step(net, *examples(4 * batch, *shape)), "bytes")
    ctx.bars(list(parts), [n / 1024 for n in parts.values()], chart="memory by part", unit="KiB")
    ctx.metric("adam_gb", billions * each, "GB")  # Adam was the last
    ctx.metric("bf16_gb", billions * torch.bfloat16.itemsize, "GB")

    net, (x, y) = mlp(64, 16), examples(batch, 64)
    ctx.metric("deep_activations", step(net, x, y), "bytes")
    gradients = [p.grad for p in net.parameters()]
    ctx.metric("deep_checkpointed", step(net, x, y, segments), "bytes")
    pairs = zip(net.parameters(), gradients, strict=True)
    ctx.metric("gradient_difference", max((p.grad - g).abs().max() for p, g in pairs))
    # 17 times 64 floats, 10 log-probabilities, a label of 8 bytes; 4 bytes for the loss's divisor
    ctx.metric("deep_by_hand", batch * (17 * 64 * 4 + 10 * 4 + 8) + 4, "bytes")
