"""Single runs, told and changed; single sessions of bargaining."""

from __future__ import annotations

import html
import os
from collections.abc import Sequence
from typing import Any

from ._call import call, call_json, options
from ._scenario import Scenario, scenario_of

__all__ = ["Story", "Whatif", "explain", "negotiate", "whatif"]


class _Record(dict[str, Any]):
    """What the command line prints as JSON, with the command that prints it."""

    def __init__(self, data: dict[str, Any], scenario: Scenario, words: list[str]) -> None:
        super().__init__(data)
        self._scenario, self._words = scenario, words

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self), self._scenario, self._words)


class Story(_Record):
    """A run as a dated story: a dictionary as ``summitry explain --format json`` prints it (docs/explain.md)."""

    @property
    def headline(self) -> str:
        """How it ended, in a sentence."""
        return str(self["headline"])

    @property
    def entries(self) -> list[dict[str, Any]]:
        """What happened, in order: ``day``, ``kind``, ``text``, ``states`` and the numbers of its decisions."""
        return list(self["entries"])

    @property
    def decisions(self) -> list[dict[str, Any]]:
        """Every decision, with the information that it was made on."""
        return list(self["decisions"])

    def text(self, all: bool = False) -> str:
        """The story as text; with `all`, routine events too."""
        return call([*self._words, *options(all=all)], self._scenario._setup)

    def to_html(self, all: bool = False) -> str:
        """The story as a page, with a figure of the run."""
        return call([*self._words, *options(all=all), "--format", "html"], self._scenario._setup)

    def __repr__(self) -> str:
        return f"<Story of run {self['run']}: {self.headline}>"

    def _repr_html_(self) -> str:
        page = html.escape(self.to_html(), quote=True)
        return f'<iframe srcdoc="{page}" style="width:100%;height:40em;border:0"></iframe>'


class Whatif(_Record):
    """A run beside its changed version, or all changes of a run by their effect: a dictionary as ``summitry whatif --format
    json`` prints it (docs/explain.md)."""

    def text(self) -> str:
        """The same as text."""
        return call(self._words, self._scenario._setup)

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self.text())}</pre>"


def explain(scenario: Scenario | str | os.PathLike[str], run: int, seed: int = 1) -> Story:
    """Tell one run, day by day.

    Raises
    ------
    ScenarioError, RunError
    """
    of = scenario_of(scenario)
    words = ["explain", *options(run=run, seed=seed)]
    return Story(call_json(words, of._setup), of, words)


def whatif(
    scenario: Scenario | str | os.PathLike[str],
    run: int,
    change: str | tuple[int, str] | None = None,
    *,
    seed: int = 1,
    seeds: int | None = None,
    measure: str = "durable",
    then: str | None = None,
    tables: bool = False,
    threads: int | None = None,
) -> Whatif:
    """Change a decision of a run, or without `change` every one in turn.

    Parameters
    ----------
    scenario : Scenario, str or path
    run : int
        The number of the run.
    change : str or (int, str), optional
        The number of a decision, as `explain` tells it, and its new answer: ``"12=grant"`` or ``(12, "grant")``.
    seed : int
        Master random seed.
    seeds : int, optional
        Futures from the decision on; for all changes in turn, 100 by default.
    measure : str
        Outcome or measure that is compared over futures, of `MEASURES`.
    then : {"recorded", "policies"}, optional
        Who answers after the change.
    tables : bool
        Without `change`: change what is accepted and rejected at the table too.
    threads : int, optional

    Raises
    ------
    ScenarioError, RunError
    """
    of = scenario_of(scenario)
    if isinstance(change, tuple):
        change = f"{change[0]}={change[1]}"
    words = [
        "whatif",
        "--quiet",
        *options(run=run, seed=seed, change=change, scan=change is None, seeds=seeds, measure=measure),
        *options(then=then, tables=tables, threads=threads),
    ]
    return Whatif(call_json(words, of._setup), of, words)


def negotiate(
    profiles: Sequence[str | os.PathLike[str]],
    strategies: Sequence[str],
    *,
    steps: int = 100,
    domain: str | os.PathLike[str] | None = None,
    require: Sequence[str] = (),
    seed: int | None = None,
    trace: bool = False,
) -> dict[str, Any]:
    """Hold one session of alternating offers between profiles.

    Parameters
    ----------
    profiles : sequence of path
        Files of Genius or GeniusWeb, all over the same issues; the parties take turns in this order.
    strategies : sequence of str
        The strategy of each, such as ``boulware`` or ``polynomial:beta=0.5,accept=next-offer``.
    steps : int
        Most passes around the table.
    domain : path, optional
        Domain file, whose issues and values the profiles must have.
    require : sequence of str
        Parties that must agree; by default all.
    seed : int, optional
        Seed of the draws between offers that do as well.
    trace : bool
        Give every offer and acceptance too.

    Returns
    -------
    dict
        As ``summitry negotiate --format json``.

    Raises
    ------
    RunError
    """
    chosen = [word for strategy in strategies for word in ("--strategy", strategy)]
    words = ["negotiate", *map(os.fspath, profiles), *chosen, *options(steps=steps, seed=seed, trace=trace)]
    words += options(domain=None if domain is None else os.fspath(domain), require=",".join(require) or None)
    return dict(call_json(words))
