"""All demos of all packs in use, read without running any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quizapp.demos.declaration import Demo
from quizapp.demos.discover import discover
from quizapp.demos.suggest import instead
from quizapp.errors import DemoError, Fault


@dataclass(frozen=True)
class Catalogue:
    """The demos that could be read, by id, and what is wrong with the others."""

    demos: dict[str, Demo]
    faults: tuple[Fault, ...] = ()

    @classmethod
    def load(cls, roots: Sequence[Path]) -> Catalogue:
        """Read every `<topic>/demos/<demo>.py` under the roots; the first demo of an id stays, a
        second is a fault.
        """
        demos: dict[str, Demo] = {}
        faults: list[Fault] = []
        for root in roots:
            for file in sorted(root.glob("*/demos/*.py")):
                found = _read(file, root)
                if isinstance(found, Demo) and found.id in demos:
                    other = demos[found.id].file
                    what = f"the demo {found.id} is also in {other}"
                    found = (Fault(str(file), found.line, 1, what, "rename one of the two"),)
                if isinstance(found, Demo):
                    demos[found.id] = found
                else:
                    faults += found
        return cls(demos, tuple(faults))

    def get(self, id: str) -> Demo:  # noqa: A002
        """The demo of that id. Raises DemoError with the nearest id there is."""
        try:
            return self.demos[id]
        except KeyError:
            raise DemoError(f"there is no demo {id[:40]!r}", instead(id, self.demos)) from None

    def all(self) -> tuple[Demo, ...]:
        """Every demo, by topic and then by id."""
        return tuple(sorted(self.demos.values(), key=lambda demo: (demo.topic, demo.id)))

    def claims(self) -> dict[str, tuple[str, ...]]:
        """The ids of every demo's claims and myths: what a card's links may name."""
        return {demo.id: tuple(claim.id for claim in demo.claims) for demo in self.all()}


def _read(file: Path, root: Path) -> Demo | tuple[Fault, ...]:
    try:
        source = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return (Fault(str(file), 1, 1, "the file is not UTF-8", "save it as UTF-8"),)
    except OSError as error:
        what = f"the file cannot be read ({error.strerror})"
        return (Fault(str(file), 1, 1, what, "make it readable or remove it"),)
    return discover(source, file=file, topic=file.relative_to(root).parts[0])
