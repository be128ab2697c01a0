"""Puts the cards of files that were read into the library, a cloze as its items.

An English file, its translations, and every file that declares one of the same ids decide together
what a card is. That circle is drawn around each file that changed; nothing outside it is touched.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Set
from pathlib import PurePosixPath

import msgspec

from quizapp.bank import plain
from quizapp.bank.cards import Card, CardId, CardText, Language
from quizapp.bank.files import FileResult
from quizapp.bank.holes import base, items
from quizapp.bank.load import assemble
from quizapp.bank.order import order
from quizapp.errors import Fault, FormulaError
from quizapp.store import shelf
from quizapp.store.library import Place, Refresh, Sketch, sketch

_CIRCLE = """
WITH RECURSIVE reached (english) AS (
    SELECT english FROM dirty
    UNION
    SELECT theirs.english FROM reached
    JOIN declared AS ours ON ours.english = reached.english
    JOIN declared AS theirs ON theirs.card_id = ours.card_id
)
INSERT INTO circle SELECT english FROM reached
"""
_RESULT = msgspec.json.Decoder(FileResult)


def renew(connection: sqlite3.Connection) -> Refresh:
    """Put the cards of every file marked dirty together again, in one transaction."""
    if not connection.execute("SELECT 1 FROM dirty LIMIT 1").fetchone():
        return Refresh(faults=_faults(connection))
    with shelf.transaction(connection):
        return _renew(connection)


def declare(connection: sqlite3.Connection, results: Iterable[FileResult]) -> None:
    """Note which ids files declare, also those that another file holds."""
    connection.executemany(
        "INSERT OR IGNORE INTO declared VALUES (?, ?)",
        [(card.id, result.file) for result in results for card in result.cards],
    )


def _renew(connection: sqlite3.Connection) -> Refresh:
    _draw_circle(connection)
    results = _results(connection)
    bank = assemble(results)
    connection.execute("DELETE FROM declared WHERE english IN (SELECT english FROM circle)")
    declare(connection, results)
    learned = {
        item.id: (item, hole)
        for card in bank.cards.values()
        for hole, item in enumerate(items(card))
    }
    added, changed, moved = _put_cards(connection, learned.values())
    removed = _drop_cards(connection, learned.keys())
    _put_faults(connection, bank.faults)
    connection.execute("DELETE FROM dirty")
    if moved or removed:
        _put_in_order(connection)
    return Refresh(added, changed, removed, _faults(connection))


def _draw_circle(connection: sqlite3.Connection) -> None:
    """Fill the table `circle` with every English file whose cards may be others now."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS circle (english TEXT PRIMARY KEY)")
    connection.execute("DELETE FROM circle")
    connection.execute(_CIRCLE)


def _results(connection: sqlite3.Connection) -> list[FileResult]:
    """What the files of the circle say, in the order in which the bank is read."""
    rows = connection.execute(
        "SELECT body FROM circle JOIN file USING (english) JOIN result USING (key)"
    )
    return sorted((_RESULT.decode(body) for (body,) in rows), key=_as_walked)


def _as_walked(result: FileResult) -> tuple[tuple[str, ...], str]:
    """A folder's files come before its folders, each in the order of their names."""
    path = PurePosixPath(result.file)
    return path.parent.parts, path.name


def _put_cards(
    connection: sqlite3.Connection, learned: Iterable[tuple[Card, int]]
) -> tuple[frozenset[CardId], frozenset[CardId], bool]:
    """Write what is new; the items that were added and changed, and whether any has to move.

    Each comes with its number among those of its card.
    """
    added: set[CardId] = set()
    changed: set[CardId] = set()
    moved = False
    for card, hole in learned:
        place, body = msgspec.json.encode(_place(card, hole)), msgspec.json.encode(card)
        row = connection.execute(
            "SELECT key, place, body FROM card WHERE id = ?", (card.id,)
        ).fetchone()
        if row and row[1:] == (place, body):
            continue
        (changed if row else added).add(card.id)
        moved |= not row or row[1] != place
        key = _put_card(connection, row[0] if row else None, card, place, body)
        if hole == 0:  # once for all items of a card
            _index(connection, key, card)
    return frozenset(added), frozenset(changed), moved


