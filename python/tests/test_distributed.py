import os
import threading
import time

import pytest
from conftest import bytes_of

import summitry

distributed = pytest.importorskip("distributed")


def test_a_sweep_on_a_cluster_has_the_bytes_of_one_machine_though_a_worker_is_killed(tmp_path):
    from summitry.distributed import sweep

    summitry.sweep("rounds-before-summit", replications=400, directory=tmp_path / "here")
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, local_directory=tmp_path / "dask"
    )
    with cluster, distributed.Client(cluster) as client:
        killed, over = [], threading.Event()

        def kill():
            while not killed and not over.is_set():
                for worker, keys in client.processing().items():
                    if keys:
                        killed.append(worker)
                        client.run(os._exit, 1, workers=[worker], nanny=False, on_error="ignore", wait=False)
                        return
                time.sleep(0.005)

        thread = threading.Thread(target=kill)
        thread.start()
        swept = sweep("rounds-before-summit", client, shards=6, replications=400, directory=tmp_path / "there")
        over.set()
        thread.join()
    assert killed
    assert swept.inputs["runs"] == 4400
    assert bytes_of(tmp_path / "there") == bytes_of(tmp_path / "here")
