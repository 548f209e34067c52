"""The tutorials run from their first cell to their last."""

import runpy
import time
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.mark.parametrize("name", [of.name for of in sorted(EXAMPLES.glob("*.ipynb"))])
def test_a_tutorial_runs_to_its_end(name):
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    book = nbformat.read(EXAMPLES / name, as_version=4)
    assert all(not cell.get("outputs") for cell in book.cells), "it is stored without outputs"
    begun = time.monotonic()
    nbclient.NotebookClient(book, timeout=120, kernel_name="python3").execute()
    assert time.monotonic() - begun < 120
    shown = [output for cell in book.cells for output in cell.get("outputs", [])]
    assert not any(output.output_type == "error" for output in shown)
    text = str(shown)
    assert "<svg" in text if name == "study.ipynb" else "learned" in text


def test_the_users_example_runs(capsys):
    runpy.run_path(str(EXAMPLES / "user.py"), run_name="__main__")
    assert "durable" in capsys.readouterr().out
