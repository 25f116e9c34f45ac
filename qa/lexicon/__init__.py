"""Everyday words and the official words plans use for them, as reviewed data.

``everyday.jsonl``: one ``{"say": […], "plan": […]}`` a line. Loaded once, matched by
Aho-style longest-first search over the normalised question.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources


class Lexicon:
    """Maps everyday phrases in a question to official phrases."""

    def __init__(self, entries: list[tuple[tuple[str, ...], tuple[str, ...]]]) -> None:
        pairs: dict[str, list[str]] = {}
        for say, plan in entries:
            for phrase in say:
                pairs.setdefault(phrase, []).extend(plan)
        self._pairs = {say: tuple(dict.fromkeys(plan)) for say, plan in pairs.items()}
        self.known = "\n".join([*self._pairs, *(p for plan in self._pairs.values() for p in plan)])
        """All its phrases, a line each."""
        sizes: dict[str, set[int]] = {}
        for phrase in filter(None, self._pairs):
            sizes.setdefault(phrase[0], set()).add(len(phrase))
        self._sizes = {first: sorted(found, reverse=True) for first, found in sizes.items()}

    def official(self, text: str) -> tuple[str, ...]:
        """Official phrases for the everyday phrases in ``text``, longest match first."""
        found: list[str] = []
        position = 0
        while position < len(text):
            step = 1
            for size in self._sizes.get(text[position], ()):
                plan = self._pairs.get(text[position : position + size])
                if plan:
                    found.extend(plan)
                    step = size
                    break
            position += step
        return tuple(dict.fromkeys(found))


@lru_cache(maxsize=2)
def load_lexicon(enabled: bool = True) -> Lexicon:
    """The reviewed lexicon that ships with planqa; an empty one when not ``enabled``."""
    if not enabled:
        return Lexicon([])
    text = resources.files("qa").joinpath("lexicon/everyday.jsonl").read_text("utf-8")
    entries = []
    for line in text.splitlines():
        if line.strip():
            record = json.loads(line)
            entries.append((tuple(record["say"]), tuple(record["plan"])))
    return Lexicon(entries)
