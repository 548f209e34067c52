import warnings

import pytest

import summitry
from summitry import Scenario

np = pytest.importorskip("numpy")
gymnasium = pytest.importorskip("gymnasium")
environments = pytest.importorskip("summitry.environments")

SCENARIO = Scenario.load("kyiv-washington")
ROLES = {of["role"]: id for id, of in SCENARIO.parties.items()}


@pytest.mark.parametrize("role", ["gatekeeper", "requester", "ally"])
def test_gymnasium_finds_no_fault(role):
    from gymnasium.utils.env_checker import check_env

    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        warnings.filterwarnings("ignore", message=".*(infinity|spec).*")
        check_env(environments.SeatEnv(SCENARIO, ROLES[role]), skip_render_check=True)


def test_an_episode_keeps_to_the_mask_and_ends_with_what_was_gained():
    env = environments.SeatEnv(SCENARIO, ROLES["gatekeeper"])
    env.action_space.seed(5)
    for run in range(8):
        seen, info = env.reset(options={"run": run})
        assert info == {"run": run}
        rewards, over = [], False
        while not over:
            action = env.action_space.sample(seen["action_mask"])
            seen, reward, over, cut, info = env.step(action)
            assert "illegal" not in info and not cut
            assert env.observation_space.contains(seen)
            rewards.append(reward)
        assert all(reward == 0 for reward in rewards[:-1]) and -1 <= rewards[-1] <= 1
        assert "outcome" in info


def test_an_action_that_is_not_legal_is_the_policys_and_said():
    env = environments.SeatEnv("classroom", next(iter(Scenario.load("classroom").parties)))
    seen, _ = env.reset(options={"run": 1})
    mask = seen["action_mask"]
    illegal = np.array([int(np.flatnonzero(mask[0] == 0)[0]), *([0] * (len(mask) - 1))])
    _, _, _, _, info = env.step(illegal)
    assert info["illegal"]


def test_an_episode_is_the_run_of_that_number():
    """The policies' own answers give the run that a batch has."""
    party = ROLES["gatekeeper"]
    runs = summitry.run(SCENARIO, 12)["runs"].to_dict()
    talks = environments._Talks(SCENARIO, [party], 1)
    for run in range(12):
        talks.due = talks.game.begin(1, run)
        while talks.due:
            for k, _ in talks.due:
                talks.game.answer_by_policy(k)
            talks.due = talks.game.commit()
        assert talks.game.outcome == runs["outcome"][run]


@pytest.mark.parametrize("name", ["kyiv-washington", "classroom"])
def test_pettingzoo_finds_no_fault(name):
    pytest.importorskip("pettingzoo")
    from pettingzoo.test import api_test, seed_test

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Action mask.*")
        warnings.filterwarnings("ignore", message="Observation space for each agent.*")
        api_test(environments.TalksEnv(name), num_cycles=600)
    seed_test(lambda: environments.TalksEnv(name), num_cycles=100)


def test_simultaneous_answers_are_hidden_until_all_are_given():
    pytest.importorskip("pettingzoo")
    env = environments.TalksEnv(SCENARIO)
    rng = np.random.default_rng(1)
    checked = 0
    for run in range(5):
        env.reset(options={"run": run})
        while not all(env.terminations.values()):
            waiting = [party for _, party in env._talks.due]
            others = {of: env.observe(of) for of in waiting[1:] if of != waiting[0]}
            mask = env.observe(env.agent_selection)["action_mask"]
            env.step(np.array([rng.choice(np.flatnonzero(part)) for part in mask]))
            for of, before in others.items():
                after = env.observe(of)
                assert np.array_equal(before["observation"], after["observation"])
                checked += 1
    assert checked > 20
