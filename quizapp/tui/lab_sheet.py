"""What the lab says in words: its controls, its claims with guesses and verdicts, and the score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp import spell
from quizapp.bank.filling import Row, Run, measure, wrap
from quizapp.demos.claims import Judgement, Verdict
from quizapp.demos.declaration import Budget, Claim, Myth, Parameter, Range, Value
from quizapp.maths.width import cells
from quizapp.store.values import Guess, GuessKind, Prediction
from quizapp.study.runs import apart, foreseen, near, right, score
from quizapp.tui import lab_tables
from quizapp.tui import rows as r
from quizapp.tui.rows import MUTED

if TYPE_CHECKING:
    from datetime import date

    from quizapp.demos.outcome import Outcome
    from quizapp.demos.protocol import Progress
    from quizapp.demos.recorded import Proof, Result
    from quizapp.locale.words import Words
    from quizapp.tui.lab_trial import Trial

BAR = 20
"""Cells of a progress bar."""
NOTES = 20
"""The last ones, of those that a demo leaves."""
POINTER = ("▸ ", "bold $accent")
LEAST_HINT = 8
"""Cells below which a parameter's description is left out."""


def sheet(
    trial: Trial,
    words: Words,
    width: int,
    *,
    today: date,
    running: bool,
    narrow: bool,
    recorded: Result | None,
) -> list[Row]:
    """All that is told of a trial; where it is narrow and a chart has to be shown as well, each
    judged sentence on one row.
    """
    rows = controls(trial, words, width)
    rows += status(trial, today, words, width)
    if running:
        rows.append(progress(trial.readings.progress, trial.turn, words, width))
    if trial.outcome and trial.outcome.failure:
        rows += wrap([Run(trial.outcome.failure, "bold $error")], width)
    if trial.outcome and narrow and lab_tables.figures(trial.readings):
        rows += verdicts(trial, words, width)
    else:
        rows += [] if running else hint(trial, words, width)
        rows += claims(trial, words, width, recorded)
    return rows + remarks(trial, words, width)


def status(trial: Trial, today: date, words: Words, width: int) -> list[Row]:
    """What is fixed beside the parameters, what the last run took, and the score of the guesses."""
    run, outcome = trial.run, trial.outcome
    budget = words("quick budget") if run.budget is Budget.QUICK else words("full budget")
    count = len(trial.outcomes)
    seed = words("seed {seed}", seed=run.seed)
    if count > 1:
        seed = words("{n} seeds from {seed}", n=count, seed=run.seed)
    parts = [seed, budget]
    if trial.preset:
        parts.append(words("preset {name}", name=trial.preset))
    for each in (outcome, trial.beside):
        if each:
            spent = f"{each.seconds:.2g}"
            parts.append(words("{seconds} s on {device}", seconds=spent, device=each.device))
    if trial.day:
        parts.append(words("measured {day}", day=spell.past(words, trial.day, today)))
    if outcome and trial.guesses:
        hits, decided = score(list(trial.guesses.values()), trial.outcomes[0])
        parts.append(words("{k} of {n} foreseen", k=hits, n=decided))
    rows = wrap([Run(" · ".join(parts), MUTED)], width - 2)
    if trial.alone:
        alone = words("There is no accelerator here: the CPU alone was measured.")
        rows += wrap([Run(alone, "bold $warning")], width - 2)
    if trial.starved:
        full = words("The accelerator's memory is full. c runs it on the CPU.")
        rows += wrap([Run(full, "bold $warning")], width - 2)
    return r.indent(rows, ("  ", ""))


def controls(trial: Trial, words: Words, width: int) -> list[Row]:
    """Each parameter, and what it may be; the chosen one is pointed at."""
    run = trial.run
    wide = max((cells(parameter.name) for parameter in run.demo.parameters), default=0)
    return [
        row
        for number, parameter in enumerate(run.demo.parameters)
        for row in _control(
            parameter,
            run.parameters[parameter.name],
            bounds(parameter, words),
            wide,
            number == trial.chosen,
            width,
        )
    ]


def bounds(parameter: Parameter, words: Words) -> str:
    """What a parameter may be."""
    match parameter.control:
        case Range(low, high):
            return words("{low} to {high}", low=f"{low:g}", high=f"{high:g}")
        case control:
            return str(control)


