"""A sweep on many machines: the shards of a plan as Dask futures (docs/scale-out.md).

Needs ``distributed``, and this package on every worker in the same version. No disk need be shared.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ._call import call, options
from ._results import Destination, Sweep

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["sweep"]

#: Shards for each worker thread: so many that a lost one costs little.
_SHARDS = 4


def sweep(
    experiment: str | os.PathLike[str],
    client: Client,
    *,
    shards: int | None = None,
    seed: int | None = None,
    replications: int | None = None,
    per_run: bool = True,
    directory: str | os.PathLike[str] | None = None,
    force: bool = False,
    retries: int = 3,
) -> Sweep:
    """Run every cell of an experiment on the workers of a Dask cluster. The bytes are those of one machine.

    Parameters
    ----------
    experiment : str or path
        The name of a bundled experiment, or a file.
    client : distributed.Client
    shards : int, optional
        In how many parts; by default four for each thread of the cluster.
    seed, replications, per_run, directory, force
        As for `summitry.sweep`.
    retries : int
        How often a shard is tried again that fails. One whose worker is lost is run again by another in any case.

    Returns
    -------
    Sweep

    Raises
    ------
    RunError
    """
    if shards is None:
        shards = _SHARDS * max(1, sum(client.nthreads().values()))
    with Destination(directory) as to, tempfile.TemporaryDirectory() as place:
        plan = Path(place) / "plan.json"
        changes = options(seed=seed, replications=replications, per_run=None if per_run else "none")
        call(["plan", "new", os.fspath(experiment), *options(shards=shards, out=str(plan)), *changes, "--quiet"])
        # Once to the cluster, not once for each shard.
        text = client.scatter(plan.read_bytes(), hash=False)
        futures = client.map(_shard, range(shards), plan=text, retries=retries, pure=False)
        for files in client.gather(futures):
            for name, content in files.items():
                path = Path(place) / "shards" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        merged = options(out=str(to.path), force=force)
        call(["plan", "merge", str(plan), str(Path(place) / "shards"), *merged, "--quiet"])
        return Sweep(to.path, to.temporary)


def _shard(number: int, plan: bytes) -> dict[str, bytes]:
    """The files of a shard, by their names in the directory of all."""
    with tempfile.TemporaryDirectory() as place:
        file, out = Path(place) / "plan.json", Path(place) / "shards"
        file.write_bytes(plan)
        call(["plan", "run", str(file), *options(shard=number, out=str(out), threads=1), "--quiet"])
        found = [path for path in out.rglob("*") if path.is_file()]
        return {str(path.relative_to(out)): path.read_bytes() for path in found}
