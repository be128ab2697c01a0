"""A card in the learner's own editor, and back on the screen as it was saved."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from quizapp.errors import QuizError, SettingError, UsageError

if TYPE_CHECKING:
    from quizapp.bank.cards import Card, Language
    from quizapp.tui.app import QuizApp

TAKES_LINE = {"vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "kak", "joe"}
"""Editors that open at `+line`."""


def edit(app: QuizApp, card: Card, language: Language) -> None:
    """Open the card's file, and read the bank again afterwards. Raises QuizError on failure."""
    settings = app.desk.settings
    editor = command(settings.editor, app.environment)
    text = card.text(language)
    failure: QuizError | None = None
    try:
        # `suspend` does not restore the terminal after an exception, so none may leave its body.
        with app.suspend():
            try:
                run(editor, app.desk.path_of(card, language), text.line)
            except SettingError as error:
                failure = error
    except SuspendNotSupported as error:
        raise UsageError("an editor needs a terminal of its own", "run quizapp in one") from error
    if failure is not None:
        raise failure
    app.refresh_bank(edited=text.file)


def command(setting: str, environment: Mapping[str, str]) -> list[str]:
    """The editor's command line: the setting, else $VISUAL, else $EDITOR, else vi."""
    named = (setting, environment.get("VISUAL"), environment.get("EDITOR"))
    chosen = next((each for each in named if each and not each.isspace()), "vi")
    try:
        return shlex.split(chosen)
    except ValueError as error:
        raise SettingError(
            f"the editor {chosen!r} cannot be read as a command ({error})",
            "mend it in the settings",
        ) from error


def run(editor: list[str], path: Path, line: int) -> None:
    """Run the editor on a file and wait for it. Raises SettingError where it cannot be started."""
    place = [f"+{line}"] if Path(editor[0]).name in TAKES_LINE else []
    try:
        subprocess.run([*editor, *place, str(path)], check=False)
    except OSError as error:
        raise SettingError(
            f"the editor {editor[0]} cannot be started ({error.strerror})",
            "name another one in the settings or in $EDITOR",
        ) from error
