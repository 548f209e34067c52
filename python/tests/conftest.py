"""What the tests share. ``SUMMITRY`` names the program that results are compared with."""

import os
import subprocess
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def program():
    """Runs the command line, and gives what it prints."""
    path = os.environ.get("SUMMITRY")
    if path is None:
        pytest.skip("SUMMITRY names no program to compare with")
    path = Path(path).resolve()

    def run(*words, cwd):
        done = subprocess.run([path, *map(str, words)], cwd=cwd, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def bytes_of(directory):
    """Every file of a directory, with its bytes."""
    directory = Path(directory)
    files = sorted(of for of in directory.rglob("*") if of.is_file())
    return {str(of.relative_to(directory)): of.read_bytes() for of in files}


PROFILE = """{{
  "LinearAdditiveUtilitySpace": {{
    "issueUtilities": {{
      "price": {{"DiscreteValueSetUtilities": {{"valueUtilities": {{"low": {low}, "middle": 0.5, "high": {high}}}}}}},
      "term": {{"DiscreteValueSetUtilities": {{"valueUtilities": {{"short": {high}, "long": {low}}}}}}}
    }},
    "issueWeights": {{"price": {price}, "term": {term}}},
    "domain": {{
      "name": "sale",
      "issuesValues": {{
        "price": {{"values": ["low", "middle", "high"]}},
        "term": {{"values": ["short", "long"]}}
      }}
    }},
    "name": "{name}"
  }}
}}
"""


@pytest.fixture
def profiles(tmp_path):
    """Two profiles of GeniusWeb over the same domain."""
    paths = []
    for name, low, high, price in (("buyer", 1.0, 0.0, 0.7), ("seller", 0.0, 1.0, 0.4)):
        path = tmp_path / f"{name}.json"
        path.write_text(PROFILE.format(name=name, low=low, high=high, price=price, term=round(1 - price, 1)), "utf-8")
        paths.append(path)
    return paths
