"""A demo's words in another language: shown where they are, held against the English."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from quizapp import resources
from quizapp.demos.catalogue import Catalogue
from quizapp.demos.declaration import Demo
from quizapp.demos.translation import LARGEST, check, fingerprint, place, translated

DEMO = """\
from quizapp.demos.api import Claim, Context, Myth, Range, demo
from typing import Annotated


@demo(
    "coin",
    title="A coin",
    claims=[
        Claim("fair", "It is fair", "heads == 1"),
        Myth("lucky", "It is lucky", refuted_by="heads == 1"),
    ],
)
def coin(ctx: Context, n: Annotated[int, Range(1, 9), "throws"] = 1) -> None:
    ctx.metric("heads", 1)
"""
KOREAN = """\
of = "{of}"
title = "동전"

[parameters]
n = "던지는 횟수"

[claims]
fair = "공정하다"
lucky = "운이 좋다"
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    folder = tmp_path / "chance" / "demos"
    folder.mkdir(parents=True)
    (folder / "coin.py").write_text(DEMO, "utf-8")
    return tmp_path


def coin(bank: Path, language: str = "en") -> Demo:
    return Catalogue.load([bank]).spoken(language).get("coin")


def say(bank: Path, korean: str) -> None:
    file = bank / "chance" / "demos" / "coin.ko.toml"
    file.write_text(korean.format(of=fingerprint(coin(bank))), "utf-8")


def told(bank: Path) -> list[str]:
    return [fault.what for fault in check([coin(bank)], ["ko"])]


def test_only_the_words_change(bank: Path) -> None:
    say(bank, KOREAN)
    english, korean = coin(bank), coin(bank, "ko")
    assert (korean.title, korean.parameters[0].help) == ("동전", "던지는 횟수")
    assert [claim.text for claim in korean.claims] == ["공정하다", "운이 좋다"]
    assert [claim.holds for claim in korean.claims] == [claim.holds for claim in english.claims]
    assert korean.code_hash == english.code_hash
    assert Catalogue.load([bank]).spoken("ko").all() == (korean,)
    assert told(bank) == []


def test_what_is_missing_is_english_and_told(bank: Path) -> None:
    assert coin(bank, "ko") == coin(bank)
    assert told(bank) == [], "a demo need not have a translation"
    say(bank, 'of = "{of}"\n[claims]\nfair = "공정하다"\nlukcy = "운"\n')
    korean = coin(bank, "ko")
    assert (korean.title, korean.parameters[0].help) == ("A coin", "throws")
    assert [claim.text for claim in korean.claims] == ["공정하다", "It is lucky"]
    assert told(bank) == [
        "[parameters] lacks n",
        "[claims] lacks lucky",
        "[claims] has lukcy, which the demo has not",
        "there is no title",
    ]


def test_a_changed_sentence_makes_it_stale(bank: Path) -> None:
    say(bank, KOREAN)
    before = fingerprint(coin(bank))
    file = bank / "chance" / "demos" / "coin.py"
    file.write_text(DEMO.replace("It is fair", "It is quite fair"), "utf-8")
    after = fingerprint(coin(bank))
    what = f"the translation is stale: its `of` says {before}, the English words are {after}"
    assert told(bank) == [what]
    file.write_text(DEMO.replace("heads == 1", "heads == 2"), "utf-8")
    assert told(bank) == [], "a comparison is not among the words"


@pytest.mark.parametrize(
    "held",
    [
        b"of = ",
        b"\xff",
        b"title = 3",
        b"colour = 'red'",
        b"#" * (LARGEST + 1),
        b"[claims]\nfair = 1",
    ],
)
def test_a_bad_file_is_one_fault_and_the_demo_stays_english(bank: Path, held: bytes) -> None:
    (bank / "chance" / "demos" / "coin.ko.toml").write_bytes(held)
    assert coin(bank, "ko") == coin(bank)
    (fault,) = check([coin(bank)], ["ko"])
    assert fault.path.endswith("coin.ko.toml")
    assert fault.remedy


def test_its_words_are_data(bank: Path) -> None:
    say(bank, KOREAN.replace("공정하다", r"\u001b]52;c;eA==\u0007 [@click]\u202e"))
    (claim, _) = coin(bank, "ko").claims
    assert not {"\x1b", "\x07", "\u202e"} & set(claim.text)


def test_that_of_a_fence_stands_with_the_other_demos(bank: Path) -> None:
    demo = replace(coin(bank), file=bank / "chance" / "card.md", id="acme:coin", pack="acme")
    assert place(demo, "ko") == bank / "chance" / "demos" / "coin.ko.toml"


def test_every_demo_of_ours_speaks_korean() -> None:
    demos = Catalogue.load([resources.content()]).all()
    assert [demo.id for demo in demos if not place(demo, "ko").is_file()] == []
    assert [str(fault) for fault in check(demos, ["ko"])] == []
    assert all(translated(demo, "ko").title != demo.title for demo in demos)
