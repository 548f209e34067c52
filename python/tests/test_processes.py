"""Other processes, interrupts, and memory."""

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import textwrap
import time

import pytest

import summitry

#: Seconds after which something hangs.
LIMIT = 60


def bytes_of_runs(scenario, runs):
    return summitry.run(scenario, runs, threads=2).read("runs.csv")


def answer(view, request):
    return request.legal[0] if request.legal else view.table.proposal


def played(agent):
    return summitry.run("classroom", 5, agents={PARTY: agent}).read("runs.csv")


PARTY = next(iter(summitry.Scenario.load("classroom").parties))


@pytest.mark.parametrize("how", ["fork", "spawn", "forkserver"])
def test_runs_finish_in_another_process_after_the_parent_has_run(how):
    if how not in multiprocessing.get_all_start_methods():
        pytest.skip(f"there is no {how} here")
    scenario = summitry.Scenario.load("classroom").set({"meeting.rounds.gap": 12})
    here = bytes_of_runs(scenario, 300)
    with multiprocessing.get_context(how).Pool(2) as pool:
        batches = [pool.apply_async(bytes_of_runs, (scenario, 300)) for _ in range(2)]
        assert [of.get(LIMIT) for of in batches] == [here, here]
        assert pool.apply_async(played, (answer,)).get(LIMIT) == played(answer)


def test_results_pickle_with_their_files(tmp_path):
    for batch in (
        summitry.run("classroom", 20),
        summitry.run("classroom", 20, directory=tmp_path / "batch"),
        summitry.sweep("rounds-before-summit", replications=2),
    ):
        copy = pickle.loads(pickle.dumps(batch))
        assert type(copy) is type(batch) and copy.manifest == batch.manifest
        assert all(copy.read(file) == batch.read(file) for file in batch.files)
        assert copy["runs"].to_dict() == batch["runs"].to_dict()
    story = pickle.loads(pickle.dumps(summitry.explain("classroom", 3)))
    assert story.headline in " ".join(story.text().split())


@pytest.mark.skipif(os.name != "posix", reason="signals as on Unix")
@pytest.mark.parametrize(
    "work",
    [
        "summitry.run('kyiv-washington', 4_000_000, directory=where)",
        "summitry.sweep('what-drives-durability', replications=100_000, directory=where)",
        "summitry.whatif('kyiv-washington', 8, seeds=2_000)",
    ],
)
def test_an_interrupt_stops_work_cleanly(work, tmp_path):
    script = f"""
        import summitry
        where = "there"
        print("begun", flush=True)
        try:
            {work}
        except KeyboardInterrupt:
            print("interrupted", flush=True)
            print(len(summitry.run("classroom", 10)["runs"]), flush=True)
    """
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout.readline() == "begun\n"
    time.sleep(1)
    child.send_signal(signal.SIGINT)
    out, _ = child.communicate(timeout=LIMIT)
    assert out == "interrupted\n10\n" and child.returncode == 0


def test_an_interrupted_batch_goes_on_where_it_stopped(tmp_path):
    class Stop(Exception):
        pass

    seen = []

    def progress(done):
        seen.append(done)
        if done > 0:
            raise Stop

    with pytest.raises(Stop):
        summitry.run("kyiv-washington", 4000, directory=tmp_path / "batch", progress=progress)
    assert not (tmp_path / "batch" / "manifest.json").exists()
    batch = summitry.run("kyiv-washington", 4000, directory=tmp_path / "batch", progress=seen.append)
    assert seen[-1] == 4000
    assert batch.read("runs.csv") == summitry.run("kyiv-washington", 4000).read("runs.csv")


def test_other_threads_of_python_run_meanwhile():
    import threading

    counted, over = [0], threading.Event()

    def count():
        while not over.is_set():
            counted[0] += 1
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    begun = time.monotonic()
    summitry.run("kyiv-washington", 2000, threads=1)
    elapsed = time.monotonic() - begun
    over.set()
    thread.join()
    assert counted[0] > elapsed * 100, f"{counted[0]} in {elapsed:.2f} s"


def resident():
    """Resident memory of this process in MiB."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="no /proc")
def test_batches_leave_nothing_behind():
    def once():
        batch = summitry.run("classroom", 2, tables=["runs", "parties"], threads=1, agents={PARTY: answer})
        return batch["runs"].to_dict()

    for _ in range(100):
        once()
    before = resident()
    for _ in range(1000):
        once()
    assert resident() - before < 8, "MiB more than before"
