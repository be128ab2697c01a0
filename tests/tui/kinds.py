"""A card of each kind that the program judges, in both languages, and a bank that holds one."""

from __future__ import annotations

from quizapp.bank.cards import CardId, Language
from tests.tui.support import Room

DEMO = """\
from quizapp.demos.api import Claim, Context, Myth, demo


@demo(
    "steepness",
    title="How steep a sigmoid is",
    claims=[
        Claim("bounded", "The slope is at most 0.25", "slope <= 0.25"),
        Myth("to-one", "The slope reaches one", refuted_by="slope < 1"),
    ],
)
def steepness(ctx: Context) -> None:
    \"\"\"The slope at 0.\"\"\"
    ctx.metric("slope", 0.25)
"""
SINGLE = """\
---
kind: choice
---
# How steep can a sigmoid be at most?

- [x] A quarter
- [ ] One -- Its values reach that. [Refuted.](demo:steepness#to-one)
- [ ] Without bound -- That is its inverse
- [ ] A half -- That is its value at 0
- [ ] Two -- That is the slope of nothing here

## Answer
A quarter, and only at zero: the slope is the product of two numbers that add up to one, and such a
product is largest when both are a half. In a deep stack of sigmoids one such factor is multiplied
for every layer, and almost nothing is left.
"""
SINGLE_KO = """\
---
of: HASH
---
# 시그모이드의 기울기는 최대 얼마인가요?

- [x] 4분의 1
- [ ] 1 -- 값이 그렇습니다. [반박.](demo:steepness#to-one)
- [ ] 한없이 커진다 -- 역함수가 그렇습니다
- [ ] 2분의 1 -- 0에서의 값이 그렇습니다
- [ ] 2 -- 여기에는 그런 기울기가 없습니다

## Answer
4분의 1이고, 0에서만 그 값을 가집니다.
"""
SEVERAL = """\
---
kind: choice
---
# Which of these keep the shape of a tensor?

- [x] `torch.relu(x)`
- [x] A layer norm over the last dimension, with or without parameters that scale and shift it
- [ ] `x.mean(dim=0)` -- A reduction drops the dimension
- [ ] `x.flatten()` -- The elements stay, the shape does not

## Answer
Whatever works element by element keeps the shape, and so does a normalization, which only moves
and scales what comes in. Reductions and reshapes change it: that is what their arguments are
about, and what one looks at first in code.

## Key points
- Elementwise operations keep it.
- Reductions drop dimensions.
"""
SEVERAL_KO = """\
---
of: HASH
---
# 다음 중 텐서의 모양을 그대로 두는 것은 무엇인가요?

- [x] `torch.relu(x)`
- [x] 마지막 차원에 대한 층 정규화(layer norm), 크기와 위치를 바꾸는 매개변수가 있든 없든 상관없이
- [ ] `x.mean(dim=0)` -- 축약은 차원을 없앱니다
- [ ] `x.flatten()` -- 원소는 그대로지만 모양이 바뀝니다

## Answer
원소별 연산은 모양을 그대로 둡니다.

## Key points
- 원소별 연산은 모양 유지.
- 축약은 차원 감소.
"""
CLOZE = """\
---
kind: cloze
---
# What does batch normalization use, and when?

In training it uses the statistics of ==the batch=={#source},
at inference ==running averages=={#late}.

| its weight | `==` is no hole |
|---|---|
| ==`gamma`=={#gain} | $a==b$ |

## Answer
In training the mean and the variance come from the batch itself; at inference they come from the
averages that were kept during training, so that an example is treated alike whatever stands
beside it in the batch.
"""
CLOZE_KO = """\
---
of: HASH
---
# 배치 정규화는 언제 무엇을 쓰나요?

추론할 때는 ==이동 평균=={#late}, 학습할 때는 ==배치=={#source}의 통계를 씁니다.

| 가중치 |
|---|
| ==`gamma`=={#gain} |

## Answer
학습할 때는 배치에서, 추론할 때는 학습 중에 모아 둔 평균에서 가져옵니다.
"""
NUMERIC = """\
---
kind: numeric
answer: n * k * 4 / 1e6
tolerance: 2%
unit: MB
variables:
  - n = 1000 | 2000 | 4000 | 8000
  - k = 250..1000 step 250
---
# How much memory do the weights of a {{n}} by {{k}} layer take in float32?

## Answer
There are ${{n}} \\times {{k}}$ weights of four bytes each, which is {{answer}} MB. The bias is left
out here; it would add some hundred numbers more, which nobody notices beside the matrix itself.
"""
NUMERIC_KO = """\
---
of: HASH
---
# {{n}}×{{k}} 층의 가중치는 float32에서 메모리를 얼마나 차지하나요?

## Answer
가중치는 ${{n}} \\times {{k}}$개이고 하나에 4바이트이므로 {{answer}} MB입니다.
"""
ORDER = """\
---
kind: order
---
# Put one step of training in order.

1. Empty the gradients, so that nothing of the step before is left in them
2. Forward
3. Loss
4. Backward
5. Update

## Answer
The gradients add up, so they are emptied first; then forward, loss and backward give the new ones,
and the update uses them. Where they are emptied is free, as long as it is after the update and
before the next backward pass.
"""
ORDER_KO = """\
---
of: HASH
---
# 학습 한 단계를 순서대로 놓아 보세요.

1. 이전 단계의 것이 남지 않도록 기울기 비우기
2. 순전파
3. 손실
4. 역전파
5. 갱신

## Answer
기울기는 더해지므로 먼저 비웁니다.
"""
CARDS = {
    "single": (SINGLE, SINGLE_KO),
    "several": (SEVERAL, SEVERAL_KO),
    "cloze": (CLOZE, CLOZE_KO),
    "numeric": (NUMERIC, NUMERIC_KO),
    "order": (ORDER, ORDER_KO),
}


def furnish(room: Room, *names: str) -> Room:
    """Put cards into the room's bank, each in both languages, and the demo of the first."""
    room.write("kinds/demos/steepness.py", DEMO)
    for name in names:
        room.write(f"kinds/{name}.md", CARDS[name][0])
    desk = room.desk()
    desk.refresh()
    for name in names:
        card = desk.card(CardId(f"kinds/{name}"))
        assert card is not None
        korean = CARDS[name][1].replace("HASH", card.text(Language.EN).hash)
        room.write(f"kinds/{name}.ko.md", korean)
    assert desk.refresh().faults == ()
    return room
