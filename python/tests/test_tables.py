import csv
import io
import math

import pytest

import summitry


@pytest.fixture(scope="module")
def batch():
    return summitry.run("classroom", 150, seed=3, tables=[of for of in summitry.TABLES if of != "answers"])


def read(batch, name):
    """The rows of a table as its CSV has them."""
    return list(csv.DictReader(io.StringIO(batch.read(f"{name}.csv").decode())))


def test_every_table_of_a_batch_is_read_to_its_last_cell(batch):
    assert {"runs", "parties", "rounds", "summits", "trajectories", "summary", "events"} <= set(batch.tables)
    for name in batch.tables:
        table, rows = batch[name], read(batch, name)
        assert len(table) == len(rows)
        cells = table.to_dict()
        for column in table.columns:
            for cell, text in zip(cells[column.name], (row[column.name] for row in rows), strict=True):
                if text == "":
                    assert cell is None or cell == ""
                elif column.type in ("integer", "number"):
                    assert cell == float(text)
                elif column.type == "boolean":
                    assert cell is (text == "true")
                else:
                    assert cell == text.removeprefix("'")


def test_data_frames_of_all_kinds_have_the_same_cells(batch):
    pandas, polars, pyarrow = (pytest.importorskip(of) for of in ("pandas", "polars", "pyarrow"))
    for name in batch.tables:
        table = batch[name]
        cells = table.to_dict()
        arrow = pyarrow.table(table)
        assert arrow.to_pydict() == cells
        assert polars.DataFrame(table).to_dict(as_series=False) == cells
        frame = table.to_pandas()
        assert isinstance(frame, pandas.DataFrame)
        for column, values in cells.items():
            shown = [None if pandas.isna(value) else value for value in frame[column]]
            assert shown == values


def test_duckdb_takes_a_table(batch):
    duckdb = pytest.importorskip("duckdb")
    runs = batch["runs"].to_arrow()
    counted = dict(duckdb.sql("select outcome, count(*) from runs group by all").fetchall())
    assert sum(counted.values()) == 150


def test_words_are_dictionaries_and_what_did_not_happen_is_null(batch):
    pyarrow = pytest.importorskip("pyarrow")
    runs = pyarrow.table(batch["runs"])
    assert pyarrow.types.is_dictionary(runs.schema.field("outcome").type)
    assert "durable" in runs["outcome"].chunk(0).dictionary.to_pylist()
    without = [
        day
        for day, outcome in zip(runs["first_summit_day"].to_pylist(), runs["outcome"].to_pylist(), strict=True)
        if outcome == "no-summit"
    ]
    assert without and all(day is None for day in without)
    assert runs.schema.field("run").nullable is False
    assert runs.schema.field("first_summit_day").nullable is True


def test_units_and_meanings_are_in_the_metadata(batch):
    pyarrow = pytest.importorskip("pyarrow")
    schema = pyarrow.schema(batch["runs"])
    said = schema.field("first_summit_day").metadata
    assert said[b"unit"] == b"days" and said[b"meaning"]
    assert schema.metadata[b"summitry.title"] == b"a row a run"
    assert all(field.metadata[b"meaning"] for field in schema)


def test_the_largest_seed_survives():
    polars = pytest.importorskip("polars")
    batch = summitry.run("classroom", 2, seed=2**64 - 1, tables=["runs"])
    assert batch["runs"].to_dict()["seed"] == [2**64 - 1] * 2
    assert polars.DataFrame(batch["runs"])["seed"].to_list() == [2**64 - 1] * 2


def test_text_that_looks_like_a_formula_is_what_it_was():
    parties = summitry.Scenario.load("classroom").to_dict()
    name = "=1+1"
    batch = summitry.Scenario.from_dict(parties, name).run(3, tables=["runs"])
    assert batch.read("runs.csv").decode().splitlines()[1].startswith("'=1+1")
    assert batch["runs"].to_dict()["scenario"] == [name] * 3


def test_a_table_past_a_record_batch_is_streamed_in_order(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    batch = summitry.run("classroom", 1600, tables=["events"], directory=tmp_path / "many")
    events = batch["events"]
    assert len(events) > 65_536, len(events)
    reader = pyarrow.RecordBatchReader.from_stream(events)
    sizes = [of.num_rows for of in reader]
    assert len(sizes) > 1 and sum(sizes) == len(events) and max(sizes) == 65_536
    arrow = pyarrow.table(events)
    keys = list(zip(arrow["run"].to_pylist(), arrow["line"].to_pylist(), strict=True))
    assert keys == sorted(keys)
    assert arrow.to_pydict() == events.to_dict()
    assert events.to_dict(3) == {name: cells[:3] for name, cells in events.to_dict().items()}


def test_a_file_that_was_altered_is_no_table(tmp_path):
    batch = summitry.run("classroom", 3, tables=["runs"], directory=tmp_path / "batch")
    path = tmp_path / "batch" / "runs.csv"
    path.write_text(path.read_text("utf-8").replace("durable", "durible").replace("partial-only", "x"), "utf-8")
    head, first, *_ = path.read_text("utf-8").splitlines()
    path.write_text(f"{head}\n{first.replace(',', ';', 1)}\n", "utf-8")
    with pytest.raises(summitry.RunError):
        batch["runs"].to_dict()


def test_a_batch_shows_its_outcomes_and_figures(batch):
    shown = batch._repr_html_()
    assert "no-summit" in shown and shown.count("<svg") == 2
    assert math.isclose(sum(batch.outcomes.values()), 1)
    assert "<svg" in batch.report() and "waiting-time" in batch.figures()
    assert "<table>" in batch["runs"]._repr_html_() and "<script" not in batch["runs"]._repr_html_()
