"""Exceptions, and the diagnostics that they carry."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = [
    "Diagnostic",
    "DiagnosticError",
    "ExperimentError",
    "RunError",
    "ScenarioError",
    "SeatLostWarning",
    "SummitryError",
]


class SummitryError(Exception):
    """Whatever the package raises of its own."""


class Diagnostic(NamedTuple):
    """One thing that is wrong in a file or a change.

    Attributes
    ----------
    code : str
        A fixed name, such as ``unknown-key``.
    severity : str
        ``error`` or ``warning``.
    message : str
        What is wrong.
    source : str
        The file, or the change.
    span : (int, int) or None
        Where in the text of the source: characters from 0, the end exclusive. `None` for the source as a whole.
    start, end : (int, int) or None
        The same as line and column, from 1.
    help : str or None
        How to fix it.
    """

    code: str
    severity: str
    message: str
    source: str
    span: tuple[int, int] | None
    start: tuple[int, int] | None
    end: tuple[int, int] | None
    help: str | None


def diagnostics(records: list[Any]) -> list[Diagnostic]:
    """The diagnostics of the records that the engine gives."""

    def one(record: Any) -> Diagnostic:
        code, severity, message, source, span, ends, help = record
        start, end = ends or (None, None)
        return Diagnostic(code, severity, message, source, span, start, end, help)

    return [one(record) for record in records]


class DiagnosticError(SummitryError, ValueError):
    """A file or a change is refused.

    Attributes
    ----------
    diagnostics : list of Diagnostic
        All that is wrong, warnings included, in the order of the text.
    """

    def __init__(self, text: str, records: list[Any]) -> None:
        super().__init__(text, records)
        self.text = text
        self.diagnostics = diagnostics(records)

    def __str__(self) -> str:
        return self.text


class ScenarioError(DiagnosticError):
    """A scenario is refused."""


class ExperimentError(DiagnosticError):
    """An experiment is refused."""


class RunError(SummitryError, RuntimeError):
    """Work could not be done, or not to its end.

    Attributes
    ----------
    kind : str
        ``request`` (what was asked for is refused), ``data`` (files are not as they were written), ``agents`` (an agent
        fails in every run), ``write``, ``threads``, ``incomplete`` (the same call goes on from there) or ``internal``.
    """

    def __init__(self, message: str, kind: str) -> None:
        super().__init__(message, kind)
        self.message = message
        self.kind = kind

    def __str__(self) -> str:
        return self.message


class SeatLostWarning(UserWarning):
    """An agent lost its seat in some run: the scenario's policy played on, and the run is marked in the table ``seats``."""
