"""What a text is about: its words weighted by how rare they are in the plan, and likeness.

Weights are tf–idf with a logarithmic term frequency (Salton & Buckley 1988) over the plan's
passages; likeness is the cosine. A title's words count more: a heading says what its part is
about.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

Cut = Callable[[str], Sequence[str]]
"""Cuts a text into words; `index.lexical.Segmenter.cut` is one."""

_TITLE_COUNTS = 4
_COMMON = 0.35


class Topics:
    """Word weights of one plan.

    ``passages`` are the texts that rarity is counted over; ``ignored`` words say nothing.
    """

    def __init__(self, passages: Iterable[str], cut: Cut, ignored: Iterable[str] = ()) -> None:
        self._cut = cut
        self._ignored = frozenset(ignored)
        self._in: Counter[str] = Counter()
        self._count = 0
        for text in passages:
            self._count += 1
            self._in.update(set(cut(text)))

    def weight(self, word: str) -> float:
        """How much a word says: 0 for single characters and for words found everywhere."""
        held = self._in[word]
        if len(word) < 2 or word in self._ignored or held > _COMMON * self._count:
            return 0.0
        return max(0.0, math.log((self._count + 1) / (held + 0.5)))

    def words(self, text: str) -> list[str]:
        """The words of a text that say something."""
        return [word for word in self._cut(text) if self.weight(word) > 0]

    def vector(self, title: str, text: str) -> dict[str, float]:
        """The weighted words of a part of the plan, of length 1 (empty where nothing counts)."""
        counts = Counter(self.words(text))
        for word in self.words(title):
            counts[word] += _TITLE_COUNTS
        raw = {word: (1 + math.log(n)) * self.weight(word) for word, n in counts.items()}
        length = math.sqrt(sum(value * value for value in raw.values()))
        return {word: value / length for word, value in raw.items()} if length else {}


def likeness(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Cosine of two vectors of length 1."""
    return sum(value * other[word] for word, value in one.items() if word in other)


def shared_words(
    one: Mapping[str, float], other: Mapping[str, float], most: int
) -> tuple[str, ...]:
    """The words that make two vectors alike, the weightiest first, none inside another."""
    ranked = sorted((w for w in one if w in other), key=lambda w: (-one[w] * other[w], w))
    kept: list[str] = []
    for word in ranked[: 2 * most]:
        if any(word in longer for longer in kept):
            continue
        kept = [shorter for shorter in kept if shorter not in word]
        kept.append(word)
    return tuple(kept[:most])
