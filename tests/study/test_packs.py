"""Packs in use: their cards beside the bank's, and demos that run only as they were approved."""

from __future__ import annotations

import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.bank.cards import CardId, Language
from quizapp.bank.packs import LARGEST_FILE
from quizapp.demos.confinement.walls import Walls
from quizapp.demos.trust import Changes, survey
from quizapp.errors import PackError, UntrustedError
from quizapp.study import packs as room
from quizapp.study.desk import Desk
from tests.demos.support import HEAD

TOML = 'name = "acme"\ntitle = "Acme"\npublisher = "Acme Inc"\nversion = "1.0"\n'
CARD = """\
---
after: [relu/first]
demos: [trial]
---
# {}

## Answer
Because.

## Key points
- It is so.
- It is not otherwise.

## Evidence
- [x is one.](demo:trial#one)
"""
DEMO = HEAD + "    import os\n    ctx.metric('x', 1)\n"


@pytest.fixture(autouse=True)
def sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about approvals: they hold on a system with a sandbox."""
    monkeypatch.setattr(room, "obstacle", lambda: "")


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A pack of two cards and a demo."""
    folder = tmp_path / "origin"
    for name, text in {
        "pack.toml": TOML,
        "relu/first.md": CARD.format("What is first?").replace("after: [relu/first]\n", ""),
        "relu/second.md": CARD.format("What is second?"),
        "relu/demos/trial.py": DEMO,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def acme(desk: Desk, origin: Path) -> Path:
    """Where the pack lies once it is in use."""
    desk.packs.add(origin)
    return desk.paths.packs / "acme"


def approve(desk: Desk) -> None:
    desk.packs.approve(desk.packs.review("acme"))


def walls_of_trial(desk: Desk) -> Walls:
    """Behind which walls the pack's demo may run, read anew."""
    desk.refresh()
    return desk.packs.gate(desk.read_demos().get("acme:trial"))


@pytest.mark.usefixtures("acme")
def test_its_cards_stand_beside_the_banks(desk: Desk) -> None:
    before = desk.library.count()
    refresh = desk.refresh()
    first, second = CardId("acme:relu/first"), CardId("acme:relu/second")
    assert {first, second} <= refresh.added
    assert desk.library.ids()[-2:] == [first, second]
    assert desk.library.ids("acme:relu") == [first, second]
    card = desk.card(second)
    assert card is not None
    assert (card.pack, card.topic, card.after) == ("acme", "acme:relu", (first,))
    assert desk.path_of(card, Language.EN) == desk.paths.packs / "acme" / "relu" / "second.md"
    assert desk.search("second")[0].card_id == second
    desk.packs.remove("acme")
    assert desk.refresh().removed == {first, second}
    assert desk.library.count() == before + len(refresh.added) - 2


def test_it_cannot_take_the_place_of_a_card_or_a_demo_of_the_bank(desk: Desk, origin: Path) -> None:
    desk.refresh()
    own = desk.library.ids()[0]
    topic, _, stem = own.partition("/")
    (origin / topic).mkdir(exist_ok=True)
    (origin / topic / f"{stem}.md").write_text(
        f"---\nid: {own}\n---\n# Mine!\n\n## Answer\nNo.\n\n## Key points\n- A.\n- B.\n"
    )
    desk.packs.add(origin)
    refresh = desk.refresh()
    assert own not in refresh.changed
    assert f"acme:{own}" in refresh.added
    assert desk.library.ids()[0] == own
    demos = desk.read_demos()
    assert "trial" not in demos.demos
    assert demos.seen_from("acme").get("trial").id == "acme:trial"
    assert demos.seen_from("other").demos == demos.demos


def test_a_fault_names_the_pack(desk: Desk, origin: Path) -> None:
    (origin / "relu" / "third.md").write_text("nothing")
    desk.packs.add(origin)
    assert "acme:relu/third.md" in {fault.path for fault in desk.refresh().faults}


@pytest.mark.usefixtures("acme")
def test_a_demo_runs_once_its_pack_is_approved(desk: Desk) -> None:
    with pytest.raises(UntrustedError, match="the pack acme has not been approved") as raised:
        walls_of_trial(desk)
    assert raised.value.remedy == "look at it with quizapp pack trust acme"
    approve(desk)
    assert walls_of_trial(desk) is Walls.NEEDED
    assert desk.packs.is_approved("acme")


@pytest.mark.usefixtures("acme")
def test_what_is_shown_before_an_approval(desk: Desk) -> None:
    review = desk.packs.review("acme")
    assert [demo.id for demo in review.demos] == ["acme:trial"]
    assert review.imports == ("os", "quizapp", "typing")
    assert [entry.path for entry in review.entries] == [
        *("pack.toml", "relu/demos/trial.py", "relu/first.md", "relu/second.md"),
    ]
    assert (review.approved, review.changes) == (False, None)


@pytest.mark.parametrize(
    ("change", "changes"),
    [
        (
            lambda acme: (acme / "relu/first.md").write_text("#"),
            Changes((), ("relu/first.md",), ()),
        ),
        (lambda acme: (acme / "relu/.x").write_text(""), Changes(("relu/.x",), (), ())),
        (lambda acme: (acme / "relu/first.md").unlink(), Changes((), (), ("relu/first.md",))),
        (
            lambda acme: (acme / "relu/demos/trial.py").write_text(DEMO + "# later"),
            Changes((), ("relu/demos/trial.py",), ()),
        ),
    ],
)
def test_any_changed_byte_takes_an_approval_back(
    desk: Desk, acme: Path, change: object, changes: Changes
) -> None:
    approve(desk)
    assert callable(change)
    change(acme)
    with pytest.raises(UntrustedError, match="has changed since you approved it"):
        walls_of_trial(desk)
    review = desk.packs.review("acme")
    assert (review.approved, review.changes) == (False, changes)
    desk.packs.approve(review)
    assert walls_of_trial(desk) is Walls.NEEDED


def test_what_was_read_before_a_change_does_not_run_after_it(desk: Desk, acme: Path) -> None:
    """Nor the other way round: what runs is what was hashed."""
    approve(desk)
    honest = desk.read_demos().get("acme:trial")
    (acme / "relu/demos/trial.py").write_text(DEMO + "# later")
    with pytest.raises(UntrustedError, match="has changed"):
        desk.packs.gate(honest)
    desk.refresh()
    changed = desk.read_demos().get("acme:trial")
    (acme / "relu/demos/trial.py").write_text(DEMO)
    assert desk.packs.gate(honest) is Walls.NEEDED
    with pytest.raises(UntrustedError, match="does not run"):
        desk.packs.gate(changed)


def test_what_was_changed_while_it_was_looked_at_is_not_approved(desk: Desk, acme: Path) -> None:
    review = desk.packs.review("acme")
    (acme / "relu/demos/trial.py").write_text(DEMO + "# later")
    desk.packs.approve(review)
    with pytest.raises(UntrustedError):
        walls_of_trial(desk)


@pytest.mark.usefixtures("acme")
def test_an_approval_is_good_for_one_home_only(desk: Desk) -> None:
    approve(desk)
    assert stat.S_IMODE(desk.paths.secret.stat().st_mode) == 0o600
    desk.paths.secret.unlink()
    with pytest.raises(UntrustedError):
        walls_of_trial(desk)
    desk.paths.secret.write_bytes(b"short")
    with pytest.raises(UntrustedError, match="holds no secret"):
        walls_of_trial(desk)


def test_a_demo_of_a_pack_that_is_gone_does_not_run(desk: Desk, acme: Path) -> None:
    approve(desk)
    demo = desk.read_demos().get("acme:trial")
    acme.rename(acme.parent.parent / "elsewhere")
    with pytest.raises(UntrustedError, match="there is no pack 'acme'"):
        desk.packs.gate(demo)


def test_an_approval_is_good_for_one_name_only(desk: Desk, acme: Path) -> None:
    approve(desk)
    approval = desk.store.reads.approval("acme")
    assert approval is not None
    acme.rename(acme.parent / "other")
    toml = acme.parent / "other" / "pack.toml"
    toml.write_text(TOML.replace("acme", "other"))
    desk.store.approve("other", approval.seal, approval.files)
    assert not desk.packs.is_approved("other")


@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_a_link_in_a_pack_stops_its_demos(desk: Desk, acme: Path) -> None:
    approve(desk)
    (acme / "relu" / "passwd.md").symlink_to("/etc/passwd")
    with pytest.raises(UntrustedError, match="no plain file"):
        walls_of_trial(desk)


@pytest.mark.usefixtures("acme")
def test_where_nothing_can_confine_it_it_does_not_run(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(desk)
    monkeypatch.setattr(room, "obstacle", lambda: "Landlock is missing")
    with pytest.raises(UntrustedError, match="cannot confine it: Landlock is missing"):
        walls_of_trial(desk)


def test_the_banks_own_demos_need_no_approval(desk: Desk, acme: Path) -> None:
    demo = replace(desk.read_demos().get("acme:trial"), pack="")
    assert desk.packs.gate(demo) is Walls.WANTED
    assert acme.exists()


@pytest.mark.usefixtures("acme")
def test_a_run_without_walls_needs_the_whole_hash(desk: Desk) -> None:
    review = desk.packs.review("acme")
    demo = review.demos[0]
    for wrong in ("acme", "acme@", f"acme@{review.fingerprint[:12]}"):
        with pytest.raises(PackError, match="another hash"):
            desk.packs.unsafe_gate(wrong)
    gate = desk.packs.unsafe_gate(f"acme@{review.fingerprint}")
    assert gate(demo) is Walls.NONE
    with pytest.raises(UntrustedError):
        desk.packs.gate(demo)  # nothing of it is kept
    with pytest.raises(UntrustedError):
        gate(replace(demo, digest="0" * 64))
    assert gate(replace(demo, pack="")) is Walls.WANTED


def test_packs_that_are_not_there(desk: Desk) -> None:
    for ask in (desk.packs.review, desk.packs.remove, desk.packs.is_approved):
        with pytest.raises(PackError, match="there is no pack 'acme'"):
            ask("acme")


@pytest.mark.usefixtures("acme")
def test_a_removed_pack_has_to_be_approved_again(desk: Desk, origin: Path) -> None:
    approve(desk)
    desk.packs.remove("acme")
    desk.packs.add(origin)
    assert not desk.packs.is_approved("acme")


def test_a_file_that_no_pack_may_hold_cannot_be_approved(tmp_path: Path) -> None:
    with (tmp_path / "data.bin").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(UntrustedError, match="too large"):
        survey(tmp_path)
