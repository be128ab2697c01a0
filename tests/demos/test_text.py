"""The door for words that are not ours."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.demos.text import plain


@pytest.mark.parametrize(
    ("given_", "plain_"),
    [
        ("\x1b]52;c;cHduZWQ=\x07", "�]52;c;cHduZWQ=�"),
        ("\x9b31mred", "�31mred"),
        ("a\r\n\tb", "a b"),
        ("\ud800", "�"),
        ("safe\u202etxt.exe", "safe�txt.exe"),
        ("한글", "한글"),
        ("[@click=app.quit]x[0]", "[@click=app.quit]x[0]"),
        ("x" * 30, "xxxxxxxxx…"),
    ],
)
def test_what_could_steer_a_terminal_is_shown_instead(given_: str, plain_: str) -> None:
    assert plain(given_, 10 if given_.startswith("xx") else 100) == plain_


@given(st.text(st.characters(exclude_categories=())))
def test_plain_text_is_one_harmless_line_and_stays_as_it_is(text: str) -> None:
    once = plain(text)
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in once)
    assert plain(once) == once
    once.encode()
