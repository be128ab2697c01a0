"""New cards come in an order in which each can be understood."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.cards import Card, CardId, CardText, Language, Level
from quizapp.bank.order import order


def card(name: str, *after: str, level: Level = Level.CORE) -> Card:
    return Card(
        id=CardId(name),
        topic=name.split("/")[0],
        level=level,
        after=tuple(map(CardId, after)),
        texts={Language.EN: CardText(title=(), file=f"{name}.md")},
    )


def test_topic_then_level_then_file() -> None:
    cards = [card("b/a"), card("a/c", level=Level.ADVANCED), card("a/z"), card("a/d")]
    assert order(cards) == ["a/d", "a/z", "a/c", "b/a"]


def test_prerequisites_come_first_whatever_their_topic() -> None:
    cards = [card("a/one", "z/last"), card("a/two"), card("z/last", level=Level.ADVANCED)]
    assert order(cards) == ["a/two", "z/last", "a/one"]


def test_missing_prerequisites_are_passed_over() -> None:
    assert order([card("a/one", "gone/away"), card("a/zero", "a/one")]) == ["a/one", "a/zero"]


def test_what_follows_a_cloze_follows_all_its_items() -> None:
    items = [card("b/cloze#1", "c/c"), card("b/cloze#gain", "c/c")]
    assert order([card("a/a", "b/cloze"), *items, card("c/c")]) == [
        "c/c",
        "b/cloze#1",
        "b/cloze#gain",
        "a/a",
    ]


def test_a_circle_hides_no_card() -> None:
    cards = [card("a/a", "a/b"), card("a/b", "a/a"), card("a/c", "a/a"), card("a/d")]
    assert order(cards) == ["a/d", "a/a", "a/b", "a/c"]


@given(st.data())
def test_every_card_comes_once_and_after_what_it_needs(data: st.DataObject) -> None:
    names = data.draw(
        st.lists(st.sampled_from([f"{t}/{n}" for t in "abc" for n in "pqrs"]), unique=True)
    )
    cards = [
        card(name, *data.draw(st.lists(st.sampled_from(names[:i] or ["x/y"]), max_size=3)))
        for i, name in enumerate(names)
    ]
    found = order(data.draw(st.permutations(cards)))
    assert sorted(found) == sorted(names)
    place = {name: i for i, name in enumerate(found)}
    for each in cards:
        assert all(place[name] < place[each.id] for name in each.after if name in place)
    assert found == order(cards)
