"""TOML from plain values, and plain values from data frames."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any


def _plain(value: Any) -> Any:
    """A scalar of NumPy or Arrow as one of Python."""
    for method in ("item", "as_py"):
        convert = getattr(value, method, None)
        if callable(convert) and getattr(value, "shape", ()) == ():
            return convert()
    return value


def literal(value: Any) -> str:
    """A value as it stands to the right of ``=``."""
    value = _plain(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # TOML's basic strings are JSON's, but for one control character.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key(of)} = {literal(value[of])}" for of in value) + "}"
    if isinstance(value, Iterable):
        return "[" + ", ".join(literal(item) for item in value) + "]"
    raise TypeError(f"{value!r} has no form in TOML")


def key(name: str) -> str:
    """A key as it stands to the left of ``=``."""
    bare = name and all(letter.isascii() and (letter.isalnum() or letter in "-_") for letter in name)
    return name if bare else json.dumps(name, ensure_ascii=False)


def document(data: Mapping[str, Any], above: str = "") -> str:
    """A whole file."""
    lines, tables = [], []
    for name, value in data.items():
        if isinstance(value, Mapping):
            inner = above + key(name)
            tables.append(f"\n[{inner}]\n" + document(value, inner + "."))
        else:
            lines.append(f"{key(name)} = {literal(value)}\n")
    return "".join(lines + tables)


def rows(value: Any) -> list[dict[str, Any]] | None:
    """The rows of a data frame of any kind; `None` if it is none."""
    if hasattr(value, "to_dicts"):  # polars
        return list(value.to_dicts())
    if hasattr(value, "to_pylist") and hasattr(value, "column_names"):  # Arrow
        return list(value.to_pylist())
    if hasattr(value, "reset_index") and hasattr(value, "columns"):  # pandas
        frame = value.reset_index() if value.index.name is not None else value
        return list(frame.to_dict("records"))
    return None


def nested(name: str, value: Any) -> Any:
    """A data frame as a table of tables, by the column ``id`` or one called ``name``; anything else as it is."""
    found = rows(value)
    if found is None:
        return value
    by = next((column for column in ("id", name) if found and column in found[0]), None)
    if found and by is None:
        raise ValueError(f"the frame of `{name}` has no column `id` or `{name}` that names its rows")
    return {row[by]: {of: cell for of, cell in row.items() if of != by and _is_there(cell)} for row in found}


def _is_there(cell: Any) -> bool:
    cell = _plain(cell)
    return cell is not None and not (isinstance(cell, float) and math.isnan(cell))


def changes(data: Mapping[str, Any], above: str = "") -> list[str]:
    """Changes as ``path=value``, those within tables under their dotted paths."""
    found: list[str] = []
    for name, value in data.items():
        value = nested(name, value)
        if isinstance(value, Mapping):
            found += changes(value, f"{above}{name}.")
        else:
            found.append(f"{above}{name}={literal(value)}")
    return found
