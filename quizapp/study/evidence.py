"""How the sentences of a card stand: measured here, recorded by their author, or not measured yet.

A kept run counts only for the very code, parameters, budget and versions that gave it.
"""

from __future__ import annotations

from collections.abc import Mapping

from quizapp.bank.blocks import DEMO, demo_links
from quizapp.bank.cards import Card, Language
from quizapp.demos import address
from quizapp.demos.address import Run
from quizapp.demos.catalogue import Catalogue
from quizapp.demos.claims import Verdict
from quizapp.demos.declaration import Claim, Myth
from quizapp.demos.recorded import Recorded
from quizapp.errors import DemoError
from quizapp.study.runs import Runs
from quizapp.study.values import Badge, Source

_DECIDED = (Verdict.SUPPORTED, Verdict.REFUTED)


Badges = Mapping[str, Badge]
"""Badges by the link's target: `demo:vanishing-gradient#relu-he`."""


def badges(
    card: Card, catalogue: Catalogue, recorded: Recorded, runs: Runs | None
) -> dict[str, Badge]:
    """The badge of every sentence that the card links to, at the parameters of the link, or else of
    the card's own address of that demo; without `runs`, by what its author recorded alone.
    """
    own = {text.partition("?")[0]: text for text in card.demos}
    text = card.text(Language.EN)
    found: dict[str, Badge] = {}
    beliefs = (option.misconception for option in text.options)
    for line in (*text.evidence, *text.beware, *beliefs):
        for target in demo_links(line):
            where, _, claim = target.removeprefix(DEMO).partition("#")
            if badge := _badge(own.get(where, where), claim, catalogue, recorded, runs):
                found[target] = badge
    return found


def _badge(
    where: str, claim_id: str, catalogue: Catalogue, recorded: Recorded, runs: Runs | None
) -> Badge | None:
    """None for what the bank's check reports: a demo or a claim that is not there."""
    try:
        run = address.parse(where, catalogue)
    except DemoError:
        return None
    for claim in run.demo.claims:
        if claim.id == claim_id:
            here = _here(claim, run, runs) if runs else None
            badge = here or _recorded(claim, run, recorded)
            return badge or Badge(source=Source.NOBODY, myth=isinstance(claim, Myth))
    return None


def _here(claim: Claim | Myth, run: Run, runs: Runs) -> Badge | None:
    """From the newest run of each seed on the device that was used last."""
    decided = [each for each in runs.like(run) if each.run.verdicts.get(claim.id) in _DECIDED]
    if not decided:
        return None
    last = decided[0]
    newest: dict[int, Verdict] = {}
    for each in decided:
        if each.run.key.device == last.run.key.device:
            newest.setdefault(each.run.key.seed, Verdict(each.run.verdicts[claim.id]))
    verdicts = list(newest.values())
    right = Verdict.REFUTED if isinstance(claim, Myth) else Verdict.SUPPORTED
    return Badge(
        source=Source.HERE,
        myth=isinstance(claim, Myth),
        day=runs.day(last),
        device=last.run.key.device,
        passed=verdicts.count(right),
        seeds=len(verdicts),
    )


def _recorded(claim: Claim | Myth, run: Run, recorded: Recorded) -> Badge | None:
    result = recorded.get(run.demo)
    proof = result.claims.get(claim.id) if result else None
    if result is None or proof is None or proof.verdict not in (*_DECIDED, Verdict.MIXED):
        return None
    return Badge(
        source=Source.RECORDED,
        myth=isinstance(claim, Myth),
        day=result.date,
        device=result.device,
        passed=proof.passed,
        seeds=result.seeds,
    )
