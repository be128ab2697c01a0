"""Bars, histograms and heatmaps by the numbers that are handed to them."""

from __future__ import annotations

from math import inf, nan

import pytest

from quizapp.bank.filling import Row, measure
from quizapp.demos.protocol import Bars, Heatmap, Hist
from quizapp.maths.width import cells
from quizapp.tui.widgets.figures import RAMP, bars, colour, heatmap, hist, shrunk


def text(row: Row) -> str:
    return "".join(piece for piece, _ in row)


def lengths(rows: list[Row]) -> list[float]:
    """How long each bar is drawn, in cells."""
    parts = " ▏▎▍▌▋▊▉"
    drawn = [row[-2][0].strip() for row in rows[1:]]
    return [bar.count("█") + sum(parts.index(c) / 8 for c in bar if c in parts) for bar in drawn]


def test_bars_are_as_long_as_their_numbers() -> None:
    rows = bars(Bars(chart="c", labels=("a", "b", "c"), values=(4.0, 1.0, 0.5)), 40)
    assert text(rows[0]).startswith("c")
    long, quarter, eighth = lengths(rows)
    assert quarter == pytest.approx(long / 4, abs=1 / 8)
    assert eighth == pytest.approx(long / 8, abs=1 / 8)
    assert [text(row).split()[-1] for row in rows[1:]] == ["4", "1", "0.5"]
    assert max(map(measure, rows)) <= 40


def test_negative_bars_grow_to_the_left_of_the_others() -> None:
    rows = bars(Bars(chart="", labels=("up", "down"), values=(2.0, -1.0)), 40)
    up, down = (row[-2][0] for row in rows[1:])
    assert down.rstrip().endswith("█")
    assert len(down.rstrip()) == len(up) - len(up.lstrip())


def test_what_is_no_number_has_no_bar() -> None:
    rows = bars(Bars(chart="", labels=("a", "b", "c"), values=(1.0, nan, inf)), 40)
    assert lengths(rows)[1:] == [0, 0]
    assert [text(row).split()[-1] for row in rows[2:]] == ["nan", "inf"]


LARGE, SMALL = 1.7e308, 5e-324


def test_the_largest_and_the_smallest_numbers_are_drawn() -> None:
    (one,) = lengths(bars(Bars(chart="", labels=("a",), values=(SMALL,)), 40))
    (other,) = lengths(bars(Bars(chart="", labels=("a",), values=(LARGE,)), 40))
    assert one > 20
    assert other > 20
    for values in ((LARGE, -LARGE), (SMALL, -SMALL), (-SMALL, 0.0), (inf, LARGE)):
        bars(Bars(chart="", labels=("a", "b"), values=values), 40)
        for shades in (False, True):
            heatmap(Heatmap(chart="", rows=(values, values)), 40, 10, shades=shades)
    (row,) = heatmap(Heatmap(chart="", rows=((-LARGE, 0.0, LARGE),)), 40, 10, shades=True)[1:-1]
    assert text(row) == "    ▒▒▒▒████"


def test_bars_of_nothing_and_of_zeros_are_drawn() -> None:
    assert len(bars(Bars(chart="", labels=(), values=()), 40)) == 1
    assert lengths(bars(Bars(chart="", labels=("a",), values=(0.0,)), 40)) == [0]


def test_korean_labels_keep_the_bars_in_line() -> None:
    labels = ("시그모이드", "tanh")
    rows = bars(Bars(chart="최대 기울기", labels=labels, values=(0.25, 1.0)), 40)
    starts = [cells(text(row)[: text(row).index(row[-2][0])]) for row in rows[1:]]
    assert starts[0] == starts[1]
    assert max(map(measure, rows)) <= 40


def heights(rows: list[Row]) -> list[float]:
    steps = " ▁▂▃▄▅▆▇█"
    return [
        sum(steps.index(c) / 8 for c in column)
        for column in zip(*(text(row) for row in rows[1:-1]), strict=True)
    ]


def test_a_histogram_is_as_high_as_its_counts() -> None:
    figure = Hist(chart="h", series="s", edges=(0, 1, 2, 3), counts=(8.0, 4.0, 1.0))
    rows = hist(figure, 30, 6)
    assert len(rows) == 6
    columns = heights(rows)
    wide = len(columns) // 3
    assert [columns[at * wide] for at in range(3)] == [4, 2, 0.5]
    assert text(rows[-1]).split() == ["0", "3"]


def test_more_bins_than_cells_are_added_up() -> None:
    edges = tuple(float(n) for n in range(101))
    rows = hist(Hist(chart="", series="s", edges=edges, counts=(1.0,) * 100), 25, 6)
    assert heights(rows) == [4] * 25


def test_an_empty_histogram_is_drawn() -> None:
    assert len(hist(Hist(chart="", series="s", edges=(), counts=()), 30, 6)) == 6


def test_a_heatmap_colours_two_rows_in_one() -> None:
    figure = Heatmap(chart="m", rows=((0.0, 1.0), (2.0, 3.0), (4.0, nan)), x_label="key")
    title, first, second, scale = heatmap(figure, 40, 10)
    assert text(title).startswith("m")
    assert text(title).endswith("key →")
    assert [style for _, style in first] == [
        f"{colour(0)} on {colour(0.5)}",
        f"{colour(0.25)} on {colour(0.75)}",
    ]
    assert [style for _, style in second] == [colour(1), colour(None)]
    assert text(first) == "▀" * 8
    assert (scale[0][0], scale[-1][0]) == ("0 ", " 4")


def test_the_scale_runs_from_end_to_end_of_the_ramp() -> None:
    assert colour(0) == "#{:02x}{:02x}{:02x}".format(*RAMP[0])
    assert colour(1) == "#{:02x}{:02x}{:02x}".format(*RAMP[-1])


def test_where_colours_are_few_a_heatmap_is_shaded() -> None:
    figure = Heatmap(chart="", rows=((0.0, 0.5), (0.75, 1.0)))
    rows = heatmap(figure, 8, 10, shades=True)
    assert [text(row) for row in rows[1:3]] == ["    ▒▒▒▒", "▓▓▓▓████"]
    assert all("#" not in style for row in rows for _, style in row)


def test_a_large_matrix_is_shrunk_to_means() -> None:
    assert shrunk([[0, 2, 4, 6], [2, 4, 6, 8]], 1, 2) == [[2, 6]]
    rows = heatmap(Heatmap(chart="", rows=((1.0,) * 100,) * 100), 30, 10)
    assert max(map(measure, rows)) <= 30
    assert len(rows) <= 10


def test_a_matrix_of_one_number_or_none_is_drawn() -> None:
    assert len(heatmap(Heatmap(chart="", rows=((3.0,),)), 30, 10)) == 3
    assert len(heatmap(Heatmap(chart="", rows=()), 30, 10)) == 2
