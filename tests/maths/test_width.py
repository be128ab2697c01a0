"""Cells are counted as the screen counts them, and counting stays cheap."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.maths import symbols
from quizapp.maths.render import display
from quizapp.maths.width import Align, cells, pad


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("한글", 4), ("x̂", 1), ("", 0), ("∑ᵢ", 2), ("𝔼", 1)]
)
def test_cells(text: str, width: int) -> None:
    assert cells(text) == width


@pytest.mark.parametrize(
    ("align", "padded"), [(Align.LEFT, "한  "), (Align.CENTER, " 한 "), (Align.RIGHT, "  한")]
)
def test_pad(align: Align, padded: str) -> None:
    assert pad("한", 4, align) == padded


def test_pad_leaves_longer_text() -> None:
    assert pad("한글", 3) == "한글"


def test_every_glyph_of_ours_is_one_cell() -> None:
    glyphs = {symbol.text for symbol in symbols.SYMBOLS.values()}
    glyphs |= {*symbols.SUB.values(), *symbols.SUP.values(), *symbols.VULGAR.values()}
    glyphs |= {*symbols.NEGATED.values(), *"ˆˉ˜˙¨ˇ˘´ˋ˚ˍ⏟⏞□", *"⎛⎜⎝⎞⎟⎠⎡⎢⎣⎤⎥⎦⎧⎨⎪⎩⎫⎬⎭⌠⎮⌡"}
    letters = "ABCabc019αΩ∇"
    glyphs |= {symbols.letter(c, font) for font in ("bb", "cal", "frak", "bf") for c in letters}
    assert {glyph: cells(glyph) for glyph in glyphs if cells(glyph) != 1} == {}


def test_every_accent_combines() -> None:
    assert {mark for mark, _ in symbols.ACCENTS.values() if cells(mark)} == set()


@given(words=st.text("한글 abc", min_size=1).filter(str.strip))
def test_korean_keeps_the_rows_equal(words: str) -> None:
    rows = display(rf"\sqrt{{\frac{{\text{{{words}}}}}{{n}}}}_{{\text{{{words}}}}}")
    assert len({cells(row) for row in rows}) == 1


def test_drawing_loads_nothing_heavy() -> None:
    code = (
        "import sys; from quizapp.maths.render import display; display('a');"
        "print({'rich.console', 'textual', 'numpy', 'markdown_it'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
