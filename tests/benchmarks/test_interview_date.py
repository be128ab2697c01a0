"""The simulator of learners: its peers, its truths, its files of weights, and its output."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks import interview_date
from benchmarks.interview.learners import TRUTHS, eases, read
from benchmarks.interview.ours import Chooser
from benchmarks.interview.peers import PEERS
from benchmarks.interview.simulator import Policy, Setting, simulated
from quizapp.errors import UsageError
from quizapp.scheduling.interview.model import DEFAULT_WEIGHTS

LINE = ", ".join(map(str, DEFAULT_WEIGHTS))
SETTING = Setting(days=8, minutes=10.0, seconds_per_answer=31.0, cards=60, seed=0)


def written(folder: Path, text: str) -> Path:
    path = folder / "learners.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_comments_blank_lines_and_spaces(tmp_path: Path) -> None:
    spaced = LINE.replace(",", "")
    found = read(written(tmp_path, f"# who\n\n{LINE}\n[{LINE}]  # last\n{spaced}\n"))
    assert found == [DEFAULT_WEIGHTS] * 3


@pytest.mark.parametrize("line", [LINE.rsplit(",", 2)[0], "a, b", LINE.replace("0.212", "-1")])
def test_a_line_that_is_not_weights_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(UsageError, match=r"learners\.txt:2: "):
        read(written(tmp_path, f"{LINE}\n{line}\n"))


def test_a_file_without_learners(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no learner"):
        read(written(tmp_path, "# nobody\n"))
    with pytest.raises(UsageError, match="cannot read"):
        read(tmp_path / "nowhere.txt")


@pytest.mark.parametrize("truth", sorted(TRUTHS))
def test_every_policy_uses_its_minutes_and_no_more(truth: str) -> None:
    ease = eases(3, SETTING.cards, 0)
    policies: dict[str, Policy] = {
        **{name: made(3, SETTING.cards) for name, made in PEERS.items()},
        "ours": Chooser(3, SETTING, fits=False),
    }
    for policy in policies.values():
        true = TRUTHS[truth]([DEFAULT_WEIGHTS] * 3, ease, 0)
        outcome = simulated(true, policy, ease, SETTING)
        assert ((outcome.recall > 0.0) & (outcome.recall < 1.0)).all()
        assert (outcome.later < outcome.recall).all()
        assert (outcome.minutes < SETTING.days * SETTING.minutes + 6.0).all()


def test_the_same_seed_gives_the_same_evenings() -> None:
    ease = eases(2, SETTING.cards, 0)

    def recall() -> list[float]:
        truth = TRUTHS["fsrs6"]([DEFAULT_WEIGHTS] * 2, ease, 0)
        found = simulated(truth, Chooser(2, SETTING, fits=False), ease, SETTING).recall
        return [float(each) for each in found]

    assert recall() == recall()


def test_the_forecast_of_a_learner_with_the_scheduler_s_weights() -> None:
    """Where the model is the truth, what is expected on the eve is what comes."""
    ease = np.zeros((4, SETTING.cards))
    policy = Chooser(4, SETTING, fits=False)
    truth = TRUTHS["fsrs6"]([DEFAULT_WEIGHTS] * 4, ease, 0)
    outcome = simulated(truth, policy, ease, SETTING)
    assert policy.forecast() == pytest.approx(outcome.recall, abs=0.02)


def test_the_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--days", "4", "--minutes", "5", "--cards", "30", "--jobs", "1"]
    path = written(tmp_path, f"{LINE}\n{LINE}\n")
    assert interview_date.main(["--learners", str(path), *options, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    policies = {each["policy"]: each for each in found["policies"]}
    assert {
        "quizapp",
        "quizapp-greedy",
        "anki-fsrs",
        "anki-sm2",
        "round-robin",
        "threshold",
    } <= set(policies)
    ours = policies["quizapp"]
    assert ours["ci"][0] <= ours["difference"] <= ours["ci"][1]
    assert 0.0 < ours["recall_30_days_after"] < ours["recall"] < 100.0
    assert policies["anki-fsrs"]["difference"] == 0.0


def test_bad_usage_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, "1, 2, 3\n")
    assert interview_date.main(["--learners", str(path), "--days", "4", "--minutes", "5"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
