"""Environments for reinforcement learning: one seat for Gymnasium, all seats for PettingZoo.

An action is a flat ``MultiDiscrete``: an answer, of `ANSWERS`, and an option for each issue, which counts where an offer is asked
for. What is legal is in the observation, as a mask for each part; ``action_space.sample(mask)`` keeps to it. An action that is not
legal is replaced by the answer of the scenario's policy, and the step's ``info`` says so under ``illegal``. The one reward comes at
the end: utility of the text less the reservation.

Needs ``pip install 'summitry[gymnasium]'`` or ``'summitry[pettingzoo]'``.
"""

from __future__ import annotations

import os
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from . import _summitry
from ._scenario import Scenario, scenario_of
from .errors import RunError

try:
    from pettingzoo import AECEnv
except ImportError:  # Only all seats together need it.
    AECEnv = object

__all__ = ["ANSWERS", "KINDS", "SeatEnv", "TalksEnv"]

#: The first part of an action: ``offer``, where the options count, and all answers that any request has.
ANSWERS: list[str] = ["offer", *_summitry.ANSWERS]

#: What may be asked.
KINDS: list[str] = _summitry.KINDS

#: Runs are numbered below this.
_RUNS = 2**32 - 1

#: So many runs in a row in which nobody is asked mean that nobody ever is.
_TRIES = 1000


class _Talks:
    """A run that goes from decision to decision, and what is seen of it as arrays."""

    def __init__(self, scenario: Scenario, seats: list[str], seed: int) -> None:
        self.setup, self.seed = scenario._setup, seed
        self.parties, self.issues = self.setup.parties, self.setup.issues
        self.game = _summitry.Game(self.setup, seats)
        self.due: list[tuple[int, str]] = []
        sizes = [len(ANSWERS), *(options for _, options in self.issues)]
        self.action_space = spaces.MultiDiscrete(sizes)
        self.kinds = {name: place for place, name in enumerate(KINDS)}
        self.answers = {name: place for place, name in enumerate(ANSWERS)}
        self.places = {id: place for place, (id, _) in enumerate(self.issues)}
        self.game.begin(seed, 0)
        length = len(self.game.view_of(0).features(self.setup.window)) + len(KINDS) + len(self.issues)
        self.observation_space = spaces.Dict(
            {
                "observation": spaces.Box(-np.inf, np.inf, (length,), np.float32),
                "action_mask": spaces.Tuple([spaces.MultiBinary(size) for size in sizes]),
            }
        )

    def begin(self, rng: np.random.Generator, run: int | None) -> int:
        """Begins a run in which somebody is asked: that of this number, or one that is drawn."""
        for _ in range(_TRIES):
            number = int(rng.integers(_RUNS)) if run is None else run
            self.due = self.game.begin(self.seed, number)
            if self.due:
                return number
            if run is not None:
                raise RunError(f"in run {run} no seat is ever asked", "request")
        raise RunError(f"in {_TRIES} runs no seat was ever asked", "request")

    def seen(self, party: str) -> dict[str, Any]:
        """What a party sees: of the decision that is due if it is its own, else with no legal action."""
        mask = [np.zeros(space.n, np.int8) for space in self.observation_space["action_mask"]]
        asked = np.zeros(len(KINDS) + len(self.issues), np.float32)
        due = next((k for k, of in self.due if of == party), None)
        if due is None:
            view = self.game.view_of(self.parties.index(party))
        else:
            view, request = self.game.view(due), self.game.request(due)
            asked[self.kinds[request.kind]] = 1
            if request.issue is not None:
                asked[len(KINDS) + self.places[request.issue]] = 1
            for word in request.legal or ("offer",):
                mask[0][self.answers[word]] = 1
            on_table = dict(view.table.issues) if view.table is not None and not request.legal else {}
            for place, (id, _) in enumerate(self.issues):
                mask[1 + place][: on_table.get(id, 1)] = 1
        features = np.array(view.features(self.setup.window), np.float32)
        return {"observation": np.concatenate([features, asked]), "action_mask": tuple(mask)}

    def answer(self, action: Any) -> dict[str, Any]:
        """Answers the first due decision; the answers take effect when none is left. Says what was answered."""
        k, _ = self.due.pop(0)
        request = self.game.request(k)
        word = ANSWERS[int(action[0])]
        told: dict[str, Any] = {"kind": request.kind}
        try:
            if word == "offer":
                table = self.game.view(k).table
                issues = [] if table is None else table.issues
                self.game.answer(k, [int(action[1 + self.places[id]]) for id, _ in issues])
            else:
                self.game.answer(k, word)
        except ValueError as error:
            self.game.answer_by_policy(k)
            told["illegal"] = str(error)
        if not self.due:
            self.due = self.game.commit()
        return told

    def surplus(self, party: str) -> float:
        """The reward at the end."""
        return self.game.surplus(self.parties.index(party))


