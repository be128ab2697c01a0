"""The keys of the study screen, in the order of the footer. When they work is the screen's."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from quizapp.study.values import CONFIDENCES
from quizapp.tui.base import SCROLL
from quizapp.verdict import LETTERS

MOST_POINTS = 9
"""The bank takes no card with more key points: each has its digit."""

SURE = Binding.Group("How sure?", compact=True)
PICK = Binding.Group("Pick", compact=True)
RATE = Binding.Group("Rate", compact=True)
TICK = Binding.Group("Tick", compact=True)


def _pick(letter: str) -> Binding:
    """Stands before what the letter does elsewhere: while a choice is open, its options win."""
    return Binding(
        letter,
        f"pick({LETTERS.index(letter)})",
        "Pick",
        tooltip="Pick an option; where several may be right, once more takes it back",
        id=f"pick-{letter}",
        group=PICK,
    )


KEYS: list[BindingType] = [
    Binding("space", "reveal", "Reveal", tooltip="Show the answer", id="reveal"),
    *map(_pick, LETTERS[:3]),
    Binding("down,j", "point(1)", "Choose", tooltip="Point at the step below", id="point-down"),
    Binding(
        "up,k", "point(-1)", "Choose", tooltip="Point at the step above", show=False, id="point-up"
    ),
    Binding("J,shift+down", "move(1)", "Move down", tooltip="Move the step down", id="move-down"),
    Binding("K,shift+up", "move(-1)", "Move up", tooltip="Move the step up", id="move-up"),
    Binding("i", "write", "Write", tooltip="Type your answer before revealing", id="write"),
    *(
        Binding(
            str(number),
            f"sure({percent})",
            f"{percent} %",
            tooltip="How sure you are, before you look",
            show=False,
            id=f"sure-{percent}",
            group=SURE,
        )
        for number, percent in enumerate(CONFIDENCES, 1)
    ),
    Binding("1", "rate(1)", "Again", tooltip="Not recalled", id="rate-again", group=RATE),
    Binding("2", "rate(2)", "Hard", tooltip="Recalled with effort", id="rate-hard", group=RATE),
    Binding("3", "rate(3)", "Good", tooltip="Recalled", id="rate-good", group=RATE),
    Binding("4", "rate(4)", "Easy", tooltip="Recalled at once", id="rate-easy", group=RATE),
    Binding("enter", "reveal", "Reveal", tooltip="Show the answer", id="reveal-picked"),
    Binding(
        "enter", "accept", "As suggested", tooltip="Take the rating that is suggested", id="accept"
    ),
    *(
        Binding(
            str(point + 1),
            f"tick({point})",
            "Tick",
            tooltip="Tick or untick a key point that you said",
            id=f"tick-{point}",
            group=TICK,
        )
        for point in range(MOST_POINTS)
    ),
    Binding(
        "t,tab",
        "open_ticks",
        "Tick points",
        tooltip="Tick the key points that you said, with digits",
        id="open-ticks",
    ),
    Binding("u", "undo", "Undo", tooltip="Take back the last grade", id="undo"),
    Binding("U,ctrl+r", "redo", "Redo", tooltip="Put back what undo took", id="redo"),
    Binding(
        "w",
        "weights_back",
        "Weights back",
        tooltip="Schedule by the weights before the fitted ones",
        id="weights-before",
    ),
    Binding("a", "ahead", "Go on", tooltip="Study cards that are not due yet", id="ahead"),
    _pick("d"),
    Binding("d", "demo", "Demo", tooltip="Measure what the answer claims", id="demo"),
    Binding("l", "language", "Language", tooltip="English or Korean", id="language"),
    Binding("s", "skip", "Skip", tooltip="Ask this card last", id="skip"),
    _pick("e"),
    Binding("e", "edit", "Edit", tooltip="Mend the card in your editor", id="edit"),
    _pick("f"),
    Binding("f", "flag", "Flag", tooltip="Mark the card with a note", id="flag"),
    Binding("x,minus", "suspend", "Suspend", tooltip="Ask this card no more", id="suspend"),
    Binding("q,escape", "home", "Home", tooltip="Leave; the session stays open", id="home"),
    Binding(
        "enter,t,tab,escape",
        "close_ticks",
        "Done ticking",
        tooltip="Back to rating",
        id="close-ticks",
    ),
    Binding("escape", "leave_field", "Done writing", tooltip="Leave the field", id="leave-field"),
    Binding("space", "page(1)", "Read on", tooltip="Scroll down", show=False, id="read-on"),
    *SCROLL,
]
