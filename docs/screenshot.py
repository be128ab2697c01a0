"""Makes docs/screenshot.svg: the app draws itself, a card revealed and key points ticked."""

from __future__ import annotations

import asyncio
import os
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from quizapp.commands.screen import application
from quizapp.commands.workplace import Workplace

TOPIC = "activations"
CARD = f"{TOPIC}/relu-vs-sigmoid"
KEYS = ("space", "t", "1", "2", "4", "enter", "pageup", "pageup")
SIZE = (92, 44)


async def shoot(home: Path) -> str:
    """The study screen with the card revealed, as SVG."""
    place = Workplace.find({**os.environ, "QUIZAPP_HOME": str(home), "LANG": "C"}, None)
    with closing(place.desk()) as desk:
        desk.refresh()
        session = desk.session(TOPIC)
        for _ in range(desk.library.count(TOPIC)):
            if session.card is not None and session.card.id != CARD:
                session.skip()
    app = application(place, "study", TOPIC)
    async with app.run_test(size=SIZE) as pilot:
        while not app.connected:
            await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        for key in KEYS:
            await pilot.press(key)
            await pilot.pause()
        return app.export_screenshot(title="quizapp")


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        picture = asyncio.run(shoot(Path(folder)))
    Path(__file__).with_name("screenshot.svg").write_text(picture, "utf-8")
