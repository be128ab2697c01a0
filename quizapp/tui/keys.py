"""The keys that work on a screen right now, as footer, help and palette all show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from textual.keys import key_to_character

if TYPE_CHECKING:
    from textual.binding import Binding
    from textual.dom import DOMNode
    from textual.screen import Screen

    from quizapp.locale.words import Words


class Deed(NamedTuple):
    """One thing that can be done."""

    label: str
    hint: str
    action: str


@dataclass(frozen=True)
class Entry:
    """What the footer shows as one: a deed with its keys, or deeds with a key each."""

    keys: tuple[str, ...]
    label: str
    deeds: tuple[Deed, ...]
    node: DOMNode
    shown: bool

    @property
    def key(self) -> str:
        """The keys in a word: `space`, `1-4`."""
        return f"{self.keys[0]}-{self.keys[-1]}" if len(self.deeds) > 1 else self.keys[0]

    @property
    def all_keys(self) -> tuple[str, ...]:
        """Every key, those of a group as a range."""
        return (self.key,) if len(self.deeds) > 1 else self.keys

    @property
    def hint(self) -> str:
        """What it is for; of a group, what its keys do one by one where that differs."""
        labels = dict.fromkeys(deed.label for deed in self.deeds)
        return ", ".join(labels) if len(labels) > 1 else self.deeds[0].hint


def entries(screen: Screen[object], words: Words) -> list[Entry]:
    """What can be done on `screen` now, in the order of its bindings; only ours, which have ids."""
    found: dict[tuple[int, str], list[tuple[str, Binding, DOMNode]]] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        key = screen.app.get_key_display(binding)
        if binding.id and active.enabled and not _typed(screen, binding.key, key):
            name = binding.group.description if binding.group else binding.action
            found.setdefault((id(active.node), name), []).append((key, binding, active.node))
    return [_entry(group, words) for group in found.values()]


def _typed(screen: Screen[object], key: str, display: str) -> bool:
    """Whether the key goes into the text that is being typed, and so does nothing else."""
    character = display if len(display) == 1 else key_to_character(key)
    return screen.focused is not None and screen.focused.check_consume_key(key, character)


def _entry(group: list[tuple[str, Binding, DOMNode]], words: Words) -> Entry:
    _, first, node = group[0]
    label = first.group.description if first.group else first.description
    deeds: dict[str, Deed] = {}
    for _, binding, _ in group:  # the first of a deed's keys names it
        deed = Deed(words(binding.description), words(binding.tooltip), binding.action)
        deeds.setdefault(binding.action, deed)
    return Entry(
        keys=tuple(key for key, _, _ in group),
        label=words(label),
        deeds=tuple(deeds.values()),
        node=node,
        shown=first.show,
    )
