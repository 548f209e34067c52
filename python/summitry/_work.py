"""Batches, sweeps and comparisons."""

from __future__ import annotations

import os
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from . import _summitry, _toml
from ._agents import Player, seated
from ._call import call_json, options
from ._results import Batch, Comparison, Destination, Results, Sweep
from ._scenario import Scenario, scenario_of
from .errors import SeatLostWarning

__all__ = ["analyze", "compare", "run", "sweep"]

PathLike: TypeAlias = str | os.PathLike[str]
Progress: TypeAlias = bool | Callable[[int], object] | None


@contextmanager
def _told(progress: Progress, total: int | None, what: str) -> Iterator[Callable[[int], object] | None]:
    """What is called with the runs that are done: the caller's function, or a bar if tqdm is there."""
    if callable(progress):
        yield progress
        return
    interactive = hasattr(sys, "ps1") or "ipykernel" in sys.modules
    if progress if progress is not None else interactive:
        try:
            from tqdm.auto import tqdm
        except ImportError:
            yield None
            return
        with tqdm(total=total, desc=what, unit="run") as bar:
            yield lambda done: bar.update(done - bar.n)
        return
    yield None


def run(
    scenario: Scenario | PathLike,
    runs: int = 1000,
    seed: int = 1,
    *,
    tables: Sequence[str] | None = None,
    threads: int | None = None,
    directory: PathLike | None = None,
    force: bool = False,
    agents: Mapping[str, Player] | None = None,
    fallback: str | None = None,
    progress: Progress = None,
) -> Batch:
    """Simulate many runs of a scenario.

    Run `k` of a seed draws the same random numbers under every change of the scenario, so that two batches of one seed can be
    compared run by run.

    Parameters
    ----------
    scenario : Scenario, str or path
        A scenario, the name of a bundled one, or a file.
    runs : int
        Number of runs, from 1.
    seed : int
        Master random seed, from 0 to 2**64 - 1.
    tables : sequence of str, optional
        The tables to make, of `TABLES`; by default all but ``events`` and ``answers``.
    threads : int, optional
        Threads that simulate; by default one per core. Results do not depend on it.
    directory : path, optional
        Where to write the files, byte for byte those of ``summitry run --out``. What is there already is continued, or found
        finished. Without it the result is kept in memory up to 256 MiB, and past that in a temporary directory.
    force : bool
        Replace another result in the directory.
    agents : mapping, optional
        Who plays which party: ``act(view, request)``, or a class with that method, of which every run gets an instance. Agents
        answer on the calling thread, one run after the other. One that raises an exception or gives an answer that is not
        legal loses its seat for the rest of the run, which is marked in the table ``seats``.
    fallback : str, optional
        The policy that takes over from an agent; by default the scenario's.
    progress : bool or callable, optional
        Show a bar (with tqdm), or call this with the number of runs that are done; by default a bar in interactive sessions.

    Returns
    -------
    Batch

    Raises
    ------
    ScenarioError
        The scenario is refused.
    RunError
        The batch cannot be made, or all agents fail.
    """
    of = scenario_of(scenario)
    if fallback is not None and agents:
        of = of.set({f"party.{party}.policy": fallback for party in agents})
    names = ",".join(tables) if tables is not None else None
    with Destination(directory, runs) as to, _told(progress, runs, of.id) as told:
        lost, left_out = _summitry.run(
            of._setup, runs, seed, names, threads, to.path, force, seated(agents or {}), told
        )
        batch = Batch(to.path, to.temporary)
    batch.lost = lost
    for what in left_out:
        warnings.warn(what, stacklevel=2)
    if agents:
        _warn_of_lost(batch)
    return batch


def _warn_of_lost(batch: Batch) -> None:
    seats = batch["seats"].to_dict()
    marked = sorted({run for run, fault in zip(seats["run"], seats["fault"], strict=True) if fault is not None})
    if not marked:
        return
    how = ""
    if batch.lost is not None:
        run, party, lapse = batch.lost
        how = f"; in run {run} that of {party}: {lapse}"
    warnings.warn(
        f"{len(marked)} of {batch.inputs['runs']} runs are marked in the table `seats`: an agent lost its seat, and the fallback "
        f"played on{how}",
        SeatLostWarning,
        stacklevel=3,
    )


