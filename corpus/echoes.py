"""Places of a plan that say nearly the same.

Two sentences echo when a clause of one is nearly a clause of the other: the same words, the
same object under another verb (加快智慧校园建设, 开展智慧校园建设), or character bigrams of the
shorter covered by the longer. Thresholds were set by reading every
pair of the first plan (tests/corpus/test_commitments.py keeps the pairs).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

from corpus.words import any_of, words

_CLAUSE = re.compile(r"[^，。；;！？!?：:]+")
_MARKS = re.compile(r"[“”‘’《》（）()、\s]")
_SAME = 8
_NEAR = 10
_JACCARD = 0.6
_COVER = 0.85
_SHINGLE = 3
_OBJECT = 6


def find_echoes(sentences: Sequence[tuple[str, str]]) -> list[tuple[int, ...]]:
    """For each ``(text, place)`` the indexes of the others that say the same, in order.

    Sentences of one place (passage) do not echo each other.
    """
    clauses = [_folded(text) for text, _ in sentences]
    holders: dict[str, set[int]] = defaultdict(set)
    for index, parts in enumerate(clauses):
        for part in parts:
            for at in range(len(part) - _SHINGLE + 1):
                holders[part[at : at + _SHINGLE]].add(index)
    found: list[set[int]] = [set() for _ in sentences]
    for index, parts in enumerate(clauses):
        shared: Counter[int] = Counter()
        for part in parts:
            for at in range(len(part) - _SHINGLE + 1):
                shared.update(holders[part[at : at + _SHINGLE]])
        for other, count in shared.items():
            apart = other > index and sentences[other][1] != sentences[index][1]
            if apart and count >= 3 and _echo(parts, clauses[other]):
                found[index].add(other)
                found[other].add(index)
    return [tuple(sorted(indexes)) for indexes in found]


def _folded(text: str) -> list[str]:
    parts = (_MARKS.sub("", match[0]) for match in _CLAUSE.finditer(text))
    return [part for part in parts if len(part) >= _SAME]


def _echo(one: Sequence[str], other: Sequence[str]) -> bool:
    return any(_near(a, b) for a in one for b in other)


def _near(a: str, b: str) -> bool:
    if a == b or (len(_object(a)) >= _OBJECT and _object(a) == _object(b)):
        return True
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) < _NEAR:
        return len(shorter) >= _SAME and shorter in longer
    first, second = _bigrams(shorter), _bigrams(longer)
    common = len(first & second)
    return common / len(first | second) >= _JACCARD or common / len(first) >= _COVER


@lru_cache(maxsize=4096)
def _object(clause: str) -> str:
    """A clause without the adverbs and the verb that open it."""
    return _opening().sub("", clause)


@lru_cache(maxsize=1)
def _opening() -> re.Pattern[str]:
    adverbs = any_of(words("commitment_words", "adverbs"))
    verbs = any_of(words("commitment_words", "verbs"))
    return re.compile(rf"^(?:(?:{adverbs})地?)*(?:{verbs})")


@lru_cache(maxsize=4096)
def _bigrams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))
