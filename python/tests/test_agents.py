import warnings

import pytest

import summitry
from summitry import RunError, Scenario, SeatLostWarning

SCENARIO = Scenario.load("kyiv-washington")
GATEKEEPER = next(id for id, of in SCENARIO.parties.items() if of["role"] == "gatekeeper")
REQUESTER = next(id for id, of in SCENARIO.parties.items() if of["role"] == "requester")


def first(view, request):
    """The first legal answer; to an offer, what its own tactic would offer."""
    return request.legal[0] if request.legal else view.table.proposal


def tactful(view, request):
    if request.kind == "offer":
        return view.table.proposal
    if request.kind == "respond":
        return "accept" if view.table.accepts else "reject"
    return request.legal[0]


def test_an_agent_is_asked_for_its_own_party_and_shown_what_it_may_know():
    seen = []

    def act(view, request):
        seen.append((request.party, request.kind, request.run))
        assert abs(sum(view.weights.values()) - 1) < 1e-9
        assert set(view.support) == set(SCENARIO.parties) and set(view.text) == set(SCENARIO.issues)
        assert 0 <= view.reservation <= 1 and view.day >= 0
        assert (view.table is not None) == (request.kind in ("offer", "respond"))
        if view.table is not None:
            assert len(view.table.proposal) == len(view.table.issues)
        return tactful(view, request)

    batch = summitry.run(SCENARIO, 6, agents={GATEKEEPER: act})
    assert {party for party, _, _ in seen} == {GATEKEEPER}
    assert {"grant", "offer", "respond"} <= {kind for _, kind, _ in seen}
    assert [run for _, _, run in seen] == sorted(run for _, _, run in seen)
    seats = batch["seats"].to_dict()
    assert sum(seats["answered"]) == len(seen) and seats["fault"] == [None] * 6
    assert batch.lost is None


def test_the_same_agent_gives_the_same_bytes_whatever_the_threads(tmp_path):
    one, two = (summitry.run(SCENARIO, 12, agents={GATEKEEPER: tactful}, threads=threads) for threads in (1, 2))
    assert one.read("runs.csv") == two.read("runs.csv")
    assert one.read("runs.csv") != summitry.run(SCENARIO, 12).read("runs.csv")
    seats = one.inputs["seats"]["party"][GATEKEEPER]
    assert seats["command"] == ["test_agents:tactful"]
    assert len(seats["files"]["test_agents:tactful"]) == 64


def test_an_agent_in_process_decides_as_the_same_program_does(program, tmp_path):
    (tmp_path / "seat.py").write_text(
        "import json, sys\n"
        "for line in sys.stdin:\n"
        "    of = json.loads(line)\n"
        "    if of['type'] == 'hello':\n"
        "        print(json.dumps({'type': 'ready'}), flush=True)\n"
        "    if of['type'] == 'request':\n"
        "        answer = of['legal'][0] if of['legal'] else of['view']['table']['proposal']\n"
        "        print(json.dumps({'id': of['id'], 'answer': answer}), flush=True)\n",
        "utf-8",
    )
    program(
        *["run", "--runs", "10", "--tables", "runs,parties,answers", "--seat", f"{GATEKEEPER}=python3 seat.py"],
        *["--seat-timeout", "20000", "--out", "theirs", "-q"],
        cwd=tmp_path,
    )
    ours = summitry.run(SCENARIO, 10, agents={GATEKEEPER: first}, tables=["runs", "parties", "answers"])
    for file in ("runs.csv", "parties.csv", "answers.jsonl", "seats.csv"):
        assert ours.read(file) == (tmp_path / "theirs" / file).read_bytes(), file


class Counting:
    """Counts within its own run."""

    ended = []

    def __init__(self):
        self.asked = 0

    def act(self, view, request):
        self.asked += 1
        return tactful(view, request)

    def end(self, outcome):
        Counting.ended.append((self.asked, outcome))


