"""The kinds of card that the program judges, in the plain face."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.maths.width import cells
from tests.tui.kinds import CARDS

Command = Callable[..., "subprocess.CompletedProcess[str]"]
Ask = Callable[..., str]


@pytest.fixture
def ask(quizapp: Command, tmp_path: Path) -> Ask:
    """What the plain face says to these lines, asking the card of this name."""
    folder = tmp_path / "bank" / "kinds"
    folder.mkdir(parents=True)

    def talk(name: str, *lines: str) -> str:
        if not (folder / f"{name}.md").exists():
            english, korean = CARDS[name]
            (folder / f"{name}.md").write_text(english, "utf-8")
            (folder / f"{name}.ko.md").write_text(korean.replace("HASH", "0" * 12), "utf-8")
        said = "".join(f"{line}\n" for line in lines)
        done = quizapp("--bank", str(folder.parent), "ask", "--plain", input=said)
        assert (done.returncode, done.stderr) == (0, "")
        assert "{{" not in done.stdout
        return done.stdout

    return talk


def name_of(said: str, option: str) -> str:
    """The letter or number that stands before an option or a step."""
    return next(row[0] for row in said.splitlines() if row[3:].startswith(option))


def test_a_single_choice_takes_one_letter(ask: Ask) -> None:
    quarter = name_of(ask("single"), "A quarter")
    one = name_of(ask("single"), "One")
    said = ask("single", "h", "a b", "not sure", one.upper(), "", "u", quarter, "")
    assert "One answer\n" in said
    assert said.count("is no answer here; write one letter, a to e\n") == 3
    assert f"{one}) wrong, your pick: One\n   Its values reach that. Refuted." in said
    assert f"{quarter}) right: A quarter\n" in said
    assert f"Not quite: {quarter} is right.\n" in said
    assert "4 Easy (9 d)\n(Enter: Again, ? for help)\nAgain: comes back today" in said
    assert max(map(cells, said.splitlines())) <= 80
    assert f"{quarter}) right, your pick: A quarter\n" in said.partition("Undone: ")[2]
    assert "Right.\n" in said
    assert "Good: back in" in said


def test_several_letters_are_picked_at_once(ask: Ask) -> None:
    question = ask("several")
    options = ("torch.relu", "A layer norm", "x.mean")
    relu, norm, mean = (name_of(question, option) for option in options)
    said = ask("several", f"{relu}, {relu}", f"{relu} {mean}", "2")
    assert "One or more answers\n" in said
    assert "is no answer here; write letters, a to d, as a c\n" in said
    assert f"{relu}) right, your pick: torch.relu(x)\n" in said
    assert f"{norm}) right, missed: A layer norm" in said
    assert f"{mean}) wrong, your pick: x.mean(dim=0)\n" in said
    assert "Not quite: 2 of 4 options judged rightly.\n" in said
    assert "(Enter: Again, ? for help)\nHard: back in" in said, "the learner decides"


def test_an_order_is_given_by_numbers(ask: Ask) -> None:
    question = ask("order")
    steps = ("Empty", "Forward", "Loss", "Backward", "Update")
    right = [name_of(question, step) for step in steps]
    assert right != ["1", "2", "3", "4", "5"]
    nearly = [*right[:3], right[4], right[3]]
    said = ask("order", "1 2 3", "1 2 3 4 9", " ".join(nearly), "1", "u", "".join(right), "")
    assert said.count("write the numbers 1 to 5, each once, as 3 1 2\n") == 2
    assert "4. Backward (yours: 5)\n5. Update (yours: 4)\n" in said
    assert "Not quite: 90 % of the pairs stand in the right order.\n" in said
    assert "(Enter: Hard, ? for help)" in said
    assert "Right." in said
    assert "Good: back in" in said


def test_a_cloze_is_asked_with_a_gap(ask: Ask) -> None:
    said = ask("cloze", "mini-batch", "1", "l", "배치", "l", "")
    assert "the statistics of [...], at inference running averages." in said
    assert "the statistics of [the batch], at inference running\naverages." in said
    assert "Not quite: 'the batch' was asked.\n" in said
    assert "학습할 때는 [...]의 통계를 씁니다." in said
    assert "학습할 때는 [배치]의 통계를 씁니다." in said
    assert said.count("Right.\n") == 2, "once in each language"
    assert "Good: back in" in said


@pytest.mark.parametrize("word", ["q", "s", "u", "U", "l", "?"])
def test_a_hidden_word_that_is_a_command_is_typed_behind_a_backslash(
    ask: Ask, tmp_path: Path, word: str
) -> None:
    english = CARDS["cloze"][0].replace("==the batch==", f"=={word}==")
    (tmp_path / "bank" / "kinds" / "cloze.md").write_text(english, "utf-8")
    said = ask("cloze", "?", f"\\{word}", "")
    assert "After a backslash these letters are an answer: \\q is q.\n" in said
    assert "Right.\n" in said
    assert "Good: back in" in said


def test_only_before_a_command_is_a_backslash_no_part_of_the_answer(ask: Ask) -> None:
    said = ask("cloze", "\\alpha")
    assert "You had written: \\alpha\n" in said + ask("cloze", "q")
    assert "You had written: \\q\n" in ask("cloze", "\\\\q") + ask("cloze", "q")


def test_what_is_no_number_is_asked_for_again(ask: Ask) -> None:
    said = ask("numeric", "a lot", "1,0", "0.001 MB", "4")
    assert "A number, in MB, or Enter to see it" in said
    assert said.count("is not read as a number; write it as 0.25, 1/4, 1.2M, 3e-4 or 2^20\n") == 2
    assert "MB (within 2%) was asked." in said
    assert "Easy: back in" in said


def test_enter_shows_the_answer_and_proposes_nothing(ask: Ask) -> None:
    for card in ("cloze", "numeric", "order", "several"):
        said = ask(card, "", "", "4")
        assert "'' is not a rating" in said
        assert "Enter: " not in said
        assert "Not quite" not in said
        assert "missed" not in said
        assert (" are right.\n" in said) is (card == "several")


@pytest.mark.parametrize(("name", "line"), [("several", "a c"), ("order", "3 1 2 5 4")])
def test_what_was_picked_survives_the_end_of_the_input(ask: Ask, name: str, line: str) -> None:
    ask(name, line)
    said = ask(name, "", "3")
    assert f"You had written: {line}\n" in said
    assert "Good: back in" in said


def test_picks_of_a_card_that_has_changed_are_let_go(ask: Ask, tmp_path: Path) -> None:
    ask("order", "3 1 2 5 4")
    english, korean = CARDS["order"]
    folder = tmp_path / "bank" / "kinds"
    (folder / "order.md").write_text(english.replace("5. Update\n", ""), "utf-8")
    (folder / "order.ko.md").write_text(korean.replace("5. 갱신\n", ""), "utf-8")
    said = ask("order", "", "q")
    assert "You had written" not in said
    assert "yours: " not in said
