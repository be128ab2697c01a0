"""`quizapp optimize`: fit the schedule to the learner's own log, or go back to before."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from quizapp.commands import show
from quizapp.commands.workplace import Workplace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.locale.words import Words
    from quizapp.study.fits import Found


def optimize(place: Workplace, as_json: bool) -> None:
    """Fit weights to the log, adopt them where they predict better, and say what was found."""
    from quizapp.study.fits import Fits

    with closing(place.desk()) as desk:
        found = Fits(desk.store, desk.clock).find()
    assert found is not None, "in this process nothing stops a fit"
    if as_json:
        show.as_json(_json(found))
        return
    for line in told(place.words, found):
        show.say(line)


def back(place: Workplace, as_json: bool) -> None:
    """Return to the weights before the present ones."""
    with closing(place.desk()) as desk:
        weights = desk.store.take_back_weights()
    if as_json:
        show.as_json({"weights": list(weights.values) if weights else []})
    elif weights is None:
        show.say(place.words("The weights in use are FSRS-6's own; there are none before them."))
    elif weights.id:
        show.say(place.words("Back to the weights before."))
    else:
        show.say(place.words("Back to FSRS-6's own weights."))


def _json(found: Found) -> dict[str, object]:
    return {
        "reviews": found.reviews,
        "predictable": found.predictable,
        "held_out": found.held_out,
        "log_loss": {
            "before": found.before if found.held_out else None,
            "after": found.after if found.held_out else None,
        },
        "adopted": found.adopted,
        "reason": _reason(found),
        "weights": list(found.weights),
    }


def _reason(found: Found) -> str:
    if not found.held_out:
        return "too few reviews"
    return "predicts better" if found.adopted else "predicts no better"


def told(words: Words, found: Found) -> Iterator[str]:
    """What a fit came to, line by line."""
    yield words(
        "Reviews: {n}; on a later day than the one before: {later}; held out: {held}",
        n=found.reviews,
        later=found.predictable,
        held=found.held_out,
    )
    if not found.held_out:
        yield words("Too few to decide anything. Nothing was changed.")
        return
    before, after = f"{found.before:.4f}", f"{found.after:.4f}"
    yield words(
        "Log loss on reviews held out: {before} now, {after} fitted", before=before, after=after
    )
    if found.adopted:
        yield words("Adopted. Each card is scheduled by the new weights from its next review on.")
        yield words("quizapp optimize --back returns to the weights before.")
    else:
        yield words("Not adopted: the weights in use predict as well or better.")
