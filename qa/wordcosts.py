"""How unlikely a text is, by its words' frequencies in general Chinese and in the plans."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from functools import lru_cache

_GENERAL = 6e7
"""Words that the general frequencies were counted in."""
_UNKNOWN = 0.3
_OWN = 0.4
"""Share of the plans' own frequencies."""


class WordCosts:
    """Costs in nats, of words and of texts cut into words."""

    def __init__(
        self, plan_text: str, cut: Callable[[str], list[str]], frequency: Callable[[str], int]
    ) -> None:
        """``cut`` covers a text with tokens; ``frequency`` is 0 for a word it does not know."""
        self.cut = cut
        self.frequency = frequency
        self._counts = Counter(cut(plan_text))
        self._total = max(1, sum(self._counts.values()))
        self.word = lru_cache(maxsize=20_000)(self._word)

    def text(self, text: str) -> float:
        """Cost of a text: the sum of its words'."""
        return sum(self.word(word) for word in self.cut(text))

    def _word(self, word: str) -> float:
        general = (self.frequency(word) or _UNKNOWN) / _GENERAL
        own = self._counts[word] / self._total
        return -math.log((1 - _OWN) * general + _OWN * own + 1e-9)