def sweep(
    experiment: PathLike | Mapping[str, Any],
    *,
    seed: int | None = None,
    replications: int | None = None,
    per_run: bool = True,
    threads: int | None = None,
    directory: PathLike | None = None,
    force: bool = False,
    progress: Progress = None,
    name: str = "experiment",
) -> Sweep:
    """Run every cell of an experiment.

    Parameters
    ----------
    experiment : str, path or mapping
        The name of a bundled experiment (`EXPERIMENTS`), a file, or what a file holds (docs/experiments.md), under `name`.
    seed, replications : int, optional
        In place of what the experiment says.
    per_run : bool
        Whether to make the table ``runs``, with a row for every run.
    threads, directory, force, progress
        As for `run`.

    Returns
    -------
    Sweep

    Raises
    ------
    ExperimentError
        The experiment is refused.
    RunError
    """
    with Destination(directory) as to, tempfile.TemporaryDirectory() as place:
        if isinstance(experiment, Mapping):
            path = Path(place) / f"{name}.toml"
            path.write_text(_toml.document(experiment), "utf-8")
            experiment = path
        with _told(progress, None, Path(experiment).stem) as told:
            _summitry.sweep(
                os.fspath(experiment), seed, replications, per_run, threads, to.path, force, told
            )
        return Sweep(to.path, to.temporary)


def compare(
    scenarios: Sequence[Scenario | PathLike] | Mapping[str, Scenario | PathLike],
    runs: int = 1000,
    seed: int = 1,
    *,
    threads: int | None = None,
    directory: PathLike | None = None,
    force: bool = False,
    progress: Progress = None,
) -> Comparison:
    """Make the same runs of several scenarios: those of a sequence, which are named as by the command line, or of a mapping.

    Parameters
    ----------
    scenarios : sequence or mapping of Scenario, str or path
        From 2 to 32 of them, such as ``[base.set(gate=gate) for gate in ("summit-first", "readiness")]``.
    runs : int
        Runs of each.
    seed, threads, directory, force, progress
        As for `run`.

    Returns
    -------
    Comparison
        With the tables ``runs``, ``means`` and ``differences``.

    Raises
    ------
    ScenarioError, RunError
    """
    if isinstance(scenarios, Mapping):
        named = [(name, scenario_of(of)) for name, of in scenarios.items()]
    else:
        all_scenarios = [scenario_of(of) for of in scenarios]
        named = list(zip(_labels(all_scenarios), all_scenarios, strict=True))
    if not 2 <= len(named) <= 32:
        raise ValueError(f"{len(named)} scenarios: a comparison is of 2 to 32")
    names = [name for name, _ in named]
    twin = next((name for name in names if names.count(name) > 1), None)
    if twin is not None:
        raise ValueError(f"{twin!r} would be compared with itself: name the scenarios, in a mapping")
    with Destination(directory, runs) as to, _told(progress, runs, "compare") as told:
        rules = [(name, of._setup) for name, of in named]
        _summitry.compare(rules, runs, seed, threads, to.path, force, told)
        return Comparison(to.path, to.temporary)


def _labels(scenarios: Sequence[Scenario]) -> list[str]:
    """What the command line calls the rules: by their gates, orders and scenarios, as far as they were asked for."""
    several = len({of.id for of in scenarios}) > 1
    gates = any(of._gate is not None for of in scenarios)
    orders = any(of._sequence is not None for of in scenarios)

    def label(of: Scenario) -> str:
        if several and of._gate is None and of._sequence is None:
            return of.id
        order = of.sequence or "no order"
        text = f"{of.gate} / {order}" if orders and gates else order if orders else of.gate
        return f"{of.id}/{text}" if several else text

    return [label(of) for of in scenarios]


def analyze(result: Results | PathLike, **given: Any) -> dict[str, Any]:
    """What a batch, a sweep or any CSV shows: the options are those of ``summitry analyze`` (docs/analysis.md).

    Parameters
    ----------
    result : Results or path
        A result, the directory of one, or a CSV file, which needs `method`, `inputs` and `output`.
    **given
        Options, such as ``method="prim"``, ``output="durable"``, ``threshold=">=0.5"``; `inputs` may be a sequence.

    Returns
    -------
    dict
        As ``summitry analyze --format json``.

    Raises
    ------
    RunError
    """
    inputs = given.get("inputs")
    if inputs is not None and not isinstance(inputs, str):
        given["inputs"] = ",".join(inputs)
    if isinstance(result, Results):
        return result.analyze(**given)
    return dict(call_json(["analyze", os.fspath(result), "--quiet", *options(**given)]))
