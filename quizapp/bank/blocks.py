"""The text of a card as a small tree of values: what painter, plain printer and index all read.

The tree is what the library keeps, so it is made of frozen structs that msgspec can write and
read back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

PLACEHOLDER = re.compile(r"\{\{([^{}]+)\}\}")
"""`{{formula}}` or `{{formula:format}}`, wherever it stands: the place of a number in the text."""


class Text(Struct, frozen=True, tag="text"):
    """Plain words."""

    text: str


class Code(Struct, frozen=True, tag="code"):
    """Code inside a line."""

    text: str


class Maths(Struct, frozen=True, tag="maths"):
    """A formula inside a line: the TeX between the dollar signs."""

    tex: str


class Strong(Struct, frozen=True, tag="strong"):
    """Bold words."""

    inner: tuple[Inline, ...]


class Emphasis(Struct, frozen=True, tag="emphasis"):
    """Italic words."""

    inner: tuple[Inline, ...]


class Link(Struct, frozen=True, tag="link"):
    """A link: `demo:<id>#<claim>`, `card:<id>`, or an address on the web (shown, never opened)."""

    inner: tuple[Inline, ...]
    target: str


class Hole(Struct, frozen=True, tag="hole"):
    """What a cloze hides: the words between `==` and `==`; `name` tells it from its siblings."""

    inner: tuple[Inline, ...]
    name: str


Inline = Text | Code | Maths | Strong | Emphasis | Link | Hole
Line = tuple[Inline, ...]
"""One run of inline text: a heading, a paragraph, a list item, a table cell."""
DEMO, CARD = "demo:", "card:"
"""How the targets of links begin that stay inside the bank."""


def demo_links(line: Line) -> Iterator[str]:
    """The targets of a line's links to demos, in their order."""
    for node in line:
        if isinstance(node, Link) and node.target.startswith(DEMO):
            yield node.target
        if isinstance(node, Strong | Emphasis | Link | Hole):
            yield from demo_links(node.inner)


class Paragraph(Struct, frozen=True, tag="paragraph"):
    """A paragraph."""

    line: Line


class Fence(Struct, frozen=True, tag="fence"):
    """A block of code; `info` is what stands behind the opening backticks ("python", "" ...)."""

    text: str
    info: str = ""


class Display(Struct, frozen=True, tag="display"):
    """A formula on rows of its own: the TeX between `$$` and `$$`."""

    tex: str


class Bullets(Struct, frozen=True, tag="bullets"):
    """A list; `start` is None for bullets, else the first number."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None


class Quote(Struct, frozen=True, tag="quote"):
    """A quotation."""

    blocks: tuple[Block, ...]


class Table(Struct, frozen=True, tag="table"):
    """A table; `aligns` holds "left", "right" or "center" per column."""

    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    aligns: tuple[str, ...]


Block = Paragraph | Fence | Display | Bullets | Quote | Table
