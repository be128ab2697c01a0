"""The built-in demos, and what a host hands its workers."""

from __future__ import annotations

import os

import pytest

from quizapp import resources
from quizapp.demos.catalogue import Catalogue


@pytest.fixture(scope="session")
def builtin() -> Catalogue:
    """The demos that we ship."""
    return Catalogue.load([resources.content()])


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """A host's environment, with something in it that is nobody else's business."""
    return {"PATH": os.environ["PATH"], "SECRET": "keep out"}
