"""Reviewed word lists (``corpus/data/*.json``), loaded once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@lru_cache(maxsize=64)
def words(name: str, group: str) -> tuple[str, ...]:
    """One flat list of a data file, as written."""
    value = _load(name)[group]
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise TypeError(f"{name}.json: {group} is not a list of words")
    return tuple(value)


@lru_cache(maxsize=8)
def groups(name: str, group: str) -> tuple[tuple[str, ...], ...]:
    """One list of word groups; for a mapping, each key stands first in its group."""
    value = _load(name)[group]
    if isinstance(value, dict):
        return tuple((key, *members) for key, members in value.items())
    if not isinstance(value, list):
        raise TypeError(f"{name}.json: {group} is not a list of groups")
    return tuple(tuple(members) for members in value)


def any_of(items: Iterable[str]) -> str:
    """Write a pattern that matches any of the words, the longest first."""
    return _pattern_of(tuple(items))


@lru_cache(maxsize=512)
def _pattern_of(items: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(items, key=lambda w: (-len(w), w)))


@lru_cache(maxsize=8)
def _load(name: str) -> dict[str, object]:
    data = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    if not isinstance(data, dict):
        raise TypeError(f"{name}.json is not an object")
    return data
