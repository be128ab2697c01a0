"""The statistics screen, a card's history, and weights fitted at the end of a session."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from quizapp.bank.cards import CardId
from quizapp.scheduling import fitting
from quizapp.scheduling.memory import OWN_WEIGHTS, Rating
from quizapp.store.values import Answered
from tests.tui.conftest import Snap
from tests.tui.support import Room, appears, seen, settled, shows

needs_refit = pytest.mark.skipif(not fitting.available(), reason="the extra `refit` is not here")


@pytest.fixture
def studied(room: Room) -> Room:
    """Forty evenings, the last of them today."""
    desk, random = room.desk(), Random(1)
    room.now -= timedelta(days=40)
    for _ in range(40):
        room.now += timedelta(days=1)
        for card in desk.library.ids():
            rating = random.choice((Rating.AGAIN, Rating.GOOD, Rating.GOOD, Rating.EASY))
            seconds, confidence = random.uniform(5, 60), random.choice((None, 25, 95))
            if random.random() < 0.5:
                answered = Answered(
                    card=card,
                    rating=rating,
                    retention=0.9,
                    seconds=seconds,
                    confidence=confidence,
                )
                desk.store.record(answered)
    return room


async def test_every_number_is_drawn_and_one_key_away_as_text(studied: Room) -> None:
    app = studied.app("home")
    async with app.run_test(size=(90, 140)) as pilot:
        await settled(pilot)
        await pilot.press("v")
        await settled(pilot)
        for title in ("True retention by stability", "Time of answer", "Topics", "Forgotten 6"):
            assert await appears(pilot, title), title
        assert await appears(pilot, "█")
        await pilot.press("t")
        await pilot.pause()
        assert not shows(app, "█")
        assert await appears(pilot, f"{studied.now.date()}")
        assert await appears(pilot, "recalled  expected")


async def test_the_arrows_show_one_topic_and_come_round(studied: Room) -> None:
    app = studied.app("home")
    async with app.run_test(size=(90, 140)) as pilot:
        await settled(pilot)
        await pilot.press("v")
        await settled(pilot)
        for name in ("activations", "optimizers", "All topics", "activations"):
            await pilot.press("right")
            await settled(pilot)
            assert await appears(pilot, f" {name}"), name
        await pilot.press("left")
        await settled(pilot)
        assert await appears(pilot, "All topics")


async def test_a_newcomer_is_told_that_there_is_nothing_yet(room: Room) -> None:
    app = room.app("home")
    async with app.run_test(size=(90, 140)) as pilot:
        await settled(pilot)
        await pilot.press("v")
        await settled(pilot)
        assert await appears(pilot, "0 reviews in 0.0 h")
        assert await appears(pilot, "Reviews a day")
        below = next(at for at, row in enumerate(seen(app)) if "Reviews a day" in row) + 1
        assert seen(app)[below].strip() == "Nothing yet."


async def test_statistics_look_as_they_did(studied: Room, snap: Snap) -> None:
    await snap(studied.app("home", interface="ko"), "v", size=(80, 60))


async def test_a_card_that_is_read_tells_its_history(studied: Room) -> None:
    app = studied.app("home")
    async with app.run_test(size=(90, 60)) as pilot:
        await settled(pilot)
        await pilot.press("slash", *"relu")
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("v")
        await settled(pilot)
        assert await appears(pilot, "What a rating would do today")
        assert await appears(pilot, "Every review, the newest first")
        assert await appears(pilot, "fsrs-6/")


@pytest.fixture
def forgetful(room: Room) -> Room:
    """Sixty cards, of which most are forgotten within three days, again and again."""
    desk, random = room.desk(), Random(1)
    for _ in range(3):
        for number in range(60):
            failed = random.random() < 0.7
            answered = Answered(
                card=CardId(f"elsewhere/card-{number}"),
                rating=Rating.AGAIN if failed else Rating.GOOD,
                retention=0.9,
            )
            desk.store.record(answered)
        room.now += timedelta(days=3)
    return room


@needs_refit
async def test_weights_fitted_at_the_end_of_a_session_can_be_taken_back(forgetful: Room) -> None:
    app = forgetful.app("study")
    async with app.run_test(size=(90, 30)) as pilot:
        await settled(pilot)
        while not shows(app, "Done for now"):
            await pilot.press("space", "3")
            await settled(pilot)
        (told,) = [notification.message for notification in app._notifications]
        assert told.startswith("The schedule now follows your own 184 reviews")
        assert "w goes back" in told
        assert app.desk.store.reads.weights() == app.desk.store.scans.fits()[0].weights
        await pilot.press("w")
        await settled(pilot)
        assert app.desk.store.reads.weights() == OWN_WEIGHTS
        await pilot.press("w")
        await settled(pilot)
        assert await appears(pilot, "Done for now")
