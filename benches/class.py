#!/usr/bin/env python3
"""200 students of a class submit at once, on loopback, to the real engine: is anything lost, and how long do they wait?

50 tables of `classroom`. All join, predict, and answer whatever is asked of them, all those of a wave at the same moment, wave after
wave. A wait is from the first byte of a form that was sent to the last of its answer. Afterwards the server is killed
and the stored class made again: each answer that was acknowledged is in it.

    python3 benches/class.py [STUDENTS] [WAVES]

It takes cargo; or `SUMMITRY` says which program is timed.
"""

import http.client
import json
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent


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


class Client:
    """A browser, more or less."""

    def __init__(self, at, cookie=""):
        self.at, self.cookie, self.form = at, cookie, {}

    def ask(self, path, fields=None):
        """Status, headers and body of what is asked for."""
        headers = {"Host": self.at, "Cookie": self.cookie}
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            headers |= {"Origin": f"http://{self.at}", "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection(self.at, timeout=60)
        connection.request("POST" if body is not None else "GET", path, body, headers)
        reply = connection.getresponse()
        text = reply.read().decode()
        connection.close()
        for cookie in reply.headers.get_all("Set-Cookie") or []:
            if not cookie.startswith("summitry-language"):
                self.cookie = cookie.split(";")[0]
        return reply.status, text

    def read(self, path):
        """Reads a page: what its forms are marked with, and what is asked in it."""
        _, text = self.ask(path)
        value = lambda name: (re.findall(f'name="{name}" value="([^"]*)"', text) or [""])
        self.form = {"token": value("token")[0], "key": value("key")[0]}
        names = dict.fromkeys(re.findall(r'name="(d\d+(?:-\d+)?)"', text))
        options = {name: re.findall(f'name="{name}" value="([^"]*)"', text) for name in names}
        return text, {name: values[0] for name, values in options.items() if values}


def at_once(clients, path, fields):
    """Lets all send at the same moment; their waits in milliseconds, and their statuses."""
    gate, waits, statuses = threading.Barrier(len(clients)), [], []

    def send(client, own):
        gate.wait()
        begun = time.perf_counter()
        status, _ = client.ask(path, client.form | own)
        waits.append(1000 * (time.perf_counter() - begun))
        statuses.append(status)

    threads = [threading.Thread(target=send, args=pair) for pair in zip(clients, fields)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return waits, statuses


def tell(what, waits):
    """Prints how long they waited."""
    waits = sorted(waits)
    at = lambda share: waits[min(len(waits) - 1, int(share * len(waits)))]
    print(f"{what:<34}{len(waits):>6} {at(0.5):>8.0f} {at(0.99):>8.0f} {waits[-1]:>8.0f}")


def main():
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    waves = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    summitry = built()
    with tempfile.TemporaryDirectory() as place:
        store = os.path.join(place, "a.class")
        words = ["class", "classroom", "--port", "0", "--store", store, "--tables", "100"]
        server = subprocess.Popen([summitry, *words], stdout=subprocess.PIPE, text=True)
        told = ""
        while "Ctrl-C" not in told:
            told += server.stdout.readline()
        link = lambda name: re.search(rf"^{name} +(\S+)$", told, re.M)[1]
        at = urllib.parse.urlsplit(link("Teacher")).netloc
        teacher, code = Client(at), link("Code")
        teacher.ask(urllib.parse.urlsplit(link("Teacher")).path)

        def go(phase):
            teacher.read("/teach")
            status, _ = teacher.ask("/teach/go", teacher.form | {"phase": phase})
            assert status == 303, status

        print(f"{'milliseconds':<34}{'forms':>6} {'median':>8} {'p99':>8} {'longest':>8}")
        students = [Client(at) for _ in range(many)]
        [student.read("/join") for student in students]
        names = [{"code": code, "pseudonym": f"s{k}", "language": "en"} for k in range(many)]
        waits, statuses = at_once(students, "/join", names)
        assert set(statuses) == {303}, statuses
        tell("all join", waits)
        go("predict")
        [student.read("/seat") for student in students]
        waits, statuses = at_once(students, "/seat/predict", [{"outcome": "durable", "day": "60"}] * many)
        assert set(statuses) == {303}, statuses
        tell("all predict", waits)
        go("play")
        acknowledged, all_waits = 0, []
        for wave in range(waves):
            asked = [(student, student.read("/seat")[1]) for student in students]
            asked = [(student, due) for student, due in asked if due]
            if not asked:
                break
            waits, statuses = at_once([student for student, _ in asked], "/seat/answer", [due for _, due in asked])
            assert set(statuses) == {303}, statuses
            acknowledged += len(waits)
            all_waits += waits
            tell(f"wave {wave + 1}: all who are asked answer", waits)
        tell("all answers", all_waits)
        [student.read("/seat") for student in students]
        waits, statuses = at_once(students, "/seat/note", [{"text": f"note {k}"} for k in range(many)])
        assert set(statuses) == {303}, statuses
        tell("all write a note", waits)
        memory = re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{server.pid}/status").read_text())[1]
        server.send_signal(signal.SIGKILL)
        server.wait()
        done = subprocess.run([summitry, "class", "verify", store], stdout=subprocess.PIPE, text=True)
        assert done.returncode == 0
        kept = sqlite3.connect(store).execute("SELECT action FROM action").fetchall()
        counted = lambda what: sum(json.loads(action)["do"] == what for (action,) in kept)
        assert counted("join") == many and counted("predict") == many and counted("note") == many
        assert counted("answer") == acknowledged, (counted("answer"), acknowledged)
        print(f"nothing was lost: {done.stdout.strip()}")
        print(f"peak memory of the server: {int(memory) / 1024:.0f} MiB")


main()
