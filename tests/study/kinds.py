"""A card of each kind, as an author writes it, and sittings on them."""

from __future__ import annotations

from pathlib import Path

from quizapp.bank import parse
from quizapp.bank.cards import Card, CardId, Kind, Language
from quizapp.bank.kinds import shaped
from quizapp.scheduling.memory import Rating
from quizapp.study.session import Session
from quizapp.study.values import Response
from tests.study.conftest import CARD

GAIN, XAVIER, FACTOR = (CardId(f"alpha/cloze#{name}") for name in ("gain", "xavier", "factor"))
HOLES = [GAIN, XAVIER, FACTOR]
PLAIN = Response()

CHOICE = """---
kind: choice
---
# Which of these keep the scale of a gradient on its way back?

- [x] He initialisation
- [ ] a sigmoid after every layer -- Its slope is at most a quarter.
- [x] a residual connection
- [ ] a larger batch -- It lowers the noise and not the scale.

## Answer
Initialisation sets the scale at the start, and the identity path of a residual block keeps it on
the way back through the network; the two others change something else.
"""
SINGLE = CHOICE.replace("- [x] a residual", "- [ ] a residual").replace(
    "a residual connection", "a residual connection -- A wrong belief."
)
CLOZE = """---
kind: cloze
{after}---
# How large are the weights of a layer at the start?

He initialisation draws them with the variance ==two over the fan-in=={{#gain}}; Xavier's is
==$1/n$=={{#xavier}}, and `x[0] == 1` hides nothing.

- The two differ by a factor of ==2=={{#factor}}.

## Answer
A ReLU drops one half of what comes in, so the variance is doubled to make up for that; a layer
with tanh keeps about all of it, so that one over the fan-in is enough there.
"""
CLOZE_KO = """---
of: {of}
---
# 층의 가중치는 처음에 얼마나 커야 하나요?

He 초기화의 분산은 ==2 나누기 팬인=={{#gain}}이고 Xavier는 ==$1/n$=={{#xavier}}입니다.

- 둘은 ==두=={{#factor}} 배 차이입니다.

## Answer
ReLU는 들어오는 값의 절반을 버리므로 분산을 두 배로 해서 그만큼을 메우고, tanh는 거의 다 지키므로
팬인 분의 일이면 됩니다.
"""
NUMERIC = """---
kind: numeric
answer: 4 * n * k
tolerance: 2%
unit: MB
variables:
  - n = 1..1000
  - k = 2..12
---
# How much memory do {{n}} million times {{k}} float32 numbers take?

## Answer
Each number takes four bytes, so it is $4 \\cdot {{n}} \\cdot {{k}} = {{answer:,}}$ MB, and nothing
else is stored beside the numbers themselves, whichever way they are laid out.
"""
ORDER = """---
kind: order
---
# In which order does a training step run?

1. Clear the gradients.
2. Run the forward pass.
3. Compute the loss.
4. Run the backward pass.
5. Step the optimizer.

## Answer
The gradients add up, so they are cleared first; the optimizer comes last because it reads what the
backward pass has left behind, and that needs the loss.
"""


def cloze(after: str = "") -> str:
    """Three holes: `gain`, `xavier` and `factor`."""
    return CLOZE.format(after=f"after: [{after}]\n" if after else "")


def card(markdown: str, korean: str = "", file: str = "alpha/card.md") -> Card:
    """The card that an author's text is."""
    result = parse.read(markdown.encode(), file)
    assert not result.faults, result.faults
    (made,) = result.cards
    if korean:
        translation = parse.read(korean.encode(), file.replace(".md", ".ko.md"))
        (found,) = translation.translations
        text, flaws = shaped(found.text, made.kind)
        assert not flaws
        made.texts[Language.KO] = text
    return made


def bank(root: Path) -> Path:
    """A topic with a card of each kind, and one with two plain cards."""
    cards = {
        "alpha/choice": CHOICE,
        "alpha/cloze": cloze(),
        "alpha/numeric": NUMERIC,
        "alpha/order": ORDER,
        "beta/card-0": CARD.format(n=0, topic="beta"),
        "beta/card-1": CARD.format(n=1, topic="beta"),
    }
    for name, text in cards.items():
        path = root / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def current(session: Session) -> CardId:
    assert session.card is not None
    return session.card.id


def on(session: Session, kind: Kind) -> Session:
    """Skip to the card of a kind."""
    while session.card is not None and session.card.kind is not kind:
        session.skip()
    return session


def asked(session: Session, rating: Rating = Rating.GOOD) -> list[CardId]:
    """Answer until nothing is left; the cards in the order in which they were asked."""
    cards = []
    while session.card is not None:
        cards.append(session.card.id)
        session.answer(rating, PLAIN)
    return cards
