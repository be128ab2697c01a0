"""Cards to Markdown files: what `parse` reads as the same card, whatever stands in it.

Every paragraph is printed on one line. How a line of words is escaped stands in `spell`.
"""

from __future__ import annotations

import re
from typing import assert_never

import yaml

from quizapp.bank import holes, rewrite
from quizapp.bank.blocks import (
    Block,
    Bullets,
    Display,
    Fence,
    Hole,
    Inline,
    Line,
    Paragraph,
    Quote,
    Table,
    Text,
)
from quizapp.bank.cards import Card, CardText, Kind, Language, Level, Option
from quizapp.bank.spell import spell

_HIGHEST = 999_999_999
"""Number of a list item: Markdown reads nine digits."""

_BACKTICKS = re.compile("`+")
_SLUG_MARK = re.compile(r"\{#[^{}]*\}\Z")
_OPENING = re.compile(r"[-+](?=[ -]|\Z)|[#>]|~(?=~~)")
_TASK = re.compile(r"\A\\\[([ xX])\\\](?= |\Z)")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?= |\Z)")
_RULES = {"left": "---", "right": "---:", "center": ":---:"}


def write(card: Card) -> str:
    """A card's English file, which names the card's id only where the file's name would not."""
    text = card.texts[Language.EN]
    matter: dict[str, object] = {}
    if text.file != f"{(name := holes.base(card.id))}.md":
        matter["id"] = str(name)
    if card.kind is not Kind.QA:
        matter["kind"] = str(card.kind)
    if card.level is not Level.CORE:
        matter["level"] = str(card.level)
    for key in ("answer", "tolerance", "unit") if card.numeric else ():
        if value := getattr(card.numeric, key):
            matter[key] = value
    if card.numeric and card.numeric.variables:
        matter["variables"] = list(card.numeric.variables)
    for key in ("tags", "after", "demos", "references"):
        if values := getattr(card, key):
            matter[key] = list(values)
    if card.revision != 1:
        matter["revision"] = card.revision
    return _fronted(matter) + write_text(text)


def write_translation(text: CardText, of: str) -> str:
    """A translation's file; `of` is the hash of the English text that it was made from."""
    return _fronted({"of": of}) + write_text(text)


def write_text(text: CardText) -> str:
    """A card's text in one language, from its heading on."""
    parts = [f"# {_title(text.title)}", *_question(text)]
    parts += ["## Answer", *blocks(text.answer)]
    lists = {
        "Key points": text.key_points,
        "Evidence": text.evidence,
        "Beware": text.beware,
        "Follow-ups": text.follow_ups,
    }
    for name, lines in lists.items():
        if lines:
            parts += [f"## {name}", "\n".join(f"- {_opening(line)}" for line in lines)]
    return "\n\n".join(parts) + "\n"


def _question(text: CardText) -> list[str]:
    """What is asked, and the list that it ends with."""
    items = (*map(_task, text.options), *text.steps)
    listed = Bullets(tuple((Paragraph(line),) for line in items), 1 if text.steps else None)
    ending = (listed,) if items else ()
    numbered = {name for n, name in enumerate(holes.names(text), 1) if name == str(n)}

    def nameless(node: Inline) -> Line:
        return (
            (Hole(node.inner, ""),) if isinstance(node, Hole) and node.name in numbered else (node,)
        )

    found = blocks((*rewrite.text(text, nameless).question, *ending))
    touching = any("====" in part for part in found)  # without a name, two holes would be none
    return blocks((*text.question, *ending)) if touching else found


def _task(option: Option) -> Line:
    misconception = (Text(" -- "), *option.misconception) if option.misconception else ()
    return (Text("[x] " if option.right else "[ ] "), *option.line, *misconception)


def _fronted(matter: dict[str, object]) -> str:
    if not matter:
        return ""
    wide = 1 << 30  # a folded reference would be harder to read than a long one
    text = yaml.safe_dump(matter, allow_unicode=True, sort_keys=False, width=wide)
    return f"---\n{text}---\n"


def _title(line: Line) -> str:
    words = spell(line)
    if words.endswith("#"):
        return rf"{words[:-1]}\#"
    if mark := _SLUG_MARK.search(words):
        return rf"{words[: mark.start()]}\{mark.group()}"
    return words


def _opening(line: Line) -> str:
    """A line at the beginning of a block, where some signs would begin another kind of block."""
    words = _TASK.sub(r"[\1]", spell(line))
    if _OPENING.match(words):
        return rf"\{words}"
    return _NUMBER.sub(r"\1\\\2", words, count=1) if _NUMBER.match(words) else words


def blocks(of: tuple[Block, ...]) -> list[str]:
    """Each block's text; of two lists in a row the second takes another mark, or they were one."""
    found: list[str] = []
    other = False
    before: Block | None = None
    for block in of:
        in_a_row = isinstance(block, Bullets) and isinstance(before, Bullets)
        other = in_a_row and not other
        found.append(_block(block, other=other))
        before = block
    return found


def _block(block: Block, *, other: bool) -> str:
    match block:
        case Paragraph(line):
            return _opening(line)
        case Fence(text, info):
            ticks = "`" * max(3, 1 + max(map(len, _BACKTICKS.findall(text)), default=0))
            return f"{ticks}{info}\n{text}\n{ticks}"
        case Display(tex):
            return f"$$\n{tex}\n$$"
        case Bullets(items, start):
            return _bullets(items, start, other=other)
        case Quote(inner):
            return _indented("\n\n".join(blocks(inner)), "> ", "> ")
        case Table():
            return _table(block)
        case _:
            assert_never(block)


def _bullets(items: tuple[tuple[Block, ...], ...], start: int | None, *, other: bool) -> str:
    found = []
    for index, item in enumerate(items):
        mark = "* " if other else "- "
        if start is not None:
            mark = f"{min(start + index, _HIGHEST)}{')' if other else '.'} "
        found.append(_indented("\n\n".join(blocks(item)), mark, " " * len(mark)))
    return "\n".join(found)


def _indented(text: str, first: str, others: str) -> str:
    lines = [others + line for line in text.split("\n")]
    lines[0] = first + lines[0].removeprefix(others)
    return "\n".join(line.rstrip() for line in lines)


def _table(table: Table) -> str:
    rules = tuple(_RULES[align] for align in table.aligns)
    rows = [tuple(map(_cell, row)) for row in (table.head, *table.rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], rules, *rows[1:]))


def _cell(line: Line) -> str:
    return spell(line).replace("|", r"\|")
