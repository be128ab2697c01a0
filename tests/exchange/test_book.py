"""The bank on paper: every page, every link, and no file of anybody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from quizapp import resources
from quizapp.bank.cards import Language
from quizapp.bank.load import load
from quizapp.bank.order import order
from quizapp.bank.spell import spell
from quizapp.demos.catalogue import Catalogue
from quizapp.demos.recorded import Recorded
from quizapp.exchange.book import CONTENTS, MARK, Book
from quizapp.locale.words import Words

Command = Callable[..., "CompletedProcess[str]"]

KINDS = {
    "pick.md": """---
kind: choice
---
# Which activation has a slope above 1?

- [x] SiLU
- [ ] ReLU -- Its slope is 0 or 1.
- [ ] Sigmoid -- Its slope is [a quarter at most.](https://example.org)

## Answer
SiLU overshoots: its slope reaches 1.10 where the input is about 2.4, and the others never do so.
""",
    "gap.md": """---
kind: cloze
---
# The scale of weights

Xavier draws with variance ==2/(n+m)==, He with ==$2/n$=={#he}.

## Answer
Xavier keeps both passes even on average, and He makes up for the half that a rectifier sets to 0.
""",
    "count.md": """---
kind: numeric
answer: n * k + k
unit: weights
variables:
  - n = 10 | 20
  - k = 3 | 4
---
# How many weights has a layer from {{n}} to {{k}} units?

## Answer
There are {{n}} times {{k}} weights and {{k}} biases, together {{answer}}, whatever comes after it.
""",
    "steps.md": """---
kind: order
---
# One step of training

1. Zero the gradients.
2. Run the forward pass.
3. Compute the loss.
4. Back-propagate.

## Answer
Gradients add up until they are cleared, so this is done first; the update comes last of them all.
""",
}


def book(root: Path, language: Language) -> dict[str, str]:
    bank, recorded = load(root), Recorded.load([root])
    assert bank.faults == ()
    cards = {card: bank.cards[card] for card in order(bank.cards.values())}
    catalogue = Catalogue.load([root])
    return Book(cards, catalogue.spoken(language), recorded.get, Words(language), language).pages()


@pytest.mark.parametrize("language", Language)
def test_every_card_stands_in_the_book_and_every_link_leads_somewhere(language: Language) -> None:
    pages = book(resources.content(), language)
    anchors = {
        f"{name}#{anchor}"
        for name, text in pages.items()
        for anchor in re.findall(r'^<a id="(.+?)"></a>$', text, re.M)
    }
    for name, text in pages.items():
        links = re.findall(r"\]\(([^()\s]*)\)", text)
        for link in links:
            if not link.startswith("http"):
                file, _, anchor = link.partition("#")
                assert (file or name) in pages
                assert not anchor or f"{file or name}#{anchor}" in anchors, link
        assert "](demo:" not in text
        assert "](card:" not in text
    cards = load(resources.content()).cards.values()
    for card in cards:
        title = spell(card.text(language).title)
        if card.numeric is None:
            assert f"\n## {title}\n" in pages[f"{card.topic}.md"]
            assert f"[{title}]" in pages[CONTENTS]
    assert len(re.findall(r"^## ", "\n".join(pages.values()), re.M)) >= len(cards)


def test_recorded_figures_stand_in_text_tables() -> None:
    page = book(resources.content(), Language.EN)["activations.md"]
    recorded = Recorded.load([resources.content()]).results["vanishing-gradient"]
    part = page.partition('<a id="demo-vanishing-gradient"></a>')[2].partition("<a id")[0]
    rows = [line.split(" | ") for line in part.splitlines() if line.startswith("| ")]
    assert len(rows) == len(recorded.claims) + len(recorded.metrics) + 4
    assert "REFUTED: " in part
    assert f"{recorded.seeds}/{recorded.seeds} |" in part
    slope = recorded.metrics["max_slope"]
    assert f"| `max_slope` | {slope.median} | {slope.low} | {slope.high} |" in part


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    topic = tmp_path / "bank" / "kinds"
    topic.mkdir(parents=True)
    for name, text in KINDS.items():
        (topic / name).write_text(text, "utf-8")
    return topic.parent


def parts(page: str) -> dict[str, tuple[str, str]]:
    """Question and answer of each card by its anchor."""
    cards = re.split(r'^<a id="(.+?)"></a>$', page, flags=re.M)[1:]
    halves = (text.partition("### Answer")[::2] for text in cards[1::2])
    return dict(zip(cards[::2], halves, strict=True))


def test_a_question_on_paper_gives_nothing_away(bank: Path) -> None:
    found = parts(book(bank, Language.EN)["kinds.md"])
    asked, answered = found["kinds-pick"]
    assert "- **a.** ReLU\n- **b.** SiLU\n- **c.** Sigmoid" in re.sub(r"\n+", "\n", asked)
    assert "✗ Its slope is 0 or 1." in answered
    assert "**b.** ✓" in answered
    asked, answered = found["kinds-gap"]
    assert "variance \\_\\_\\_\\_(1), He with \\_\\_\\_\\_(2)." in asked
    assert "1. 2/(n+m)\n2. $2/n$" in re.sub(r"\n+", "\n", answered)
    asked, answered = found["kinds-steps"]
    assert asked.index("Back-propagate") < asked.index("Compute") < asked.index("Zero")
    assert answered.index("1. Zero") < answered.index("4. Back-propagate")


def test_numbers_are_drawn_once_for_paper(bank: Path) -> None:
    asked, answered = parts(book(bank, Language.EN)["kinds.md"])["kinds-count"]
    said = re.search(r"from (\d+) to (\d+) units", asked)
    assert said
    n, k = map(int, said.groups())
    assert f"**{n * k + k}** weights" in answered
    assert f"together {n * k + k}," in answered
    assert book(bank, Language.EN) == book(bank, Language.EN)


def test_it_is_written_over_an_older_book_and_over_nothing_else(
    quizapp: Command, bank: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "paper" / "deep"
    write = ("--bank", str(bank), "bank", "book", "-o", str(folder), "--lang", "ko")
    done = quizapp(*write)
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(file.name for file in folder.iterdir()) == [CONTENTS, "kinds.md"]
    assert "### 정답" in (folder / "kinds.md").read_text("utf-8")
    assert quizapp(*write).returncode == 0
    (folder / CONTENTS).write_text("mine", "utf-8")
    before = (folder / "kinds.md").stat().st_mtime_ns
    failed = quizapp(*write)
    assert failed.returncode == 2
    assert failed.stderr.startswith(f"quizapp: {folder / CONTENTS} is no page of a book; ")
    assert (folder / CONTENTS).read_text("utf-8") == "mine"
    assert (folder / "kinds.md").stat().st_mtime_ns == before


def test_a_folder_that_cannot_be_made_is_said(quizapp: Command, bank: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    failed = quizapp("--bank", str(bank), "bank", "book", "-o", str(tmp_path / "file" / "x"))
    assert failed.returncode == 2
    assert "cannot be written" in failed.stderr


def test_every_page_says_whose_it_is(bank: Path) -> None:
    assert all(page.startswith(MARK) for page in book(bank, Language.EN).values())
