"""Packs as they come: what is taken in, and everything that is turned away."""

from __future__ import annotations

import os
import stat
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.bank import installing
from quizapp.bank.installing import install
from quizapp.bank.packs import LARGEST_FILE, installed
from quizapp.errors import BankError, PackError, QuizError

TOML = 'name = "acme"\ntitle = "Acme"\npublisher = "Acme Inc"\nversion = "{}"\n'
CARD = "# Why?\n\n## Answer\nBecause.\n\n## Key points\n- It is so.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pack with one card, and things that do not belong to it."""
    folder = tmp_path / "origin"
    for name, text in {
        "pack.toml": TOML.format("1.0"),
        "relu/why.md": CARD,
        ".git/config": "token = secret",
        "relu/.why.md.swp": "x",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    return tmp_path / "packs"


def zipped(path: Path, files: dict[str, str], modes: dict[str, int] | None = None) -> Path:
    """An archive with exactly these names."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name)
            entry.filename = name  # as it is, whatever it is
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (modes or {}).get(name, stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, text)
    return path


def contents(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_is_copied_without_its_dot_files(folder: Path, packs: Path) -> None:
    pack = install(folder, packs)
    assert (pack.name, pack.title, pack.publisher, pack.version) == (
        *("acme", "Acme", "Acme Inc", "1.0"),
    )
    assert contents(packs) == {"acme/pack.toml", "acme/relu/why.md"}
    assert installed(packs) == (pack,)


@pytest.mark.parametrize("wrapper", ["", "acme-main/"])
def test_a_zip_may_hold_one_folder_that_holds_all(
    tmp_path: Path, packs: Path, wrapper: str
) -> None:
    files = {f"{wrapper}pack.toml": TOML.format("2.0"), f"{wrapper}relu/why.md": CARD}
    assert install(zipped(tmp_path / "a.zip", files), packs).version == "2.0"
    assert contents(packs) == {"acme/pack.toml", "acme/relu/why.md"}


def test_a_pack_takes_the_place_of_its_older_self(folder: Path, packs: Path) -> None:
    install(folder, packs)
    (folder / "relu" / "why.md").rename(folder / "relu" / "how.md")
    (folder / "pack.toml").write_text(TOML.format("1.1"))
    assert install(folder, packs).version == "1.1"
    assert contents(packs) == {"acme/pack.toml", "acme/relu/how.md"}
    assert [path.name for path in packs.iterdir()] == ["acme"]


def refused(origin: Path, packs: Path) -> str:
    """Why a pack is turned away; what is in use stays as it was."""
    before = contents(packs) if packs.exists() else set()
    with pytest.raises(QuizError) as raised:
        install(origin, packs)
    assert raised.value.remedy
    assert (contents(packs) if packs.exists() else set()) == before
    return raised.value.what


OUTSIDE = "a path that leads out of it"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("../evil.md", OUTSIDE),
        ("relu/../../evil.md", OUTSIDE),
        ("/etc/evil.md", OUTSIDE),
        ("relu\\..\\evil.md", OUTSIDE),
        ("C:/evil.md", OUTSIDE),
        ("relu/\x1b[2Jevil.md", r"'relu/\x1b[2Jevil.md'"),
        ("relu/e\u202evil.md", r"'relu/e\u202evil.md'"),
        ("relu/nul.md", "'relu/nul.md'"),
        ("relu/evil. ", "'relu/evil. '"),
        ("relu//evil.md", "'relu//evil.md'"),
        ("a/b/c/d/e/f/evil.md", "lies too deep"),
        ("RELU/Why.md", "is there twice"),
    ],
)
def test_names_that_are_turned_away(tmp_path: Path, packs: Path, name: str, told: str) -> None:
    files = {"pack.toml": TOML.format("1.0"), "relu/why.md": CARD, name: "evil"}
    assert told in refused(zipped(tmp_path / "a.zip", files), packs)
    assert not list(tmp_path.rglob("*evil*"))


@pytest.mark.parametrize(
    ("mode", "told"),
    [
        (stat.S_IFLNK | 0o777, "a link, 'relu/passwd'"),
        (stat.S_IFIFO | 0o644, "is no file"),
        (stat.S_IFCHR | 0o644, "is no file"),
    ],
)
def test_links_and_devices_in_an_archive(tmp_path: Path, packs: Path, mode: int, told: str) -> None:
    files = {"pack.toml": TOML.format("1.0"), "relu/passwd": "/etc/passwd"}
    archive = zipped(tmp_path / "a.zip", files, {"relu/passwd": mode})
    assert told in refused(archive, packs)


def _to_file(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def _to_folder(path: Path) -> None:
    path.symlink_to("/etc", target_is_directory=True)


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes")
@pytest.mark.parametrize(
    ("make", "told"), [(_to_file, "a link"), (_to_folder, "a link"), (os.mkfifo, "is no file")]
)
def test_links_and_pipes_in_a_folder(
    folder: Path, packs: Path, make: Callable[[Path], None], told: str
) -> None:
    make(folder / "relu" / "other")
    assert told in refused(folder, packs)


def test_a_bomb_is_not_unpacked(
    tmp_path: Path, packs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = {"pack.toml": TOML.format("1.0"), "relu/bomb.md": "0" * (LARGEST_FILE + 1)}
    archive = zipped(tmp_path / "a.zip", bomb)
    assert archive.stat().st_size < 10_000
    assert "'relu/bomb.md' is too large" in refused(archive, packs)
    monkeypatch.setattr(installing, "LARGEST_PACK", 1000)
    many = {"pack.toml": TOML.format("1.0")} | {f"relu/c{i}.md": "x" * 300 for i in range(4)}
    assert "the pack is too large" in refused(zipped(tmp_path / "b.zip", many), packs)
    monkeypatch.setattr(installing, "MOST_FILES", 3)
    few = {"pack.toml": TOML.format("1.0")} | {f"relu/c{i}.md": "" for i in range(3)}
    assert "the pack is too large" in refused(zipped(tmp_path / "c.zip", few), packs)


def test_what_is_no_pack(tmp_path: Path, folder: Path, packs: Path) -> None:
    install(folder, packs)
    (tmp_path / "text.zip").write_text("not an archive")
    assert "is no zip that can be read" in refused(tmp_path / "text.zip", packs)
    cut = zipped(tmp_path / "cut.zip", {"pack.toml": TOML.format("1.0"), "a.md": CARD * 100})
    data = bytearray(cut.read_bytes())
    data[60:70] = bytes(10)
    cut.write_bytes(data)
    assert "cannot be read" in refused(cut, packs) or "no zip" in refused(cut, packs)
    assert "holds no pack.toml" in refused(folder / "relu", packs)
    assert "there is no" in refused(tmp_path / "nowhere", packs)


@pytest.mark.parametrize(
    "toml",
    [
        "",
        "name = 'acme'",
        TOML.format("1.0") + 'run = "rm"',
        TOML.format("1.0").replace('"acme"', '"../acme"'),
        TOML.format("1.0").replace('"acme"', '"Acme"'),
        TOML.format("1.0").replace('"acme"', "3"),
        TOML.format("1.0").replace('"Acme Inc"', '""'),
        TOML.format("1.0").replace('"Acme"', '"' + "x" * 300 + '"'),
        "name = " + "[" * 5000,
    ],
)
def test_a_wrong_introduction(folder: Path, packs: Path, toml: str) -> None:
    (folder / "pack.toml").write_text(toml)
    assert "this introduces no pack" in refused(folder, packs)
    (folder / "pack.toml").write_bytes(b"\xff" + toml.encode())
    with pytest.raises(BankError, match="not UTF-8"):
        install(folder, packs)


def test_an_introduction_cannot_steer_the_terminal(folder: Path, packs: Path) -> None:
    toml = TOML.format("1.0").replace('"Acme"', r'"A\u001b]52;c;eA==\u0007\n\u202e[@click=x]"')
    (folder / "pack.toml").write_text(toml)
    assert install(folder, packs).title == "A�]52;c;eA==� �[@click=x]"
    (folder / "pack.toml").write_text(toml + "# \x1b[2J")
    with pytest.raises(BankError, match=r"U\+001B"):
        install(folder, packs)


def test_a_full_disk_changes_nothing(
    folder: Path, packs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(folder, packs)

    def full(path: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(PackError, match="No space left"):
        install(folder, packs)
    assert contents(packs) == {"acme/pack.toml", "acme/relu/why.md"}
