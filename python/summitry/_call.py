"""Commands of the command line, for the JSON that they print."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ._summitry import Setup
from ._summitry import call as _call
from .errors import RunError

_KINDS = {1: "agents", 2: "request", 65: "data", 71: "threads", 74: "write", 75: "incomplete"}


def call(words: Sequence[str], setup: Setup | None = None) -> str:
    """The standard output of a command.

    Raises
    ------
    RunError
        The command was refused or failed.
    """
    code, output, messages = _call(list(words), setup)
    if code != 0:
        raise RunError(messages.strip().removeprefix("error: "), _KINDS.get(code, "internal"))
    return output


def call_json(words: Sequence[str], setup: Setup | None = None) -> Any:
    """What a command prints with ``--format json``."""
    return json.loads(call([*words, "--format", "json"], setup))


def options(**given: Any) -> list[str]:
    """Options as words: `None` and `False` are left out, `True` stands alone."""
    words = []
    for name, value in given.items():
        flag = "--" + name.replace("_", "-")
        if value is None or value is False:
            continue
        # In one word, so that a value may begin with a dash.
        words.append(flag if value is True else f"{flag}={value}")
    return words
