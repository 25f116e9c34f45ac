"""The console's words: one catalogue, ``api/web/staff/messages.json`` (zh-CN)."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

WEB = Path(__file__).parent.parent / "web" / "staff"


@lru_cache(maxsize=1)
def catalogue() -> dict[str, str]:
    """Every text by its key."""
    loaded: dict[str, str] = json.loads((WEB / "messages.json").read_text("utf-8"))
    return loaded


def text(key: str, **values: object) -> str:
    """The text of a key with its ``{values}`` filled in. Raises `KeyError` for a missing key."""
    return catalogue()[key].format(**values) if values else catalogue()[key]


def beginning_with(*stems: str) -> dict[str, str]:
    """The texts whose keys begin so, for a page's script."""
    return {key: words for key, words in catalogue().items() if key.startswith(stems)}
