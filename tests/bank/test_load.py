"""A folder of files becomes a bank, and a bad file spoils nothing but itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from quizapp.bank.cards import Language
from quizapp.bank.files import Bank, FileResult
from quizapp.bank.load import assemble, files, load, read_file
from quizapp.errors import BankError

GOOD = "# Q\n## Answer\nA\n## Key points\n- a\n- b\n"
KOREAN = "---\nof: 000000000000\n---\n" + GOOD.replace("# Q", "# 질문", 1)


def bank_of(root: Path, **sources: str | bytes) -> Bank:
    """A bank of files named `topic__stem` or `topic__stem__ko`."""
    for name, source in sources.items():
        topic, stem, *language = name.split("__")
        path = root / topic / ".".join([stem, *language, "md"])
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(source.encode() if isinstance(source, str) else source)
    return load(root)


def told(bank: Bank) -> list[tuple[str, int, str]]:
    return [(fault.path, fault.line, fault.what) for fault in bank.faults]


def test_what_is_no_card_is_left_out(tmp_path: Path) -> None:
    kept = ["a/card.md", "a/card.ko.md", "a/deeper/card.md", "top.md"]
    others = ["README.md", "a/README.ko.md", "a/.card.md", ".git/x.md", "a/demos/d.md", "a/x.py"]
    for name in kept + others:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(GOOD)
    assert sorted(files(tmp_path)) == sorted(kept)


def test_what_is_no_plain_file_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    os.mkfifo(tmp_path / "a" / "pipe.md")
    (tmp_path / "a" / "device.md").symlink_to("/dev/zero")
    faults = load(tmp_path).faults
    assert [(fault.path, fault.what, fault.remedy) for fault in faults] == [
        (f"a/{name}.md", "not a plain file", "remove it") for name in ("device", "pipe")
    ]


def test_a_translation_finds_its_card(tmp_path: Path) -> None:
    bank = bank_of(tmp_path, a__card=GOOD, a__card__ko=KOREAN)
    (card,) = bank.cards.values()
    assert list(card.texts) == [Language.EN, Language.KO]
    assert card.text(Language.KO).file == "a/card.ko.md"
    assert bank.faults == ()


def test_a_translation_follows_an_id_that_was_set(tmp_path: Path) -> None:
    bank = bank_of(tmp_path, a__card=f"---\nid: b/old\n---\n{GOOD}", a__card__ko=KOREAN)
    (card,) = bank.cards.values()
    assert (card.id, card.topic) == ("b/old", "a")
    assert Language.KO in card.texts


def test_translations_of_several_cards_go_by_slug(tmp_path: Path) -> None:
    english = GOOD.replace("# Q", "# Q {#one}", 1) + GOOD.replace("# Q", "# Q {#two}", 1)
    korean = GOOD.replace("# Q", "# 둘 {#two}", 1) + GOOD.replace("# Q", "# 셋 {#three}", 1)
    bank = bank_of(tmp_path, a__card=english, a__card__ko=korean)
    languages = {name: list(card.texts) for name, card in bank.cards.items()}
    assert languages == {
        "a/one": [Language.EN],
        "a/two": [Language.EN, Language.KO],
    }
    assert told(bank) == [("a/card.ko.md", 7, "this heading translates no card")]


def test_an_orphan_is_reported(tmp_path: Path) -> None:
    bank = bank_of(tmp_path, a__card__ko=KOREAN)
    assert told(bank) == [("a/card.ko.md", 1, "there is no a/card.md to translate")]


def test_a_broken_card_does_not_orphan_its_translation(tmp_path: Path) -> None:
    bank = bank_of(tmp_path, a__card="# Q\n", a__card__ko=KOREAN)
    assert {fault.path for fault in bank.faults} == {"a/card.md"}


def test_a_broken_translation_leaves_the_card(tmp_path: Path) -> None:
    bank = bank_of(tmp_path, a__card=GOOD, a__card__ko=b"\xff")
    (card,) = bank.cards.values()
    assert list(card.texts) == [Language.EN]
    assert told(bank) == [("a/card.ko.md", 1, "the byte 0xff is not UTF-8")]


def test_the_first_of_two_equal_ids_stands(tmp_path: Path) -> None:
    bank = bank_of(tmp_path, a__card=GOOD, b__card=f"---\nid: a/card\n---\n{GOOD}")
    assert [card.topic for card in bank.cards.values()] == ["a"]
    assert told(bank) == [("b/card.md", 4, "the id a/card is taken by a/card.md:1")]


def test_every_bad_file_is_listed_and_the_rest_is_there(tmp_path: Path) -> None:
    bank = bank_of(tmp_path, a__one=b"\xff", a__two="", a__three=GOOD, a__four="---\n")
    assert list(bank.cards) == ["a/three"]
    assert {fault.path for fault in bank.faults} == {"a/one.md", "a/two.md", "a/four.md"}


def test_a_file_that_vanishes_is_a_fault(tmp_path: Path) -> None:
    (fault,) = read_file(tmp_path, tmp_path / "a" / "gone.md").faults
    assert fault.what == "the file cannot be read (No such file or directory)"


def test_kept_results_make_the_same_bank(tmp_path: Path) -> None:
    bank = bank_of(tmp_path, a__card=GOOD, a__card__ko=KOREAN, a__bad="# Q")
    kept = msgspec.json.encode(bank.files)
    assert assemble(msgspec.json.decode(kept, type=tuple[FileResult, ...])) == bank


@pytest.mark.parametrize(
    "module", ["cards", "blocks", "files", "formulas", "holes", "load", "order", "plain"]
)
def test_reading_kept_cards_needs_no_parser(module: str) -> None:
    heavy = ("markdown_it", "yaml", "simpleeval", "quizapp.maths.render")
    code = f"import sys, quizapp.bank.{module}; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_folder_that_is_not_there_is_an_error_and_no_empty_bank(tmp_path: Path) -> None:
    with pytest.raises(BankError, match="cannot be read"):
        load(tmp_path / "nowhere")
