"""Agents in process: what they are, and what the manifest calls them."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from ._summitry import Request, View

__all__ = ["Agent", "Answer"]

#: A word of ``request.legal``; or, to an offer, an option for each issue on the table, counted from 0.
Answer: TypeAlias = str | Sequence[int]


class Agent(Protocol):
    """A class that plays a seat: each run gets an instance of its own.

    It may also have ``end(outcome)``, which is called when a run in which it was asked is over, and ``name``, which the manifest
    calls it.
    """

    def act(self, view: View, request: Request) -> Answer:
        """Answer a request."""
        ...


Player: TypeAlias = Callable[[View, Request], Answer] | type[Agent] | Agent


def seated(agents: Mapping[str, Player]) -> list[tuple[str, Any, str, str | None]]:
    """Each agent with its party, its name and the digest of its source, where that is known."""

    def one(party: str, agent: Any) -> tuple[str, Any, str, str | None]:
        if not (callable(agent) or callable(getattr(agent, "act", None))):
            raise TypeError(f"{agent!r} in the seat of {party} is neither callable nor has it a method `act`")
        named = agent if hasattr(agent, "__qualname__") else type(agent)
        try:
            source = inspect.getsource(named).encode()
        except (OSError, TypeError):
            digest = None
        else:
            digest = hashlib.sha256(source).hexdigest()
        name = getattr(agent, "name", None)
        if not isinstance(name, str):
            name = f"{named.__module__}:{named.__qualname__}"
        return party, agent, name, digest

    return [one(party, agent) for party, agent in agents.items()]
