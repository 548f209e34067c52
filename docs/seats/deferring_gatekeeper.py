#!/usr/bin/env python3
"""A gatekeeper for `summitry run --seat`: it grants a summit when preparation times cohesion is high enough.

Usage: deferring_gatekeeper.py [LEVEL]

It overrides its gate when the level is reached, defers a summit that the gate would allow when it is not, and does
what its own tactic proposes at the table. It keeps nothing from one request to the next, so that a batch comes to
the same bytes on any number of threads. Python's standard library is all that it needs.
"""

import json
import sys

# What it always does: easy issues first, aid as usual, nothing behind the requester's back, its word kept at home.
STEADY = {
    "call-round": "easy-first",
    "aid": "release",
    "pledge": "maintain",
    "initiative": "refrain",
    "ratify": "ratify",
}


def decide(request, level):
    view, legal = request["view"], request["legal"]
    kind = request["request"]
    if kind == "grant":
        wanted = view["preparation"] * view["cohesion"] >= level
        for answer in ("grant", "override") if wanted else ():
            if answer in legal:
                return answer
        return "defer"
    if kind == "offer":
        return view["table"]["proposal"]
    if kind == "respond":
        return "accept" if view["table"]["accepts"] else "reject"
    if kind in STEADY:
        return STEADY[kind]
    return legal[0]


def main():
    level = float(sys.argv[1]) if len(sys.argv) > 1 else 0.25
    for line in sys.stdin:
        message = json.loads(line)
        if message["type"] == "hello":
            reply = {"type": "ready", "name": "deferring gatekeeper"}
        elif message["type"] == "request":
            reply = {"type": "answer", "id": message["id"], "answer": decide(message, level)}
        else:
            continue
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
