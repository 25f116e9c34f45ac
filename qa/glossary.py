"""The glossary of public-policy English (``lexicon/english.json``) and its words."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

_TOKEN = re.compile(
    r"pm2\.5|\d+号线|\d+(?:st|nd|rd|th|g)\b|\d[\d,]*(?:\.\d+)?%?|[^\W\d_]+(?:&[^\W\d_]+)*|[,.;:?!]"
)
_LONGEST = 6


@lru_cache(maxsize=1)
def _glossary() -> dict[tuple[str, ...], str]:
    text = resources.files("qa").joinpath("lexicon/english.json").read_text("utf-8")
    loaded: dict[str, str] = json.loads(text)
    return {
        tuple(_stem(word) for word in words_of(term)): chinese
        for key, chinese in loaded.items()
        for term in key.split("|")
    }


@lru_cache(maxsize=1)
def _loose_glossary() -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for term, chinese in _glossary().items():
        found.setdefault(tuple(_root(word) for word in term), chinese)
    return found


@lru_cache(maxsize=1)
def plain_words() -> frozenset[str]:
    """Words of grammar, and those that any question may have."""
    text = resources.files("qa").joinpath("lexicon/english_plain.txt").read_text("utf-8")
    return frozenset(text.split())


def words_of(text: str) -> list[str]:
    """Words, numbers and stops of a text in lower case; hyphens part words."""
    return _TOKEN.findall(re.sub(r"[-–—/]", " ", text))


def _stem(word: str) -> str:
    """A word without its plural ending."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if re.search(r"(?:ss|sh|ch|x|z|bus)es$", word):
        return word[:-2]
    return word[:-1] if len(word) > 3 and re.search(r"[^sui]s$", word) else word


def _root(word: str) -> str:
    """A word without the endings of verbs: reinforced, reinforcing → reinforc."""
    stem = re.sub(r"(?:ed|ing|e)$", "", _stem(word)) if len(word) > 4 else _stem(word)
    return stem[:-1] if re.search(r"([bdgmnprt])\1$", stem) else stem


def longest_term(words: Sequence[str], position: int) -> tuple[int, str]:
    """Length and Chinese of the longest term that begins at ``position``; (0, "") if none.

    Words are compared without plural endings, and where that finds nothing without -ed and -ing.
    """
    for terms, stem in ((_glossary(), _stem), (_loose_glossary(), _root)):
        stems = [stem(word) for word in words[position : position + _LONGEST]]
        for size in range(len(stems), 0, -1):
            chinese = terms.get(tuple(stems[:size]))
            if chinese is not None:
                return size, chinese
        if words[position] in plain_words():
            break
    return 0, ""
