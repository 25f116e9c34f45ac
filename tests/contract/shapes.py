"""The shapes of docs/contract.md, read from its own examples, and a check against them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

CONTRACT = (Path(__file__).parents[2] / "docs" / "contract.md").read_text("utf-8")
NULLABLE = {"page", "scope", "reason", "year", "citation"}
"""Fields that the contract shows or describes as absent for some values."""


def examples() -> list[Any]:
    """Every JSON example of the contract, in order: request, reply."""
    return [json.loads(text) for text in re.findall(r"```json\n(.*?)```", CONTRACT, re.DOTALL)]


def reply_example() -> dict[str, Any]:
    """The example of ``POST /v1/ask``'s reply."""
    example: dict[str, Any] = next(e for e in examples() if "answer" in e)
    return example


def faults(value: Any, example: Any, where: str = "$") -> list[str]:
    """Where ``value`` departs from the example: missing fields, other types, unknown words."""
    if isinstance(example, dict):
        if not isinstance(value, dict):
            return [f"{where}: {type(value).__name__} instead of an object"]
        missing = [f"{where}.{key}: missing" for key in example if key not in value]
        present = [key for key in example if key in value]
        return missing + [
            fault for key in present for fault in faults(value[key], example[key], f"{where}.{key}")
        ]
    if isinstance(example, list):
        if not isinstance(value, list):
            return [f"{where}: {type(value).__name__} instead of a list"]
        return [
            fault
            for at, item in enumerate(value)
            for fault in _nearest_shape(item, example, f"{where}[{at}]")
        ]
    return _scalar(value, example, where)


def _nearest_shape(value: Any, shapes: list[Any], where: str) -> list[str]:
    return min((faults(value, shape, where) for shape in shapes), key=len, default=[])


def _scalar(value: Any, example: Any, where: str) -> list[str]:
    name = where.rsplit(".", 1)[-1]
    if value is None or example is None:
        return [] if name in NULLABLE else [f"{where}: null"]
    if isinstance(example, str) and re.search(r"\w ?\| ?\w", example):
        known = [word.strip() for word in example.split("|")]
        return [] if value in known else [f"{where}: {value!r} is none of {known}"]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    same = number if isinstance(example, int | float) else isinstance(value, type(example))
    return [] if same else [f"{where}: {type(value).__name__} instead of {type(example).__name__}"]
