"""A cloze stands in the library as what is learned of it: its holes."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.bank.cards import CardId
from quizapp.store.library import Library
from tests.store.cards import ADAM, CLOZES, OVERVIEW, RELU, Write, agrees, holed


@pytest.fixture
def cloze(filled: None, write: Write) -> Path:
    """A cloze with the holes `b` and `a`, which Adam comes after."""
    path = write("activations/sigmoid", "What is a sigmoid?")
    path.write_text(holed(path.read_text("utf-8"), CLOZES["named"]), "utf-8")
    write("optimizers/adam", "What does Adam do?", after="activations/sigmoid")
    return path


SIGMOID = CardId("activations/sigmoid")
HOLES = [CardId("activations/sigmoid#b"), CardId("activations/sigmoid#a")]


def test_a_cloze_is_learned_hole_by_hole(library: Library, bank: Path, cloze: Path) -> None:
    added = library.refresh(bank).added
    assert added >= set(HOLES)
    assert SIGMOID not in added
    assert library.ids() == [RELU, *HOLES, ADAM, OVERVIEW], "side by side, as they stand in it"
    assert library.items(SIGMOID) == HOLES
    assert library.items(HOLES[1]) == HOLES[1:]
    assert library.items(RELU) == [RELU]
    assert library.items(CardId("none")) == []
    first, second = library.card(SIGMOID), library.card(HOLES[1])
    assert first is not None
    assert second is not None
    assert (first.id, first.hole) == (HOLES[0], "b")
    assert (second.hole, second.texts) == ("a", first.texts)
    assert library.position(SIGMOID) is None
    assert library.topics() == {"activations": 4, "optimizers": 1}
    assert library.count() == 5
    agrees(library, bank)


def test_a_cloze_is_found_once_by_its_own_id(library: Library, bank: Path, cloze: Path) -> None:
    library.refresh(bank)
    assert [hit.card_id for hit in library.search("other one sigmoid")] == [SIGMOID]
    text = cloze.read_text("utf-8").replace("{#b}", "{#z}").replace("other", "second")
    cloze.write_text(text, "utf-8")
    library.refresh(bank)
    assert library.search("other") == []
    (hit,) = library.search("second")
    assert (hit.card_id, hit.title) == (SIGMOID, "What is a sigmoid?")
    agrees(library, bank)


def test_each_hole_that_comes_or_goes_is_told(library: Library, bank: Path, cloze: Path) -> None:
    library.refresh(bank)
    cloze.write_text(cloze.read_text("utf-8").replace("{#a}", "{#c}"), "utf-8")
    found = library.refresh(bank)
    assert found.added == {f"{SIGMOID}#c"}
    assert found.changed == {f"{SIGMOID}#b"}
    assert found.removed == {f"{SIGMOID}#a"}
    cloze.unlink()
    assert library.refresh(bank).removed == {f"{SIGMOID}#b", f"{SIGMOID}#c"}
    assert library.search("sigmoid") == []
    agrees(library, bank)


def test_sketches_tell_which_hole_they_are(library: Library, bank: Path, cloze: Path) -> None:
    library.refresh(bank)
    told = {each.id: (each.hole, each.after) for each in library.sketches()}
    assert told[HOLES[0]] == (0, ())
    assert told[HOLES[1]] == (1, ())
    assert told[ADAM] == (0, (SIGMOID,))


def test_a_card_with_numbers_is_found_by_those_of_an_example(
    library: Library, bank: Path, write: Write
) -> None:
    path = write("frameworks/memory", "How many bytes do {{n}} float32 numbers take?")
    numeric = "kind: numeric\nanswer: 4 * n\nvariables: [n = 250 | 250]"
    path.write_text(path.read_text("utf-8").replace("kind: qa", numeric), "utf-8")
    assert library.refresh(bank).faults == ()
    (hit,) = library.search("250 float32")
    assert hit.title == "How many bytes do 250 float32 numbers take?"
