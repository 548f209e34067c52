"""Sample, evaluate, analyze with SALib: a scenario as the function whose inputs are varied.

Needs ``SALib`` and NumPy.

>>> from SALib.sample import saltelli  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._scenario import Scenario, scenario_of
from ._work import run

__all__ = ["evaluate", "problem"]


def problem(ranges: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    """SALib's problem of parameters by their dotted paths, each with its least and greatest value."""
    return {"num_vars": len(ranges), "names": list(ranges), "bounds": [list(of) for of in ranges.values()]}


def evaluate(
    scenario: Scenario | str,
    problem: Mapping[str, Any],
    samples: NDArray[np.float64],
    measure: str = "durable",
    *,
    runs: int = 100,
    seed: int = 1,
) -> NDArray[np.float64]:
    """The mean of a measure at each sample, over the same runs: common random numbers.

    Parameters
    ----------
    scenario : Scenario or str
    problem : mapping
        SALib's, whose names are dotted paths of the scenario.
    samples : array of shape (n, number of parameters)
    measure : str
        An outcome, whose share is given, or a measure, whose mean over the runs that have it is given (`MEASURES`).
    runs : int
        Runs at each sample.
    seed : int
        Master random seed.

    Returns
    -------
    array of shape (n,)
        NaN where no run has a value.
    """
    base = scenario_of(scenario)

    def one(values: NDArray[np.float64]) -> float:
        changed = base.set(dict(zip(problem["names"], values.tolist(), strict=True)))
        shown = run(changed, runs, seed, tables=["summary"], progress=False)["summary"].to_dict()
        estimates = dict(zip(shown["name"], shown["estimate"], strict=True))
        found = estimates[measure]
        return float("nan") if found is None else float(found)

    return np.array([one(values) for values in samples])
