import pickle

import pytest

import summitry
from summitry import Scenario, ScenarioError


def test_a_scenario_is_read_by_name_by_path_and_from_its_own_output(tmp_path):
    base = Scenario.load("classroom")
    assert base.id == "classroom"
    path = tmp_path / "classroom.toml"
    path.write_text(base.to_toml(), "utf-8")
    assert Scenario.load(path) == base
    assert Scenario.from_toml(base.to_toml(), "classroom") == base
    assert Scenario.from_dict(base.to_dict(), "classroom") == base


@pytest.mark.parametrize("name", summitry.SCENARIOS)
def test_every_bundled_scenario_survives_dictionaries(name):
    base = Scenario.load(name)
    assert Scenario.from_dict(base.to_dict(), name).to_toml() == base.to_toml()
    assert set(base.parties) == set(base.to_dict()["party"])
    assert all("options" in issue for issue in base.issues.values())


def test_changes_add_up_and_leave_the_original_alone():
    base = Scenario.load("classroom")
    sooner = base.set({"meeting.rounds.gap": 12})
    both = sooner.set({"strain": {"growth": 0.01}}, gate="rounds-first:n=4")
    assert base.to_dict()["meeting"]["rounds"]["gap"] != 12
    assert both.to_dict()["meeting"]["rounds"]["gap"] == 12
    assert both.to_dict()["strain"]["growth"] == 0.01
    assert (base.gate, both.gate) != (both.gate, base.gate)
    assert both.gate == "rounds-first:n=4"
    assert base.set({"gate": "rounds-first:n=4"}).gate == both.gate
    ordered = Scenario.load("kyiv-washington").set(sequence="allies-first")
    assert ordered.sequence == "allies-first:n=1"
    assert ordered.set({"strain.growth": 0.01}).sequence == "allies-first:n=1"


def test_the_differences_are_those_that_were_made():
    base = Scenario.load("classroom")
    found = base.diff(base.set({"meeting.rounds.gap": 12.5}))
    assert [(of.path, of.other) for of in found] == [("meeting.rounds.gap", "12.5")]
    assert base.diff(base) == []


def test_parties_are_changed_by_data_frames_of_any_kind():
    pandas, polars, pyarrow = (pytest.importorskip(of) for of in ("pandas", "polars", "pyarrow"))
    base = Scenario.load("classroom")
    party = next(iter(base.parties))
    rows = {"party": [party], "reservation": [0.125]}
    frames = [
        pandas.DataFrame(rows),
        pandas.DataFrame(rows).set_index("party"),
        polars.DataFrame(rows),
        pyarrow.table(rows),
        {party: {"reservation": 0.125}},
    ]
    for frame in frames:
        changed = base.set({"party": frame})
        assert [of.path for of in base.diff(changed)] == [f"party.{party}.reservation"]
        assert changed.parties[party]["reservation"] == 0.125


def test_a_slip_is_told_with_its_place_and_its_cure():
    text = "title = 'x'\n[strain]\ngrowht = 1\n"
    with pytest.raises(ScenarioError) as raised:
        Scenario.from_toml(text, "war")
    slip = next(of for of in raised.value.diagnostics if of.code == "unknown-key")
    assert text[slip.span[0] : slip.span[1]] == "growht"
    assert (slip.source, slip.start, slip.end) == ("war.toml", (3, 1), (3, 7))
    assert "growth" in slip.help
    assert "growht" in str(raised.value)
    assert isinstance(raised.value, ValueError)
    assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)


def test_a_slip_in_a_change_is_told_at_the_change():
    with pytest.raises(ScenarioError) as raised:
        Scenario.load("classroom").set({"meeting.rounds.gpa": 12, "strain.growth": -1.0})
    sources = [of.source for of in raised.value.diagnostics if of.severity == "error"]
    assert len(sources) == 2
    with pytest.raises(ScenarioError, match="classroom"):
        Scenario.load("classrom")


def test_a_scenario_pickles_with_its_changes():
    base = Scenario.load("kyiv-washington").set({"strain.growth": 0.01}, gate="readiness", sequence="allies-first")
    copy = pickle.loads(pickle.dumps(base))
    assert (copy, hash(copy), copy.gate, copy.sequence) == (base, hash(base), base.gate, base.sequence)
    assert copy.set({"strain.initial": 0.1}).sequence == "allies-first:n=1"


def test_a_scenario_shows_itself_and_nothing_harmful():
    base = Scenario.load("classroom").set({"title": "<script>alert(1)</script>"})
    assert "<script>" not in base._repr_html_()
    assert base.gate in base._repr_html_()
