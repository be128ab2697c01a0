"""What a demo is handed: the way to report what it measured, and everything that the runner
decides for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from quizapp.demos.declaration import Budget
from quizapp.demos.protocol import (
    LARGEST,
    LINES,
    Bars,
    Curve,
    Event,
    Heatmap,
    Hist,
    Metric,
    Note,
    Progress,
    Table,
)
from quizapp.errors import DemoError

if TYPE_CHECKING:
    import numpy as np

PAUSE_S = 0.05
"""Progress and single points are told at most this often: 20 times a second is all that a screen
can show.
"""

_T = TypeVar("_T")


class Context:
    """One run, seen from inside. A demo reports through it; it draws and decides nothing."""

    def __init__(
        self,
        emit: Callable[[Event], None],
        *,
        rng: np.random.Generator,
        seed: int,
        budget: Budget,
        device: str,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.rng = rng
        """A NumPy generator seeded with `seed`; torch and `random` are seeded too."""
        self.seed = seed
        self.device = device
        """For torch: `torch.randn(3, device=ctx.device)`."""
        self._budget = budget
        self._emit = emit
        self._monotonic = monotonic
        self._waiting: dict[tuple[str, str, bool], tuple[list[float], list[float]]] = {}
        self._lines: dict[str, set[str]] = {}
        self._told = monotonic()

    def metric(self, name: str, value: Any, unit: str = "") -> None:
        """Report a number: what claims speak of. A tensor with one element will do."""
        if not name.isidentifier():
            raise DemoError(f"a claim cannot name the metric {name!r}", "use letters, digits and _")
        self._send(Metric(name=name, value=_number(value), unit=unit))

    def curve(
        self,
        series: str,
        x: Iterable[Any],
        y: Iterable[Any],
        *,
        chart: str = "",
        x_label: str = "",
        y_label: str = "",
        log_x: bool = False,
        log_y: bool = False,
    ) -> None:
        """Draw a line; series of the same chart are drawn together."""
        xs, ys = _numbers(x), _numbers(y)
        if len(xs) != len(ys):
            raise DemoError(f"{series} has {len(xs)} x and {len(ys)} y", "give as many of each")
        if len(xs) > LARGEST:
            raise DemoError(f"{series} has {len(xs)} points", f"thin it to {LARGEST} at most")
        self._count(chart, series)
        self._send(
            Curve(
                chart=chart,
                series=series,
                x=xs,
                y=ys,
                x_label=x_label,
                y_label=y_label,
                log_x=log_x,
                log_y=log_y,
            )
        )

    def point(self, series: str, x: Any, y: Any, *, chart: str = "", log_y: bool = False) -> None:
        """Add a point to a line while the demo works: a loss, step by step."""
        xs, ys = self._waiting.setdefault((chart, series, log_y), ([], []))
        xs.append(_number(x))
        ys.append(_number(y))
        if len(xs) == LARGEST or self._due():
            self.flush()

    def bars(
        self, labels: Sequence[str], values: Iterable[Any], *, chart: str = "", unit: str = ""
    ) -> None:
        """Compare a number across several things."""
        numbers = _numbers(values)
        if len(numbers) != len(labels):
            raise DemoError(f"{len(labels)} labels for {len(numbers)} bars", "give as many of each")
        self._send(Bars(chart=chart, labels=tuple(labels), values=numbers, unit=unit))

    def hist(self, series: str, sample: Any, *, bins: int = 30, chart: str = "") -> None:
        """Show how a sample is spread."""
        import numpy as np

        counts, edges = np.histogram(_array(sample), bins=bins)
        self._send(Hist(chart=chart, series=series, edges=_numbers(edges), counts=_numbers(counts)))

    def heatmap(
        self, values: Any, *, chart: str = "", x_label: str = "", y_label: str = ""
    ) -> None:
        """Show a matrix: attention weights, a confusion matrix."""
        rows = tuple(_numbers(row) for row in values)
        if sum(map(len, rows)) > LARGEST:
            raise DemoError("the heatmap is too large", f"keep it under {LARGEST} cells")
        self._send(Heatmap(chart=chart, rows=rows, x_label=x_label, y_label=y_label))

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Set numbers and words out in rows."""
        written = tuple(tuple(_written(cell) for cell in row) for row in rows)
        if any(len(row) != len(columns) for row in written):
            raise DemoError(f"a row of {title} has not {len(columns)} cells", "fill every column")
        self._send(Table(title=title, columns=tuple(columns), rows=written))

    def note(self, text: str) -> None:
        """Say something about what was seen."""
        self._send(Note(text=text))

    def loop(self, n: int, label: str = "") -> Iterator[int]:
        """Count 0 to n - 1 and tell how far the work is."""
        for i in range(n):
            if i == 0 or self._due():
                self._send(Progress(label=label, done=i, total=n))
            yield i
        self._send(Progress(label=label, done=n, total=n))

    def pick(self, *, quick: _T, full: _T) -> _T:
        """How much work to do: the budget decides, never the clock."""
        return quick if self._budget is Budget.QUICK else full

    def flush(self) -> None:
        """Send the points that are still waiting; the worker does it at the end."""
        waiting, self._waiting = self._waiting, {}
        for (chart, series, log_y), (xs, ys) in waiting.items():
            self._count(chart, series)
            x, y = tuple(xs), tuple(ys)
            self._emit(Curve(chart=chart, series=series, x=x, y=y, log_y=log_y, more=True))
        self._told = self._monotonic()

    def _count(self, chart: str, series: str) -> None:
        """Refuse more lines than a chart can tell apart."""
        lines = self._lines.setdefault(chart, set())
        lines.add(series)
        if len(lines) > LINES:
            what = f"the chart {chart!r} has more than {LINES} lines"
            raise DemoError(what, "give some of them another chart=")

    def _send(self, event: Event) -> None:
        self.flush()
        self._emit(event)

    def _due(self) -> bool:
        return self._monotonic() - self._told >= PAUSE_S


def _array(values: Any) -> Any:
    """What NumPy can take: a tensor leaves its device and its graph behind."""
    return values.detach().cpu().numpy() if hasattr(values, "detach") else values


def _number(value: Any) -> float:
    return float(value.detach() if hasattr(value, "detach") else value)


def _numbers(values: Iterable[Any]) -> tuple[float, ...]:
    listed = values.tolist() if hasattr(values, "tolist") else values
    return tuple(float(item) for item in listed)


def _written(cell: Any) -> str:
    if isinstance(cell, str | bool | int):
        return str(cell)
    return f"{_number(cell):.4g}"
