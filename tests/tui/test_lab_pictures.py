"""Pictures of the lab with Korean labels; after a wanted change: `pytest --snapshot-update`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from quizapp.bank.cards import Language
from quizapp.demos.catalogue import Catalogue
from quizapp.demos.declaration import Demo
from quizapp.demos.discover import discover
from quizapp.demos.outcome import conclude
from quizapp.demos.protocol import Curve, Event, Finished, Heatmap, Metric
from quizapp.demos.runner import Runner
from quizapp.store.values import Guess, GuessKind
from quizapp.study.asked import Asked
from quizapp.tui.attempt import Attempt, Shown
from quizapp.tui.screens.lab import LabScreen
from tests.tui.conftest import Svg
from tests.tui.support import Room, settled

DEMO = """
from typing import Annotated
from quizapp.demos.api import *

@demo("gradient", title="깊은 신경망에서 기울기는 어디로 가는가", claims=[
    Claim("vanishes", "시그모이드 20층이면 첫 층의 기울기는 백만분의 일 아래", "ratio < 1e-6"),
    Claim("relu", "ReLU와 He 초기화는 기울기를 지킨다", "relu > 0.1"),
    Myth("slope", "시그모이드의 도함수는 0과 1 사이다", refuted_by="slope < 0.251"),
])
def gradient(ctx: Context, depth: Annotated[int, Range(2, 50), "은닉층 수"] = 20) -> None: ...
"""
LAYERS = tuple(float(n) for n in range(1, 21))
EVENTS: tuple[Event, ...] = (
    Metric(name="ratio", value=4.6e-13),
    Metric(name="relu", value=0.63),
    Metric(name="slope", value=0.25),
    Curve(
        chart="층별 기울기 크기",
        series="시그모이드",
        x=LAYERS,
        y=tuple(10 ** (-(20 - x) * 0.6) for x in LAYERS),
        x_label="층",
        y_label="크기",
        log_y=True,
    ),
    Curve(chart="층별 기울기 크기", series="렐루", x=LAYERS, y=(0.7,) * 20, log_y=True),
    Heatmap(
        chart="층마다의 평균 활성값",
        rows=tuple(tuple(float(a * b) for a in range(12)) for b in range(8)),
        x_label="유닛",
        y_label="층",
    ),
    Finished(seconds=0.25),
)


def catalogue() -> Catalogue:
    found = discover(DEMO, file=Path("gradient.py"), topic="activations")
    assert isinstance(found, Demo), found
    return Catalogue({"gradient": found})


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize("keys", [(), ("tab",)], ids=["chart", "heatmap"])
async def test_lab_in_korean(
    room: Room, snapshot: SnapshotAssertion, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    app = room.app("home", language="ko", interface="ko", worker_minutes=0)
    runner = Runner({})
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        card = app.desk.card(app.desk.library.ids("activations")[0])
        assert card is not None
        shown = Shown(Asked(card), Language.KO, Attempt(revealed=True))
        demos = catalogue()
        lab = LabScreen(["gradient"], demos, runner, shown=shown)
        await app.push_screen(lab)
        await settled(pilot)
        trial = lab.trial
        trial.guess(Guess(GuessKind.CLAIM, "vanishes", 1.0))
        for event in EVENTS:
            trial.readings.hear(event)
        trial.outcomes = (conclude(trial.run, trial.readings, "cpu"),)
        lab.refresh_bindings()
        lab.paint()
        await settled(pilot)
        await pilot.press(*keys)
        await settled(pilot)
        svg = app.export_screenshot()
    await runner.close()
    # Rich salts every id in the document: without the salt the bytes are the same each time.
    assert re.sub(r"terminal-\d+-", "terminal-", svg).encode() == snapshot.use_extension(Svg)
