"""Packs that would steer the terminal or the app: all that they say is shown, and not obeyed."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from textual.pilot import Pilot

from quizapp.demos.confinement.walls import obstacle
from quizapp.errors import DemoError
from tests.demos.support import HEAD
from tests.tui.support import Quiz, Room, appears, seen, settled, until

CLICK = "[@click=app.quit]now[/] [bold red]loud[/]"
CODES = "\x1b]52;c;cHduZWQ=\x07 \x9b31m \u202eevil\u2066 \u200bx"
ESCAPED = "&#27;]52;c;x&#7; &#x9b;31m &#x202e;"
CARD = f"""\
---
references:
  - "{CLICK} \\e[31m \\u202e"
---
# Why {CLICK}?

## Answer
Because {CLICK} {ESCAPED} and `{CLICK}` and [words](https://example.com/\\[@click=app.quit\\]).

```python
print("{CLICK}")
```

## Key points
- {CLICK}
- The second one.
"""


def is_harmless(app: Quiz) -> bool:
    """Whether nothing on the screen is a command: no control character, no action in a style."""
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            if any(unicodedata.category(char) in ("Cc", "Cf") for char in segment.text):
                return False
            if segment.style and any("@click" in key for key in segment.style.meta):
                return False
    return True


@pytest.fixture
def hostile(room: Room) -> Room:
    room.write("activations/relu.md", CARD)
    (room.bank / "activations" / "relu.ko.md").unlink()
    return room


async def test_a_card_is_shown_and_not_obeyed(hostile: Room) -> None:
    app = hostile.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert CLICK in "\n".join(seen(app))
        await pilot.press("space")
        await settled(pilot)
        shown = "\n".join(seen(app))
        assert shown.count("[@click=app.quit]now[/]") >= 4
        assert "�]52;c;x�" in shown
        assert is_harmless(app)
        for row in range(0, 38, 2):
            for column in (4, 14, 24):
                await pilot.click(offset=(column, row))
        await settled(pilot)
        assert app.is_running
        assert app.return_code is None


async def test_raw_codes_are_a_fault_that_can_be_read(hostile: Room) -> None:
    hostile.write("activations/raw.md", CARD.replace("Because", f"Because {CODES}"))
    app = hostile.app("home")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("b")
        await settled(pilot)
        shown = "\n".join(seen(app))
        assert "activations/raw.md" in shown
        assert "U+001B" in shown
        assert is_harmless(app)


async def test_an_error_and_a_search_are_shown_as_they_are(hostile: Room) -> None:
    app = hostile.app("home")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settled(pilot)
        app.tell(DemoError(f"{CLICK} {CODES}", "write another"))
        await settled(pilot)
        await pilot.pause()
        assert "[@click=app.quit]now" in "\n".join(seen(app))
        assert is_harmless(app)
        await pilot.press("slash", *"click")
        await settled(pilot)
        assert CLICK in "\n".join(seen(app))
        assert is_harmless(app)


PACK = 'name = "acme"\ntitle = "Acme"\npublisher = "Acme Inc"\nversion = "1.0"\n'
ASKED = """\
---
demos: [trial]
---
# What does the pack say?

## Answer
It says that x is one, which its demo measures, and which is as true as anything that it measures.

## Key points
- x is one.
- It is measured.
"""


REMARK = f"ctx.note({CLICK + CODES!r})"
FORGED = """\
import json, os, time
    def tell(**event):
        for fd in range(3, 32):
            try: os.write(fd, json.dumps(dict(v=1, **event)).encode() + b'\\n')
            except OSError: pass
    tell({})
    time.sleep(60)
"""
"""A demo that speaks for the worker, past the context."""


@pytest.fixture
def packed(room: Room, tmp_path: Path, request: pytest.FixtureRequest) -> Room:
    """A bank that holds a pack alone, of one card and its demo, which leaves a note with markup or
    does what the test says.
    """
    for file in room.bank.rglob("*.md"):
        file.unlink()
    origin = tmp_path / "origin"
    (origin / "relu" / "demos").mkdir(parents=True)
    (origin / "pack.toml").write_text(PACK)
    (origin / "relu" / "card.md").write_text(ASKED)
    body = f"    ctx.metric('x', 1)\n    {getattr(request, 'param', REMARK)}\n"
    (origin / "relu" / "demos" / "trial.py").write_text(HEAD + body)
    room.desk().packs.add(origin)
    return room


async def to_the_lab(pilot: Pilot[None]) -> None:
    await settled(pilot)
    assert await appears(pilot, "space Reveal"), "the pack's card is asked once it has been read"
    await pilot.press("space", "d")
    assert await appears(pilot, "r Run")


async def test_a_demo_that_nobody_approved_says_so(packed: Room) -> None:
    app = packed.app()
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await to_the_lab(pilot)
        await pilot.press("r")
        assert await until(pilot, lambda: bool(list(app._notifications)))
        told = " ".join(notification.message for notification in app._notifications)
        assert "the pack acme has not been approved" in told
        assert "quizapp pack trust acme" in told
        assert app.return_code is None


@pytest.mark.skipif(bool(obstacle()), reason=obstacle() or "none")
async def test_an_approved_demo_runs_and_its_words_are_shown_as_they_are(packed: Room) -> None:
    app = packed.app()
    app.desk.packs.approve(app.desk.packs.review("acme"))
    async with app.run_test(size=(120, 40)) as pilot:
        await to_the_lab(pilot)
        await pilot.press("r")
        assert await appears(pilot, "SUPPORTED")
        shown = "\n".join(seen(app))
        assert "[@click=app.quit]now" in shown
        assert is_harmless(app)


CURVE = "t='curve', chart='c', series='s'"


@pytest.mark.skipif(bool(obstacle()), reason=obstacle() or "none")
@pytest.mark.parametrize(
    ("packed", "told"),
    [
        (FORGED.format("t='turn', seconds=0"), "a seed that nobody asked"),
        (FORGED.format("t='finished', seconds='nan'"), "no event"),
        (FORGED.format(f"{CURVE}, x=[1], y=[]"), "no event"),
        (FORGED.format(f"{CURVE}, x=[-1e308, 1e308], y=[5e-324, 0]) or tell(t='turn'"), "no event"),
        ("for i in range(27): ctx.curve(str(i), [0, 1], [0, i])", "more than 26 lines"),
        ("for i in range(9): ctx.table('', 'a', 'a' * 9999)", "SUPPORTED"),
    ],
    indirect=["packed"],
    ids=["seed", "time", "curve", "numbers", "lines", "tables"],
)
async def test_what_a_worker_forges_ends_its_run_and_nothing_else(packed: Room, told: str) -> None:
    app = packed.app()
    app.desk.packs.approve(app.desk.packs.review("acme"))
    async with app.run_test(size=(120, 40)) as pilot:
        await to_the_lab(pilot)
        await pilot.press("r")
        assert await appears(pilot, told)
        await pilot.press("t")
        assert await appears(pilot, "Metrics")
        assert app.return_code is None
