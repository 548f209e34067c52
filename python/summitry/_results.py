"""Finished results: the files of a batch, a sweep or a comparison, in memory or in a directory, and their tables."""

from __future__ import annotations

import html
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from . import _summitry
from ._call import call, call_json, options

__all__ = ["Batch", "Column", "Comparison", "Results", "Sweep", "Table", "open"]

#: A result without a directory of its own is kept in memory up to so many bytes of files, and in a temporary directory past that.
IN_MEMORY = 256 << 20

#: A result of more bytes is shown without figures.
SHOWN_WITH_FIGURES = 64 << 20


class Column(NamedTuple):
    """A column of a table."""

    name: str
    #: ``string``, ``integer``, ``number`` or ``boolean``.
    type: str
    #: Empty where there is none.
    unit: str
    meaning: str


class Table:
    """A table of a result. Whatever reads Arrow takes it as it is: ``polars.DataFrame(table)``, ``pyarrow.table(table)``,
    ``duckdb.sql("from table")``.

    Words are dictionary columns; what did not happen is null. Units and meanings are in the metadata of the fields.
    """

    def __init__(self, resource: dict[str, Any], rows: int, place: bytes | Path) -> None:
        self.name: str = resource["name"]
        #: What a row is, in a phrase.
        self.title: str = resource["title"]
        self._rows = rows
        fields = resource["schema"]["fields"]
        self.columns = [
            Column(of["name"], of["type"], of.get("unit", ""), of["description"]) for of in fields
        ]
        said = [("summitry.title", self.title), ("summitry.version", _summitry.__version__)]
        self._table = _summitry.Table(json.dumps(fields), said, place)

    def __len__(self) -> int:
        return self._rows

    def __arrow_c_schema__(self) -> object:
        return self._table.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)

    def to_dict(self, limit: int | None = None) -> dict[str, list[Any]]:
        """The columns as lists, of the first `limit` rows if that is given; `None` for what did not happen."""
        return self._table.to_dict(limit)

    def to_arrow(self) -> Any:
        """A ``pyarrow.Table``."""
        import pyarrow

        return pyarrow.table(self)

    def to_pandas(self) -> Any:
        """A ``pandas.DataFrame``: through pyarrow if that is installed, with words as categories."""
        try:
            import pyarrow
        except ImportError:
            import pandas

            return pandas.DataFrame(self.to_dict())
        return pyarrow.table(self).to_pandas()

    def to_polars(self) -> Any:
        """A ``polars.DataFrame``."""
        import polars

        return polars.DataFrame(self)

    def __repr__(self) -> str:
        return f"<Table {self.name}: {self.title}; {self._rows} rows, {len(self.columns)} columns>"

    def _repr_html_(self) -> str:
        shown = self.to_dict(10)
        head = "".join(
            f"<th title='{html.escape(of.meaning, quote=True)}'>{of.name}</th>" for of in self.columns
        )
        lines = zip(*shown.values(), strict=True)
        body = "".join("<tr>" + "".join(f"<td>{_cell(cell)}</td>" for cell in line) + "</tr>" for line in lines)
        more = "" if self._rows <= 10 else f"<p>… {self._rows} rows</p>"
        return f"<table><tr>{head}</tr>{body}</table>{more}"


def _cell(value: Any) -> str:
    return "" if value is None else html.escape(str(value))