def _control(
    parameter: Parameter, value: Value, bounds: str, wide: int, chosen: bool, width: int
) -> list[Row]:
    """One row; where it is too narrow the description is cut, and what the parameter may be,
    which misleads when it is cut, goes on below.
    """
    mark = POINTER if chosen else ("  ", "")
    name = r.pad([(parameter.name, "bold" if chosen else "")], wide)
    shown = (written(value), "bold $accent" if chosen else "$accent")
    row = [mark, *name, ("  ", ""), shown, ("  ", MUTED)]
    if parameter.help:
        bounds = f"({bounds})"
    spare = width - measure(row) - cells(bounds)
    if spare < 0:
        below = wrap([Run(bounds, MUTED)], width - cells(mark[0]))
        return [r.cut(row, width), *r.indent(below, (" " * cells(mark[0]), ""))]
    if parameter.help and spare > LEAST_HINT:
        row += [*r.cut([(parameter.help, MUTED)], spare - 1), (" ", MUTED)]
    return [[*row, (bounds, MUTED)]]


def written(value: Value) -> str:
    """A parameter's value, as an address writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def progress(told: Progress | None, turn: str, words: Words, width: int) -> Row:
    """How far the demo has come; `turn` says which of several seeds it is at."""
    turn = f" {turn}" if turn else ""
    if told is None or told.total <= 0:
        return [("  " + words("running") + turn, "bold $accent")]
    full = round(BAR * min(1.0, max(0.0, told.done / told.total)))
    bar: Row = [("  " + "█" * full, "$accent"), ("░" * (BAR - full), MUTED)]
    return r.cut([*bar, (f" {told.done}/{told.total} {told.label}{turn}", "")], width)


def hint(trial: Trial, words: Words, width: int) -> list[Row]:
    """How to predict, as long as nothing was predicted or measured."""
    if trial.outcomes or trial.refused or trial.guesses:
        return []
    told = words("Predict first: choose a sentence below, then → holds, ← does not hold.")
    return [[], *wrap([Run(told, "$accent")], width)]


def claims(trial: Trial, words: Words, width: int, recorded: Result | None = None) -> list[Row]:
    """Every sentence that the demo can decide, with guesses and verdicts where there are some."""
    rows: list[Row] = []
    told: set[str] = set()
    for claim in trial.run.demo.claims:
        rows.append([])
        body = _sentence(claim, trial, words, width - 2)
        body += _found(claim, trial, words, width - 2)
        if recorded and trial.refused:
            body += _recorded(recorded, recorded.claims.get(claim.id), words, width - 2)
        body += _guessed(claim, trial, words, width - 2, told)
        rows += r.indent(body, POINTER if claim is trial.claim else ("· ", MUTED), ("  ", ""))
    return rows


def _sentence(claim: Claim | Myth, trial: Trial, words: Words, width: int) -> list[Row]:
    """The sentence; that it is a myth is not given away before it has been guessed at."""
    known = trial.outcomes or trial.refused or (GuessKind.CLAIM, claim.id) in trial.guesses
    myth = isinstance(claim, Myth) and known
    text = f"{words('Myth')}: “{claim.text}”" if myth else claim.text
    return wrap([Run(text)], width)


def _found(claim: Claim | Myth, trial: Trial, words: Words, width: int) -> list[Row]:
    judged = [
        (outcome.device, judgement)
        for outcome in (trial.outcome, trial.beside)
        for judgement in (outcome.judgements if outcome else ())
        if outcome and judgement.claim.id == claim.id
    ]
    if not judged:
        expected = claim.holds + (f"   ({claim.given})" if claim.given else "")
        return wrap([Run(expected, MUTED)], width)
    rows: list[Row] = []
    for device, judgement in judged:
        mark, style = _look(judgement)
        where = f"{device}: " if len(judged) > 1 else ""
        said = [Run(f"{mark} {where}{spell.verdict(words, judgement)}", style, whole=True)]
        if judgement.seeds > 1 and judgement.verdict is not Verdict.MIXED:
            count = words("{k} of {n} seeds", k=judgement.passed, n=judgement.seeds)
            said.append(Run(f" {count},"))
        rows += wrap([*said, Run(f" {spell.detail(words, judgement)}", MUTED)], width)
    return rows


def _recorded(result: Result, proof: Proof | None, words: Words, width: int) -> list[Row]:
    """What the author measured, where the demo cannot run here."""
    if proof is None:
        return []
    count = words("{k} of {n} seeds", k=proof.passed, n=result.seeds)
    said = f"○ {words('recorded')} {result.date}: {proof.verdict.value}, {count}, {proof.detail}"
    return wrap([Run(said, MUTED)], width)


def _guessed(
    claim: Claim | Myth, trial: Trial, words: Words, width: int, told: set[str]
) -> list[Row]:
    """What the learner expects of a sentence and of its metrics, or expected the last time.

    A metric that several sentences name is told once: `told` holds those that were.
    """
    rows: list[Row] = []
    keys = [(GuessKind.CLAIM, claim.id)]
    keys += [(GuessKind.METRIC, name) for name in trial.metrics(claim) if name not in told]
    told.update(name for kind, name in keys if kind is GuessKind.METRIC)
    for key in keys:
        if guess := trial.guesses.get(key):
            rows += wrap([_guess(guess, trial, words)], width)
        elif (past := trial.past.get(key)) and not trial.outcomes:
            rows += wrap([Run(_past(past, words), MUTED)], width)
    return rows


def _guess(guess: Guess, trial: Trial, words: Words) -> Run:
    what = _expected(guess, words)
    if not trial.outcomes:
        return Run(words("You expect: {what}", what=what), "bold $accent")
    outcome = trial.outcomes[0]
    hit = right(guess, outcome)
    said = words("You expected: {what}", what=what)
    return Run(f"{said} · {_mark(hit, words)}{_off(guess, outcome, words)}", _style(hit))


def _past(past: Prediction, words: Words) -> str:
    expected = past.guess.expected
    hit = foreseen(expected, past.verdict) if past.verdict else near(expected, past.measured)
    said = words("Last time you expected: {what}", what=_expected(past.guess, words))
    return f"{said} · {_mark(hit, words)}"


def _expected(guess: Guess, words: Words) -> str:
    if guess.kind is GuessKind.METRIC:
        return f"{guess.name} = {guess.expected:.4g}"
    return words("it holds") if guess.expected else words("it does not hold")


def _mark(hit: bool | None, words: Words) -> str:
    if hit is None:
        return words("undecided")
    return words("right") if hit else words("wrong")


def _style(hit: bool | None) -> str:
    return MUTED if hit is None else "$success" if hit else "$error"


def _off(guess: Guess, outcome: Outcome, words: Words) -> str:
    """How far a guessed number was from the measured one."""
    measured = outcome.metrics.get(guess.name)
    if guess.kind is not GuessKind.METRIC or measured is None:
        return ""
    factor = f"{apart(guess.expected, measured):.2g}"
    told = words("measured {value}, a factor of {factor}", value=f"{measured:.4g}", factor=factor)
    return f" ({told})"


def verdicts(trial: Trial, words: Words, width: int) -> list[Row]:
    """The judged sentences, one row each: for a screen that has to show the chart as well."""
    outcome = trial.outcome
    found: list[Row] = []
    for judgement in outcome.judgements if outcome else ():
        mark, style = _look(judgement)
        said: Row = [(f"{mark} {spell.verdict(words, judgement)}", style), ("  ", "")]
        if guess := trial.guesses.get((GuessKind.CLAIM, judgement.claim.id)):
            hit = right(guess, trial.outcomes[0])
            said.append((words("you: {mark}", mark=_mark(hit, words)) + "  ", _style(hit)))
        detail = r.cut([(spell.detail(words, judgement), MUTED)], width // 2)
        found.append(r.spread([*said, (judgement.claim.text, "")], detail, width))
    return found


def _look(judgement: Judgement) -> tuple[str, str]:
    if judgement.verdict in (Verdict.SUPPORTED, Verdict.REFUTED):
        return ("✓", "bold $success") if judgement.ok else ("✗", "bold $error")
    return "–", "bold $warning"


def remarks(trial: Trial, words: Words, width: int) -> list[Row]:
    """How the seeds compare, and the last notes that the demo left."""
    rows: list[Row] = []
    if trial.outcomes and trial.beside:
        rows += [[], *lab_tables.compared(trial.outcomes[0], trial.beside, words, width)]
    for note in trial.readings.notes[-NOTES:]:
        rows += [[], *wrap([Run(note)], width)]
    return rows


def numbers(trial: Trial, words: Words, width: int) -> list[Row]:
    """All that was measured as text, and what it says of the sentences."""
    rows: list[Row] = []
    if trial.outcomes and trial.beside:
        rows += [*lab_tables.compared(trial.outcomes[0], trial.beside, words, width), []]
    metrics = trial.outcomes[0].metrics if trial.outcomes else {}
    rows += lab_tables.numbers(trial.readings, metrics, words, width)
    return rows + claims(trial, words, width)
