"""The command line as a shell sees it: exit codes, what goes to stdout and what to stderr."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., "subprocess.CompletedProcess[str]"]


def test_version(quizapp: Command) -> None:
    done = quizapp("--version")
    assert (done.returncode, done.stdout) == (0, "quizapp 0.1.0\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["frobnicate"], "No such command 'frobnicate'; see quizapp --help"),
        (["search"], "Missing argument 'QUERY...'; see quizapp search --help"),
        (["bank", "check", "/no/such/folder"], "see quizapp bank check --help"),
        (["--nonsense"], "No such option"),
    ],
)
def test_bad_usage_is_one_line_on_stderr(quizapp: Command, arguments: list[str], says: str) -> None:
    done = quizapp(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert says in done.stderr


def test_a_group_without_a_command_shows_its_help(quizapp: Command) -> None:
    done = quizapp("bank")
    assert done.returncode == 2
    assert "check" in done.stderr


def test_a_closed_pipe_is_quiet() -> None:
    command = [sys.executable, "-m", "quizapp", "bank", "list", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def in_a_shell(line: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as `$QUIZAPP` in a shell that redirects its streams."""
    environment = {**os.environ, "QUIZAPP": f"{sys.executable} -m quizapp"}
    environment.pop("PYTHONUNBUFFERED", None)  # what is kept back fails only at the exit
    return subprocess.run(
        ["sh", "-c", line], env=environment, capture_output=True, text=True, timeout=120
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="has no disk that is always full")
@pytest.mark.parametrize("command", ["--version", "stats --json", "ask --plain", "bank list"])
def test_an_output_that_cannot_be_written_is_one_line(command: str) -> None:
    done = in_a_shell(f"$QUIZAPP {command} </dev/null >/dev/full")
    assert done.returncode == 2
    assert done.stderr == (
        "quizapp: the output cannot be used (No space left on device);"
        " see that it can be written, or that the disk has room\n"
    )


def test_an_input_that_was_closed_is_one_that_has_ended() -> None:
    done = in_a_shell("$QUIZAPP ask --plain <&-")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Everything is saved.\n")
    assert "the screen needs a terminal" in in_a_shell("$QUIZAPP study <&-").stderr


def test_an_error_is_one_line_and_debug_says_where(quizapp: Command, home: Path) -> None:
    settings = home / "quizapp" / "config" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text("session_size = 0\n")
    done = quizapp("stats")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "config.toml" in done.stderr
    traced = quizapp("--debug", "stats")
    assert traced.returncode == 2
    assert "Traceback" in traced.stderr
    assert traced.stderr.splitlines()[-1] == done.stderr.strip()


def test_the_screen_says_that_it_needs_a_terminal(quizapp: Command) -> None:
    done = quizapp("study")
    assert done.returncode == 2
    assert "quizapp ask --plain" in done.stderr


WORDS = "so many words that it takes a minute to say them aloud " * 5
CARD = (
    f"# What is it?\n\n## Answer\n{WORDS} $\\frac{{1}}{{2}}$.\n\n## Key points\n- Small.\n- Half.\n"
)


def bank_of(folder: Path, **cards: bytes) -> Path:
    """A bank with one topic, a file for each keyword."""
    (folder / "topic").mkdir(parents=True)
    for name, text in cards.items():
        (folder / "topic" / f"{name}.md").write_bytes(text)
    return folder


def test_bank_check_of_a_sound_bank(quizapp: Command, tmp_path: Path) -> None:
    bank = bank_of(tmp_path / "bank", sound=CARD.encode())
    done = quizapp("bank", "check", str(bank))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Cards: 1, faults: 0\n"


def test_bank_check_reports_every_fault_and_keeps_the_rest(
    quizapp: Command, tmp_path: Path
) -> None:
    bank = bank_of(
        tmp_path / "bank",
        sound=CARD.encode(),
        latin="# Caf\xe9?\n\n## Answer\nYes.\n".encode("latin-1"),
        formula=CARD.replace("frac", "nosuch").encode(),
        lonely=("---\nafter: [topic/missing]\n---\n" + CARD).encode(),
    )
    done = quizapp("bank", "check", str(bank))
    *faults, summary = done.stdout.splitlines()
    assert done.returncode == 1
    assert summary == f"Cards: 3, faults: {len(faults)}"
    for name in ("latin", "formula", "lonely"):
        assert any(
            re.match(rf"{bank}/topic/{name}\.md:\d+:\d+: .+; .+", fault) for fault in faults
        ), name
    assert "sound.md" not in done.stdout
    listed = json.loads(quizapp("--bank", str(bank), "bank", "list", "--json").stdout)
    assert [card["id"] for card in listed["cards"]] == [
        "topic/formula",
        "topic/lonely",
        "topic/sound",
    ]


