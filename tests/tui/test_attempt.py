from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.blocks import Link, Text
from quizapp.bank.cards import Card, CardId, CardText, Kind, Language, Option
from quizapp.study.asked import Asked
from quizapp.study.values import Opening, Progress, Response
from quizapp.tui.attempt import Attempt, Shown, to_read

STEPS = st.permutations(range(5))
MOVES = st.lists(st.tuples(st.booleans(), st.sampled_from([-1, 1])), max_size=30)


def choice(*options: Option, demos: tuple[str, ...] = ()) -> Card:
    text = CardText(title=(Text("Which?"),), options=options)
    return Card(
        id=CardId("a/b"), topic="a", kind=Kind.CHOICE, demos=demos, texts={Language.EN: text}
    )


def wrong(*targets: str) -> Option:
    return Option((Text("x"),), misconception=tuple(Link((), f"demo:{each}") for each in targets))


def opened(shuffle: tuple[int, ...], picks: tuple[int, ...], kind: Kind) -> Opening:
    card = Card(id=CardId("a/b"), topic="a", kind=kind, texts={})
    draft = Response(picks=picks)
    return Opening(card, False, Progress(0, 1, 0), draft, revealed=False, shuffle=shuffle)


@given(STEPS, MOVES)
def test_whatever_is_moved_each_step_stays_once(
    shuffle: list[int], moves: list[tuple[bool, int]]
) -> None:
    attempt = Attempt()
    for takes_along, step in moves:
        before = attempt.picks or tuple(shuffle)
        pointed = before[attempt.pointed]
        attempt = attempt.moved(step, before) if takes_along else attempt.pointing(step, 5)
        after = attempt.picks or tuple(shuffle)
        assert sorted(after) == [0, 1, 2, 3, 4]
        assert 0 <= attempt.pointed < 5
        if takes_along:
            assert after[attempt.pointed] == pointed, "the pointer goes with the step"


def test_of_a_single_choice_one_option_is_picked_at_most() -> None:
    attempt = Attempt().picked(2, single=True)
    assert attempt.picks == (2,)
    assert attempt.picked(0, single=True).picks == (0,)
    assert attempt.picked(2, single=True).picks == (2,), "a pick is changed, never taken back"


def test_picks_of_several_come_in_the_order_of_the_card() -> None:
    attempt = Attempt()
    for option in (2, 0, 3, 2):
        attempt = attempt.picked(option, single=False)
    assert attempt.picks == (0, 3)


def test_a_kept_attempt_loses_picks_that_the_card_no_longer_has() -> None:
    assert Attempt.resumed(opened((1, 0), (0,), Kind.CHOICE)).picks == (0,)
    assert Attempt.resumed(opened((1, 0), (0, 2), Kind.CHOICE)).picks == ()
    assert Attempt.resumed(opened((1, 0, 2), (2, 0, 1), Kind.ORDER)).picks == (2, 0, 1)
    assert Attempt.resumed(opened((1, 0, 2, 3), (2, 0, 1), Kind.ORDER)).picks == ()


def test_the_lab_opens_where_a_picked_belief_is_refuted() -> None:
    card = choice(
        Option((Text("right"),), right=True),
        wrong("other#m"),
        wrong("own#m", "third?n=2#m"),
        demos=("first", "own?depth=20"),
    )
    shown = Shown(Asked(card, (0, 1, 2)), Language.EN, Attempt(picks=(2,)))
    assert shown.demos == ("first", "own?depth=20"), "what refutes an option would give it away"
    judged = Shown(shown.asked, Language.EN, Attempt(picks=(2,), revealed=True))
    assert judged.demos == ("own?depth=20", "third?n=2", "first", "other")


def test_a_card_to_read_has_all_of_its_holes() -> None:
    text = CardText(title=(Text("What?"),))
    card = Card(id=CardId("a/b#x"), topic="a", kind=Kind.CLOZE, hole="x", texts={Language.EN: text})
    assert to_read(card).card.hole == ""
