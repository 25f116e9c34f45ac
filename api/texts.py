"""Words of the interface (``api/web/messages.json``), one catalogue for pages and widget."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

WEB = Path(__file__).parent / "web"
DEFAULT = "zh-CN"


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Language → key → words; every language has the same keys."""
    loaded: dict[str, dict[str, str]] = json.loads((WEB / "messages.json").read_text("utf-8"))
    return loaded


def nearest(tag: str) -> str:
    """The catalogue's language for a language tag; simplified Chinese where none fits."""
    if re.match(r"en\b", tag, re.IGNORECASE):
        return "en"
    if re.match(r"zh-(?:hant|tw|hk|mo)\b", tag, re.IGNORECASE):
        return "zh-Hant"
    return DEFAULT


class Words:
    """The catalogue in one language: ``words("year", year=2025)``. Raises `KeyError`."""

    def __init__(self, tag: str = DEFAULT) -> None:
        self.language = nearest(tag)
        self._words = catalogue()[self.language]

    def __call__(self, key: str, **values: object) -> str:
        """The words for a key, filled."""
        return self._words[key].format(**values) if values else self._words[key]

    def known(self, key: str, fallback: str) -> str:
        """The words for a key that came from data, else ``fallback``."""
        return self._words.get(key, fallback)

    @staticmethod
    def languages() -> list[tuple[str, str]]:
        """Every language with its own name."""
        return [(code, words["lang_name"]) for code, words in catalogue().items()]
