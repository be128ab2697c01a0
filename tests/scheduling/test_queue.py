"""The order of a session."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.cards import CardId
from quizapp.scheduling.memory import Rating
from quizapp.scheduling.queue import GAP, Queue, arranged


def ids(prefix: str, count: int) -> list[CardId]:
    return [CardId(f"{prefix}/{i}") for i in range(count)]


@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 25))
def test_a_session_keeps_reviews_before_it_begins_new_cards(due: int, new: int, size: int) -> None:
    queue = arranged(ids("due", due), ids("new", new), size=size)
    reviews = [card for card in queue.ahead if card.startswith("due/")]
    fresh = [card for card in queue.ahead if card.startswith("new/")]
    assert reviews == ids("due", min(due, size))
    assert fresh == ids("new", min(new, size - len(reviews)))


def test_new_cards_are_spread_among_the_reviews() -> None:
    queue = arranged(ids("due", 6), ids("new", 2), size=20)
    assert " ".join(card[:3] for card in queue.ahead) == "due due new due due due new due"


def test_a_lapse_returns_after_a_gap_until_it_passes_once() -> None:
    queue = arranged(ids("due", 8), [], size=20)
    lapsed = queue.current
    assert lapsed is not None
    queue = queue.answered(Rating.AGAIN)
    assert not queue.passed
    for _ in range(GAP):
        assert queue.current != lapsed
        queue = queue.answered(Rating.GOOD)
    assert queue.current == lapsed
    assert queue.lapsed == {lapsed}
    queue = queue.answered(Rating.AGAIN)
    while queue.current is not None:
        queue = queue.answered(Rating.HARD)
    assert len(queue.passed) == 8
    assert not queue.lapsed


def test_a_lapse_of_the_last_card_comes_back_at_once() -> None:
    queue = arranged(ids("due", 1), [], size=5).answered(Rating.AGAIN)
    assert queue.current == "due/0"


@given(st.integers(1, 6), st.lists(st.sampled_from(Rating), max_size=20))
def test_returning_a_card_gives_back_the_queue_before_its_rating(
    cards: int, ratings: list[Rating]
) -> None:
    queue = arranged(ids("due", cards), [], size=cards)
    for rating in ratings:
        if (card := queue.current) is None:
            return
        after = queue.answered(rating)
        was_lapsed = card in queue.lapsed
        assert after.returned(card, lapsed=was_lapsed) == queue
        queue = after


def test_skip_moves_a_card_to_the_end_and_drop_forgets_it() -> None:
    queue = Queue(tuple(ids("due", 3)), frozenset({CardId("due/0")}))
    assert [*queue.skipped().ahead] == ["due/1", "due/2", "due/0"]
    dropped = queue.dropped(CardId("due/0"))
    assert [*dropped.ahead] == ["due/1", "due/2"]
    assert not dropped.lapsed
    assert Queue().skipped() == Queue()


def test_other_holes_of_a_text_wait_for_another_day() -> None:
    holes = [CardId(f"a/cloze#{n}") for n in range(3)]
    queue = Queue((holes[0], CardId("a/cloze-2"), holes[1], CardId("b/x"), holes[2]))
    assert queue.answered(Rating.GOOD).ahead == ("a/cloze-2", "b/x")
    assert queue.answered(Rating.AGAIN).ahead == ("a/cloze-2", "b/x", holes[0])
    assert queue.answered(Rating.GOOD).returned(holes[0], lapsed=False) == Queue(
        (holes[0], CardId("a/cloze-2"), CardId("b/x"), *holes[1:])
    )
    lapsed = Queue(queue.ahead, lapsed=frozenset(holes[1:2]))
    assert holes[1] in lapsed.answered(Rating.GOOD).ahead, "it has to be passed once more"
