"""Recorded results: kept with few changes, believed for one source, shown as plain words."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from quizapp.demos.batch import measure
from quizapp.demos.catalogue import Catalogue
from quizapp.demos.check import Report, plan, report
from quizapp.demos.claims import Verdict
from quizapp.demos.recorded import NAME, Recorded, stale, write
from tests.demos.support import Environment

DAY, LATER = date(2026, 5, 1), date(2026, 6, 1)


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A bank with one demo."""
    folder = tmp_path / "activations" / "demos"
    folder.mkdir(parents=True)
    source = Path(__file__).parents[2] / "content" / "activations" / "demos"
    shutil.copy(source / "vanishing-gradient.py", folder)
    return tmp_path


@pytest.fixture
def reported(bank: Path, environment: Environment) -> Report:
    """What a check of it gives."""
    (demo,) = Catalogue.load([bank]).all()
    (task,) = plan([demo], range(2), jobs=1)
    return report(demo, [measure(task, environment)])


def test_what_is_written_is_read(bank: Path, reported: Report) -> None:
    catalogue = Catalogue.load([bank])
    assert stale(bank, catalogue) == ()  # a bank need not have one
    write(bank, [reported], catalogue, DAY)
    assert stale(bank, catalogue) == ()
    result = Recorded.load([bank]).get(reported.demo)
    assert result is not None
    assert (result.date, result.device, result.seeds) == (DAY, "cpu", 2)
    assert result.versions.keys() == {"python", "numpy"}
    proof = result.claims["slope-to-one"]
    assert (proof.verdict, proof.passed) == (Verdict.REFUTED, 2)
    measured = [sample.metrics["ratio_relu"] for sample in reported.samples]
    number = result.metrics["ratio_relu"]
    assert number.first == pytest.approx(measured[0], rel=1e-3)
    assert (number.low, number.high) == pytest.approx(sorted(measured), rel=1e-3)

    written = (bank / NAME).read_bytes()
    write(bank, [reported], catalogue, LATER)
    assert (bank / NAME).read_bytes() == written  # nothing new, not even the date


def test_the_results_of_a_pack_are_of_its_own_demos(bank: Path, reported: Report) -> None:
    write(bank, [reported], Catalogue.load([bank]), DAY)
    (demo,) = Catalogue.load([], {"acme": bank}).all()
    recorded = Recorded.load([], {"acme": bank})
    assert recorded.get(demo) == Recorded.load([bank]).get(reported.demo) is not None
    assert recorded.get(reported.demo) is None


def test_a_changed_demo_has_no_result(bank: Path, reported: Report) -> None:
    write(bank, [reported], Catalogue.load([bank]), DAY)
    file = bank / "activations" / "demos" / "vanishing-gradient.py"
    file.write_text(file.read_text() + "\nX = 1\n")
    changed = Catalogue.load([bank])
    assert Recorded.load([bank]).get(changed.get("vanishing-gradient")) is None
    (fault,) = stale(bank, changed)
    assert fault.path == str(bank / NAME)
    assert fault.what == "the result of vanishing-gradient is stale"

    shutil.copy(file, file.with_name("other.py"))
    other = file.with_name("other.py")
    other.write_text(other.read_text().replace('"vanishing-gradient"', '"other"'))
    file.unlink()
    assert [fault.what for fault in stale(bank, Catalogue.load([bank]))] == [
        "the result of other is missing",
        "there is no demo vanishing-gradient any more",
    ]
    write(bank, [], Catalogue.load([bank]), DAY)
    assert Recorded.load([bank]).results == {}


def test_its_words_are_plain(bank: Path, reported: Report) -> None:
    write(bank, [reported], Catalogue.load([bank]), DAY)
    text = json.loads((bank / NAME).read_text())
    text["demos"]["vanishing-gradient"]["device"] = "\x1b]52;c;cGF5\x07"
    (bank / NAME).write_text(json.dumps(text))
    result = Recorded.load([bank]).get(reported.demo)
    assert result is not None
    assert result.device == "\ufffd]52;c;cGF5\ufffd"


@pytest.mark.parametrize("data", [b"", b"{", b'{"v": 2, "demos": {}}', b"[" * 10**6, b"\xff"])
def test_a_broken_file_is_a_fault(bank: Path, data: bytes) -> None:
    (bank / NAME).write_bytes(data)
    catalogue = Catalogue.load([bank])
    (fault,) = stale(bank, catalogue)
    assert "cannot be read" in fault.what
    assert Recorded.load([bank]).get(catalogue.get("vanishing-gradient")) is None


def test_a_huge_file_is_not_read(bank: Path) -> None:
    (bank / NAME).write_bytes(b" " * (5 << 20))
    (fault,) = stale(bank, Catalogue.load([bank]))
    assert fault.what == "the file is larger than 4 MiB"
