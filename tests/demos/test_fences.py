"""Demos that stand in a card: the same values as from a file, and faults at the card's lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.bank.load import read_file
from quizapp.demos.address import parse
from quizapp.demos.catalogue import Catalogue
from quizapp.demos.declaration import Bool, Choice, Claim, Demo, LogRange, Myth, Range
from quizapp.demos.fences import find
from quizapp.demos.runner import measure
from quizapp.errors import Fault
from tests.demos.support import Environment

CARD = """\
---
demos: [elsewhere]
---
# How steep is a `sigmoid`? {#slope}

```python
print("an ordinary fence, and no demo")
```

```python demo id=sigmoid-slope quick=0.5
#| layers: 10 in 1..40 : layers at their best
#| span: 6 in 0.5..20 log
#| act: relu in relu, tanh
#| bias: true
import scipy.special
x = torch.linspace(-span, span, 1001, requires_grad=True)
torch.sigmoid(x).sum().backward()
ctx.metric("max_slope", x.grad.max())
ctx.metric("best_case", max(float(g) ** layers for g in x.grad))
```

```claims
- myth: `max_slope <= 0.25001` : The slope lies between 0 and 1
- vanishes: `best_case < 1e-6` when `layers >= 10` : ten slopes leave less
  than a millionth
```

## Answer
Nothing.
"""


def read(text: str) -> tuple[list[Demo], list[Fault]]:
    return find(text, file=Path("slope.md"), topic="tests")


def test_reads_the_same_declaration_as_from_a_file() -> None:
    (demo,), faults = read(CARD)
    assert faults == []
    assert (demo.id, demo.title, demo.topic) == (
        "sigmoid-slope",
        "How steep is a sigmoid?",
        "tests",
    )
    assert (demo.quick_s, demo.device, demo.line) == (0.5, "cpu", 10)
    assert demo.requires == ("numpy", "scipy", "torch")
    assert demo.claims == (
        Myth("myth-1", "The slope lies between 0 and 1", "max_slope <= 0.25001"),
        Claim(
            "vanishes",
            "ten slopes leave less than a millionth",
            "best_case < 1e-6",
            given="layers >= 10",
        ),
    )
    assert demo.defaults == {"layers": 10, "span": 6.0, "act": "relu", "bias": True}
    controls = [parameter.control for parameter in demo.parameters]
    assert controls == [Range(1, 40), LogRange(0.5, 20), Choice("relu", "tanh"), Bool()]
    assert demo.parameters[0].help == "layers at their best"


def test_what_it_says_decides_its_hash_and_not_where_it_stands() -> None:
    (demo,), _ = read(CARD)
    (moved,), _ = read(CARD.replace("\n# How", "\n\n\n# How"))
    (other,), _ = read(CARD.replace("between 0 and 1", "between 0 and 2"))
    assert demo.code_hash == moved.code_hash != other.code_hash


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("id=sigmoid-slope", "id=Slope", 10, "'Slope' is no id"),
        ("id=sigmoid-slope", "", 10, "'' is no id"),
        ("quick=0.5", "quick=fast", 10, "quick_s cannot be 'fast'"),
        ("quick=0.5", "speed=3", 10, "'speed=3' declares nothing"),
        ("# How steep is a `sigmoid`? {#slope}", "", 10, "the title is empty"),
        ("10 in 1..40", "70 in 1..40", 11, "layers cannot be 70"),
        ("10 in 1..40", "10", 11, "a number needs bounds"),
        ("10 in 1..40", "10 in one..40", 11, "'one..40' is no range"),
        ("#| layers:", "#| seed:", 11, "seed cannot be a parameter's name"),
        ("#| layers: 10 in 1..40 : layers at their best", "#| layers", 11, "declares no parameter"),
        ("torch.sigmoid(x)", "torch.sigmoid(x", 17, "this is not Python"),
        ("import scipy.special", "return", 15, "this is not Python"),
        ("- myth: ", "- mth ", 23, "this is no claim"),
        ("`max_slope <= 0.25001`", "`max_slope`", 23, "'max_slope' compares nothing"),
        ("when `layers", "when `layer", 24, "layer in given is no parameter"),
        ("- vanishes:", "- myth-1:", 24, "the claim myth-1 is there twice"),
        ("```claims", "```text", 10, "the demo claims nothing"),
        ("\n```claims", "\nAnd so:\n\n```claims", 10, "the demo claims nothing"),
        ("```python demo", "  ```python demo", 10, "a demo stands inside a list"),
    ],
)
def test_a_fault_stands_at_the_cards_line(old: str, new: str, line: int, what: str) -> None:
    assert old in CARD
    demos, faults = read(CARD.replace(old, new, 1))
    assert demos == []
    assert [fault.line for fault in faults] == [line]
    assert what in faults[0].what
    assert faults[0].remedy


def test_a_fence_within_a_fence_is_text() -> None:
    assert read(f"````markdown\n{CARD}\n````\n") == ([], [])


def test_the_catalogue_finds_it_and_a_run_names_the_cards_line(
    tmp_path: Path, environment: Environment
) -> None:
    (tmp_path / "activations" / "demos").mkdir(parents=True)
    card = tmp_path / "activations" / "slope.md"
    card.write_text(CARD.replace("import scipy.special\n", "\n"))
    (tmp_path / "activations" / "slope.ko.md").write_text(CARD)
    catalogue = Catalogue.load([tmp_path])
    assert catalogue.faults == ()
    assert catalogue.claims() == {"sigmoid-slope": ("myth-1", "vanishes")}
    outcome = measure(parse("sigmoid-slope?layers=20", catalogue), environment)
    assert outcome.ok
    assert outcome.metrics["best_case"] == pytest.approx(0.25**20)

    card.write_text(CARD.replace("import scipy.special", "1 / (layers - 10)"))
    failed = measure(parse("sigmoid-slope", Catalogue.load([tmp_path])), environment)
    assert failed.failure == "ZeroDivisionError: division by zero (line 15)"


def test_the_card_offers_its_own_demo(tmp_path: Path) -> None:
    (tmp_path / "activations").mkdir()
    card = tmp_path / "activations" / "slope.md"
    answer = "word " * 60
    points = "## Key points\n- one\n- two\n"
    card.write_text(CARD.replace("Nothing.", f"{answer}\n\n{points}"))
    (read_card,) = read_file(tmp_path, card).cards
    assert read_card.demos == ("elsewhere", "sigmoid-slope")
    card.write_text(card.read_text().replace("elsewhere", "sigmoid-slope?layers=20"))
    (read_card,) = read_file(tmp_path, card).cards
    assert read_card.demos == ("sigmoid-slope?layers=20",)
