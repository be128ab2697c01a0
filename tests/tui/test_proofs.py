"""What stands under a sentence that demos measure."""

from __future__ import annotations

from quizapp.bank.blocks import Link, Text
from quizapp.bank.filling import Run, plain
from quizapp.tui.proofs import beneath

LINE = (
    Link((Text("Random biases reach the same accuracy as no biases."),), "demo:a#random"),
    Text(" "),
    Link((Text("So do zeros."),), "demo:a#zeros"),
)
PROOFS = {"demo:a#random": Run("✓ holds", "$success"), "demo:a#zeros": Run("✗ does not hold")}


def test_what_was_measured_says_of_which_sentence_where_there_are_several() -> None:
    rows = beneath(LINE, PROOFS, 60)
    assert list(map(plain, rows)) == [
        "“Random biases reach the…” ✓ holds",
        "“So do zeros.” ✗ does not hold",
    ]
    assert rows[0][-1] == ("holds", "$success")


def test_one_sentence_needs_no_name() -> None:
    assert list(map(plain, beneath(LINE[:1], PROOFS, 60))) == ["✓ holds"]
    known = {target: PROOFS[target] for target in ("demo:a#zeros",)}
    assert list(map(plain, beneath(LINE, known, 60))) == ["✗ does not hold"]
