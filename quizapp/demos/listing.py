"""The catalogue as plain values: the documented shape of `quizapp demo list --json`."""

from __future__ import annotations

from typing import Any

from quizapp.demos.catalogue import Catalogue
from quizapp.demos.declaration import Choice, Claim, Demo, LogRange, Myth, Parameter, Range


def listing(catalogue: Catalogue) -> dict[str, Any]:
    """`{"demos": [{"id", "title", "topic", "parameters", "claims", "device", "quick_s"}]}`."""
    return {"demos": [_demo(demo) for demo in catalogue.all()]}


def _demo(demo: Demo) -> dict[str, Any]:
    return {
        "id": demo.id,
        "title": demo.title,
        "topic": demo.topic,
        "parameters": [_parameter(parameter) for parameter in demo.parameters],
        "claims": [_claim(claim) for claim in demo.claims],
        "device": demo.device,
        "quick_s": demo.quick_s,
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "name": parameter.name,
        "type": parameter.type.__name__,
        "default": parameter.default,
        "help": parameter.help,
    }
    match parameter.control:
        case Range(low, high):
            scale = "log" if isinstance(parameter.control, LogRange) else "linear"
            shape |= {"low": low, "high": high, "scale": scale}
        case Choice(options):
            shape |= {"options": list(options)}
    return shape


def _claim(claim: Claim | Myth) -> dict[str, Any]:
    return {
        "id": claim.id,
        "text": claim.text,
        "holds": claim.holds,
        "given": claim.given,
        "myth": isinstance(claim, Myth),
    }
