#!/usr/bin/env python3
"""Time of a negotiation here and in NegMAS, measured in one run.

Two parties, 5 issues of 5 options, 100 steps, boulware against conceder, on the random domains of
benches/negotiate.rs. Both times begin at the weights and values of a profile, so preferences, the
inverse of each utility and the session are in them, and end with the agreement.

    python3 benches/against_negmas.py [DOMAINS]

It takes cargo, and NegMAS (`python3 -m pip install negmas`; 0.16.0 is known to do).
"""

import pathlib
import statistics
import subprocess
import sys
import time
import warnings

ISSUES, OPTIONS, STEPS = 5, 5, 100
REPOSITORY = pathlib.Path(__file__).resolve().parent.parent


def uniforms(state):
    """The generator of the bench: numbers in (0, 1)."""
    while True:
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        yield ((state >> 12) + 0.5) / 2**52


def profiles(draw):
    """Weights that sum to 1 and values of two parties, in the order in which the bench draws them."""
    for _ in range(2):
        weights = [0.1 + next(draw) for _ in range(ISSUES)]
        values = [[next(draw) for _ in range(OPTIONS)] for _ in range(ISSUES)]
        yield [weight / sum(weights) for weight in weights], values


def theirs(domains):
    """Seconds of each negotiation in NegMAS, and how many ended in agreement."""
    try:
        warnings.filterwarnings("ignore")
        import negmas
        from negmas.preferences import LinearAdditiveUtilityFunction, TableFun
        from negmas.sao import BoulwareTBNegotiator, ConcederTBNegotiator, SAOMechanism
    except ImportError as error:
        sys.exit(
            f"NegMAS is missing ({error}). Install it for {sys.executable}:\n"
            "    python3 -m pip install negmas\n"
            "best in an environment of its own (python3 -m venv), and run this again with that python3."
        )
    space = negmas.make_os(
        [negmas.make_issue(list(range(OPTIONS)), f"issue {j}") for j in range(ISSUES)]
    )
    times, agreed = [], 0
    for domain in domains:
        start = time.perf_counter()
        session = SAOMechanism(outcome_space=space, n_steps=STEPS)
        for negotiator, (weights, values) in zip((BoulwareTBNegotiator, ConcederTBNegotiator), domain):
            utility = LinearAdditiveUtilityFunction(
                values=[TableFun(dict(enumerate(row))) for row in values],
                weights=weights,
                outcome_space=space,
                reserved_value=0.0,
            )
            session.add(negotiator(), ufun=utility)
        session.run()
        times.append(time.perf_counter() - start)
        agreed += session.agreement is not None
    return negmas.__version__, times, agreed


def ours():
    """Median seconds of a negotiation here."""
    command = ["cargo", "bench", "--quiet", "--bench", "negotiate", "--", "--pair"]
    try:
        done = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
    except FileNotFoundError:
        sys.exit("cargo is missing: install Rust, https://rustup.rs")
    if done.returncode != 0:
        sys.exit(f"`{' '.join(command)}` failed")
    return float(done.stdout.split()[-1])


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    draw = uniforms(17)
    version, times, agreed = theirs([list(profiles(draw)) for _ in range(count)])
    slow, fast = statistics.median(times), ours()
    print("2 parties, 5 issues of 5 options, 100 steps, boulware against conceder, set-up included")
    print(f"  NegMAS {version:<8} {slow * 1e6:12.1f} µs a negotiation (median of {count}, {agreed} agreed)")
    print(f"  summitry        {fast * 1e6:12.1f} µs a negotiation (median of 15 rounds of 40)")
    print(f"  ratio           {slow / fast:12.0f}")


if __name__ == "__main__":
    main()
