"""Whatever exists here and on the command line has the same numbers, and the same bytes in a directory."""

import json

import pytest
from conftest import bytes_of

import summitry
from summitry import Scenario

KYIV = Scenario.load("kyiv-washington")
EXPERIMENT = {
    "title": "Two gaps",
    "scenario": "classroom",
    "replications": 6,
    "design": {"kind": "grid"},
    "factor": [{"name": "gap", "path": "meeting.rounds.gap", "levels": [10, 20]}],
}

WRITTEN = {
    "run": (
        ["run", "classroom", "--runs", "60", "--seed", "7"],
        lambda to: summitry.run("classroom", 60, 7, directory=to),
    ),
    "run with changes": (
        [
            *["run", "kyiv-washington", "-n", "40", "--set", "meeting.rounds.gap=15", "--set", "strain.growth=0.004"],
            *["--gate", "rounds-first:n=2", "--sequence", "allies-first", "--threads", "1"],
        ],
        lambda to: KYIV.set(
            {"meeting.rounds.gap": 15, "strain.growth": 0.004}, gate="rounds-first:n=2", sequence="allies-first"
        ).run(40, threads=2, directory=to),
    ),
    "run with a trace": (
        ["run", "classroom", "--runs", "5", "--tables", "runs,events,answers"],
        lambda to: summitry.run("classroom", 5, tables=["answers", "events", "runs"], directory=to),
    ),
    "sweep": (
        ["sweep", "rounds-before-summit", "--replications", "4", "--seed", "3"],
        lambda to: summitry.sweep("rounds-before-summit", replications=4, seed=3, directory=to),
    ),
    "sweep without runs": (
        ["sweep", "rounds-before-summit", "--replications", "4", "--per-run", "none"],
        lambda to: summitry.sweep("rounds-before-summit", replications=4, per_run=False, directory=to),
    ),
    "compare gates": (
        ["compare", "--gate", "summit-first", "--gate", "rounds-first:n=3", "--runs", "30"],
        lambda to: summitry.compare(
            [KYIV.set(gate=of) for of in ("summit-first", "rounds-first:n=3")], 30, directory=to
        ),
    ),
    "compare one gate with the scenario's own": (
        ["compare", "--gate", "readiness", "--runs", "30", "--seed", "2"],
        lambda to: summitry.compare([KYIV, KYIV.set(gate="readiness")], 30, 2, directory=to),
    ),
    "compare gates and orders": (
        ["compare", "--gate", "summit-first", "--gate", "readiness", "--sequence", "allies-first", "--runs", "20"],
        lambda to: summitry.compare(
            [KYIV.set(gate=of, sequence="allies-first") for of in ("summit-first", "readiness")], 20, directory=to
        ),
    ),
    "compare scenarios": (
        ["compare", "kyiv-washington", "--with", "classroom", "--runs", "20"],
        lambda to: summitry.compare(["kyiv-washington", "classroom"], 20, directory=to),
    ),
}


@pytest.mark.parametrize("what", WRITTEN)
def test_the_bytes_in_a_directory_are_the_programs(what, program, tmp_path):
    words, here = WRITTEN[what]
    program(*words, "--quiet", "--out", "theirs", cwd=tmp_path)
    result = here(tmp_path / "ours")
    theirs, ours = bytes_of(tmp_path / "theirs"), bytes_of(tmp_path / "ours")
    assert "manifest.json" in ours
    assert sorted(theirs) == sorted(ours)
    assert all(theirs[file] == ours[file] for file in theirs)
    # What is kept in memory has the same bytes.
    held = here(None)
    assert held.directory is None and result.directory == tmp_path / "ours"
    assert {file: held.read(file) for file in theirs} == theirs
    assert summitry.open(tmp_path / "ours").inputs == held.inputs


