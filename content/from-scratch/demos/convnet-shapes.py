"""A small convolutional network, counted layer by layer: shapes, parameters and multiplications.

torch builds the layers and an image goes through them: a wrong formula for a shape would not fit.
"""

from __future__ import annotations

from typing import Annotated

import torch
from torch import nn

from quizapp.demos.api import Choice, Claim, Context, Myth, Range, demo


@demo(
    "convnet-shapes",
    title="Where a small CNN keeps its weights",
    quick_s=0.1,
    claims=[
        Claim(
            "shapes-28",
            "28x28 through 30 filters of 5x5 and pooling: 24x24, 12x12, 4,320 features; 780"
            " parameters in the convolution, 432,100 in the dense layer, 1,010 in the last",
            "map_side == 24 and pooled_side == 12 and features == 4320 and convolution_weights =="
            " 780 and dense_weights == 432100 and output_weights == 1010",
            given="image == 28 and kernel == 5 and filters == 30 and hidden == 100",
        ),
        Claim(
            "same-work",
            "Filters of 5x5 multiply exactly as often as the dense layer of 100 units behind them",
            "convolution_products == dense_products",
            given="kernel == 5 and hidden == 100",
        ),
        Myth(
            "weights-in-convolutions",
            "Most weights of a CNN are in its convolutions",
            refuted_by="dense_share > 0.9",
        ),
    ],
)
def convnet_shapes(
    ctx: Context,
    image: Annotated[int, Choice(20, 28, 32, 48), "pixels on a side"] = 28,
    kernel: Annotated[int, Choice(3, 5, 7), "pixels on a side"] = 5,
    filters: Annotated[int, Range(8, 40), "of the convolution"] = 30,
    hidden: Annotated[int, Choice(32, 64, 100, 128), "units"] = 100,
) -> None:
    features = filters * ((image - kernel + 1) // 2) ** 2
    layers = {
        "convolution": nn.Conv2d(1, filters, kernel),
        "pooling": nn.MaxPool2d(2),
        "flattening": nn.Flatten(),
        "dense": nn.Linear(features, hidden),
        "output": nn.Linear(hidden, 10),
    }
    x, rows = torch.zeros(1, 1, image, image), []
    for name, layer in layers.items():
        x = layer(x)
        weights, products = sum(p.numel() for p in layer.parameters()), 0
        if weights:
            products = x.numel() * layer.weight[0].numel()  # of one output, for every output
            ctx.metric(f"{name}_weights", weights)
            ctx.metric(f"{name}_products", products)
        if name in ("convolution", "pooling"):
            ctx.metric("map_side" if name == "convolution" else "pooled_side", x.shape[-1])
        rows.append((name, "x".join(map(str, x.shape[1:])), weights, products))
    ctx.metric("features", features)
    ctx.metric("dense_share", rows[3][2] / sum(row[2] for row in rows))
    ctx.table("Layer by layer", ("layer", "output", "parameters", "multiplications"), rows)
    counted = [row for row in rows if row[2]]
    for chart, column in ("parameters", 2), ("multiplications an image", 3):
        ctx.bars([row[0] for row in counted], [row[column] for row in counted], chart=chart)
