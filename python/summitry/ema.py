"""A scenario as a model of the EMA Workbench, 2.5 or 3.

Needs ``ema_workbench``.
"""

from __future__ import annotations

from typing import Any

from ema_workbench import Model

from ._scenario import Scenario, scenario_of
from ._work import run

__all__ = ["summitry_model"]


class _Function:
    """What the model calls: the summary of a batch at the parameters that it is given. It pickles, for other processes."""

    def __init__(self, scenario: Scenario, paths: dict[str, str], runs: int, seed: int) -> None:
        self.scenario, self.paths, self.runs, self.seed = scenario, paths, runs, seed
        self.__name__ = "summitry"

    def __call__(self, **values: Any) -> dict[str, float]:
        changed = self.scenario.set({self.paths.get(name, name): value for name, value in values.items()})
        batch = run(changed, self.runs, self.seed, tables=["summary"], threads=1, progress=False)
        shown = batch["summary"].to_dict()
        rows = zip(shown["name"], shown["estimate"], strict=True)
        return {name.replace("-", "_"): float("nan") if of is None else of for name, of in rows}


def summitry_model(
    scenario: Scenario | str, paths: dict[str, str], name: str = "summitry", *, runs: int = 100, seed: int = 1
) -> Model:
    """A model whose outcomes are the shares and means of a batch.

    Parameters
    ----------
    scenario : Scenario or str
    paths : dict
        The dotted path of the parameter that each uncertainty or lever stands for, by its name: names of the workbench are
        identifiers.
    name : str
        The name of the model.
    runs, seed : int
        The batch at each point: the same runs, so that differences come from the parameters.

    Returns
    -------
    ema_workbench.Model
        Give it uncertainties, levers and outcomes. Outcomes are named as in the table ``summary``, with ``_`` for ``-``.
    """
    return Model(name, function=_Function(scenario_of(scenario), paths, runs, seed))
