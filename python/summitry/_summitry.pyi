"""The engine, in Rust."""

from collections.abc import Callable, Sequence
from os import PathLike
from typing import Any

__version__: str
#: Names of outcomes and measures.
MEASURES: list[str]
#: Names of the bundled scenarios.
SCENARIOS: list[str]
#: Names of the bundled experiments.
EXPERIMENTS: list[str]
#: Names of the tables of a batch.
TABLES: list[str]
#: All answers that any request has.
ANSWERS: list[str]
#: What may be asked.
KINDS: list[str]

class Setup:
    @staticmethod
    def load(name_or_path: str) -> Setup: ...
    @staticmethod
    def read(
        name: str, text: str, set: list[str], gate: str | None, sequence: str | None
    ) -> Setup: ...
    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def gate(self) -> str: ...
    @property
    def sequence(self) -> str | None: ...
    @property
    def text(self) -> str: ...
    @property
    def warnings(self) -> list[Any]: ...
    @property
    def parties(self) -> list[str]: ...
    @property
    def issues(self) -> list[tuple[str, int]]: ...
    @property
    def window(self) -> float: ...
    def to_toml(self) -> str: ...

class Table:
    def __init__(
        self, fields: str, metadata: list[tuple[str, str]], place: bytes | str | PathLike[str]
    ) -> None: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def to_dict(self, limit: int | None = None) -> dict[str, list[Any]]: ...

class View:
    """What the asked party sees: what is public, and its own. Shares are from 0 to 1."""

    @property
    def day(self) -> float:
        """Days since the start of the window."""
    @property
    def strain(self) -> float:
        """Strain on the requester."""
    @property
    def attention(self) -> float:
        """Attention."""
    @property
    def backlog(self) -> float:
        """Share of aid shipments held up."""
    @property
    def energy(self) -> float:
        """Log deviation of the energy price."""
    @property
    def credibility(self) -> float:
        """Credibility of the process."""
    @property
    def preparation(self) -> float:
        """Preparation P."""
    @property
    def goals(self) -> float:
        """Goals G."""
    @property
    def cohesion(self) -> float:
        """Cohesion C."""
    @property
    def leverage(self) -> float:
        """Leverage L."""
    @property
    def support(self) -> dict[str, float]:
        """Domestic support of each party, as polls have it."""
    @property
    def apart(self) -> dict[str, float]:
        """Mean distance of the positions tabled on each issue."""
    @property
    def text(self) -> dict[str, dict[str, Any]]:
        """Where each issue stands: ``state`` is ``open``, ``bracketed`` (``low``, ``high``) or ``agreed`` (``option``, ``by``,
        ``prepared``)."""
    @property
    def endorsers(self) -> list[str]:
        """Who endorses the text."""
    @property
    def endorsed(self) -> float:
        """Share of the allied influence that endorses it."""
    @property
    def rounds(self) -> int:
        """Rounds held."""
    @property
    def summits(self) -> int:
        """Summits held."""
    @property
    def requests(self) -> int:
        """Requests made."""
    @property
    def deferrals(self) -> int:
        """Requests deferred since the last grant."""
    @property
    def missing(self) -> list[str]:
        """What the last deferral named as missing."""
    @property
    def weights(self) -> dict[str, float]:
        """Its weight of each issue; they sum to 1."""
    @property
    def values(self) -> dict[str, list[float]]:
        """Its value of each option of each issue."""
    @property
    def reservation(self) -> float:
        """Its reservation now."""
    @property
    def text_utility(self) -> float:
        """Its utility of the text as it stands, open issues at their status quo."""
    @property
    def agreed_utility(self) -> float | None:
        """Its utility of the agreed issues alone; `None` if none is."""
    @property
    def gate_progress(self) -> float:
        """How near the gate seems to be to open."""
    @property
    def ratification(self) -> float:
        """Its probability that the text as it stands passes at home."""
    @property
    def table(self) -> TableView | None:
        """The table, where an offer or a response is asked for."""
    def features(self, window: float) -> list[float]:
        """The view as a vector of numbers; `window` is the length of the simulated window in days."""

class TableView:
    """The table at which the party sits, and its own side of it."""

    @property
    def issues(self) -> list[tuple[str, int]]:
        """Ids of the issues on it and how many options each has, in the order of offers."""
    @property
    def standing(self) -> list[int] | None:
        """The standing offer."""
    @property
    def standing_utility(self) -> float | None:
        """Its own utility of the standing offer, over the issues of the table."""
    @property
    def proposal(self) -> list[int]:
        """The offer that its own tactic would make."""
    @property
    def aspiration(self) -> float:
        """The utility that its own tactic aspires to now."""
    @property
    def ceiling(self) -> float:
        """Its own utility of its best offer."""
    @property
    def accepts(self) -> bool:
        """Whether its own tactic accepts the standing offer."""

class Request:
    """A decision that is due."""

    @property
    def party(self) -> str:
        """Who is asked."""
    @property
    def kind(self) -> str:
        """What is asked: ``move``, ``grant``, ``offer``, ``respond`` and so on (docs/seats.md)."""
    @property
    def issue(self) -> str | None:
        """The issue that it is about, where it is about one."""
    @property
    def occurrence(self) -> int:
        """How often this party was asked this before in the run."""
    @property
    def legal(self) -> tuple[str, ...]:
        """The legal answers; none for an offer, to which the answer is an option for each issue on the table."""
    @property
    def run(self) -> int:
        """The number of the run."""
    @property
    def seed(self) -> int:
        """Where an agent that draws begins: the same for all requests of a run and seat."""
    @property
    def decision(self) -> int:
        """The number of the decision in the run, from 1."""

class Game:
    def __init__(self, setup: Setup, seats: list[str]) -> None: ...
    def begin(self, seed: int, run: int) -> list[tuple[int, str]]: ...
    def view(self, k: int) -> View: ...
    def view_of(self, party: int) -> View: ...
    def request(self, k: int) -> Request: ...
    def answer(self, k: int, answer: str | Sequence[int]) -> None: ...
    def answer_by_policy(self, k: int) -> str: ...
    def commit(self) -> list[tuple[int, str]]: ...
    def surplus(self, party: int) -> float: ...
    @property
    def outcome(self) -> str: ...

def differences(there: str, here: str) -> list[tuple[str, str, str]]: ...
def run(
    setup: Setup,
    runs: int,
    seed: int,
    tables: str | None,
    threads: int | None,
    directory: str | PathLike[str],
    force: bool,
    agents: list[tuple[str, Any, str, str | None]],
    progress: Callable[[int], object] | None,
) -> tuple[tuple[int, str, str] | None, list[str]]: ...
def sweep(
    experiment: str,
    seed: int | None,
    replications: int | None,
    rows: bool,
    threads: int | None,
    directory: str | PathLike[str],
    force: bool,
    progress: Callable[[int], object] | None,
) -> None: ...
def compare(
    rules: list[tuple[str, Setup]],
    runs: int,
    seed: int,
    threads: int | None,
    directory: str | PathLike[str],
    force: bool,
    progress: Callable[[int], object] | None,
) -> None: ...
def verify(directory: str | PathLike[str]) -> None: ...
def call(words: list[str], setup: Setup | None = None) -> tuple[int, str, str]: ...
