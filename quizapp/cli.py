"""The command line: what can be asked for, and how a failure is told.

Every heavy import stands inside its command: `quizapp --version` costs an interpreter and click,
nothing else. What the commands do is in `commands/`.
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

import click

from quizapp import __version__
from quizapp.commands.workplace import Workplace
from quizapp.errors import QuizError

INTERRUPTED = 130
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/json.md).")
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def main() -> None:
    """The program. Exit codes: 0 done, 1 a check failed, 2 bad usage or input, 130 interrupted."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; every failure is one line on stderr."""
    try:
        code = quizapp.main(arguments, prog_name="quizapp", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "quizapp"
        return _complain(f"{error.format_message().rstrip('.')}; see {path} --help")
    except click.Abort:
        return INTERRUPTED
    except QuizError as error:
        if "--debug" in arguments:
            traceback.print_exc()
        return _complain(str(error))
    return code if isinstance(code, int) else 0


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
@JSON
@click.pass_obj
def bank_list(place: Workplace, as_json: bool) -> None:
    """List the cards."""
    from quizapp.commands import bank as commands

    commands.listing(place, as_json)


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
@JSON
@click.pass_obj
def demo_run(place: Workplace, address: str, as_json: bool) -> int:
    """Run the demo of ADDRESS and judge its claims: vanishing-gradient?depth=30&seed=3."""
    from quizapp.commands import demo as commands

    return commands.run(place, address, as_json)


@quizapp.command()
@click.option("--rebuild", is_flag=True, help="Recompute every memory from the log of reviews.")
@click.pass_obj
def doctor(place: Workplace, rebuild: bool) -> int:
    """Check the study database; exit 1 where it is not sound."""
    from quizapp.commands import doctor as commands

    return commands.doctor(place, rebuild)
