"""Packs on the command line: from a folder to a verdict, and what is said on the way."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.demos.confinement.walls import obstacle
from tests.demos.support import HEAD

Command = Callable[..., "subprocess.CompletedProcess[str]"]

TOML = 'name = "acme"\ntitle = "Acme"\npublisher = "Acme Inc"\nversion = "1.0"\n'
CARD = "# Why?\n\n## Answer\nBecause.\n\n## Key points\n- One.\n- Two.\n"
DEMO = HEAD + "    ctx.metric('x', 1)\n"
RECORDED = """\
{"v": 1, "demos": {"trial": {"code": "CODE", "date": "2026-05-12", "device": "cpu", "seeds": 20,
 "versions": {"numpy": "2"}, "claims": {"one": {"verdict": "SUPPORTED", "passed": 20,
 "detail": "1 == 1 \\u001b[31m"}},
 "metrics": {"x": {"first": 1.0, "median": 1.0, "low": 1.0, "high": 1.0}}}}}
"""


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A pack of one card and one demo, with what its author measured."""
    from quizapp.demos.catalogue import Catalogue

    folder = tmp_path / "origin"
    (folder / "relu" / "demos").mkdir(parents=True)
    (folder / "pack.toml").write_text(TOML)
    (folder / "relu" / "why.md").write_text(CARD)
    (folder / "relu" / "demos" / "trial.py").write_text(DEMO)
    code = Catalogue.load([folder]).get("trial").code_hash
    (folder / "results.json").write_text(RECORDED.replace("CODE", code))
    return folder


@pytest.mark.skipif(bool(obstacle()), reason=obstacle() or "none")
def test_a_pack_from_its_arrival_to_its_removal(
    quizapp: Command, home: Path, origin: Path, tmp_path: Path
) -> None:
    archive = shutil.make_archive(str(tmp_path / "acme"), "zip", origin)
    added = quizapp("pack", "add", archive)
    assert added.stdout.splitlines() == [
        "acme 1.0 is in use. Cards: 1, demos: 1, faults: 0",
        "Its demos run when you have seen and approved it: quizapp pack trust acme",
    ]
    cards = json.loads(quizapp("bank", "list", "--json").stdout)["cards"]
    assert cards[-1]["id"] == "acme:relu/why"

    refused = quizapp("demo", "run", "acme:trial")
    assert refused.returncode == 2
    assert refused.stdout.splitlines() == [
        "Recorded by its author on 2026-05-12, 20 seeds, cpu:",
        "x  1.0",
        "SUPPORTED: one (1 == 1 �[31m)",
    ]
    assert refused.stderr == (
        "quizapp: acme:trial does not run: the pack acme has not been approved;"
        " look at it with quizapp pack trust acme\n"
    )

    for answer, code in (("n\n", 1), ("", 130)):
        said_no = quizapp("pack", "trust", "acme", input=answer)
        assert said_no.returncode == code
        assert said_no.stdout.endswith("Not approved.\n")
    asked = quizapp("pack", "trust", "acme", input="y\n")
    assert asked.returncode == 0
    for told in ("Acme Inc", "Imports: quizapp typing", "x is one", "relu/demos/trial.py"):
        assert told in asked.stdout
    ran = quizapp("demo", "run", "acme:trial")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "SUPPORTED: x is one" in ran.stdout

    file = home / "quizapp" / "data" / "packs" / "acme" / "relu" / "demos" / "trial.py"
    file.write_text(file.read_text() + "# later\n")
    changed = quizapp("demo", "run", "acme:trial")
    assert changed.returncode == 2
    assert "has changed since you approved it" in changed.stderr
    shown = quizapp("pack", "trust", "acme", "--yes").stdout
    assert "Changed since you approved it:\n    relu/demos/trial.py\n" in shown
    assert quizapp("demo", "run", "acme:trial").returncode == 0

    assert quizapp("pack", "remove", "acme").returncode == 0
    assert quizapp("demo", "run", "acme:trial").returncode == 2
    assert quizapp("pack", "list").stdout.startswith("There are no packs")


def test_an_unsafe_run_is_loud_and_leaves_no_permission(quizapp: Command, origin: Path) -> None:
    source = DEMO + "    open('/etc/passwd').read()\n"
    (origin / "relu" / "demos" / "trial.py").write_text(source)
    quizapp("pack", "add", str(origin))
    (hash_,) = re.findall(r"\b[0-9a-f]{64}\b", quizapp("pack", "trust", "acme", input="n").stdout)
    wrong = quizapp("demo", "run", "acme:trial", "--unsafe-run", "acme@123")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "another hash" in wrong.stderr
    ran = quizapp("demo", "run", "acme:trial", "--unsafe-run", f"acme@{hash_}")
    assert ran.returncode == 0
    assert "UNSAFE: acme:trial runs without a sandbox" in ran.stderr
    assert quizapp("demo", "run", "acme:trial").returncode == 2


def test_what_cannot_be_taken_in_is_one_line(quizapp: Command, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    done = quizapp("pack", "add", str(tmp_path / "none"))
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"quizapp: .* holds no pack\.toml; see docs/packs\.md.*\n", done.stderr)
    missing = quizapp("pack", "trust", "acme")
    assert missing.stderr.startswith("quizapp: there is no pack 'acme'; ")


def test_another_bank_stands_alone(quizapp: Command, origin: Path) -> None:
    quizapp("pack", "add", str(origin))
    own = json.loads(quizapp("--bank", str(origin), "bank", "list", "--json").stdout)["cards"]
    assert [card["id"] for card in own] == ["relu/why"]


def test_doctor_tells_what_the_sandbox_can_do(quizapp: Command) -> None:
    told = quizapp("doctor").stdout.splitlines()[0]
    expected = "cannot be confined here: " if obstacle() else "can be confined here"
    assert expected in told