def test_bank_check_of_no_cards_is_a_failure(quizapp: Command, tmp_path: Path) -> None:
    done = quizapp("bank", "check", str(tmp_path))
    assert done.returncode == 1
    assert done.stdout.startswith(f"There are no cards in {tmp_path}; write one as TOPIC/CARD.md")


def test_what_is_no_plain_file_is_a_fault_and_nobody_waits_for_it(
    quizapp: Command, tmp_path: Path
) -> None:
    bank = bank_of(tmp_path / "bank", sound=CARD.encode())
    (bank / "topic" / "demos").mkdir()
    for pipe in ("topic/pipe.md", "topic/demos/pipe.py", "results.json"):
        os.mkfifo(bank / pipe)
    checked = quizapp("bank", "check", str(bank)).stdout
    for pipe in ("topic/pipe.md", "topic/demos/pipe.py"):
        assert f"{bank}/{pipe}:1:1: not a plain file; remove it" in checked
    listed = json.loads(quizapp("--bank", str(bank), "bank", "list", "--json").stdout)
    assert [card["id"] for card in listed["cards"]] == ["topic/sound"]


def test_doctor_tells_a_setting_that_was_misspelled(quizapp: Command, home: Path) -> None:
    settings = home / "quizapp" / "config" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('retenton = 0.8\nfrom_the_future = "x"\n')
    done = quizapp("doctor")
    assert done.returncode == 0
    assert f"{settings}: retenton is no setting and is ignored; did you mean retention?" in (
        done.stdout
    )
    assert "from_the_future" not in done.stdout


def test_a_home_that_cannot_be_says_what_to_do(
    quizapp: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", "/dev/null/x")
    done = quizapp("stats")
    assert done.returncode == 2
    assert "set QUIZAPP_HOME to a folder that you can write to" in done.stderr


def test_the_built_in_bank_is_sound(quizapp: Command) -> None:
    done = quizapp("bank", "check")
    assert (done.returncode, done.stdout.count("\n")) == (0, 1), done.stdout


def test_a_bank_is_checked_by_paths_that_lead_to_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quizapp: Command
) -> None:
    bank_of(tmp_path / "bank", broken=b"no heading")
    monkeypatch.chdir(tmp_path)
    assert quizapp("bank", "check", "bank").stdout.startswith("bank/topic/broken.md:1:1: ")


def test_doctor_says_that_all_is_well(quizapp: Command, home: Path) -> None:
    done = quizapp("doctor", "--rebuild")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == f"{home}/quizapp/data/study.db is sound"


def test_a_demo_is_written_and_passes_its_check(quizapp: Command, tmp_path: Path) -> None:
    bank = tmp_path / "bank"
    (bank / "relu").mkdir(parents=True)
    (bank / "relu" / "card.md").write_text("# A card\n")
    here = ["--bank", str(bank), "demo"]
    assert quizapp(*here, "new", "my-demo").returncode == 0
    file = bank / "relu" / "demos" / "my-demo.py"
    written = file.read_text()
    done = quizapp(*here, "check", "--all", "--seeds", "5", "--record")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Demos: 1, claims: 2, faults: 0" in done.stdout
    assert "my-demo" in (bank / "results.json").read_text()

    again = quizapp(*here, "new", "my-demo", "--topic", "relu")
    assert (again.returncode, file.read_text()) == (2, written)
    assert "there is a demo 'my-demo' already" in again.stderr
    assert "'../x' is no id" in quizapp(*here, "new", "../x").stderr
    assert "there is no topic 'elu'" in quizapp(*here, "new", "other", "--topic", "elu").stderr
    (bank / "relu" / "card.md").unlink()
    none = quizapp(*here, "new", "other").stderr
    assert none == f"quizapp: {bank} has no topic; write a card first: a topic is its folder\n"


def test_a_demo_that_fails_its_check_is_not_recorded(quizapp: Command, tmp_path: Path) -> None:
    bank = tmp_path / "bank"
    (bank / "relu").mkdir(parents=True)
    (bank / "relu" / "card.md").write_text("# A card\n")
    here = ["--bank", str(bank), "demo"]
    quizapp(*here, "new", "my-demo")
    file = bank / "relu" / "demos" / "my-demo.py"
    file.write_text(file.read_text().replace("1.7 < gain < 2.3", "gain > 3"))
    done = quizapp(*here, "check", "my-demo", "--seeds", "2", "--record")
    assert done.returncode == 1
    assert re.search(r"my-demo\.py:\d+:1: root-n is REFUTED: ", done.stdout)
    assert json.loads((bank / "results.json").read_text())["demos"] == {}
    assert "name them, or write --all" in quizapp(*here, "check").stderr
