"""What a formula is made of: the tree between the parser and the two layouts.

Style without meaning is gone here: `\\dfrac` and `\\frac`, braces that group nothing.
What remains is what a drawing has to tell apart.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct


class Kind(Enum):
    """TeX's classes of atoms: they decide the spaces."""

    ORD = "ord"
    OP = "op"
    BIG = "big"
    """An operator such as ∑ whose limits stand above and below."""
    BIN = "bin"
    REL = "rel"
    OPEN = "open"
    CLOSE = "close"
    PUNCT = "punct"
    SIGN = "sign"
    """A + or − with nothing to its left to add to. The spacing finds these, not the parser."""
    FENCE = "fence"
    """Something that brings its own brackets."""


class Symbol(Struct, frozen=True):
    """One glyph."""

    text: str
    kind: Kind = Kind.ORD


class Number(Struct, frozen=True):
    """A run of digits with its point or commas."""

    text: str


class Word(Struct, frozen=True):
    """Upright text: a function's name, a label, Korean."""

    text: str
    kind: Kind = Kind.ORD
    limits: bool = False


class Space(Struct, frozen=True):
    """White space that the author asked for, in cells."""

    width: int


class Row(Struct, frozen=True):
    """Things that stand side by side."""

    items: tuple[Node, ...] = ()


class Scripts(Struct, frozen=True):
    """A subscript and a superscript on the same thing; `limits` puts them below and above it."""

    core: Node
    sub: Row | None = None
    sup: Row | None = None
    limits: bool = False


class Fraction(Struct, frozen=True):
    """`small` for \\tfrac."""

    top: Row
    bottom: Row
    small: bool = False


class Binomial(Struct, frozen=True):
    """n choose k."""

    top: Row
    bottom: Row


class Root(Struct, frozen=True):
    """A square root where there is no index."""

    inner: Row
    index: Row | None = None


class Accent(Struct, frozen=True):
    """`mark` names an entry of `symbols.ACCENTS`."""

    mark: str
    inner: Row


class Fence(Struct, frozen=True):
    """Parts between marks, one mark more than parts; a mark "" is not drawn.

    `grows` where the author asked for high brackets with `\\left`: plain ones grow only around
    fractions and their like.
    """

    marks: tuple[str, ...]
    parts: tuple[Row, ...]
    grows: bool = False


class Grid(Struct, frozen=True):
    """Rows of cells: a matrix, cases or aligned lines."""

    name: str
    lines: tuple[tuple[Row, ...], ...]
    aligns: str = ""


class Braced(Struct, frozen=True):
    """A brace under or over a part, with a label behind it."""

    core: Row
    label: Row | None = None
    over: bool = False


class Arrow(Struct, frozen=True):
    """An arrow that is as long as its labels."""

    head: str
    over: Row
    under: Row | None = None


Node = (
    Symbol
    | Number
    | Word
    | Space
    | Row
    | Scripts
    | Fraction
    | Binomial
    | Root
    | Accent
    | Fence
    | Grid
    | Braced
    | Arrow
)
