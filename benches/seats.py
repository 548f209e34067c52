#!/usr/bin/env python3
"""Runs a second with a Python program in a seat and without, measured in one run.

10,000 runs of `classroom`, the gatekeeper played by docs/seats/deferring_gatekeeper.py; the batches take turns, and of
each kind the fastest counts. Beside them the floor: what the same number of round trips takes with no simulation.

    python3 benches/seats.py [RUNS] [ROUNDS]

It takes cargo; or `SUMMITRY` says which program is timed.
"""

import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = REPOSITORY / "docs" / "seats" / "deferring_gatekeeper.py"
SEAT = f"gatekeeper='{sys.executable}' '{PROGRAM}'"


def built():
    """The path of the program, built for release."""
    if "SUMMITRY" in os.environ:
        return os.environ["SUMMITRY"]
    command = ["cargo", "build", "--release", "--quiet", "--message-format", "json"]
    try:
        done = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
    except FileNotFoundError:
        sys.exit("cargo is missing: install Rust, https://rustup.rs")
    if done.returncode != 0:
        sys.exit(f"`{' '.join(command)}` failed")
    made = [json.loads(line).get("executable") for line in done.stdout.splitlines()]
    return [path for path in made if path][-1]


def batch(summitry, runs, out, *more):
    """Seconds of a batch of which only rows of runs are kept."""
    words = ["run", "classroom", "--runs", str(runs), "--tables", "runs", "--out", out, "--force", "--quiet"]
    start = time.perf_counter()
    done = subprocess.run([summitry, *words, *more], stdout=subprocess.DEVNULL)
    if done.returncode != 0:
        sys.exit("the batch failed")
    return time.perf_counter() - start


def trips(message, count):
    """Seconds of so many round trips with the same program, from one thread, with no simulation."""
    seat = subprocess.Popen([sys.executable, str(PROGRAM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    seat.stdin.write(b'{"type":"hello"}\n')
    seat.stdin.flush()
    seat.stdout.readline()
    start = time.perf_counter()
    for _ in range(count):
        seat.stdin.write(message)
        seat.stdin.flush()
        seat.stdout.readline()
    took = time.perf_counter() - start
    seat.stdin.close()
    seat.wait()
    return took


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    summitry = built()
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        # One request as it is sent, for the floor.
        tee = f"gatekeeper=sh -c \"tee sent | '{sys.executable}' '{PROGRAM}'\""
        batch(summitry, 1, "sent-out", "--seat", tee, "--threads", "1")
        sent = pathlib.Path("sent").read_bytes().splitlines(keepends=True)
        message = next(line for line in sent if line.startswith(b'{"type":"request"'))
        plain, seated, alone = [], [], []
        for _ in range(rounds):
            plain.append(batch(summitry, runs, "plain"))
            seated.append(batch(summitry, runs, "seated", "--seat", SEAT))
            alone.append(batch(summitry, runs, "alone", "--seat", SEAT, "--threads", "1"))
        with open("seated/seats.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        requests = sum(int(row["requests"]) for row in rows)
        marked = sum(row["fault"] != "" for row in rows)
        floor = trips(message, 20_000) / 20_000 * requests
    without, two, one = min(plain), min(seated), min(alone)
    print(f"{runs:,} runs of classroom, {requests / runs:.1f} requests a run, {len(message):,} bytes each")
    print(f"  no program           {runs / without:12,.0f} runs a second")
    print(f"  Python in a seat     {runs / two:12,.0f} runs a second, {requests / two:,.0f} answers a second")
    print(f"    on one thread      {runs / one:12,.0f} runs a second, {one / requests * 1e6:.0f} µs an answer")
    print(f"  ratio                {two / without:12.0f} times as long as without")
    print(f"  against the floor    {one / floor:12.2f} times the bare round trips, on one thread")
    print(f"  marked runs          {marked:12}")


if __name__ == "__main__":
    main()