class SeatEnv(gymnasium.Env):
    """One seat; the scenario's policies play the others.

    Parameters
    ----------
    scenario : Scenario, str or path
    party : str
        The id of the party that is played.
    seed : int
        Master random seed of the runs. Which of its runs an episode is follows from the seed given to `reset`, or from
        ``options={"run": k}``.
    """

    metadata = {"render_modes": []}

    def __init__(
        self, scenario: Scenario | str | os.PathLike[str], party: str, seed: int = 1
    ) -> None:
        self._talks = _Talks(scenario_of(scenario), [party], seed)
        self.party = party
        self.observation_space = self._talks.observation_space
        self.action_space = self._talks.action_space

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Begin a run."""
        super().reset(seed=seed)
        run = self._talks.begin(self.np_random, (options or {}).get("run"))
        return self._talks.seen(self.party), {"run": run}

    def step(self, action: Any) -> tuple[dict[str, Any], float, bool, bool, dict[str, Any]]:
        """Answer the decision that is due."""
        info = self._talks.answer(action)
        over = not self._talks.due
        reward = self._talks.surplus(self.party) if over else 0.0
        if over:
            info["outcome"] = self._talks.game.outcome
        return self._talks.seen(self.party), reward, over, False, info


class TalksEnv(AECEnv):
    """All seats, one decision at a time. Simultaneous answers take effect, and are seen, when all are given.

    Parameters
    ----------
    scenario : Scenario, str or path
    seed : int
        Master random seed of the runs, of which `reset` draws one.
    """

    metadata = {"name": "summitry_v0", "render_modes": [], "is_parallelizable": False}

    def __init__(self, scenario: Scenario | str | os.PathLike[str], seed: int = 1) -> None:
        if AECEnv is object:
            raise ImportError("TalksEnv needs PettingZoo: pip install 'summitry[pettingzoo]'")
        super().__init__()
        of = scenario_of(scenario)
        self.possible_agents = list(of._setup.parties)
        self._talks = _Talks(of, self.possible_agents, seed)
        self._rng = np.random.default_rng()
        self.render_mode = None
        self.agents: list[str] = []

    def observation_space(self, agent: str) -> spaces.Space[Any]:
        """The space of a party's observations."""
        return self._talks.observation_space

    def action_space(self, agent: str) -> spaces.Space[Any]:
        """The space of a party's actions."""
        return self._talks.action_space

    def observe(self, agent: str) -> dict[str, Any]:
        """What a party sees."""
        return self._talks.seen(agent)

    def reset(self, seed: int | None = None, options: dict[str, Any] | None = None) -> None:
        """Begin a run."""
        if seed is not None:
            self._rng = np.random.default_rng(seed)
        self._talks.begin(self._rng, (options or {}).get("run"))
        self.agents = list(self.possible_agents)
        self.rewards = dict.fromkeys(self.agents, 0.0)
        self._cumulative_rewards = dict.fromkeys(self.agents, 0.0)
        self.terminations = dict.fromkeys(self.agents, False)
        self.truncations = dict.fromkeys(self.agents, False)
        self.infos: dict[str, dict[str, Any]] = {agent: {} for agent in self.agents}
        self._skip_agent_selection = None
        self.agent_selection = self._talks.due[0][1]

    def step(self, action: Any) -> None:
        """Answer the decision of the party that is asked."""
        agent = self.agent_selection
        if self.terminations[agent] or self.truncations[agent]:
            self._was_dead_step(action)
            return
        self._cumulative_rewards[agent] = 0.0
        self._clear_rewards()
        self.infos[agent] = self._talks.answer(action)
        if self._talks.due:
            self.agent_selection = self._talks.due[0][1]
        else:
            self.rewards = {of: self._talks.surplus(of) for of in self.agents}
            self.terminations = dict.fromkeys(self.agents, True)
            for of in self.agents:
                self.infos[of] = {**self.infos[of], "outcome": self._talks.game.outcome}
            self.agent_selection = self.agents[0]
        self._accumulate_rewards()