class Results:
    """A finished batch, sweep or comparison. It pickles, with its files, unless they are too many for memory.

    ``results[name]`` is a `Table`.
    """

    _directory: Path | None
    _temporary: tempfile.TemporaryDirectory[str] | None
    _files: dict[str, bytes]

    def __init__(
        self, directory: Path | None, temporary: tempfile.TemporaryDirectory[str] | None = None
    ) -> None:
        self._directory, self._temporary, self._files = directory, temporary, {}
        if temporary is not None:
            self._directory = Path(temporary.name)
            files = [of for of in self._directory.iterdir() if of.is_file()]
            if sum(of.stat().st_size for of in files) <= IN_MEMORY:
                self._files = {of.name: of.read_bytes() for of in files}
                temporary.cleanup()
                self._directory = self._temporary = None
        self._read()

    def _read(self) -> None:
        self.manifest: dict[str, Any] = json.loads(self.read("manifest.json"))
        package = json.loads(self.read("datapackage.json"))
        self._resources = {of["name"]: of for of in package["resources"]}

    def __del__(self) -> None:
        if getattr(self, "_temporary", None) is not None:
            self._temporary.cleanup()

    @property
    def directory(self) -> Path | None:
        """The directory that it was written to; `None` for one that is kept in memory."""
        return self._directory if self._temporary is None else None

    @property
    def inputs(self) -> dict[str, Any]:
        """What determines it, byte for byte: scenario, seed, runs, version."""
        return {name: of for name, of in self.manifest.items() if name not in ("format", "files")}

    @property
    def files(self) -> list[str]:
        """The names of its files."""
        return [of["file"] for of in self.manifest["files"]]

    @property
    def tables(self) -> list[str]:
        """The names of its tables."""
        return list(self._resources)

    def read(self, file: str) -> bytes:
        """The bytes of one of its files."""
        if self._directory is None:
            return self._files[file]
        return (self._directory / file).read_bytes()

    def __getitem__(self, name: str) -> Table:
        if name not in self._resources:
            raise KeyError(f"there is no table {name!r}; there are {', '.join(self._resources)}")
        resource = self._resources[name]
        rows = next(of["rows"] for of in self.manifest["files"] if of.get("table") == name)
        file = resource["path"]
        place = self._files[file] if self._directory is None else self._directory / file
        return Table(resource, rows, place)

    def __iter__(self) -> Iterator[str]:
        return iter(self._resources)

    def save(self, directory: str | os.PathLike[str]) -> Path:
        """Write its files to a directory, which is made if need be and must be empty."""
        to = Path(directory)
        to.mkdir(parents=True, exist_ok=True)
        if any(to.iterdir()):
            raise FileExistsError(f"{to} is not empty")
        for file in [*self.files, "manifest.json"]:
            (to / file).write_bytes(self.read(file))
        return to

    def analyze(self, **given: Any) -> dict[str, Any]:
        """What it shows: the options are those of ``summitry analyze`` (docs/analysis.md), such as ``method="prim"``.

        Of a result that has a directory, tables are written to ``analysis/`` there, as by the command line.

        Returns
        -------
        dict
            As ``summitry analyze --format json``.
        """
        words = options(**given)
        if self.directory is not None:
            return dict(call_json(["analyze", str(self.directory), "--quiet", *words]))
        with tempfile.TemporaryDirectory() as place:
            found = call_json(["analyze", str(self.save(Path(place) / "result")), "--quiet", *words])
        found.pop("dir", None)
        return dict(found)

    def report(self) -> str:
        """Its report, as a page of HTML (docs/report.md)."""
        return self._reported()[0]

    def figures(self) -> dict[str, str]:
        """The figures of its report, as SVG, by name."""
        return self._reported()[1]

    def _reported(self) -> tuple[str, dict[str, str]]:
        # In a copy: the report of a directory belongs to whoever asks for it there.
        with tempfile.TemporaryDirectory() as place:
            copy, figures = self.save(Path(place) / "result"), Path(place) / "figures"
            call(["report", str(copy), "--figures", str(figures), "--quiet"])
            page = (copy / "report.html").read_text("utf-8")
            drawn = {of.stem: of.read_text("utf-8") for of in sorted(figures.glob("*.svg"))}
        return page, drawn

    def __getstate__(self) -> dict[str, Any]:
        size = sum(of["bytes"] for of in self.manifest["files"])
        if self._directory is not None and size > IN_MEMORY:
            if self._temporary is not None:
                raise ValueError("this result is too large for memory: give it a directory, and open that instead")
            return {"directory": self._directory}
        return {"files": {file: self.read(file) for file in [*self.files, "manifest.json"]}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._directory, self._temporary = state.get("directory"), None
        self._files = state.get("files", {})
        self._read()

    def __repr__(self) -> str:
        inputs = self.inputs
        return f"<{type(self).__name__} of {inputs['scenario']}: {inputs['runs']} runs, seed {inputs['seed']}>"

    _shown: tuple[str, ...] = ()

    def _repr_html_(self) -> str:
        size = sum(of["bytes"] for of in self.manifest["files"])
        figures = self.figures() if size <= SHOWN_WITH_FIGURES else {}
        drawn = "".join(f"<div>{figures[name]}</div>" for name in self._shown if name in figures)
        return f"<div><p>{html.escape(repr(self)[1:-1])}</p>{self._shown_table()}{drawn}</div>"

    def _shown_table(self) -> str:
        rows = "".join(
            f"<tr><td>{name}</td><td>{html.escape(of['title'])}</td></tr>" for name, of in self._resources.items()
        )
        return f"<table>{rows}</table>"


class Batch(Results):
    """Many runs of one scenario."""

    #: The first run in which an agent lost its seat: its number, the party, and how; `None` if none did.
    lost: tuple[int, str, str] | None = None

    _shown = ("waiting-time", "typical-run")

    @property
    def scenario(self) -> Any:
        """The scenario as it was run."""
        from ._scenario import Scenario

        return Scenario.from_toml(self.read("scenario.toml").decode(), self.inputs["scenario"])

    @property
    def outcomes(self) -> dict[str, float]:
        """The share of runs with each outcome."""
        shown = self["summary"].to_dict()
        rows = zip(shown["kind"], shown["name"], shown["estimate"], strict=True)
        return {name: share for kind, name, share in rows if kind == "outcome"}

    @property
    def answers(self) -> list[dict[str, Any]]:
        """The lines of the answer log, of a batch with the table ``answers``."""
        return [json.loads(line) for line in self.read("answers.jsonl").decode().splitlines()]

    def _shown_table(self) -> str:
        if "summary" not in self._resources:
            return super()._shown_table()
        shown = self["summary"].to_dict()
        rows = zip(*(shown[of] for of in ("kind", "name", "count", "estimate", "low", "high")), strict=True)
        lines = "".join(
            f"<tr><td style='text-align:left'>{name}</td><td>{count}</td><td>{share:.1%}</td>"
            f"<td>{low:.1%} – {high:.1%}</td></tr>"
            for kind, name, count, share, low, high in rows
            if kind == "outcome"
        )
        return f"<table><tr><th>Outcome</th><th>Runs</th><th>Share</th><th>95 % CI</th></tr>{lines}</table>"


class Sweep(Results):
    """The runs of an experiment, cell by cell."""


class Comparison(Results):
    """The same runs under several rules."""

    _shown = ("differences",)


_KINDS: dict[str, type[Results]] = {"run": Batch, "sweep": Sweep, "compare": Comparison}


def open(directory: str | os.PathLike[str]) -> Results:
    """Open a finished directory of ``run``, ``sweep`` or ``compare``, made here or by the command line.

    Raises
    ------
    RunError
        It is not finished, or a file is not as it was written.
    """
    path = Path(directory)
    _summitry.verify(path)
    command = json.loads((path / "manifest.json").read_bytes())["command"]
    return _KINDS.get(command, Results)(path)


def _memory(runs: int | None) -> str | None:
    """A file system in memory, where so many runs fit in: no disk is waited for."""
    shared = "/dev/shm"
    if runs is None or runs > 50_000 or not os.access(shared, os.W_OK):
        return None
    return shared if shutil.disk_usage(shared).free > 4 * IN_MEMORY else None


class Destination:
    """Where a result is written: a directory that was named, or a temporary one."""

    def __init__(self, directory: str | os.PathLike[str] | None, runs: int | None = None) -> None:
        self.temporary = None
        if directory is None:
            self.temporary = tempfile.TemporaryDirectory(prefix="summitry-", dir=_memory(runs))
            directory = self.temporary.name
        self.path = Path(directory)

    def __enter__(self) -> Destination:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None and self.temporary is not None:
            self.temporary.cleanup()
