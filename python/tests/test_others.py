"""Adapters, each against the package that it is for."""

import pytest

import summitry
from summitry import Scenario

PATHS = {"gap": "meeting.rounds.gap", "growth": "strain.growth"}


def test_salib_analyses_what_the_engine_evaluates():
    pytest.importorskip("SALib")
    from SALib.analyze import sobol
    from SALib.sample import sobol as sample

    from summitry import salib

    problem = salib.problem({"meeting.rounds.gap": (5, 40), "strain.growth": (0.0, 0.02)})
    samples = sample.sample(problem, 4, calc_second_order=False, seed=1)
    found = salib.evaluate("classroom", problem, samples, "no-summit", runs=20)
    assert found.shape == (len(samples),)
    gap, growth = samples[0].tolist()
    changed = Scenario.load("classroom").set({"meeting.rounds.gap": gap, "strain.growth": growth})
    assert found[0] == changed.run(20).outcomes["no-summit"]
    indices = sobol.analyze(problem, found, calc_second_order=False, num_resamples=10)
    assert indices["ST"].shape == (2,)


def test_the_workbench_runs_experiments_on_a_scenario():
    ema = pytest.importorskip("ema_workbench")
    from summitry.ema import summitry_model

    model = summitry_model("classroom", PATHS, runs=20)
    model.uncertainties = [ema.RealParameter("growth", 0.0, 0.02)]
    model.levers = [ema.IntegerParameter("gap", 5, 40)]
    model.outcomes = [ema.ScalarOutcome("no_summit"), ema.ScalarOutcome("rounds_held")]
    experiments, outcomes = ema.perform_experiments(model, scenarios=3, policies=2)
    assert len(experiments) == 6
    first = experiments.iloc[0]
    changes = {PATHS[name]: first[name] for name in PATHS}
    expected = Scenario.load("classroom").set(changes).run(20).outcomes["no-summit"]
    assert outcomes["no_summit"][0] == expected


def test_optuna_and_scikit_learn_need_no_adapter():
    optuna = pytest.importorskip("optuna")
    pytest.importorskip("sklearn")
    from sklearn.tree import DecisionTreeClassifier

    base = Scenario.load("classroom")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.RandomSampler(1))
    study.optimize(lambda trial: base.set({PATHS["gap"]: trial.suggest_int("gap", 5, 40)}).run(20).outcomes["durable"], 3)
    assert study.best_value >= 0
    runs = base.run(100)["runs"].to_pandas()
    tree = DecisionTreeClassifier(max_depth=2).fit(runs[["rounds_held", "tractability"]], runs["outcome"].astype(str))
    assert tree.score(runs[["rounds_held", "tractability"]], runs["outcome"].astype(str)) > 0.3
