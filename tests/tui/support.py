"""A small bank, the app on it, and what it shows: for the tests of the screens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random

from textual.pilot import Pilot

from quizapp.clock import Clock
from quizapp.config import changed
from quizapp.paths import Paths
from quizapp.study.desk import Desk
from quizapp.tui import code
from quizapp.tui.app import QuizApp, Start
from tests.support import SEOUL

NOW = datetime(2026, 3, 4, 20, 0, tzinfo=SEOUL)

RELU = """\
---
level: core
references:
  - Glorot & Bengio 2010, AISTATS
---
# Why did ReLU replace sigmoid?

## Answer
Backpropagation multiplies one slope per layer. With a sigmoid it is **at most 0.25**, for
$\\sigma'(z) = \\sigma(z)(1 - \\sigma(z))$, so twenty layers leave almost nothing of the gradient.

$$\\frac{\\partial L}{\\partial h_0} = \\prod_{l=1}^{L} W_l^{\\top} \\sigma'(z_l)$$

```python
def slope(z: Tensor) -> Tensor:
    s = torch.sigmoid(z)
    return s * (1 - s)  # 0.25 at z = 0
```

| unit    | slope |
|---------|------:|
| sigmoid |  0.25 |
| tanh    |     1 |

## Key points
- The slope of a sigmoid is at most 0.25.
- ReLU passes the gradient on as it is.
- The weights count too.
- Units can die.

## Beware
- "The slope lies between 0 and 1": its maximum is 0.25.

## Follow-ups
- Where are sigmoids still right?
"""
RELU_KO = """\
---
of: {of}
---
# sigmoid 대신 ReLU를 쓰게 된 이유는 무엇인가요?

## Answer
역전파는 층마다 기울기를 하나씩 곱합니다. sigmoid의 도함수는 **최대 0.25**이므로 스무 층을 지나면
기울기가 거의 남지 않습니다.

| 함수       | 최대 기울기 |
|------------|------------:|
| 시그모이드 |        0.25 |
| tanh       |           1 |

## Key points
- sigmoid의 도함수는 최대 0.25입니다.
- ReLU는 기울기를 그대로 전합니다.
- 가중치도 중요합니다.
- 유닛이 죽을 수 있습니다.

## Beware
- "도함수는 0과 1 사이": 최댓값은 0.25입니다.

## Follow-ups
- sigmoid는 어디에 여전히 알맞은가요?
"""
PLAIN = """\
# Question {n}: what is asked here?

## Answer
Answer {n} is that the sum of the parts is what the whole amounts to.

## Key points
- The first point of {n}.
- The second point of {n}.
"""


class Quiz(QuizApp):
    """The app with a terminal that can be lent to an editor, which a test's terminal cannot."""

    @contextmanager
    def suspend(self) -> Iterator[None]:
        yield


@dataclass
class Room:
    """One learner's files, and the app opened on them as often as the test likes."""

    home: Path
    bank: Path
    opened: list[Desk] = field(default_factory=list)
    now: datetime = NOW

    def desk(self, **settings: object) -> Desk:
        desk = Desk(
            Paths(self.home / "data", self.home / "config", self.home / "cache"),
            content=self.bank,
            clock=Clock(lambda: self.now),
            randomness=Random(len(self.opened)),
            environment={},
        )
        self.opened.append(desk)
        if settings:
            desk.save(changed(desk.settings, **settings))
        return desk

    def app(self, start: Start = "study", topic: str | None = None, **settings: object) -> Quiz:
        environment = {"EDITOR": str(self.home / "editor")}
        return Quiz(self.desk(**settings), start=start, topic=topic, environment=environment)

    def write(self, name: str, text: str) -> Path:
        path = self.bank / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path


async def settled(pilot: Pilot[None]) -> None:
    """Wait until the databases are open, the bank is read and the screen shows it."""
    app = pilot.app
    assert isinstance(app, QuizApp)
    assert await until(pilot, lambda: app.highlight is code.highlight), "the first frame is not out"
    await pilot.pause()
    while at_work := [worker for worker in app.workers if not worker.is_finished]:
        await app.workers.wait_for_complete(at_work)
        await pilot.pause()


def seen(app: QuizApp) -> list[str]:
    """The rows of the screen, as text of its full width."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips]


def shows(app: QuizApp, text: str) -> bool:
    """Whether the text stands on the screen."""
    return any(text in row for row in seen(app))


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> bool:
    """Whether the condition comes to hold: a busy machine takes its time."""
    for _ in range(400):
        if condition():
            return True
        await pilot.pause(0.05)
    return False


async def appears(pilot: Pilot[None], text: str) -> bool:
    """Whether the text comes to stand on the screen."""
    app = pilot.app
    assert isinstance(app, QuizApp)
    return await until(pilot, lambda: shows(app, text))
