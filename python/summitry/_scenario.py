"""Scenarios: read, changed, compared."""

from __future__ import annotations

import copy
import html
import os
import tomllib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from . import _toml
from ._summitry import Setup, differences
from .errors import Diagnostic, diagnostics

if TYPE_CHECKING:
    from ._results import Batch
    from ._stories import Story, Whatif

__all__ = ["Difference", "Scenario"]


class Difference(NamedTuple):
    """A value in which two scenarios differ."""

    path: str
    this: str
    other: str


class Scenario:
    """A scenario that was read and found right. Immutable: each change gives another.

    Make one with `load`, `from_toml` or `from_dict`.

    Examples
    --------
    >>> scenario = Scenario.load("classroom")
    >>> sooner = scenario.set({"meeting.rounds.gap": 12}, gate="rounds-first:n=2")
    >>> sooner.gate
    'rounds-first:n=2'
    """

    __slots__ = ("_gate", "_read", "_sequence", "_set", "_setup")

    _setup: Setup
    _read: dict[str, Any] | None
    _set: list[str]
    _gate: str | None
    _sequence: str | None

    def __init__(self) -> None:
        raise TypeError("make a scenario with Scenario.load, Scenario.from_toml or Scenario.from_dict")

    @classmethod
    def _of(
        cls, setup: Setup, set: list[str], gate: str | None = None, sequence: str | None = None
    ) -> Scenario:
        made = object.__new__(cls)
        made._setup, made._set, made._gate, made._sequence = setup, set, gate, sequence
        made._read = None
        return made

    @classmethod
    def load(cls, name_or_path: str | os.PathLike[str]) -> Scenario:
        """Read a bundled scenario by its name (`SCENARIOS`), or a file by its path.

        Raises
        ------
        ScenarioError
            There is none, or it has errors.
        """
        return cls._of(Setup.load(os.fspath(name_or_path)), [])

    @classmethod
    def from_toml(cls, text: str, name: str = "scenario") -> Scenario:
        """Read the text of a file; `name` becomes the scenario's id.

        Raises
        ------
        ScenarioError
        """
        return cls._of(Setup.read(name, text, [], None, None), [])

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], name: str = "scenario") -> Scenario:
        """Read tables as `to_dict` gives them. `party`, `issue` and `shock` may be data frames with a column ``id``.

        Raises
        ------
        ScenarioError
        """
        whole = {key: _toml.nested(key, value) for key, value in data.items()}
        return cls.from_toml(_toml.document(whole), name)

    def set(
        self,
        changes: Mapping[str, Any] | None = None,
        /,
        *,
        gate: str | None = None,
        sequence: str | None = None,
    ) -> Scenario:
        """The scenario with changes.

        Parameters
        ----------
        changes : mapping, optional
            Values by dotted path (``"meeting.rounds.gap": 15``) or in nested mappings. A data frame stands for a table of
            tables: its rows are named by its column ``id``, and empty cells change nothing.
        gate : str, optional
            A gate such as ``rounds-first:n=3``, in place of the scenario's.
        sequence : str, optional
            An order of meetings such as ``allies-first``.

        Raises
        ------
        ScenarioError
            With the place in each change that is wrong.
        """
        data = dict(changes or {})
        for name, spec in (("gate", gate), ("sequence", sequence)):
            if isinstance(data.get(name), str):
                if spec is not None:
                    raise ValueError(f"`{name}` is given twice")
                spec = data.pop(name)
            if name == "gate":
                gate = spec or self._gate
            else:
                sequence = spec or self._sequence
        all_changes = self._set + _toml.changes(data)
        setup = Setup.read(self.id, self._setup.text, all_changes, gate, sequence)
        return self._of(setup, all_changes, gate, sequence)

    @property
    def id(self) -> str:
        """Its name, as in tables."""
        return self._setup.id

    @property
    def title(self) -> str:
        """Its title."""
        return self._setup.title

    @property
    def description(self) -> str:
        """What it represents."""
        return self._setup.description

    @property
    def gate(self) -> str:
        """The gate that it is under, such as ``rounds-first:n=3``. Change it with ``set(gate=...)``."""
        return self._setup.gate

    @property
    def sequence(self) -> str | None:
        """The order of meetings that is kept, if one is. Change it with ``set(sequence=...)``."""
        return self._setup.sequence

    @property
    def parties(self) -> dict[str, dict[str, Any]]:
        """The fields of each party, by its id."""
        return copy.deepcopy(self._tables()["party"])

    @property
    def issues(self) -> dict[str, dict[str, Any]]:
        """The fields of each issue, by its id."""
        return copy.deepcopy(self._tables()["issue"])

    @property
    def warnings(self) -> list[Diagnostic]:
        """What is probably not as it was meant."""
        return diagnostics(self._setup.warnings)

    def to_toml(self) -> str:
        """The scenario as a file, with every field written out."""
        return self._setup.to_toml()

    def to_dict(self) -> dict[str, Any]:
        """The scenario as nested dictionaries, with every field written out."""
        return copy.deepcopy(self._tables())

    def _tables(self) -> dict[str, Any]:
        if self._read is None:
            self._read = tomllib.loads(self.to_toml())
        return self._read

    def diff(self, other: Scenario) -> list[Difference]:
        """Every value in which two scenarios differ."""
        return [Difference(*found) for found in differences(self.to_toml(), other.to_toml())]

    def run(self, runs: int = 1000, seed: int = 1, **options: Any) -> Batch:
        """Simulate many runs: as `summitry.run`."""
        from ._work import run

        return run(self, runs, seed, **options)

    def explain(self, run: int, seed: int = 1) -> Story:
        """Tell one run: as `summitry.explain`."""
        from ._stories import explain

        return explain(self, run, seed)

    def whatif(self, run: int, change: Any = None, **options: Any) -> Whatif:
        """Change a decision of one run: as `summitry.whatif`."""
        from ._stories import whatif

        return whatif(self, run, change, **options)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Scenario):
            return NotImplemented
        return (self.id, self.to_toml()) == (other.id, other.to_toml())

    def __hash__(self) -> int:
        return hash((self.id, self.to_toml()))

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.id, self._setup.text, self._set, self._gate, self._sequence)

    def __repr__(self) -> str:
        return f"<Scenario {self.id}: {self.title}>"

    def _repr_html_(self) -> str:
        def row(name: str, text: str) -> str:
            return f"<tr><th style='text-align:left'>{name}</th><td style='text-align:left'>{html.escape(text)}</td></tr>"

        parties = ", ".join(f"{of.get('label', id)} ({of['role']})" for id, of in self.parties.items())
        issues = ", ".join(of.get("label", id) for id, of in self.issues.items())
        rows = [row("Gate", self.gate), row("Parties", parties), row("Issues", issues)]
        if self.sequence is not None:
            rows.insert(1, row("Order", self.sequence))
        head = f"<b>{html.escape(self.title)}</b><p>{html.escape(self.description)}</p>"
        return f"<div>{head}<table>{''.join(rows)}</table></div>"


def _restored(
    id: str, text: str, set: list[str], gate: str | None, sequence: str | None
) -> Scenario:
    return Scenario._of(Setup.read(id, text, set, gate, sequence), set, gate, sequence)


def scenario_of(what: Scenario | str | os.PathLike[str]) -> Scenario:
    """A scenario as it is, or read by its name or path."""
    return what if isinstance(what, Scenario) else Scenario.load(what)
