"""Batch norm in a GAN: what it pins at the generator's output, and what it shows and hides in the
discriminator.

The images are points of the plane, so it is known how well the best judge of single ones can do.
"""

from __future__ import annotations

from math import erf
from typing import Annotated

import torch
import torch.nn.functional as F
from torch import nn

from quizapp.demos.api import Choice, Claim, Context, Myth, Range, demo


def generator(norm_at: str) -> nn.Sequential:
    hidden = nn.BatchNorm1d(32) if norm_at == "hidden" else nn.Identity()
    output = nn.BatchNorm1d(2) if norm_at == "output" else nn.Identity()
    return nn.Sequential(nn.Linear(8, 32), hidden, nn.ReLU(), nn.Linear(32, 2), output)


def discriminator(place: str, norm: type[nn.Module] = nn.BatchNorm1d) -> nn.Sequential:
    """With one norm: on its input, or right behind its first or its second (deeper) layer."""
    sizes = {"input": 2, "first": 32, "deeper": 32}
    at = {name: norm(sizes[name]) if name == place else nn.Identity() for name in sizes}
    first = at["input"], nn.Linear(2, 32), at["first"], nn.LeakyReLU(0.2)
    second = nn.Linear(32, 32), at["deeper"], nn.LeakyReLU(0.2)
    return nn.Sequential(*first, *second, nn.Linear(32, 1))


def trained(
    ctx: Context, place: str, together: bool, shift: float, batch: int
) -> tuple[nn.Sequential, float]:
    """A discriminator, and how often it was right on the batches of its last steps."""
    judge = discriminator(place).to(ctx.device)
    optimizer = torch.optim.Adam(judge.parameters(), lr=0.01, fused=True)
    right = []
    for _ in ctx.loop(ctx.pick(quick=200, full=1000), f"batch norm: {place}"):
        real, noise = torch.randn(2, batch, 2, device=ctx.device)
        fake = noise + shift
        both = judge(torch.cat([real, fake])).chunk(2) if together else (judge(real), judge(fake))
        loss = F.softplus(-both[0]).mean() + F.softplus(both[1]).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        right.append(torch.cat([both[0] > 0, both[1] < 0]).double().mean())
    return judge, torch.stack(right[-50:]).mean().item()


def moved_by_others(net: nn.Sequential) -> torch.Tensor:
    """How far the image of one latent moves, in standard deviations, from batch to batch."""
    latent = torch.randn(1, 8)
    batches = torch.stack([net(torch.cat([latent, torch.randn(63, 8)])) for _ in range(50)])
    return (batches[:, 0].std(0) / batches[0].std(0)).mean()


def share_of_others(judge: nn.Module) -> torch.Tensor:
    """How steep one image's score is in the other images, next to how steep it is in itself."""
    images = torch.randn(64, 2, requires_grad=True)
    judge(images)[0].sum().backward()
    return images.grad[1:].norm() / images.grad[0].norm()


@demo(
    "gan-batchnorm-placement",
    title="Where batch norm hurts a GAN",
    quick_s=1.5,
    claims=[
        Claim(
            "output-is-pinned",
            "Batch norm at the generator's output gives every batch mean 0 and standard deviation 1"
            " to begin with; without it they follow the latents",
            "mean_output < 1e-3 and std_low_output > 0.95 and std_high_output < 1.05"
            " and std_high_none / std_low_none > 5",
        ),
        Claim(
            "joint-sees",
            "With real and fake images in one batch, a discriminator with batch norm at its input"
            " or first layer is as good as one without",
            "min(input_joint, first_joint) > none_joint - 0.05",
            given="shift >= 0.5 and batch >= 16",
        ),
        Claim(
            "joint-is-honest",
            "Batch norm deeper in the discriminator, on joint batches, is no better than the best"
            " judge",
            "deeper_joint < best + 0.05",
            given="batch >= 64",
        ),
        Claim(
            "layernorm-is-alone",
            "With batch norm an image's score has a gradient in the other images, with layer norm"
            " none",
            "others_batchnorm > 0.03 and others_layernorm < 1e-6",
        ),
        Myth(
            "one-latent-one-image",
            "A generator makes one image of each latent",
            refuted_by="min(moved_output, moved_hidden) > 0.05"
            " and max(moved_output_eval, moved_hidden_eval) < 1e-6",
        ),
        Myth(
            "everywhere",
            "Batch norm stabilizes a GAN in every layer",
            refuted_by="max(input_separate, first_separate) < 0.6 and none_separate > 0.7",
            given="shift >= 1",
        ),
        Myth(
            "judges-images",
            "A discriminator judges each image by itself",
            refuted_by="deeper_separate > best + 0.1",
            given="shift >= 0.5 and shift <= 1.2 and batch >= 64",
        ),
    ],
    presets={"far": {"shift": 3}},
)
def gan_batchnorm_placement(
    ctx: Context,
    shift: Annotated[float, Range(0, 3), "of the fake images, along both axes"] = 1.0,
    batch: Annotated[int, Choice(8, 16, 64), "images"] = 64,
) -> None:
    rows = []
    with torch.no_grad():
        for norm_at in ("none", "output", "hidden"):
            net = generator(norm_at)
            images = torch.stack([net(scale * torch.randn(256, 8)) for scale in (0.2, 1, 5)])
            mean, stds = images.mean(1).abs().max(), images.std(1, correction=0)
            rows.append((norm_at, mean, stds.min(), stds.max()))
            ctx.metric(f"mean_{norm_at}", mean)
            ctx.metric(f"std_low_{norm_at}", stds.min())
            ctx.metric(f"std_high_{norm_at}", stds.max())
            ctx.metric(f"moved_{norm_at}", moved_by_others(net))
            ctx.metric(f"moved_{norm_at}_eval", moved_by_others(net.eval()))
    columns = ("batch norm", "|mean|", "std, from", "to")
    ctx.table("What a generator makes of latents scaled by 0.2, 1 and 5", columns, rows)

    best = (1 + erf(shift / 2)) / 2  # of the side of the line halfway between the two centres
    ctx.metric("best", best)
    scores = {"the best judge": best}
    for place in ("none", "input", "first", "deeper"):
        for how in ("separate", "joint"):
            judge, right = trained(ctx, place, how == "joint", shift, batch)
            ctx.metric(f"{place}_{how}", right)
            scores[f"{place}, {how}"] = right
    ctx.metric("others_batchnorm", share_of_others(judge.cpu()))
    ctx.metric("others_layernorm", share_of_others(discriminator("deeper", nn.LayerNorm)))
    ctx.bars(list(scores), scores.values(), chart="accuracy of the discriminator")