def _put_card(
    connection: sqlite3.Connection, key: int | None, card: Card, place: bytes, body: bytes
) -> int:
    """Write the row, and give its key."""
    english = card.text(Language.EN).file
    if key is not None:
        connection.execute(
            "UPDATE card SET english = ?, topic = ?, place = ?, body = ? WHERE key = ?",
            (english, card.topic, place, body, key),
        )
        _unindex(connection, key)
        return key
    of = base(card.id)
    ((made,),) = connection.execute(
        "INSERT INTO card (id, base, english, topic, position, place, body)"
        " VALUES (?, ?, ?, ?, -1, ?, ?) RETURNING key",
        (card.id, of if of != card.id else None, english, card.topic, place, body),
    ).fetchall()
    return int(made)


def _index(connection: sqlite3.Connection, key: int, card: Card) -> None:
    """Let the words of a row find its card, one with numbers by those of an example."""
    card = _example(card)
    for number, (language, text) in enumerate(card.texts.items()):
        body_text = plain.searchable(text).partition("\n")[2]  # without the title
        title = plain.text(text.title)
        connection.execute(
            "INSERT INTO search (rowid, card_id, language, title, body) VALUES (?, ?, ?, ?, ?)",
            (key * len(Language) + number, base(card.id), language.value, title, body_text),
        )


def _example(card: Card) -> Card:
    if card.numeric is None:
        return card
    from quizapp.bank import formulas

    try:
        return formulas.filled(card, formulas.draw(card.numeric, 0))
    except FormulaError:
        return card


def _unindex(connection: sqlite3.Connection, key: int) -> None:
    first = key * len(Language)
    connection.execute(
        "DELETE FROM search WHERE rowid BETWEEN ? AND ?", (first, first + len(Language) - 1)
    )


def _drop_cards(connection: sqlite3.Connection, staying: Set[CardId]) -> frozenset[CardId]:
    rows = connection.execute("SELECT key, id FROM card JOIN circle USING (english)").fetchall()
    removed = [(key, card) for key, card in rows if card not in staying]
    for key, _ in removed:
        _unindex(connection, key)
        connection.execute("DELETE FROM card WHERE key = ?", (key,))
    return frozenset(CardId(card) for _, card in removed)


def _put_faults(connection: sqlite3.Connection, faults: Iterable[Fault]) -> None:
    connection.execute("DELETE FROM fault WHERE english IN (SELECT english FROM circle)")
    english = dict(connection.execute("SELECT path, english FROM file JOIN circle USING (english)"))
    connection.executemany(
        "INSERT INTO fault VALUES (?, ?, ?, ?, ?, ?)",
        [(f.path, f.line, f.column, f.what, f.remedy, english[f.path]) for f in faults],
    )


def _faults(connection: sqlite3.Connection) -> tuple[Fault, ...]:
    return tuple(Fault(*row) for row in connection.execute(shelf.FAULTS))


def _put_in_order(connection: sqlite3.Connection) -> None:
    """Give everything its place in the learning order, the items of a card side by side; only those
    that move are written."""
    rows = connection.execute("SELECT id, place, position FROM card").fetchall()
    before = {card: position for card, _, position in rows}
    cards: dict[CardId, list[Sketch]] = {}
    for card, place, _ in rows:
        cards.setdefault(base(card), []).append(sketch(card, place))
    ordered = order(_outlined(card, learned[0]) for card, learned in cards.items())
    in_order = (item for card in ordered for item in sorted(cards[card], key=lambda one: one.hole))
    connection.executemany(
        "UPDATE card SET position = ? WHERE id = ?",
        [(at, item.id) for at, item in enumerate(in_order) if before[item.id] != at],
    )


def _place(card: Card, hole: int) -> Place:
    """All of an item that its place in the learning order, and a plan, depend on."""
    text = card.text(Language.EN)
    return card.topic, card.level, card.after, card.tags, text.file, text.line, hole


def _outlined(card: CardId, of: Sketch) -> Card:
    """A card with nothing but its place: ten thousand whole ones would take ten times as long."""
    text = CardText(title=(), file=of.file, line=of.line)
    return Card(id=card, topic=of.topic, level=of.level, after=of.after, texts={Language.EN: text})
