from __future__ import annotations

import pytest

from quizapp.bank.blocks import Hole, Maths, Paragraph, Text
from quizapp.bank.cards import Card, CardId, CardText, Kind, Language, Numeric, Option
from quizapp.locale.words import Words
from quizapp.scheduling.memory import Rating
from quizapp.study.asked import Asked
from quizapp.study.grading import Grade, Miss, grade
from quizapp.study.values import Response
from quizapp.verdict import still, verdict

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
        (numeric(12582912.0), "2^20", "Not quite: 12582912 was asked."),
        (numeric(12.6, "2%", "MB"), "12.5", "Right: 12.6 MB (within 2%)."),
        (numeric(25.0, unit="%"), "50", "Not quite: 25% was asked."),
        (numeric(12.6), "-12.6", "Not quite: 12.6 was asked. Only the sign is wrong."),
        (numeric(12.6), "1260", "Not quite: 12.6 was asked. It is off by a power of ten."),
        (numeric(25.0, unit="%"), "0.25", "Not quite: 25% was asked. It is right in another unit."),
        (
            numeric(1048576.0, unit="KB"),
            "1024",
            "Not quite: 1048576 KB was asked."
            " It counts 1000 where 1024 was meant, or the other way round.",
        ),
        (numeric(1.0), "one", "'one' is not read as a number; 0.25, 1/4, 1.2M, 3e-4, 2^20 are"),
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
    assert told(Asked(card), Response("a half")) == "Not quite: ¼ was asked."


def test_a_wrong_choice_names_the_letter_of_the_right_one() -> None:
    options = (Option((), right=True), Option(()), Option(()))
    single = asked(Kind.CHOICE, CardText(title=(), options=options), shuffle=(1, 2, 0))
    assert told(single, Response(picks=(1,))) == "Not quite: c is right."
    assert told(single, Response(picks=(0,))) == "Right."
    assert told(single, Response()) == ""


def test_what_no_program_judges_has_no_verdict() -> None:
    assert told(asked(Kind.QA, CardText(title=())), Response("my answer")) == ""


def test_picks_stand_while_the_card_has_them_all() -> None:
    order = asked(Kind.ORDER, CardText(title=()), shuffle=(2, 0, 1))
    assert still(order, (1, 0, 2)) == (1, 0, 2)
    assert still(order, (1, 0)) == ()
    assert still(order, (1, 0, 3)) == ()
    assert still(order, ()) == ()