def test_each_run_gets_an_instance_of_a_class_and_is_told_its_end():
    Counting.ended.clear()
    batch = summitry.run(SCENARIO, 5, agents={GATEKEEPER: Counting})
    assert [asked for asked, _ in Counting.ended] == batch["seats"].to_dict()["requests"]
    assert [outcome for _, outcome in Counting.ended] == batch["runs"].to_dict()["outcome"]


def test_an_instance_plays_all_runs():
    Counting.ended.clear()
    agent = Counting()
    batch = summitry.run(SCENARIO, 5, agents={GATEKEEPER: agent})
    assert agent.asked == sum(batch["seats"].to_dict()["answered"])


@pytest.mark.parametrize(
    ("fault", "given", "told"),
    [
        ("raised", None, "ZeroDivisionError"),
        ("illegal", "later", "later"),
        ("illegal", "accept", "accept"),
        ("illegal", [99], "99"),
        ("garbage", 3.5, "3.5"),
        ("garbage", None, "None"),
    ],
)
def test_a_fault_costs_the_seat_for_the_run_which_is_marked_and_played_on(fault, given, told):
    def act(view, request):
        if request.run % 2 and request.kind == "grant":
            return given if fault != "raised" else 1 // 0
        return tactful(view, request)

    with pytest.warns(SeatLostWarning, match=told) as warned:
        batch = summitry.run(SCENARIO, 6, agents={GATEKEEPER: act})
    seats = batch["seats"].to_dict()
    assert set(seats["fault"]) == {None, fault}
    assert all(of is None for of in seats["fault"][::2])
    run, party, lapse = batch.lost
    assert run % 2 == 1 and party == GATEKEEPER and told in lapse
    if fault == "raised":
        assert "Traceback" in lapse and "test_agents.py" in lapse and "1 // 0" in str(warned[0].message)
    assert len(batch["runs"]) == 6


def test_the_fallback_is_the_policy_that_was_named():
    def act(view, request):
        raise RuntimeError("never")

    def fallen(fallback):
        with pytest.warns(SeatLostWarning):
            return summitry.run(SCENARIO, 8, agents={GATEKEEPER: act}, fallback=fallback)

    scenario, random = fallen(None), fallen("random")
    assert scenario.read("runs.csv") == summitry.run(SCENARIO, 8).read("runs.csv")
    assert random.inputs["seats"]["party"][GATEKEEPER]["fallback"] == "random"
    assert random.read("runs.csv") != scenario.read("runs.csv")


def test_an_agent_that_always_fails_ends_the_batch_with_its_traceback():
    def act(view, request):
        raise LookupError("no idea")

    with pytest.raises(RunError, match="no idea") as raised:
        summitry.run(SCENARIO, 40, agents={GATEKEEPER: act})
    assert raised.value.kind == "agents" and "Traceback" in str(raised.value)


def test_an_interrupt_within_an_agent_ends_the_batch_as_itself(tmp_path):
    def act(view, request):
        if request.run == 3:
            raise KeyboardInterrupt
        return tactful(view, request)

    with pytest.raises(KeyboardInterrupt):
        summitry.run(SCENARIO, 40, agents={GATEKEEPER: act}, directory=tmp_path / "batch")
    # What was made before is kept, and goes on.
    agents = {GATEKEEPER: tactful}
    with pytest.raises(RunError):
        summitry.run(SCENARIO, 41, agents=agents, directory=tmp_path / "batch")


def test_a_seat_that_there_is_not_is_refused():
    with pytest.raises(RunError, match="no party `moon`"):
        summitry.run(SCENARIO, 2, agents={"moon": tactful})
    with pytest.raises(TypeError, match="neither callable"):
        summitry.run(SCENARIO, 2, agents={GATEKEEPER: 3})


def test_several_seats_are_played_at_once():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        batch = summitry.run(SCENARIO, 4, agents={GATEKEEPER: tactful, REQUESTER: Counting})
    assert batch["seats"].to_dict()["party"] == [GATEKEEPER, REQUESTER] * 4
