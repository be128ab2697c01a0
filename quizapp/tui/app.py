"""The Textual app: wires screens, words, theme and desk. What a screen does is the screen's."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.message import Message

from quizapp.errors import QuizError
from quizapp.locale.words import Words
from quizapp.tui import code
from quizapp.tui.app_keys import KEYS
from quizapp.tui.themes import THEMES

if TYPE_CHECKING:
    from textual.actions import ActionParseResult
    from textual.dom import DOMNode
    from textual.screen import Screen

    from quizapp.bank.cards import Card, Language
    from quizapp.config import Settings
    from quizapp.demos.runner import Runner
    from quizapp.store.library import Refresh
    from quizapp.study.desk import Desk

Start = Literal["home", "study"]

TOLD = 15.0
"""Seconds for which an error stays on the screen."""


class QuizApp(App[None], inherit_bindings=False):
    """Interview practice in the terminal."""

    TITLE = "quizapp"
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    class Connected(Message):
        """The study database is open."""

    class Refreshed(Message):
        """The bank was read again."""

        def __init__(self, refresh: Refresh) -> None:
            super().__init__()
            self.refresh = refresh

    class Reading(Message):
        """The bank is being read for the first time."""

        def __init__(self, done: int, total: int) -> None:
            super().__init__()
            self.done = done
            self.total = total

    def __init__(
        self,
        desk: Desk,
        *,
        start: Start = "home",
        topic: str | None = None,
        environment: Mapping[str, str],
    ) -> None:
        super().__init__()
        self.desk = desk
        self.environment = environment
        self.words = Words(desk.settings.interface)
        self.highlight = code.plain
        self.connected = False
        self.bank_read = False
        self.failure: QuizError | None = None
        self._start = start
        self._topic = topic
        self._runner: Runner | None = None
        self._left: Screen[object] | None = None
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = THEMES[desk.settings.theme].name

    def get_default_screen(self) -> Screen[None]:
        """The screen that the command line asked for."""
        return self._study(self._topic) if self._start == "study" else self._home()

    def on_mount(self) -> None:
        self.call_after_refresh(self._painted)

    def _painted(self) -> None:
        """The first frame is out: load what it did not need."""
        self.highlight = code.highlight
        gc.freeze()
        gc.enable()
        self.run_worker(self._connect(), group="start")

    async def _connect(self) -> None:
        """Open the study database, then read the bank, in threads; without the first, leave."""
        try:
            await asyncio.to_thread(self.desk.connect)
        except QuizError as error:
            self.failure = error
            self.exit(return_code=2)
            return
        self.connected = True
        self._broadcast(self.Connected())
        await self._refresh()

    def refresh_bank(self) -> None:
        """Read again what changed in the bank, in a thread."""
        self.run_worker(self._refresh(), exclusive=True, group="bank")

    async def _refresh(self) -> None:
        try:
            refresh = await asyncio.to_thread(self.desk.refresh, self._progress)
        except QuizError as error:
            self.tell(error)
            return
        self.bank_read = True
        self._broadcast(self.Refreshed(refresh))

    def _progress(self, done: int, total: int) -> None:
        """Called in the reading thread: only post_message may be called from there."""
        self.screen.post_message(self.Reading(done, total))

    def _broadcast(self, message: Connected | Refreshed) -> None:
        """Tell every screen that is open; those to come ask `connected`."""
        for screen in self.screen_stack:
            if screen is not self._left:
                screen.post_message(message)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run an action; what a person can mend is told in one line and ends nothing."""
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except QuizError as error:
            self.tell(error)
            return True

    def tell(self, error: QuizError) -> None:
        """Say what went wrong and how to mend it."""
        self.notify(str(error), severity="error", markup=False, timeout=TOLD)

    def save(self, settings: Settings) -> None:
        """Keep the settings and show them at once."""
        self.desk.save(settings)
        self.words = Words(settings.interface)
        self.theme = THEMES[settings.theme].name

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: everything that the screen's keys do now."""
        from functools import partial

        from quizapp.tui.keys import entries

        for entry in entries(screen, self.words):
            for deed, key in zip(entry.deeds, entry.keys, strict=False):
                run = partial(self.run_action, deed.action, entry.node)
                yield SystemCommand(deed.label, f"{deed.hint} ({key})", run)

    def get_key_display(self, binding: Binding) -> str:
        """Keys by the names that stand on them."""
        return "enter" if binding.key == "enter" else super().get_key_display(binding)

    def action_command_palette(self) -> None:
        """Open the palette in the learner's language."""
        from textual.command import CommandPalette

        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=self.words("Type what you want to do")))

    def action_home(self) -> None:
        """Go to the home screen."""
        self._turn_to(self._home())

    def action_study(self, topic: str | None = None, ahead: bool = False) -> None:
        """Start or resume a session."""
        self._turn_to(self._study(topic, ahead=ahead))

    def action_search(self) -> None:
        """Search the bank."""
        from quizapp.tui.screens.search import SearchScreen

        self.push_screen(SearchScreen())

    def action_settings(self) -> None:
        """Change the settings."""
        from quizapp.tui.screens.settings import SettingsScreen

        self.push_screen(SettingsScreen())

    def action_help(self) -> None:
        """Show the keys of the screen that is open."""
        from quizapp.tui.keys import entries
        from quizapp.tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(entries(self.screen, self.words)))

    def open_card(self, card: Card, language: Language) -> None:
        """Show a card to read."""
        from quizapp.tui.screens.card import CardScreen

        self.push_screen(CardScreen(card, language))

    def open_lab(self, card: Card) -> None:
        """Run the demos of a card. Raises DemoError where there is none that can be run."""
        from quizapp.demos.catalogue import Catalogue
        from quizapp.demos.runner import Runner
        from quizapp.tui.screens.lab import LabScreen

        self._runner = self._runner or Runner(self.environment)
        self.push_screen(LabScreen(card.demos, Catalogue.load([self.desk.content]), self._runner))

    async def on_unmount(self) -> None:
        if self._runner is not None:
            await self._runner.close()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A screen that is open is not opened again on top of itself."""
        opener = getattr(self.screen, "OPENED_BY", None)
        return action != opener and super().check_action(action, parameters)

    def _turn_to(self, screen: Screen[None]) -> None:
        """Leave this screen for another one.

        The default screen cannot be switched away from (Textual 8.2), so it is covered for good.
        Pushing the first screen on a blank one instead costs a sixth of the whole start.
        """
        if len(self.screen_stack) > 1:
            self.switch_screen(screen)
        else:
            self._left = self.screen
            self.push_screen(screen)

    def _home(self) -> Screen[None]:
        from quizapp.tui.screens.home import HomeScreen

        return HomeScreen()

    def _study(self, topic: str | None, *, ahead: bool = False) -> Screen[None]:
        from quizapp.tui.screens.study import StudyScreen

        return StudyScreen(topic, ahead=ahead)
