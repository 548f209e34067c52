"""The example of a language model in a seat, against a stub on loopback."""

import http.server
import importlib.util
import json
import threading
import time
from pathlib import Path

import pytest

import summitry

EXAMPLE = Path(__file__).parent.parent / "examples" / "chat_seat.py"
PARTY = next(iter(summitry.Scenario.load("classroom").parties))


@pytest.fixture(scope="module")
def chat_seat():
    spec = importlib.util.spec_from_file_location("chat_seat", EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Stub(http.server.BaseHTTPRequestHandler):
    """Answers with the first legal word, or its own tactic's offer."""

    asked = 0
    late = False

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.path == "/v1/chat/completions" and self.headers["Authorization"] == "Bearer secret"
        asked = json.loads(body["messages"][1]["content"])
        Stub.asked += 1
        if Stub.late:
            time.sleep(1)
        answer = asked["legal"][0] if asked["legal"] else asked["table"]["proposal"]
        content = {"choices": [{"message": {"role": "assistant", "content": json.dumps({"answer": answer})}}]}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def url():
    Stub.asked, Stub.late = 0, False
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def test_its_answers_are_replayed_from_the_record_without_the_model(chat_seat, url, tmp_path):
    record = tmp_path / "answers.jsonl"
    seat = chat_seat.ChatSeat(PARTY, url, "stub", "secret", record=record)
    batch = summitry.run("classroom", 3, agents={PARTY: seat})
    asked = Stub.asked
    assert asked == sum(batch["seats"].to_dict()["answered"]) == len(record.read_text("utf-8").splitlines())
    command = batch.inputs["seats"]["party"][PARTY]["command"]
    assert "stub" in command[0] and "sha256" in command[0]
    replayed = chat_seat.ChatSeat(PARTY, url, "stub", replay=record)
    again = summitry.run("classroom", 3, agents={PARTY: replayed})
    assert again.read("runs.csv") == batch.read("runs.csv") and Stub.asked == asked


def test_a_late_answer_costs_the_seat(chat_seat, url):
    Stub.late = True
    seat = chat_seat.ChatSeat(PARTY, url, "stub", "secret", seconds=0.1)
    with pytest.warns(summitry.SeatLostWarning, match="timed out"):
        batch = summitry.run("classroom", 2, agents={PARTY: seat})
    assert "raised" in batch["seats"].to_dict()["fault"]
