"""Bytes become clean text at one door."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.source import Faults, clean, fingerprint, read


def test_the_text_is_made_one_way() -> None:
    faults = Faults("a/b.md")
    data = "\ufeffe\u0301  \r\n\ta\rb\t\u3000\n".encode()
    assert read(data, faults) == "é\n    a\nb\n"
    assert faults.found == []


@given(st.text())
def test_no_control_character_comes_in(text: str) -> None:
    found = read(text.encode("utf-8", "replace"), Faults("a/b.md"))
    assert clean(found) == found
    assert all(each == "\n" or each.isprintable() or ord(each) > 0x9F for each in found)


def test_control_characters_are_gone_and_reported() -> None:
    faults = Faults("a/b.md")
    assert read(b"a\nb\x1b[2Jc\x07", faults) == "a\nb[2Jc"
    assert [(each.line, each.column) for each in faults.found] == [(2, 2), (2, 7)]


def test_fingerprints_are_stable() -> None:
    assert fingerprint("\n# Q\n\n") == fingerprint("# Q") == "60abb1913172"
