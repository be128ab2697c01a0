"""Rows of plain values as CSV, and back, with errors that name the line."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from quizapp.errors import ExchangeError


def write(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A header and the rows, lines ended as on Unix."""
    text = StringIO()
    sheet = csv.writer(text, lineterminator="\n")
    sheet.writerow(columns)
    sheet.writerows(rows)
    return text.getvalue()


class Line:
    """One row that was read, by the names of its columns."""

    def __init__(self, place: str, values: dict[str, str]) -> None:
        self._place = place
        self._values = values

    def __contains__(self, column: str) -> bool:
        return column in self._values

    def text(self, column: str) -> str:
        """What stands in a column."""
        return self._values[column]

    def number(self, column: str) -> int:
        """A whole number. Raises ExchangeError where it is none."""
        try:
            return int(self._values[column])
        except ValueError as error:
            raise self.wrong(column, "a whole number") from error

    def rating(self, column: str) -> int:
        """A rating, 1 to 4. Raises ExchangeError where it is none."""
        if not 1 <= (rating := self.number(column)) <= 4:
            raise self.wrong(column, "1 (again) to 4 (easy)")
        return rating

    def wrong(self, column: str, right: str) -> ExchangeError:
        """What to raise for a value that cannot be used."""
        value = self._values[column]
        return ExchangeError(f"{self._place}: {column} is {value!r}", f"it should be {right}")


def read(text: str, name: str, columns: Sequence[str]) -> Iterator[Line]:
    """The rows of a sheet that has these columns, and perhaps others. Raises ExchangeError."""
    sheet = csv.reader(StringIO(text))
    header = [column.strip() for column in next(sheet, [])]
    if missing := [column for column in columns if column not in header]:
        raise ExchangeError(
            f"{name}:1: there is no column {missing[0]}", f"it needs {', '.join(columns)}"
        )
    for row in sheet:
        place = f"{name}:{sheet.line_num}"
        if len(row) != len(header):
            raise ExchangeError(
                f"{place}: {len(row)} values stand under {len(header)} columns",
                "mend the line or delete it",
            )
        yield Line(place, dict(zip(header, row, strict=True)))
