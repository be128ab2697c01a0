"""Recall on the day of an interview, simulated: the app's chooser and planner against its peers.

`python benchmarks/interview_date.py --learners FILE --days 30 --minutes 15 --truth fsrs6 --json`
prints `{"policies": [{"policy", "recall", "ci", "recall_30_days_after", "minutes", ...}]}`, means
over the learners in percent, points and minutes. `ci` is the 95 % interval of the difference to
Anki's FSRS default, paired by learner.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path

if __name__ == "__main__" and not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")  # a process a core; numpy reads this when it is loaded

from benchmarks.interview import learners, report  # noqa: E402
from benchmarks.interview.simulator import Setting  # noqa: E402
from quizapp.errors import QuizError, UsageError  # noqa: E402
from quizapp.scheduling.interview.pace import SECONDS_PER_ANSWER  # noqa: E402


def main(arguments: list[str] | None = None) -> int:
    """0 done, 2 bad usage."""
    options = _parser().parse_args(arguments)
    try:
        found = _found(options)
    except QuizError as error:
        print(f"interview_date: {error}", file=sys.stderr)
        return 2
    print(json.dumps(found, indent=2) if options.json else _text(found))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--learners", type=Path, required=True, help="21 weights a line")
    parser.add_argument("--days", type=int, required=True, help="evenings before the interview")
    parser.add_argument("--minutes", type=float, required=True, help="an evening")
    parser.add_argument("--truth", choices=sorted(learners.TRUTHS), default="fsrs6")
    parser.add_argument("--seconds-per-answer", type=float, default=SECONDS_PER_ANSWER)
    parser.add_argument("--cards", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument(
        "--minutes-to-equal", action="store_true", help="also: minutes to reach Anki's recall"
    )
    parser.add_argument("--json", action="store_true")
    return parser


def _found(options: argparse.Namespace) -> dict[str, object]:
    for name in ("days", "minutes", "seconds_per_answer", "cards", "jobs"):
        if not getattr(options, name) > 0:
            raise UsageError(f"--{name.replace('_', '-')} must be above zero", "raise it")
    setting = Setting(
        options.days, options.minutes, options.seconds_per_answer, options.cards, options.seed
    )
    field = report.Field(learners.read(options.learners), options.truth, setting)
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        rows = report.rows(field, pool.map)
        equal = report.minutes_to_equal(field, pool.map) if options.minutes_to_equal else None
    found: dict[str, object] = {
        "truth": options.truth,
        "learners": len(field.weights),
        **asdict(setting),
        "policies": [asdict(row) for row in rows],
    }
    return found if equal is None else {**found, "minutes_to_equal": equal}


def _text(found: dict[str, object]) -> str:
    policies = found["policies"]
    assert isinstance(policies, list)
    lines = [
        " ".join(f"{name}={found[name]}" for name in ("truth", "learners", "days", "minutes")),
        report.table([report.Row(**row) for row in policies]),
    ]
    equal = found.get("minutes_to_equal")
    if isinstance(equal, dict):
        lines.append(
            f"Anki's {equal['recall']:.1f} % in {equal['minutes']:.1f} minutes an evening: "
            f"{100 * equal['share']:.0f} % of its own"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
