"""Simulate how a negotiation reaches the leaders' table.

The engine, the tables and the numbers are those of the command line ``summitry``: the same scenario, seed and version give the
same bytes.

>>> import summitry
>>> batch = summitry.run("classroom", runs=100, seed=1)
>>> len(batch["runs"])
100
"""

from ._agents import Agent, Answer
from ._results import Batch, Column, Comparison, Results, Sweep, Table, open
from ._scenario import Difference, Scenario
from ._stories import Story, Whatif, explain, negotiate, whatif
from ._summitry import EXPERIMENTS, MEASURES, SCENARIOS, TABLES, Request, TableView, View, __version__
from ._work import analyze, compare, run, sweep
from .errors import (
    Diagnostic,
    DiagnosticError,
    ExperimentError,
    RunError,
    ScenarioError,
    SeatLostWarning,
    SummitryError,
)

__all__ = [
    "EXPERIMENTS",
    "MEASURES",
    "SCENARIOS",
    "TABLES",
    "Agent",
    "Answer",
    "Batch",
    "Column",
    "Comparison",
    "Diagnostic",
    "DiagnosticError",
    "Difference",
    "ExperimentError",
    "Request",
    "Results",
    "RunError",
    "Scenario",
    "ScenarioError",
    "SeatLostWarning",
    "Story",
    "SummitryError",
    "Sweep",
    "Table",
    "TableView",
    "View",
    "Whatif",
    "__version__",
    "analyze",
    "compare",
    "explain",
    "negotiate",
    "open",
    "run",
    "sweep",
    "whatif",
]
