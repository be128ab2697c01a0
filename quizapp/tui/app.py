"""The Textual app: wires screens, words, theme and desk. What a screen does is the screen's."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.message import Message

from quizapp.bank.source import clean
from quizapp.errors import BankError, QuizError
from quizapp.locale.words import Words
from quizapp.tui import code
from quizapp.tui.app_keys import KEYS
from quizapp.tui.themes import THEMES

if TYPE_CHECKING:
    from textual.actions import ActionParseResult
    from textual.dom import DOMNode
    from textual.screen import Screen

    from quizapp.bank.cards import Card, Language
    from quizapp.bank.filling import Run
    from quizapp.config import Settings
    from quizapp.store.library import Refresh
    from quizapp.study.desk import Desk
    from quizapp.tui.attempt import Shown
    from quizapp.tui.laboratory import Laboratory
    from quizapp.tui.screens.lab import LabScreen

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

    class Planned(Message):
        """The plan for the active goal was made anew."""

    class Fitted(Message):
        """Weights that were fitted to the learner's log were taken over."""

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
        self._lab: Laboratory | None = None
        self._in_sight: Card | None = None
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
            self._fail(error)
            return
        self.connected = True
        self._broadcast(self.Connected())
        await self._refresh()

    def _fail(self, error: QuizError) -> None:
        """Leave, with what the command line says about it."""
        self.failure = error
        self.exit(return_code=2)

    def refresh_bank(self, edited: str = "") -> None:
        """Read again what changed in the bank, in a thread; what is wrong in `edited` is told."""
        self.run_worker(self._refresh(edited), exclusive=True, group="bank")

    async def _refresh(self, edited: str = "") -> None:
        try:
            refresh = await asyncio.to_thread(self.desk.refresh, self._progress)
            await asyncio.to_thread(self.desk.read_demos)
        except QuizError as error:
            self.tell(error)
            return
        if not self.bank_read and not self._can_begin():
            return
        self.bank_read = True
        self._broadcast(self.Refreshed(refresh))
        for fault in refresh.faults:
            if fault.path == edited:
                self.tell(BankError(fault))
                break
        if self._in_sight:
            await self._warm(self._in_sight)
        await self._plan()

    def _can_begin(self) -> bool:
        """Whether the bank, now read, has what the command line asks for; if not, leave."""
        try:
            self.desk.on_topic(self._topic)
        except QuizError as error:
            self._fail(error)
            return False
        return True

    def replan(self) -> None:
        """Plan anew where something changed: in a process of its own, waited for in a thread."""
        if self.connected:
            self.run_worker(self._plan(), group="plan")

    async def _plan(self) -> None:
        try:
            outlook = await asyncio.to_thread(self.desk.plan)
        except QuizError as error:
            self.tell(error)
            return
        if outlook is not None:
            self._broadcast(self.Planned())

    def refit(self) -> None:
        """At the end of a session: fit the schedule to the learner's log, where it is time."""
        if self.connected:
            self.run_worker(self._fit(), group="fit")

    async def _fit(self) -> None:
        try:
            found = await asyncio.to_thread(lambda: self.desk.fits.look())
        except QuizError as error:
            self.tell(error)
            return
        if found is not None and found.adopted:
            self.notify(
                self.words(
                    "The schedule now follows your own {n} reviews, which it predicts better"
                    " (log loss {before}, now {after}). w goes back.",
                    n=found.reviews,
                    before=f"{found.before:.3f}",
                    after=f"{found.after:.3f}",
                ),
                markup=False,
                timeout=TOLD,
            )
            self._broadcast(self.Fitted())
            await self._plan()

    def weights_back(self) -> None:
        """Schedule by the weights before the present ones."""
        if self.desk.store.take_back_weights() is not None:
            self.notify(self.words("Back to the weights before."), markup=False)
            self.replan()

    def _progress(self, done: int, total: int) -> None:
        """Called in the reading thread: only post_message may be called from there."""
        self.screen.post_message(self.Reading(done, total))

    def _broadcast(self, message: Connected | Refreshed | Planned | Fitted) -> None:
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
        self.notify(clean(str(error)), severity="error", markup=False, timeout=TOLD)

    def save(self, settings: Settings) -> None:
        """Keep the settings and show them at once."""
        self.desk.save(settings)
        self.words = Words(settings.interface)
        self.theme = THEMES[settings.theme].name
        if self._lab is not None:
            self._lab.follow(settings)

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

    def action_plan(self) -> None:
        """Show the plan for the interview."""
        from quizapp.tui.screens.plan import PlanScreen

        self.push_screen(PlanScreen())

    def action_search(self) -> None:
        """Search the bank."""
        from quizapp.tui.screens.search import SearchScreen

        self.push_screen(SearchScreen())

    def action_statistics(self) -> None:
        """Show what was done and how well it was recalled."""
        from quizapp.tui.screens.statistics import StatisticsScreen

        self.push_screen(StatisticsScreen())

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

    def open_past(self, card: Card) -> None:
        """Show a card's whole history."""
        from quizapp.tui.screens.past import PastScreen

        self.push_screen(PastScreen(card))

    def open_lab(self, shown: Shown) -> None:
        """Run the demos of a card beside it. Raises DemoError where none can be run."""
        from quizapp.tui.screens.lab import LabScreen

        runner = self._laboratory().runner
        demos = self.desk.read_demos().seen_from(shown.card.pack).spoken(shown.language)
        self.push_screen(LabScreen(shown.demos, demos, runner, shown=shown))
        self.near(shown.card)

    def on_lab_screen_measured(self, message: LabScreen.Measured) -> None:
        """A run counts as a demo in sight: the next worker waits as long again."""
        if self._in_sight is not None:
            self.near(self._in_sight)

    def near(self, card: Card) -> None:
        """A card is asked: where it has a demo, a worker begins to boot behind."""
        self._in_sight = card if card.demos else None
        if self._in_sight and self.bank_read:
            self.run_worker(self._warm(self._in_sight), group="warm")

    async def _warm(self, card: Card) -> None:
        demos = self.desk.read_demos().seen_from(card.pack)
        await self._laboratory().warm(card.demos[0], demos)

    def _laboratory(self) -> Laboratory:
        if self._lab is None:
            from quizapp.demos.keeper import LOOK_S
            from quizapp.demos.runner import Runner
            from quizapp.tui.laboratory import Laboratory

            runner = Runner(self.environment, gate=self.desk.packs.gate)
            self._lab = Laboratory(runner, self.desk.settings)
            self.set_interval(LOOK_S, self._lab.keeper.look)
        return self._lab

    def proofs(self, card: Card) -> dict[str, Run]:
        """How the sentences of a card fared, to stand under its evidence."""
        from quizapp.tui.proofs import proofs

        return proofs(self.desk.badges(card), self.words, self.desk.clock.now().date())

    async def on_unmount(self) -> None:
        self.desk.stop()
        if self._lab is not None:
            await self._lab.runner.close()

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
