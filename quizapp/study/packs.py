"""The packs in use: taking them in, looking at them before they are approved, and asking of each
demo whether it may run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.bank import installing, packs
from quizapp.bank.packs import Pack
from quizapp.demos import trust
from quizapp.demos.confinement.walls import Walls, obstacle
from quizapp.demos.rules import imported
from quizapp.demos.suggest import instead
from quizapp.errors import Fault, PackError, UntrustedError
from quizapp.paths import Paths

if TYPE_CHECKING:
    from quizapp.demos.declaration import Demo
    from quizapp.store.study import StudyStore
    from quizapp.store.values import Approval


@dataclass(frozen=True)
class Review:
    """All that a learner should have seen of a pack before its demos may run."""

    pack: Pack
    entries: tuple[trust.Entry, ...]
    demos: tuple[Demo, ...]
    faults: tuple[Fault, ...]
    """Demos that cannot be read, and so will not run."""
    imports: tuple[str, ...]
    """Every package that its demos import, Python's own among them."""
    approved: bool
    """Whether exactly these files were approved."""
    changes: trust.Changes | None
    """Since the last approval; None where there was none."""

    @property
    def fingerprint(self) -> str:
        """Of all its files."""
        return trust.fingerprint(self.entries)


class Packs:
    """The packs of one home. `store` opens the history, which keeps the approvals."""

    def __init__(self, paths: Paths, store: Callable[[], StudyStore]) -> None:
        self._paths = paths
        self._store = store

    def installed(self) -> tuple[Pack, ...]:
        """Every pack in use, by name."""
        return packs.installed(self._paths.packs)

    def folders(self) -> dict[str, Path]:
        """Where each pack lies, by name."""
        return {pack.name: self._paths.packs / pack.name for pack in self.installed()}

    def add(self, origin: Path) -> Pack:
        """Take in the pack of a folder or a zip, in place of one of its name. Raises PackError."""
        return installing.install(origin, self._paths.packs)

    def remove(self, name: str) -> None:
        """Delete a pack and forget its approval; what was learned from its cards stays."""
        self._find(name)
        installing.uninstall(name, self._paths.packs)
        self._store().revoke(name)

    def is_approved(self, name: str) -> bool:
        """Whether the pack stands exactly as it was approved."""
        return self._is_approved(name, trust.survey(self._find(name)[1]))

    def review(self, name: str) -> Review:
        """What there is to see of a pack. Raises PackError where there is none of that name."""
        from quizapp.demos.catalogue import Catalogue

        pack, folder = self._find(name)
        entries, catalogue = trust.survey(folder), Catalogue.load([], {name: folder})
        approval = self._store().reads.approval(name)
        return Review(
            pack=pack,
            entries=entries,
            demos=catalogue.all(),
            faults=catalogue.faults,
            imports=_imports(catalogue.all()),
            approved=self._is_approved(name, entries),
            changes=trust.compare(_entries(approval), entries) if approval else None,
        )

    def approve(self, review: Review) -> None:
        """Let the demos of the pack run as it was shown: what has changed since stays out."""
        secret = trust.keep_secret(self._paths.secret)
        name = review.pack.name
        files = [(entry.path, entry.size, entry.sha256) for entry in review.entries]
        self._store().approve(name, trust.seal(secret, name, review.entries), files)

    def gate(self, demo: Demo) -> Walls:
        """Behind which walls a demo runs. Raises UntrustedError for one that may not run here."""
        if not demo.pack:
            return Walls.WANTED
        if reason := obstacle():
            raise UntrustedError(
                f"{demo.id} comes from the pack {demo.pack}, and this system cannot confine it: "
                f"{reason}",
                "see quizapp doctor",
            )
        try:
            _, folder = self._find(demo.pack)
            entries = trust.survey(folder)
            approved = self._is_approved(demo.pack, entries)
        except PackError as error:
            raise UntrustedError(f"{demo.id} does not run: {error.what}", error.remedy) from error
        if not (approved and _is_among(demo, folder, entries)):
            raise self._refusal(demo)
        return Walls.NEEDED

    def unsafe_gate(self, allowed: str) -> Callable[[Demo], Walls]:
        """The gate that lets the demos of one pack, `PACK@HASH`, run without any walls: for one
        run that was asked for on the command line. Raises PackError for another hash.
        """
        name, _, hash_ = allowed.partition("@")
        _, folder = self._find(name)
        entries = trust.survey(folder)
        if hash_ != (right := trust.fingerprint(entries)):
            raise PackError(
                f"the files of {name} have another hash than {hash_[:64]!r}",
                f"quizapp pack trust {name} shows it: {right[:12]}..., written in full",
            )

        def gate(demo: Demo) -> Walls:
            if demo.pack == name and _is_among(demo, folder, entries):
                return Walls.NONE
            return self.gate(demo)

        return gate

    def _find(self, name: str) -> tuple[Pack, Path]:
        for pack in self.installed():
            if pack.name == name:
                return pack, self._paths.packs / name
        known = [pack.name for pack in self.installed()]
        raise PackError(f"there is no pack {name[:40]!r}", instead(name, known))

    def _is_approved(self, name: str, entries: Sequence[trust.Entry]) -> bool:
        approval = self._store().reads.approval(name)
        if approval is None:
            return False
        return trust.holds(approval.seal, trust.keep_secret(self._paths.secret), name, entries)

    def _refusal(self, demo: Demo) -> UntrustedError:
        seen = self._store().reads.approval(demo.pack) is not None
        what = "has changed since you approved it" if seen else "has not been approved"
        return UntrustedError(
            f"{demo.id} does not run: the pack {demo.pack} {what}",
            f"look at it with quizapp pack trust {demo.pack}",
        )


def _imports(demos: Iterable[Demo]) -> tuple[str, ...]:
    found = {name for demo in demos for name in imported(demo.source)}
    return tuple(sorted(found - {"__future__"}))


def _is_among(demo: Demo, folder: Path, entries: Sequence[trust.Entry]) -> bool:
    """Whether the very bytes that would run are those of a file in the pack."""
    path = demo.file.relative_to(folder).as_posix()
    return any(entry.path == path and entry.sha256 == demo.digest for entry in entries)


def _entries(approval: Approval) -> list[trust.Entry]:
    return [trust.Entry(*file) for file in approval.files]
