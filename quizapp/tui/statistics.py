"""The numbers of an insight as sections: each is a table of text, and most can be drawn as well."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from quizapp import spell
from quizapp.bank.filling import Row
from quizapp.demos.protocol import Bars, Table
from quizapp.locale.words import Words
from quizapp.study.insight import DAYS, LEECH, Bin, Insight
from quizapp.tui import lab_tables
from quizapp.tui.rows import MUTED
from quizapp.tui.widgets import figures

MANY = 12
"""Numbers from which bars stand side by side, and no longer one under another."""
TALL = 8
"""Rows of such a drawing."""


class Section(NamedTuple):
    """One question answered."""

    table: Table
    chart: Bars | None = None

    def rows(self, words: Words, width: int, *, drawn: bool) -> list[Row]:
        """The drawing where there is one and it is asked for, else the table."""
        if not self.table.rows:
            return [[(self.table.title, "bold $primary")], [(words("Nothing yet."), MUTED)]]
        if not drawn or self.chart is None or not self.chart.values:
            return lab_tables.table(self.table, words, width)
        chart = self.chart
        if len(chart.values) <= MANY:
            return figures.bars(chart, width)
        ends = (chart.labels[0], chart.labels[-1])
        return figures.columns(chart.chart, chart.values, ends, width, TALL, chart.unit)


def sections(seen: Insight, words: Words) -> list[Section]:
    """Everything that stands under the year, in its order."""
    return [
        *_by_day(seen, words),
        _retention(seen.retention, words),
        _recall(seen.recall, words),
        _calibration(seen.calibration, words),
        *_confidence(seen, words),
        *_probes(seen, words),
        _times(seen, words),
        _topics(seen, words),
        _leeches(seen, words),
    ]


def percent(share: float | None) -> str:
    """A share as a person reads it; a dash where there is nothing to tell."""
    return "–" if share is None else f"{share * 100:.0f} %"


def _by_day(seen: Insight, words: Words) -> list[Section]:
    behind, ahead = [str(day.day) for day in seen.days], [str(load.day) for load in seen.forecast]
    day = words("day")
    return [
        _numbers(
            words("Reviews a day, the last {n} days", n=DAYS),
            (day, words("reviews")),
            behind,
            [each.reviews for each in seen.days],
        ),
        _numbers(
            words("Minutes a day, the last {n} days", n=DAYS),
            (day, words("min")),
            behind,
            [round(each.minutes, 1) for each in seen.days],
        ),
        _numbers(
            words("Due a day, the next {n} days", n=DAYS),
            (day, words("cards")),
            ahead,
            [each.due for each in seen.forecast],
        ),
    ]


def _retention(bins: Sequence[Bin], words: Words) -> Section:
    title = words("True retention by stability")
    labels = [_days(each, words) for each in bins]
    columns = (words("stability"), words("reviews"), words("recalled"), words("expected"))
    rows = [
        (label, str(each.count), percent(each.happened), percent(each.expected))
        for label, each in zip(labels, bins, strict=True)
    ]
    return _section(title, columns, rows, _bars(title, labels, bins))


def _recall(bins: Sequence[Bin], words: Words) -> Section:
    return _numbers(
        words("Cards by their chance of recall today"),
        (words("chance"), words("cards")),
        [_percents(each) for each in bins],
        [each.count for each in bins],
    )


def _calibration(bins: Sequence[Bin], words: Words) -> Section:
    title = words("What was recalled, by the chance that was given")
    held = [each for each in bins if each.count]
    labels = [_percents(each) for each in held]
    columns = (words("chance"), words("reviews"), words("recalled"), words("expected"))
    rows = [
        (label, str(each.count), percent(each.happened), percent(each.expected))
        for label, each in zip(labels, held, strict=True)
    ]
    return _section(title, columns, rows, _bars(title, labels, held))


def _confidence(seen: Insight, words: Words) -> list[Section]:
    if seen.brier is None:
        return []
    title = words("What was right, by how sure you were; Brier score {n}", n=f"{seen.brier:.3f}")
    labels = [f"{each.percent} %" for each in seen.confidence]
    rows = [
        (label, str(each.count), percent(each.right))
        for label, each in zip(labels, seen.confidence, strict=True)
    ]
    said = [each for each in seen.confidence if each.count]
    named = [f"{each.percent} % ({each.count})" for each in said]
    chart = _chart(title, named, [round(100 * (each.right or 0.0)) for each in said], "%")
    columns = (words("sure"), words("reviews"), words("right"))
    return [_section(title, columns, rows, chart)]


def _probes(seen: Insight, words: Words) -> list[Section]:
    """The forecast against cards drawn at random; nothing before the first of them."""
    held = [each for each in seen.probes if each.count]
    if not held:
        return []
    columns = (
        words("topic"),
        words("probes"),
        words("recalled"),
        words("expected"),
        words("Brier score"),
    )
    rows = [
        (
            words("all") if each.topic is None else each.topic,
            str(each.count),
            percent(each.happened),
            percent(each.expected),
            "–" if each.brier is None else f"{each.brier:.3f}",
        )
        for each in held
    ]
    title = words("Forecast against probes, cards drawn at random")
    return [_section(title, columns, rows)]


def _times(seen: Insight, words: Words) -> Section:
    title = words("Time of answer by rating, median")
    labels = [spell.rating(words, each.rating) for each in seen.times]
    rows = [
        (label, str(each.count), "–" if each.seconds is None else f"{each.seconds:.1f}")
        for label, each in zip(labels, seen.times, strict=True)
    ]
    values = [round(each.seconds or 0.0, 1) for each in seen.times]
    columns = (words("rating"), words("reviews"), words("seconds"))
    return _section(title, columns, rows, _chart(title, labels, values, words("seconds")))


def _topics(seen: Insight, words: Words) -> Section:
    columns = (
        words("topic"),
        words("known"),
        words("reviews"),
        words("min"),
        words("recalled"),
        words("recall today"),
    )
    rows = [
        (
            each.topic,
            f"{each.known}/{each.cards}",
            str(each.reviews),
            f"{each.minutes:.0f}",
            percent(each.retention),
            percent(each.recall),
        )
        for each in seen.topics
    ]
    return _section(words("Topics"), columns, rows)


def _leeches(seen: Insight, words: Words) -> Section:
    title = words("Forgotten {n} times or more: rewrite or split these", n=LEECH)
    rows = [(each.card, str(each.lapses)) for each in seen.leeches]
    return _section(title, (words("card"), words("lapses")), rows)


def _numbers(
    title: str, columns: tuple[str, str], labels: Sequence[str], values: Sequence[float]
) -> Section:
    counted = zip(labels, values, strict=True) if any(values) else ()
    rows = [(label, f"{value:g}") for label, value in counted]
    return _section(title, columns, rows, _chart(title, labels, values, columns[1]))


def _section(
    title: str,
    columns: tuple[str, ...],
    rows: Iterable[tuple[str, ...]],
    chart: Bars | None = None,
) -> Section:
    return Section(Table(title=title, columns=columns, rows=tuple(rows)), chart)


def _bars(title: str, labels: Sequence[str], bins: Sequence[Bin]) -> Bars:
    """What was recalled, in percent; how many reviews that was stands with the label."""
    held = [(label, each) for label, each in zip(labels, bins, strict=True) if each.count]
    named = [f"{label} ({each.count})" for label, each in held]
    return _chart(title, named, [round(100 * (each.happened or 0.0)) for _, each in held], "%")


def _chart(title: str, labels: Sequence[str], values: Sequence[float], unit: str) -> Bars:
    return Bars(chart=title, labels=tuple(labels), values=tuple(map(float, values)), unit=unit)


def _percents(each: Bin) -> str:
    return f"{each.low * 100:.0f}–{(each.high or 1.0) * 100:.0f} %"


def _days(each: Bin, words: Words) -> str:
    if each.high is None:
        return words("over {n} days", n=f"{each.low:.0f}")
    return words("{low} to {high} days", low=f"{each.low:.0f}", high=f"{each.high:.0f}")
