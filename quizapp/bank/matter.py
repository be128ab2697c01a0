"""The front matter: YAML read as strings only, one level deep, and converted strictly.

The YAML is read as events rather than as a tree: the stream knows the place of each key and value,
and needs no recursion, so that neither deep nesting nor aliases can cost more than their lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Annotated, Any, TypeVar

import yaml
from msgspec import Meta, Struct, ValidationError, convert

from quizapp.bank.cards import Kind, Level
from quizapp.bank.source import Faults, clean

LONGEST = 16 * 1024
"""Characters. Front matter takes a few hundred."""

SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
Name = Annotated[str, Meta(pattern=rf"^{SLUG}/{SLUG}\Z")]
Word = Annotated[str, Meta(pattern=r"^[^\s,]+\Z")]
Address = Annotated[str, Meta(pattern=rf"^{SLUG}(?:\?[^\s#]*)?\Z")]
Words = Annotated[str, Meta(min_length=1)]
Tolerance = Annotated[str, Meta(pattern=r"^(?:\d+(?:\.\d+)?|\.\d+)(?:[eE]-?\d+)? ?%?\Z")]
Unit = Annotated[str, Meta(min_length=1, max_length=20)]
Variable = Annotated[str, Meta(pattern=r"^[A-Za-z]\w* ?= ?\S")]


class CardKeys(Struct, frozen=True, forbid_unknown_fields=True):
    """The keys that an English file may have."""

    id: Name | None = None
    kind: Kind = Kind.QA
    level: Level = Level.CORE
    tags: tuple[Word, ...] = ()
    after: tuple[Name, ...] = ()
    demos: tuple[Address, ...] = ()
    references: tuple[Words, ...] = ()
    revision: Annotated[int, Meta(ge=1, le=9999)] = 1
    answer: Words = ""
    tolerance: Tolerance = ""
    unit: Unit = ""
    variables: tuple[Variable, ...] = ()


NUMERIC_KEYS = ("answer", "tolerance", "unit", "variables")
"""Those that only a numeric card has."""


class TranslationKeys(Struct, frozen=True, forbid_unknown_fields=True):
    """The one key that a translation may have; without it the translation counts as stale."""

    of: str = ""


_REMEDIES = {
    "id": "write it as topic/name, in small letters, digits and hyphens",
    "kind": "write " + ", ".join(Kind),
    "level": "write core or advanced",
    "tags": "write a list of words without spaces, [relu, weight-decay], or leave the key out",
    "after": "write a list of card ids, [activations/overview], or leave the key out",
    "demos": "write a list of run addresses, [vanishing-gradient?depth=20], or leave the key out",
    "references": "write a list with one `- ` line for each source, or leave the key out",
    "revision": "write a whole number from 1",
    "answer": "write a number, or a formula over the variables",
    "tolerance": "write a share of the answer, 2%, or how far it may be off, 0.01",
    "unit": 'write it in at most 20 characters, in quotes if it is a sign: "%"',
    "variables": "write a list with one `- ` line for each, `- n = 64 | 128` or `- n = 2..12`",
    "of": "write the hash that `quizapp bank check` gives",
}
_SHAPE = "front matter holds `key: value` and `key: [value, value]`, nothing deeper"
_PATH = re.compile(r" - at `\$\.(\w+)(?:\[(\d+)\])?")

Keys = TypeVar("Keys", CardKeys, TranslationKeys)
Spot = tuple[int, int]
"""Line and column."""
Fields = dict[str, "str | list[str]"]


class Matter:
    """The front matter of one file, with the place of every key and value."""

    def __init__(self, text: str, faults: Faults) -> None:
        """Read `text`, which begins on line 2: below the `---`."""
        self.fields: Fields = {}
        self.spots: dict[str, list[Spot]] = {}
        """For each key the places of the key, of its value, and of each item of a list."""
        self._faults = faults
        if len(text) > LONGEST:
            faults.add(1, 1, f"the front matter is {len(text)} characters long", "shorten it")
            return
        try:
            self._read(_events(text))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line, column = (mark.line + 2, mark.column + 1) if mark else (1, 1)
            what = getattr(error, "problem", None) or "it cannot be read"
            faults.add(line, column, f"the front matter is not YAML: {what}", _SHAPE)

    def spot(self, key: str, index: int = 0) -> Spot:
        """Where a value stands: the key's only value, or the item of its list."""
        spots = self.spots[key]
        return spots[index + 2] if isinstance(self.fields[key], list) else spots[1]

    def keys(self, form: type[Keys]) -> Keys:
        """The values in their types; what does not convert is a fault, and takes its default."""
        fields = {key: value for key, value in self.fields.items() if self._is_known(key, form)}
        while True:
            try:
                return convert(fields, form, strict=False)
            except ValidationError as error:
                key = self._blame(str(error))
                del fields[key]

    def _is_known(self, key: str, form: type[Keys]) -> bool:
        names = form.__struct_fields__
        if key in names:
            return True
        near = get_close_matches(key, names, 1)
        remedy = f"did you mean `{near[0]}`?" if near else "known keys: " + ", ".join(names)
        self._faults.add(*self.spots[key][0], f"the front matter has no key `{key}`", remedy)
        return False

    def _blame(self, message: str) -> str:
        path = _PATH.search(message)
        assert path, message  # unknown keys are gone, and no key is required
        key, index = path[1], path[2]
        value = self.fields[key]
        wrong = value[int(index)] if index else value
        spot = self.spots[key][int(index) + 2 if index else 1]
        self._faults.add(*spot, f"`{key}` cannot be {_shown(wrong)}", _REMEDIES[key])
        return key

    def _read(self, events: Iterator[yaml.Event]) -> None:
        first = next(events, None)
        if first is None or _is_empty(first):
            return
        if not isinstance(first, yaml.MappingStartEvent):
            self._misshapen(first)
            return
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not self._pair(event, events):
                return
        if (rest := next(events, None)) is not None:
            self._misshapen(rest)

    def _pair(self, event: yaml.Event, events: Iterator[yaml.Event]) -> bool:
        if (key := self._scalar(event)) is None:
            return False
        if key in self.fields:
            self._faults.add(*_spot(event), f"the key `{key}` stands twice", "delete one of them")
        value = next(events)
        self.spots[key] = [_spot(event), _spot(value)]
        if isinstance(value, yaml.SequenceStartEvent):
            return self._list(key, events)
        if (text := self._scalar(value)) is None:
            return False
        self.fields[key] = text
        return True

    def _list(self, key: str, events: Iterator[yaml.Event]) -> bool:
        items: list[str] = []
        self.fields[key] = items
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            if (text := self._scalar(event)) is None:
                return False
            items.append(text)
            self.spots[key].append(_spot(event))
        return True

    def _scalar(self, event: yaml.Event) -> str | None:
        if not isinstance(event, yaml.ScalarEvent) or event.anchor or event.tag:
            self._misshapen(event)
            return None
        return clean(" ".join(event.value.split()))

    def _misshapen(self, event: yaml.Event) -> None:
        self._faults.add(*_spot(event), "this does not belong into front matter", _SHAPE)


def _events(text: str) -> Iterator[yaml.Event]:
    # Where PyYAML was built without libyaml, the pure reader gives the same events, slowly.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    for event in yaml.parse(text, Loader=loader):
        if not isinstance(
            event, yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentEndEvent
        ) and not (isinstance(event, yaml.DocumentStartEvent) and not event.explicit):
            yield event


def _is_empty(event: yaml.Event) -> bool:
    return isinstance(event, yaml.ScalarEvent) and event.value == ""


def _spot(event: yaml.Event) -> Spot:
    mark = event.start_mark
    assert mark  # every event that was read, rather than made, has one
    return mark.line + 2, mark.column + 1


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "a list"
    return f"`{value[:40]}`" if value else "empty"
