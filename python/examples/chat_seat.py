"""A language model in a seat, over any endpoint that speaks the common chat-completions protocol.

    export CHAT_URL=http://localhost:8000/v1 CHAT_MODEL=some-model CHAT_KEY=...
    python chat_seat.py classroom gatekeeper --runs 5 --record answers.jsonl
    python chat_seat.py classroom gatekeeper --runs 5 --replay answers.jsonl

An answer that is late or not legal costs the seat for the rest of the run, and the run is marked. A model may answer otherwise each
time it is asked: a batch is reproducible only from the record.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import urllib.request
from pathlib import Path
from typing import Any

import summitry

PROMPT = """You play {party} in a negotiation. Each message is a request, with what you see. Reply with JSON alone: {{"answer": word}}, \
where the word is one of `legal`; or, where `legal` is empty, {{"answer": [option, ...]}}, with an option for each issue of `table`, \
counted from 0."""

SEEN = (
    "day strain attention credibility preparation goals cohesion leverage support text endorsed rounds summits deferrals missing "
    "weights values reservation text_utility gate_progress ratification"
).split()
TABLE = "issues standing standing_utility proposal aspiration ceiling".split()


def written(view: summitry.View, request: summitry.Request) -> str:
    """A request and a view as JSON."""
    data: dict[str, Any] = {"request": request.kind, "issue": request.issue, "legal": request.legal}
    data["view"] = {name: getattr(view, name) for name in SEEN}
    if view.table is not None:
        data["table"] = {name: getattr(view.table, name) for name in TABLE}
    return json.dumps(data)


class ChatSeat:
    """Asks the model, and records or replays what it answers."""

    def __init__(
        self,
        party: str,
        url: str,
        model: str,
        key: str = "",
        *,
        record: Path | None = None,
        replay: Path | None = None,
        seconds: float = 30,
    ) -> None:
        self.url, self.model, self.key, self.seconds = url.rstrip("/"), model, key, seconds
        self.prompt = PROMPT.format(party=party)
        digest = hashlib.sha256(self.prompt.encode()).hexdigest()
        #: What the manifest calls it.
        self.name = f"chat model {model}, prompt sha256 {digest}"
        self.record = record
        self.recorded: dict[str, Any] | None = None
        if replay is not None:
            lines = map(json.loads, replay.read_text("utf-8").splitlines())
            self.recorded = {line["id"]: line["answer"] for line in lines}
        elif record is not None:
            record.write_text("", "utf-8")

    def act(self, view: summitry.View, request: summitry.Request) -> summitry.Answer:
        """The model's answer."""
        number = f"{request.run}.{request.decision}"
        if self.recorded is not None:
            if number not in self.recorded:
                raise LookupError(f"the record has no answer {number}")
            return self.recorded[number]
        answer: summitry.Answer = json.loads(self.asked(written(view, request)))["answer"]
        if self.record is not None:
            with self.record.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"id": number, "answer": answer}) + "\n")
        return answer

    def asked(self, message: str) -> str:
        """What the model replies."""
        messages = [{"role": "system", "content": self.prompt}, {"role": "user", "content": message}]
        body = json.dumps({"model": self.model, "temperature": 0, "messages": messages}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.key}"}
        request = urllib.request.Request(f"{self.url}/chat/completions", body, headers)
        with urllib.request.urlopen(request, timeout=self.seconds) as reply:
            return str(json.load(reply)["choices"][0]["message"]["content"])


def main() -> None:
    """Play the seat that was named."""
    parser = argparse.ArgumentParser(description="A language model in a seat")
    parser.add_argument("scenario")
    parser.add_argument("party")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--record", type=Path)
    parser.add_argument("--replay", type=Path)
    args = parser.parse_args()
    url, model = os.environ.get("CHAT_URL", ""), os.environ.get("CHAT_MODEL", "")
    seat = ChatSeat(
        args.party, url, model, os.environ.get("CHAT_KEY", ""), record=args.record, replay=args.replay
    )
    batch = summitry.run(args.scenario, args.runs, agents={args.party: seat})
    print(batch.outcomes)
    print("reproducible only from the record")


if __name__ == "__main__":
    main()
