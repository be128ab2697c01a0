from __future__ import annotations

import pytest

from quizapp.bank.blocks import Hole, Maths, Paragraph, Text
from quizapp.bank.cards import Card, CardId, CardText, Kind, Language, Numeric, Option
from quizapp.locale.words import Words
from quizapp.scheduling.memory import Rating
from quizapp.study.asked import Asked
from quizapp.study.grading import Grade, Miss, grade
from quizapp.study.values import Response
from quizapp.verdict import on_option, still, verdict

EN = Words("en")


def asked(kind: Kind, text: CardText, **values: object) -> Asked:
    card = Card(id=CardId("a/b"), topic="a", kind=kind, texts={Language.EN: text})
    return Asked(card, **values)  # type: ignore[arg-type]


def numeric(expected: float, tolerance: str = "", unit: str = "") -> Asked:
    spec = Numeric(answer="x", tolerance=tolerance, unit=unit)
    text = CardText(title=())
    card = Card(
        id=CardId("a/b"), topic="a", kind=Kind.NUMERIC, numeric=spec, texts={Language.EN: text}
    )
    return Asked(card, expected=expected)


def told(asked: Asked, response: Response) -> str:
    return verdict(EN, asked, response, grade(asked, response))


@pytest.mark.parametrize(
    ("asked", "said", "expected"),
    [
        (numeric(0.25), "1/4", "Right: 0.25."),
        (numeric(12582912.0), "2^20", "Not quite: 12,582,912 was asked."),
        (numeric(12.6, "2%", "MB"), "12.5", "Right: 12.6 MB (within 2%)."),
        (numeric(25.0, unit="%"), "50", "Not quite: 25% was asked."),
        (numeric(12.6), "-12.6", "Not quite: 12.6 was asked. Only the sign is wrong."),
        (numeric(12.6), "1260", "Not quite: 12.6 was asked. It is off by a power of ten."),
        (numeric(25.0, unit="%"), "0.25", "Not quite: 25% was asked. It is right in another unit."),
        (
            numeric(1048576.0, unit="KB"),
            "1024",
            "Not quite: 1,048,576 KB was asked."
            " It counts 1000 where 1024 was meant, or the other way round.",
        ),
        (numeric(4.51086, "2%"), "1", "Not quite: 4.51 (within 2%) was asked."),
        (numeric(4.51086, "0.5%"), "1", "Not quite: 4.51086 (within 0.5%) was asked."),
        (numeric(4.51086, "0.05"), "1", "Not quite: 4.51086 (within 0.05) was asked."),
        (numeric(0.0123456, "1%"), "1", "Not quite: 0.0123 (within 1%) was asked."),
        (numeric(-0.5, "1%"), "1", "Not quite: -0.5 (within 1%) was asked."),
        (numeric(1.23456e-7, "1%"), "1", "Not quite: 1.23e-7 (within 1%) was asked."),
        (numeric(45678.9), "1", "Not quite: 45,678.9 was asked."),
        (numeric(45678.9, "5%"), "1", "Not quite: 45,700 (within 5%) was asked."),
        (numeric(354201.0, "5%"), "1", "Not quite: 354,201 (within 5%) was asked."),
        (
            numeric(1.0),
            "one",
            "'one' is not read as a number; write it as 0.25, 1/4, 1.2M, 3e-4 or 2^20",
        ),
        (numeric(1.0), "  ", ""),
    ],
)
def test_a_number_is_told_with_what_was_asked(asked: Asked, said: str, expected: str) -> None:
    assert told(asked, Response(said)) == expected


@pytest.mark.parametrize("miss", list(Miss))
def test_every_near_miss_has_its_words(miss: Miss) -> None:
    plain = verdict(EN, numeric(1.0), Response("2"), Grade(0.0, Rating.AGAIN))
    near = verdict(EN, numeric(1.0), Response("2"), Grade(0.0, Rating.AGAIN, miss))
    assert near.startswith(f"{plain} ")


def test_a_hidden_formula_is_told_as_it_is_drawn() -> None:
    line = (Text("It is "), Hole((Maths(r"\frac{1}{4}"),), "1"))
    text = CardText(title=(), question=(Paragraph(line),))
    card = Card(id=CardId("a/b#1"), topic="a", kind=Kind.CLOZE, hole="1", texts={Language.EN: text})
    assert told(Asked(card), Response("a half")) == "Not quite: '¼' was asked."


def test_a_wrong_choice_names_the_letter_of_the_right_one() -> None:
    options = (Option((), right=True), Option(()), Option(()))
    single = asked(Kind.CHOICE, CardText(title=(), options=options), shuffle=(1, 2, 0))
    assert told(single, Response(picks=(1,))) == "Not quite: c is right."
    assert told(single, Response(picks=(0,))) == "Right."


def test_a_choice_without_a_pick_is_told_what_is_right_and_not_judged() -> None:
    options = (Option((), right=True), Option(()), Option((), right=True))
    single = asked(Kind.CHOICE, CardText(title=(), options=options[:2]), shuffle=(1, 0))
    several = asked(Kind.CHOICE, CardText(title=(), options=options), shuffle=(2, 1, 0))
    assert told(single, Response()) == "b is right."
    assert told(several, Response()) == "a, c are right."


def test_a_right_option_is_missed_where_others_of_several_were_picked() -> None:
    options = (Option((), right=True), Option(()), Option((), right=True))
    single = asked(Kind.CHOICE, CardText(title=(), options=options[:2]), shuffle=(0, 1))
    several = asked(Kind.CHOICE, CardText(title=(), options=options), shuffle=(0, 1, 2))
    assert [on_option(EN, several, (0, 1), each) for each in range(3)] == [
        "your pick",
        "your pick",
        "missed",
    ]
    assert on_option(EN, several, (), 2) == "", "nothing was tried"
    assert on_option(EN, single, (1,), 0) == "", "the verdict names the one that is right"


def test_what_no_program_judges_has_no_verdict() -> None:
    assert told(asked(Kind.QA, CardText(title=())), Response("my answer")) == ""


def test_picks_stand_while_the_card_has_them_all() -> None:
    order = asked(Kind.ORDER, CardText(title=()), shuffle=(2, 0, 1))
    assert still(order, (1, 0, 2)) == (1, 0, 2)
    assert still(order, (1, 0)) == ()
    assert still(order, (1, 0, 3)) == ()
    assert still(order, ()) == ()