@pytest.mark.parametrize(
    ("words", "here"),
    [
        (["explain", "--run", "8"], lambda: KYIV.explain(8)),
        (
            ["explain", "classroom", "--run", "3", "--seed", "5", "--set", "meeting.rounds.gap=12"],
            lambda: Scenario.load("classroom").set({"meeting.rounds.gap": 12}).explain(3, seed=5),
        ),
        (
            ["whatif", "classroom", "--run", "3", "--change", "1=wait", "--seeds", "20"],
            lambda: summitry.whatif("classroom", 3, (1, "wait"), seeds=20),
        ),
        (
            ["whatif", "classroom", "--run", "3", "--scan", "--seeds", "2", "--measure", "no-summit"],
            lambda: summitry.whatif("classroom", 3, seeds=2, measure="no-summit"),
        ),
    ],
)
def test_stories_are_the_programs(words, here, program, tmp_path):
    assert dict(here()) == json.loads(program(*words, "--format", "json", cwd=tmp_path))


def test_analyses_are_the_programs(program, tmp_path):
    batch = summitry.run("classroom", 80, directory=tmp_path / "batch")
    ours = batch.analyze()
    assert (tmp_path / "batch" / "analysis" / "summaries" / "manifest.json").is_file()
    written = bytes_of(tmp_path / "batch" / "analysis")
    for file in (tmp_path / "batch" / "analysis").rglob("*"):
        if file.is_file():
            file.unlink()
    theirs = json.loads(program("analyze", tmp_path / "batch", "--format", "json", "-q", cwd=tmp_path))
    assert ours == theirs
    assert written == bytes_of(tmp_path / "batch" / "analysis")
    held = summitry.run("classroom", 80).analyze()
    assert {**held, "dir": theirs["dir"]} == theirs
    table = tmp_path / "table.csv"
    table.write_text("a,b,y\n" + "".join(f"{k},{k * 7 % 11},{k * 13 % 17 + k}\n" for k in range(40)), "utf-8")
    words = ["analyze", table, "--method", "prcc", "--inputs", "a,b", "--output", "y"]
    assert summitry.analyze(table, method="prcc", inputs=["a", "b"], output="y") == json.loads(
        program(*words, "--format", "json", cwd=tmp_path)
    )


def test_sessions_are_the_programs(program, tmp_path, profiles):
    words = ["negotiate", *profiles, "--strategy", "boulware", "linear", "--steps", "30", "--trace"]
    ours = summitry.negotiate(profiles, ["boulware", "linear"], steps=30, trace=True)
    assert ours == json.loads(program(*words, "--format", "json", cwd=tmp_path))
    with pytest.raises(summitry.RunError, match="strateg"):
        summitry.negotiate(profiles, ["boulware"])


def test_an_experiment_is_made_of_a_dictionary():
    swept = summitry.sweep(EXPERIMENT, name="two-gaps")
    assert len(swept["cells"]) == 2 and len(swept["runs"]) == 12
    with pytest.raises(summitry.ExperimentError) as raised:
        summitry.sweep({**EXPERIMENT, "replicatoins": 3})
    assert raised.value.diagnostics[0].span is not None


def test_numbers_do_not_depend_on_the_threads():
    one, two = (summitry.run("classroom", 100, threads=threads) for threads in (1, 2))
    assert {file: one.read(file) for file in one.files} == {file: two.read(file) for file in two.files}


def test_a_directory_is_found_finished_and_not_overwritten(tmp_path):
    first = summitry.run("classroom", 20, directory=tmp_path / "batch")
    again = summitry.run("classroom", 20, directory=tmp_path / "batch")
    assert again.manifest == first.manifest
    with pytest.raises(summitry.RunError) as raised:
        summitry.run("classroom", 21, directory=tmp_path / "batch")
    assert "number of runs" in str(raised.value)
    assert summitry.run("classroom", 21, directory=tmp_path / "batch", force=True).inputs["runs"] == 21
    (tmp_path / "batch" / "runs.csv").write_text("altered", "utf-8")
    with pytest.raises(summitry.RunError):
        summitry.open(tmp_path / "batch")


def test_what_is_refused_says_why():
    with pytest.raises(summitry.RunError, match="no table `rums`"):
        summitry.run("classroom", 5, tables=["rums"])
    with pytest.raises(ValueError, match="compared with itself"):
        summitry.compare([KYIV, KYIV])
    with pytest.raises(ValueError, match="1 scenarios"):
        summitry.compare([KYIV])
    with pytest.raises(summitry.RunError, match="first_summit"):
        summitry.whatif("classroom", 3, measure="first_sumit_day")
