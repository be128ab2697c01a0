"""What the author of a demo imports; see docs/demos.md for the whole of it.

from quizapp.demos.api import Claim, Context, Myth, Range, demo
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from quizapp.demos.context import Context
from quizapp.demos.declaration import Bool, Choice, Claim, LogRange, Myth, Range, Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Bool", "Choice", "Claim", "Context", "LogRange", "Myth", "Range", "demo", "digits"]

_Function = TypeVar("_Function", bound=Callable[..., None])


def demo(
    id: str,  # noqa: A002 -- the author's word, as for a card
    *,
    title: str,
    claims: Sequence[Claim | Myth],
    presets: Mapping[str, Mapping[str, Value]] | None = None,
    device: Literal["cpu", "auto", "compare"] = "cpu",
    quick_s: float = 1.0,
    timed: bool = False,
) -> Callable[[_Function], _Function]:
    """Mark a function as the demo of its file.

    The declaration is read out of the source by `quizapp.demos.discover`, never by running it:
    this only has to stand there. `quick_s` is the time in seconds that a quick run takes on a
    laptop's core; a demo whose subject is time is `timed` and may read the clock.
    """
    return lambda function: function


def digits(
    rng: np.random.Generator,
) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.float32], NDArray[np.int64]]:
    """Handwritten digits for a demo to learn: images and labels to train on, then to test on.

    1,200 and 597 of them, shuffled by `rng`. Images are float32 of shape (n, 64), eight rows of
    eight pixels from 0 to 1; labels are int64 of shape (n,), from 0 to 9.
    """
    import numpy as np

    with np.load(Path(__file__).parent / "data" / "digits.npz") as file:
        order = rng.permutation(len(file["y"]))
        images, labels = file["X"][order] / np.float32(16), file["y"][order].astype(np.int64)
    return images[:1200], labels[:1200], images[1200:], labels[1200:]
