"""Every error that a person may meet, in one tree.

QuizError                 something a person can mend; the message says how
├── BankError             a card, a translation or a pack is wrong (carries a Fault)
├── PackError             a pack cannot be taken in, or is not there
├── MathsError            a formula that we cannot draw truly
├── FormulaError          a formula that gives no number
├── DemoError             a demo's declaration, address or run is wrong
│   └── UntrustedError    a demo of a pack may not run here; its recorded result can be shown
├── StoreError            the study database cannot be used as it is
│   ├── NewerSchemaError  it was written by a newer version; left untouched
│   └── DamagedError      it fails its integrity check
├── ExchangeError         a file from elsewhere cannot be taken in
├── SettingError          a setting has a value that we cannot use
└── UsageError            the command line asks for something that is not there
"""

from __future__ import annotations

from dataclasses import dataclass


class QuizError(Exception):
    """Something a person can mend: `what` is wrong, and the `remedy`, each without a full stop."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(f"{what}; {remedy}" if remedy else what)
        self.what = what
        self.remedy = remedy


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one place of an author's file. Lines and columns count from 1."""

    path: str
    line: int
    column: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.what}; {self.remedy}"


class BankError(QuizError):
    """A card, a translation or a pack is wrong."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.path}:{fault.line}:{fault.column}: {fault.what}", fault.remedy)
        self.fault = fault


class PackError(QuizError):
    """A pack cannot be taken in, or there is none of that name."""


class MathsError(QuizError):
    """A formula that we cannot draw without changing its meaning. `at` is the offset in the TeX
    source."""

    def __init__(self, what: str, remedy: str = "", at: int = 0) -> None:
        super().__init__(what, remedy)
        self.at = at


class FormulaError(QuizError):
    """A formula of a numeric card that gives no number. `formula` is what its author wrote."""

    def __init__(self, what: str, remedy: str = "", formula: str = "") -> None:
        super().__init__(what, remedy)
        self.formula = formula


class DemoError(QuizError):
    """A demo's declaration, address or run is wrong."""


class UntrustedError(DemoError):
    """A demo of a pack may not run here: nobody approved it, or nothing can confine it."""


class StoreError(QuizError):
    """The study database cannot be used as it is."""


class NewerSchemaError(StoreError):
    """The database was written by a newer version of quizapp; it is left untouched."""


class DamagedError(StoreError):
    """The database fails its integrity check."""


class ExchangeError(QuizError):
    """A file from elsewhere cannot be taken in."""


class SettingError(QuizError):
    """A setting has a value that we cannot use."""


class UsageError(QuizError):
    """The command line asks for something that is not there."""
