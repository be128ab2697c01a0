"""The command line: what can be asked for, and how a failure is told.

Every heavy import stands inside its command: `quizapp --version` costs an interpreter and click,
nothing else. What the commands do is in `commands/`.
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import Any

import click

from quizapp import __version__
from quizapp.commands.workplace import Workplace
from quizapp.errors import QuizError

INTERRUPTED = 130
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/json.md).")
FORMATS = ("fsrs-optimizer", "srs-benchmark", "anki-revlog")
ROLES = ("research", "applied", "ml-engineer", "inference")
LEVELS = ("core", "advanced")
LANGUAGES = ("en", "ko")
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def main() -> None:
    """The program. Exit codes: 0 done, 1 a check failed, 2 bad usage or input, 130 interrupted."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; every failure is one line on stderr."""
    try:
        code = quizapp.main(arguments, prog_name="quizapp", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()  # a full disk is told below, not by Python at the exit
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "quizapp"
        return _complain(f"{error.format_message().rstrip('.')}; see {path} --help")
    except click.Abort:
        return INTERRUPTED
    except (QuizError, OSError) as error:
        if "--debug" in arguments:
            traceback.print_exc()
        if isinstance(error, OSError):
            _drop_output()
        return _complain(str(error) if isinstance(error, QuizError) else _unspoken(error))
    return code if isinstance(code, int) else 0


def _unspoken(error: OSError) -> str:
    """What no room speaks for: most often our own output, into a disk that is full."""
    what = error.filename or "the output"
    reason = error.strerror or error
    return (
        f"{what} cannot be used ({reason}); see that it can be written, or that the disk has room"
    )


def _drop_output() -> None:
    """Let go of what could not be written: at the exit Python would try again, and fail again."""
    output = sys.__stdout__
    if output is not None and sys.stdout is output:
        os.dup2(os.open(os.devnull, os.O_WRONLY), output.fileno())


def _complain(message: str) -> int:
    click.echo(f"quizapp: {message}", err=True)
    return 2


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Show where an error comes from.")
@click.option(
    "--bank",
    type=FOLDER,
    envvar="QUIZAPP_BANK",
    help="Study the cards of this folder instead of the built-in ones.",
)
@click.pass_context
def quizapp(context: click.Context, debug: bool, bank: Path | None) -> int:
    """Interview practice for deep learning, in the terminal.

    Without a command: the home screen.
    """
    context.obj = Workplace.find(os.environ, bank)
    if context.invoked_subcommand is None:
        from quizapp.commands import screen

        return screen.show(context.obj, "home")
    return 0


@quizapp.command()
@click.argument("topic", required=False)
@click.pass_obj
def study(place: Workplace, topic: str | None) -> int:
    """Study what is due, then new cards; of one TOPIC where it is named."""
    from quizapp.commands import screen

    return screen.show(place, "study", topic)


@quizapp.command()
@click.argument("topic", required=False)
@click.option("--plain", is_flag=True, help="Lines in, lines out (the only face that `ask` has).")
@click.pass_obj
def ask(place: Workplace, topic: str | None, plain: bool) -> None:
    """Study line by line, on stdin and stdout: for pipes and screen readers."""
    from quizapp.commands import lines

    lines.ask(place, topic)


@quizapp.command()
@click.option("--date", metavar="DAY", help="The day of the interview: 2026-12-18.")
@click.option("--minutes", type=int, help="How long you study, each day.")
@click.option("--weekday", multiple=True, metavar="DAY=MINUTES", help="Another time: sat=60.")
@click.option("--off", multiple=True, metavar="DAY", help="A day without study.")
@click.option("--topic", multiple=True, metavar="TOPIC=WEIGHT", help="What a topic counts; 0: out.")
@click.option("--role", type=click.Choice(ROLES), help="What topics count for this kind of work.")
@click.option("--level", multiple=True, type=click.Choice(LEVELS), help="Cards of this level only.")
@click.option("--name", help="Of the goal, where you have several.")
@click.option("--use", metavar="NAME", help="Work towards this goal from now on.")
@click.option("--drop", metavar="NAME", help="Give this goal up.")
@click.option("--list", "listed", is_flag=True, help="List the goals.")
@JSON
@click.pass_obj
def plan(
    place: Workplace,
    /,
    use: str | None,
    drop: str | None,
    listed: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Plan for the day of an interview, and show what may be expected of it (docs/plan.md).

    What is left out stays as it was.
    """
    from quizapp.commands import plan as commands

    asked = commands.Asked(**options)
    commands.plan(place, asked, use=use, drop=drop, listed=listed, as_json=as_json)


@quizapp.command()
@click.argument("query", nargs=-1, required=True)
@JSON
@click.pass_obj
def search(place: Workplace, query: tuple[str, ...], as_json: bool) -> None:
    """Find cards by the words of their questions and answers, in every language."""
    from quizapp.commands import listings

    listings.search(place, " ".join(query), as_json)


@quizapp.command()
@JSON
@click.pass_obj
def stats(place: Workplace, as_json: bool) -> None:
    """Show what is reviewed, due and new."""
    from quizapp.commands import listings

    listings.stats(place, as_json)


@quizapp.group()
def bank() -> None:
    """The question bank."""


@bank.command("check")
@click.argument("folder", required=False, metavar="[DIR]", type=FOLDER)
@click.pass_obj
def bank_check(place: Workplace, folder: Path | None) -> int:
    """Report every fault of the cards in DIR, as path:line:column; exit 1 where there is one."""
    from quizapp.commands import bank as commands

    return commands.check(place, folder or place.bank)


@bank.command("list")
@click.option("--coverage", is_flag=True, help="Count topics instead, and what is proved of each.")
@JSON
@click.pass_obj
def bank_list(place: Workplace, coverage: bool, as_json: bool) -> None:
    """List the cards."""
    from quizapp.commands import bank as commands

    (commands.coverage if coverage else commands.listing)(place, as_json)


@bank.command("book")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Of the text (the setting's).")
@click.option("-o", "folder", type=click.Path(path_type=Path), required=True, metavar="DIR")
@click.pass_obj
def bank_book(place: Workplace, lang: str | None, folder: Path) -> None:
    """Write the bank as one linked Markdown book, a chapter for each topic, into DIR."""
    from quizapp.commands import book

    book.write(place, folder, lang)


@quizapp.group()
def demo() -> None:
    """Experiments that measure what the cards claim."""


@demo.command("list")
@JSON
@click.pass_obj
def demo_list(place: Workplace, as_json: bool) -> None:
    """List the demos, their parameters and their claims."""
    from quizapp.commands import demo as commands

    commands.listing(place, as_json)


@demo.command("run")
@click.argument("address")
@click.option(
    "--unsafe-run",
    "unsafe",
    metavar="PACK@HASH",
    help="Run a demo of this pack without a sandbox, this once.",
)
@JSON
@click.pass_obj
def demo_run(place: Workplace, address: str, unsafe: str | None, as_json: bool) -> int:
    """Run the demo of ADDRESS and judge its claims: vanishing-gradient?depth=30&seed=3."""
    from quizapp.commands import demo as commands

    return commands.run(place, address, as_json, unsafe)


@demo.command("new")
@click.argument("name")
@click.option("--topic", metavar="TOPIC", help="The folder of the bank that it belongs to.")
@click.pass_obj
def demo_new(place: Workplace, name: str, topic: str | None) -> None:
    """Write a demo that works, for an author to change."""
    from quizapp.commands import new

    new.write(place, name, topic)


@demo.command("check")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--all", "every", is_flag=True, help="Check every demo of the bank.")
@click.option("--seeds", type=click.IntRange(1), default=20, show_default=True)
@click.option("--jobs", type=click.IntRange(1), help="Workers at once (every core).")
@click.option("--record", is_flag=True, help="Keep what was measured in the bank's results.json.")
@click.option("--cluster", metavar="ADDRESS", help="Run on a Ray cluster.")
@JSON
@click.pass_obj
def demo_check(place: Workplace, /, names: tuple[str, ...], every: bool, **options: Any) -> int:
    """Check claims over seeds, their margins, times and sources; exit 1 where there is a fault."""
    from quizapp.commands import check

    return check.check(place, check.Wanted(names, every, **options))


@quizapp.group()
def pack() -> None:
    """Cards and demos from elsewhere (docs/packs.md)."""


@pack.command("add")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.pass_obj
def pack_add(place: Workplace, path: Path) -> None:
    """Take in the pack at PATH, a folder or a zip, in place of one of its name."""
    from quizapp.commands import packs

    packs.add(place, path)


@pack.command("list")
@JSON
@click.pass_obj
def pack_list(place: Workplace, as_json: bool) -> None:
    """List the packs in use."""
    from quizapp.commands import packs

    packs.listing(place, as_json)


@pack.command("trust")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Approve without asking.")
@click.pass_obj
def pack_trust(place: Workplace, name: str, yes: bool) -> int:
    """Show what is in a pack and ask whether its demos may run, inside the sandbox."""
    from quizapp.commands import packs

    return packs.trust(place, name, yes)


@pack.command("remove")
@click.argument("name")
@click.pass_obj
def pack_remove(place: Workplace, name: str) -> None:
    """Delete a pack; what you learned from it is kept."""
    from quizapp.commands import packs

    packs.remove(place, name)


@quizapp.command()
@click.option("--back", is_flag=True, help="Return to the weights before the present ones.")
@JSON
@click.pass_obj
def optimize(place: Workplace, back: bool, as_json: bool) -> None:
    """Fit the schedule to your own reviews, where that predicts better (docs/statistics.md)."""
    from quizapp.commands import optimize as commands

    (commands.back if back else commands.optimize)(place, as_json)


@quizapp.command()
@click.argument("form", metavar="FORMAT", type=click.Choice((*FORMATS, "review-log")))
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Not to stdout."
)
@click.pass_obj
def export(place: Workplace, form: str, output: Path | None) -> None:
    """Write your reviews: fsrs-optimizer, srs-benchmark, anki-revlog, or the whole review-log."""
    from quizapp.commands import exchange

    exchange.export(place, form, output)


@quizapp.command("import")
@click.argument("form", metavar="FORMAT", type=click.Choice(["review-log"]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def import_(place: Workplace, form: str, file: Path) -> None:
    """Add the reviews of another copy of your log, exported as review-log."""
    from quizapp.commands import exchange

    exchange.take_in(place, file)


@quizapp.command()
@click.option("--rebuild", is_flag=True, help="Recompute every memory from the log of reviews.")
@click.pass_obj
def doctor(place: Workplace, rebuild: bool) -> int:
    """Check the study database; exit 1 where it is not sound."""
    from quizapp.commands import doctor as commands

    return commands.doctor(place, rebuild)
