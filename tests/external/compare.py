#!/usr/bin/env python3
"""What this program computes beside what other programs make of the same numbers.

    python3 -m pip install --requirement tests/external/requirements.txt
    SUMMITRY=target/release/summitry python3 tests/external/compare.py

Without SUMMITRY, the program is looked for on the PATH. Comparisons whose package is not installed are skipped. It prints a
table, and ends with 1 if anything differs by more than is allowed.
"""

import csv
import importlib.metadata
import json
import math
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import warnings

warnings.filterwarnings("ignore")
SUMMITRY = os.environ.get("SUMMITRY", "summitry")


def summitry(*words, at):
    """The JSON that a command prints."""
    command = [SUMMITRY, *map(str, words)]
    done = subprocess.run(command, cwd=at, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"`{' '.join(command)}` ended with {done.returncode}: {done.stderr}")
    return json.loads(done.stdout) if "json" in words else None


def write(path, columns, rows):
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([columns, *rows])


def analyzed(at, name, *words):
    return summitry("analyze", name, *words, "--format", "json", at=at)


def negotiations(at):
    """Sessions with reservations on random domains without ties: how many agree on something else."""
    from negmas import make_issue, make_os
    from negmas.preferences import LinearAdditiveUtilityFunction, TableFun
    from negmas.sao import BoulwareTBNegotiator, ConcederTBNegotiator, LinearTBNegotiator, SAOMechanism

    kinds = {"boulware": BoulwareTBNegotiator, "linear": LinearTBNegotiator, "conceder": ConcederTBNegotiator}
    draw, cases, others = random.Random(5), 60, 0
    for _ in range(cases):
        parties, sizes = draw.choice([2, 3]), [draw.randint(3, 5) for _ in range(3)]
        names = [f"issue{j}" for j in range(len(sizes))]
        steps, chosen = draw.choice([20, 60]), [draw.choice(list(kinds)) for _ in range(parties)]
        space = make_os([make_issue([f"v{o}" for o in range(n)], name) for n, name in zip(sizes, names)])
        session = SAOMechanism(outcome_space=space, n_steps=steps)
        for k in range(parties):
            raw = [draw.random() for _ in sizes]
            weights = [weight / sum(raw) for weight in raw]
            values = [{f"v{o}": draw.random() for o in range(n)} for n in sizes]
            reservation = 0.6 * draw.random()
            profile = {"LinearAdditiveUtilitySpace": {
                "domain": {"issuesValues": {name: {"values": list(v)} for name, v in zip(names, values)}},
                "issueWeights": dict(zip(names, weights)),
                "issueUtilities": {
                    name: {"DiscreteValueSetUtilities": {"valueUtilities": v}} for name, v in zip(names, values)
                },
                "reserved_value": reservation,
            }}
            pathlib.Path(at, f"p{k}.json").write_text(json.dumps(profile))
            ufun = LinearAdditiveUtilityFunction(
                values=[TableFun(v) for v in values], weights=weights, outcome_space=space, reserved_value=reservation
            )
            session.add(kinds[chosen[k]](), ufun=ufun)
        theirs = session.run().agreement
        words = [*(f"p{k}.json" for k in range(parties)), "--strategy", ",".join(chosen), "--steps", steps]
        ours = summitry("negotiate", *words, "--format", "json", at=at)["agreement"]
        others += ours != (None if theirs is None else dict(zip(names, theirs)))
    return f"agreements that differ, of {cases}", others, 0


def sobol(at):
    """Sobol' indices of the Ishigami function."""
    from SALib.analyze import sobol as indices
    from SALib.sample import sobol as sample
    from SALib.test_functions import Ishigami

    names = ["x1", "x2", "x3"]
    problem = {"num_vars": 3, "names": names, "bounds": [[-math.pi, math.pi]] * 3}
    inputs = sample.sample(problem, 512, seed=1)
    output = Ishigami.evaluate(inputs)
    write(pathlib.Path(at, "sobol.csv"), [*names, "y"], [[*map(float, x), float(y)] for x, y in zip(inputs, output)])
    theirs = indices.analyze(problem, output, seed=1)
    words = ["--method", "sobol", "--inputs", "x1,x2,x3", "--output", "y", "--resamples", 0]
    ours = {(of["factor"], of["index"]): of["estimate"] for of in analyzed(at, "sobol.csv", *words)["indices"]}
    away = [abs(ours[name, index] - theirs[index][k]) for k, name in enumerate(names) for index in ("S1", "ST")]
    return "Sobol' indices, S1 and ST", max(away), 1e-9


