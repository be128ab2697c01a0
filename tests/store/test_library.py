"""The library follows the bank's files, reads only what changed, and is never in the way."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank import load, packs
from quizapp.bank.cards import CardId, Language
from quizapp.store import indexing
from quizapp.store.library import Library
from tests.store.cards import ADAM, CARD, CLOZES, KOREAN, OVERVIEW, RELU, Write, agrees, holed


def test_a_new_library_is_empty(library: Library) -> None:
    assert library.ids() == []
    assert library.card(RELU) is None
    assert library.position(RELU) is None
    assert library.search("relu") == []
    assert library.topics() == {}


@pytest.mark.usefixtures("filled")
def test_a_refresh_fills_it_in_learning_order(library: Library, bank: Path) -> None:
    found = library.refresh(bank)
    assert found.added == {OVERVIEW, RELU, ADAM}
    assert found.changed == found.removed == set()
    assert library.ids() == [RELU, ADAM, OVERVIEW]
    assert library.ids("activations") == [RELU, OVERVIEW]
    assert library.ids(after=0, limit=1) == [ADAM]
    assert library.topics() == {"activations": 2, "optimizers": 1}
    assert (library.count(), library.count("activations"), library.count("none")) == (3, 2, 0)
    agrees(library, bank)


@pytest.mark.usefixtures("filled")
def test_it_remembers(library: Library, bank: Path, tmp_path: Path) -> None:
    library.refresh(bank)
    with closing(Library(tmp_path / "library.db")) as again:
        assert again.ids() == [RELU, ADAM, OVERVIEW]
        assert again.card(RELU) == library.card(RELU)


@pytest.mark.usefixtures("filled")
def test_what_did_not_change_is_not_read_again(
    library: Library, bank: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.refresh(bank)
    read: list[str] = []

    def spy(data: bytes, file: str) -> object:
        read.append(file)
        return load.read_bytes(data, file)

    monkeypatch.setattr(packs, "read_bytes", spy)
    assert library.refresh(bank).changed == set()
    path = write("activations/relu", "Why ReLU?", "The slope is one.")
    library.refresh(bank)
    assert read == []  # touched, and it says the same
    path.write_text(path.read_text("utf-8") + "- A third point.\n", "utf-8")
    assert library.refresh(bank).changed == {RELU}
    assert read == ["activations/relu.md"]


@pytest.mark.usefixtures("filled")
def test_each_change_is_told(library: Library, bank: Path, write: Write) -> None:
    library.refresh(bank)
    write("activations/relu", "Why ReLU, again?")
    write("activations/gelu", "Why GELU?")
    (bank / "optimizers/adam.md").unlink()
    found = library.refresh(bank)
    assert found.added == {CardId("activations/gelu")}
    assert found.changed == {RELU}
    assert found.removed == {ADAM}
    agrees(library, bank)


@pytest.mark.usefixtures("filled")
def test_a_translation_that_comes_or_goes_changes_its_card(library: Library, bank: Path) -> None:
    library.refresh(bank)
    card = library.card(RELU)
    assert card is not None
    assert set(card.texts) == {Language.EN, Language.KO}
    (bank / "activations/relu.ko.md").unlink()
    assert library.refresh(bank).changed == {RELU}
    assert library.search("기울기") == []
    agrees(library, bank)


@pytest.mark.usefixtures("filled")
def test_the_second_card_of_an_id_stands_when_the_first_goes(
    library: Library, bank: Path, write: Write
) -> None:
    library.refresh(bank)
    twin = write("optimizers/zzz", "Why ReLU? A twin")
    twin.write_text(twin.read_text("utf-8").replace("kind: qa", f"kind: qa\nid: {RELU}"), "utf-8")
    found = library.refresh(bank)
    assert any("is taken by" in fault.what for fault in found.faults)
    agrees(library, bank)
    (bank / "activations/relu.md").unlink()
    (bank / "activations/relu.ko.md").unlink()
    assert library.refresh(bank).changed == {RELU}
    card = library.card(RELU)
    assert card is not None
    assert card.topic == "optimizers"
    agrees(library, bank)


@pytest.mark.usefixtures("filled")
def test_a_broken_file_is_reported_and_the_rest_is_there(
    library: Library, bank: Path, write: Write
) -> None:
    (bank / "activations/broken.md").write_bytes(b"\xff\xfe not text")
    (bank / "activations/dangling.md").symlink_to(bank / "nowhere")
    found = library.refresh(bank)
    assert {fault.path for fault in found.faults} == {
        "activations/broken.md",
        "activations/dangling.md",
    }
    assert library.count() == 3
    (bank / "activations/dangling.md").unlink()
    write("activations/broken", "Whole again")
    assert library.refresh(bank).faults == ()
    agrees(library, bank)


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["a/one", "a/one.ko", "a/two", "a-b/one", "a-b/two", "a-b/two.ko"]),
        st.sampled_from(["write", "write", "twin", "level", "after", "delete", *CLOZES]),
    ),
    min_size=1,
    max_size=8,
)


@given(st.lists(ACTIONS, min_size=1, max_size=5))
def test_after_any_changes_it_agrees_with_a_fresh_reading(
    tmp_path_factory: pytest.TempPathFactory, scans: list[list[tuple[str, str]]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    bank, turn = folder / "bank", 0
    bank.mkdir()
    with closing(Library(folder / "library.db")) as library:
        for actions in scans:
            for name, action in actions:
                turn += 1
                path = bank / f"{name}.md"
                path.parent.mkdir(exist_ok=True)
                if action == "delete":
                    path.unlink(missing_ok=True)
                    continue
                form = KOREAN if name.endswith(".ko") else CARD
                level = "advanced" if action == "level" else "core"
                after = "a-b/two" if action == "after" else ""
                text = form.format(title=turn, answer="Text.", of="x", level=level, after=after)
                if action in CLOZES:
                    text = holed(text, CLOZES[action])
                if action == "twin":
                    text = text.replace("kind: qa", "kind: qa\nid: a/one")
                path.write_text(text, "utf-8")
                os.utime(path, ns=(turn, turn))
            library.refresh(bank)
            agrees(library, bank)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("relu", [RELU]),
        ("slope ONE", [RELU]),
        ("기울기", [RELU]),
        ("왜 relu", [RELU]),
        ("act", [OVERVIEW]),
        ("beta", [ADAM]),
        ("slope adam", []),
        ("what -adam", [ADAM]),
        ('"', []),
        ("", []),
        ("   ", []),
        ("\0", []),
        ("relu\0", [RELU]),
        ("😀", []),
        ("relu 😀", [RELU]),
        ("( * : ^ NEAR", []),
        ("title:relu", []),
        ("relu OR adam", []),
    ],
)
def test_search_takes_whatever_is_typed(
    library: Library, bank: Path, query: str, found: list[CardId]
) -> None:
    library.refresh(bank)
    assert [hit.card_id for hit in library.search(query)] == found


@pytest.mark.usefixtures("filled")
def test_a_hit_tells_where_it_was_found(library: Library, bank: Path) -> None:
    library.refresh(bank)
    (hit,) = library.search("기울기")
    assert (hit.language, hit.title) == (Language.KO, "왜 ReLU인가요?")
    assert "기울기가 하나입니다." in hit.snippet


@given(query=st.text())
def test_no_query_is_too_odd(tmp_path_factory: pytest.TempPathFactory, query: str) -> None:
    with closing(Library(tmp_path_factory.getbasetemp() / "odd.db")) as library:
        assert library.search(query) == []


def test_progress_is_told_while_files_are_read(
    library: Library, bank: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "_CHUNK", 2)
    for number in range(5):
        write(f"topic/card-{number}")
    heard: list[tuple[int, int]] = []
    library.refresh(bank, lambda done, of: heard.append((done, of)))
    assert heard == [(2, 5), (4, 5), (5, 5)]


@pytest.mark.usefixtures("filled")
def test_a_scan_that_was_killed_goes_on(
    library: Library, bank: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "_CHUNK", 2)

    def die(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.refresh(bank, die)
    assert library.ids() == []
    heard: list[tuple[int, int]] = []
    library.refresh(bank, lambda done, of: heard.append((done, of)))
    assert heard[-1] == (2, 2)
    agrees(library, bank)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("content", [b"", b"no database at all" * 500])
def test_a_file_that_is_no_library_is_made_anew(tmp_path: Path, bank: Path, content: bytes) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(content)
    with closing(Library(path)) as library:
        assert library.refresh(bank).added == {OVERVIEW, RELU, ADAM}


@pytest.mark.usefixtures("filled")
def test_a_library_of_another_format_is_made_anew(tmp_path: Path, bank: Path) -> None:
    path = tmp_path / "other.db"
    with closing(Library(path)) as library:
        library.refresh(bank)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 7")
        connection.execute("ALTER TABLE card DROP COLUMN place")
    with closing(Library(path)) as library:
        assert library.ids() == []
        assert library.refresh(bank).added == {OVERVIEW, RELU, ADAM}


def test_damage_inside_is_found_when_it_is_read_and_healed_by_a_refresh(
    tmp_path: Path, bank: Path, write: Write
) -> None:
    path = tmp_path / "other.db"
    for number in range(60):
        write(f"topic/card-{number:02}", answer="word " * 200)
    with closing(Library(path)) as library:
        library.refresh(bank)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with closing(Library(path)) as library:
        assert library.card(CardId("topic/card-00")) is None
        library.refresh(bank)
        assert library.count() == 60
        agrees(library, bank)


def test_two_programs_refresh_at_once(tmp_path: Path, bank: Path, write: Write) -> None:
    for number in range(150):
        write(f"topic/card-{number:03}")
    path = tmp_path / "shared.db"
    code = f"""
import sys
from pathlib import Path
from quizapp.store import indexing
from quizapp.store.library import Library
from tests.store.cards import ADAM, CARD, CLOZES, KOREAN, OVERVIEW, RELU, Write, agrees, holed
indexing._CHUNK = 10
sys.stdin.readline()
library = Library(Path({str(path)!r}))
library.refresh(Path({str(bank)!r}))
print(library.count())
library.close()
"""
    pipe = subprocess.PIPE
    both = [
        subprocess.Popen(
            [sys.executable, "-c", code], stdin=pipe, stdout=pipe, stderr=pipe, text=True
        )
        for _ in range(2)
    ]
    assert [each.communicate("go\n", timeout=60) for each in both] == [("150\n", "")] * 2
    with closing(Library(path)) as library:
        agrees(library, bank)
