"""Blocks of a card -> rows that fit a width. Knows how things look, nothing of cards or screens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import gt

from quizapp.bank.blocks import (
    Block,
    Bullets,
    Code,
    Display,
    Emphasis,
    Fence,
    Hole,
    Line,
    Link,
    Maths,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
)
from quizapp.bank.filling import Row, Run, fold, longest, measure, wrap
from quizapp.errors import MathsError
from quizapp.maths.width import cells
from quizapp.tui.code import Highlight, highlight
from quizapp.tui.rows import MUTED, RULE, indent, pad

CODE = "$secondary"
GROUND = "on $surface"
LEAST_COLUMN = 6
"""Cells below which a table's column is not narrowed."""
COLUMN_GAP = 2
GAP = Run("[ … ]", "bold reverse", whole=True)
"""What stands for the words in a hole."""


@dataclass(frozen=True)
class Painter:
    """Paints at one width in cells."""

    width: int
    highlight: Highlight = highlight
    hiding: bool = False
    """Whether the words in holes are to be recalled: a gap is drawn for them."""

    def narrower(self, by: int) -> Painter:
        """The same painter for what stands `by` cells further in."""
        return replace(self, width=max(8, self.width - by))

    def line(self, line: Line, style: str = "", note: str = "") -> list[Row]:
        """A run of inline text, wrapped; at its end what is noted of it, in one piece."""
        noted = (Run(" "), Run(note, "bold", whole=True)) if note else ()
        return wrap((*runs(line, style, self.hiding), *noted), self.width)

    def blocks(self, blocks: Iterable[Block], *, tight: bool = False) -> list[Row]:
        """Blocks one under another, an empty row between them unless `tight`."""
        rows: list[Row] = []
        for block in blocks:
            if rows and not tight:
                rows.append([])
            rows += self.block(block)
        return rows

    def block(self, block: Block) -> list[Row]:
        """One block."""
        match block:
            case Paragraph(line):
                return self.line(line)
            case Fence(text, info):
                return self._fence(text, info)
            case Display(tex):
                return self._display(tex)
            case Bullets():
                return self._list(block)
            case Quote(blocks):
                bar = ("│ ", MUTED)
                return indent(self.narrower(2).blocks(blocks), bar, bar)
            case Table():
                return self._table(block)

    def _fence(self, text: str, info: str) -> list[Row]:
        painted = list(self.highlight(text, info))
        spare = self.width - max(map(measure, painted), default=0)
        # What fits without margins is not wrapped: the bank allows code as wide as a page.
        margin = min(2, spare // 2) if spare >= 0 else 2
        inner = self.width - 2 * margin
        rows: list[Row] = []
        for row in painted:
            first, *rest = fold(row, inner)
            rows.append(first)
            rows += [[("↳ ", MUTED), *part] for more in rest for part in fold(more, inner - 2)]
        return [_on_ground(pad([(" " * margin, ""), *row], self.width)) for row in rows]

    def _display(self, tex: str) -> list[Row]:
        from quizapp.maths import render

        try:
            rows = render.display(tex)
            if max(map(cells, rows), default=0) > self.width:
                rows = render.fit(tex, self.width - 4)
        except MathsError:
            return self.line((Code(tex),))
        spare = self.width - max(map(cells, rows), default=0)
        if spare < 0:
            return indent(self.narrower(4).line((Maths(tex),)), ("    ", ""))
        margin = min(4, spare)
        return [[(" " * margin + row.rstrip(), "")] for row in rows]

    def _list(self, block: Bullets) -> list[Row]:
        tight = all(len(item) == 1 for item in block.items)
        rows: list[Row] = []
        for number, item in enumerate(block.items, block.start or 0):
            marker = "• " if block.start is None else f"{number}. "
            inner = self.narrower(cells(marker)).blocks(item, tight=True)
            if rows and not tight:
                rows.append([])
            rows += indent(inner, (marker, MUTED))
        return rows

    def _table(self, table: Table) -> list[Row]:
        head = [list(runs(cell, "bold", self.hiding)) for cell in table.head]
        body = [[list(runs(cell, "", self.hiding)) for cell in row] for row in table.rows]
        widths = _columns([head, *body], self.width)
        rule: Row = [("─" * (sum(widths) + COLUMN_GAP * (len(widths) - 1)), RULE)]
        rows = [*_table_row(head, widths, table.aligns), rule]
        for row in body:
            rows += _table_row(row, widths, table.aligns)
        return rows


def runs(line: Line, style: str = "", hiding: bool = False) -> Iterator[Run]:
    """The runs of a line, what is nested in bold or italic words with the style of both."""
    for part in line:
        match part:
            case Text(text):
                yield Run(text, style)
            case Code(text):
                yield Run(text, f"{style} {CODE}".strip(), whole=True)
            case Maths(tex):
                yield _formula(tex, style)
            case Strong(inner):
                yield from runs(inner, f"{style} bold".strip(), hiding)
            case Emphasis(inner):
                yield from runs(inner, f"{style} italic".strip(), hiding)
            case Link(inner, target):
                yield from runs(inner, f"{style} underline".strip(), hiding)
                if "://" in target and target not in _plain(inner):
                    yield Run(f" ({target})", MUTED)
            case Hole(inner):
                yield from (GAP,) if hiding else _opened(inner, style)


def _opened(inner: Line, style: str) -> Iterator[Run]:
    """What a hole holds: in brackets too, for whom the line under it is not drawn."""
    mark = f"{style} bold underline".strip()
    yield Run("[", mark)
    yield from runs(inner, mark)
    yield Run("]", mark)


def _formula(tex: str, style: str) -> Run:
    """A formula on one row; its source where it cannot be drawn (the bank's check reports it)."""
    # Imported here: most questions hold no formula, and the first paint need not wait for it.
    from quizapp.maths import render

    try:
        return Run(render.inline(tex), style, whole=True)
    except MathsError:
        return Run(f"${tex}$", f"{style} {CODE}".strip(), whole=True)


def _plain(line: Line) -> str:
    return "".join(run.text for run in runs(line))


def _on_ground(row: Row) -> Row:
    return [(text, f"{style} {GROUND}".strip()) for text, style in row]


def _columns(rows: Sequence[Sequence[list[Run]]], width: int) -> list[int]:
    """The widths of a table's columns: what they ask for, the widest narrowed until all fit; a
    column that would have to break a word only when no other has cells to give.
    """
    columns = [[row[at] for row in rows if at < len(row)] for at in range(len(rows[0]))]
    widths = [max(sum(cells(run.text) for run in cell) for cell in each) for each in columns]
    spare = width - COLUMN_GAP * (len(widths) - 1)
    whole = [max(longest(cell, spare) for cell in each) for each in columns]
    for least in ([max(LEAST_COLUMN, each) for each in whole], [LEAST_COLUMN] * len(whole)):
        while sum(widths) > spare and any(map(gt, widths, least)):
            able = [at for at, size in enumerate(widths) if size > least[at]]
            widths[max(able, key=widths.__getitem__)] -= 1
    return widths


def _table_row(row: Sequence[list[Run]], widths: list[int], aligns: Sequence[str]) -> list[Row]:
    columns = [wrap(cell, size) for cell, size in zip(row, widths, strict=False)]
    rows: list[Row] = []
    for level in range(max((len(column) for column in columns), default=0)):
        out: Row = []
        for column, size, align in zip(columns, widths, aligns, strict=False):
            piece: Row = column[level] if level < len(column) else []
            out += [(" " * COLUMN_GAP, "")] if out else []
            out += pad(piece, size, align)
        rows.append(out)
    return rows
