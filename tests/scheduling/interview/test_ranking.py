"""The rules of an evening."""

from __future__ import annotations

import numpy as np

from quizapp.scheduling.interview.ranking import Ranking, relations


def evening(ranking: Ranking, count: int) -> list[int]:
    asked: list[int] = []
    while len(asked) < count and (row := ranking.best(asked)) is not None:
        ranking.asked(row)
        asked.append(row)
    return asked


def test_the_greatest_rate_comes_first_and_nothing_twice() -> None:
    rates = np.array([0.1, 0.5, 0.3, -np.inf])
    ranking = Ranking(relations([0, 1, 2, 3]), rates, np.ones(4, dtype=bool))
    assert evening(ranking, 9) == [1, 2, 0]


def test_never_three_of_a_topic_while_another_is_left() -> None:
    draws = np.random.default_rng(2)
    topic = draws.integers(0, 3, 200)
    rates = draws.random(200) + topic  # the third topic is worth most by far
    asked = evening(Ranking(relations(topic.tolist()), rates, np.ones(200, dtype=bool)), 90)
    topics = topic[asked]
    assert not any(len(set(topics[at : at + 3])) == 1 for at in range(len(topics) - 2))
    assert asked[:2] == np.argsort(-rates)[:2].tolist()


def test_a_topic_that_is_alone_goes_on() -> None:
    ranking = Ranking(relations([0] * 5), np.arange(5.0), np.ones(5, dtype=bool))
    assert evening(ranking, 5) == [4, 3, 2, 1, 0]


def test_prerequisites_come_first_and_open_what_waits() -> None:
    links = relations([0, 1, 2, 3], needs=[(0, 3), (1, 0)])
    ranking = Ranking(links, np.array([0.9, 0.8, 0.5, 0.1]), np.zeros(4, dtype=bool))
    assert evening(ranking, 4) == [3, 0, 1, 2]  # lifted: card 3 holds back the best


def test_a_known_prerequisite_holds_nothing_back() -> None:
    links = relations([0, 1], needs=[(0, 1)])
    ranking = Ranking(links, np.array([0.9, 0.1]), np.array([False, True]))
    assert ranking.best() == 0


def test_an_answer_taken_back_closes_what_it_opened() -> None:
    links = relations([0, 1], needs=[(0, 1)])
    ranking = Ranking(links, np.array([0.5, 0.9]), np.zeros(2, dtype=bool))
    ranking.asked(1)
    assert ranking.best() == 0
    ranking.returned(1, 0.9, seen=False)
    assert ranking.best() == 1
    ranking.dropped(1)
    assert ranking.best() is None


def test_known_cards_that_are_confused_come_side_by_side() -> None:
    links = relations([0, 1, 2, 3], alike=[(0, 0), (3, 0), (2, 1)])
    rates = np.array([1.0, 0.5, 0.5, 0.45])
    known = np.ones(4, dtype=bool)
    assert evening(Ranking(links, rates, known), 4) == [0, 3, 1, 2]
    one_new = np.array([True, True, True, False])
    assert evening(Ranking(links, rates, one_new), 4) == [0, 1, 2, 3]


def test_an_empty_deck_has_nothing() -> None:
    assert Ranking(relations([]), np.empty(0), np.empty(0, dtype=bool)).best() is None