def table(at, name):
    """300 rows of three inputs, an output, and whether two inputs are high."""
    draw = random.Random(3)
    rows = [[draw.random() for _ in range(3)] for _ in range(300)]
    rows = [[a, b, c, 3 * a + a * b + 0.3 * draw.random(), int(a + b > 1.2)] for a, b, c in rows]
    write(pathlib.Path(at, name), ["a", "b", "c", "y", "hit"], rows)
    return rows


def prcc(at):
    """Partial rank correlations: of what a regression on the other ranks leaves of both."""
    import numpy
    from scipy.stats import pearsonr, rankdata

    ranks = numpy.array([rankdata(column) for column in zip(*table(at, "prcc.csv"))])
    words = ["--method", "prcc", "--inputs", "a,b,c", "--output", "y"]
    away = []
    for k, of in enumerate(analyzed(at, "prcc.csv", *words)["indices"]):
        rest = numpy.vstack([ranks[[j for j in range(3) if j != k]], numpy.ones(300)]).T
        left = [ranks[j] - rest @ numpy.linalg.lstsq(rest, ranks[j], rcond=None)[0] for j in (k, 3)]
        away.append(abs(of["estimate"] - pearsonr(*left).statistic))
    return "partial rank correlations", max(away), 1e-9


def prim(at):
    """Peeling: density of the box by its mass, where both have one of the same mass."""
    import numpy
    import pandas
    from ema_workbench.analysis import prim as peeling

    rows = table(at, "prim.csv")
    frame = pandas.DataFrame([row[:3] for row in rows], columns=["a", "b", "c"])
    hits = numpy.array([row[4] for row in rows], dtype=bool)
    box = peeling.Prim(frame, hits, threshold=0.1, peel_alpha=0.05, mass_min=0.05).find_box()
    theirs = {round(mass * 300): density for mass, density in zip(box.peeling_trajectory.mass, box.peeling_trajectory.density)}
    words = ["--method", "prim", "--inputs", "a,b,c", "--output", "hit", "--threshold", ">=1"]
    ours = {of["n"]: of["density"] for of in analyzed(at, "prim.csv", *words)["steps"]}
    common = ours.keys() & theirs.keys()
    if len(common) < 10:
        return "PRIM: boxes of the same size", math.inf, 0.0
    return f"PRIM: density of {len(common)} boxes", max(abs(ours[n] - theirs[n]) for n in common), 1e-9


def survival(at):
    """The Kaplan–Meier curve of the time without a summit, by its own numbers at risk and events."""
    from lifelines import KaplanMeierFitter

    summitry("run", "kyiv-washington", "--runs", 200, "--quiet", "--out", "batch", at=at)
    analyzed(at, "batch")
    with open(next(pathlib.Path(at, "batch").glob("analysis/*/survival.csv"))) as file:
        curve = [row for row in csv.DictReader(file) if row["curve"] == "without-summit"]
    days, seen = [], []
    for row in curve:
        for event, count in ((1, row["events"]), (0, row["censored"])):
            days += [float(row["day"])] * int(count)
            seen += [event] * int(count)
    fitted = KaplanMeierFitter().fit(days, seen)
    away = [abs(float(row["survival"]) - fitted.predict(float(row["day"]))) for row in curve]
    return "Kaplan–Meier curve", max(away), 1e-9


COMPARISONS = [
    ("negmas", negotiations), ("SALib", sobol), ("scipy", prcc), ("ema_workbench", prim), ("lifelines", survival)
]


def main():
    failed = False
    print("| program | compared | greatest difference | allowed |\n|---|---|---|---|")
    for package, compare in COMPARISONS:
        try:
            version = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            print(f"| {package} | not installed: skipped | | |")
            continue
        with tempfile.TemporaryDirectory() as at:
            what, away, allowed = compare(at)
        failed |= not away <= allowed
        print(f"| {package} {version} | {what} | {away:.2g} | {allowed:.2g} |", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    SUMMITRY = str(pathlib.Path(SUMMITRY).resolve()) if os.sep in SUMMITRY else SUMMITRY
    main()
