"""Deterministic support of a sentence by cited text, and the threshold it rests on.

ALCE asks an inference model whether a passage entails a sentence. Here: every number with
its comparator, every indicator name and every negation of the sentence occurs in the cited
text, and the cited text covers enough of the sentence's character bigrams (`threshold`). Not
seen: two figures of one passage that have changed places (the exact values are judged apart).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import resources

from eval.text import cover, figures, key, name_key

_BOUND = re.compile(r"不(?:低|少|小|高|多|大|超|足|到)[于过]?|不断|无论|非常|不仅|不同")
_NEGATION = re.compile(r"[不没未无][^\W\d_]")


@lru_cache(maxsize=1)
def threshold() -> float:
    """Least bigram cover, fitted by `eval.calibrate` (``eval/data/support.json``)."""
    text = resources.files("eval").joinpath("data/support.json").read_text("utf-8")
    return float(json.loads(text)["threshold"])


def supported(sentence: str, cited: Sequence[str], names: Iterable[str] = ()) -> bool:
    """Whether the cited texts together support the sentence."""
    return facts_supported(sentence, cited, names) and word_cover(sentence, cited) >= threshold()


def word_cover(sentence: str, cited: Sequence[str]) -> float:
    """Bigram cover without digits: figures are checked one by one, not by likeness."""
    return cover(sentence, "\n".join(cited), digits=False)


def facts_supported(sentence: str, cited: Sequence[str], names: Iterable[str] = ()) -> bool:
    """Whether every figure, negation and indicator name of the sentence occurs in the texts."""
    given = frozenset().union(*(figures(text) for text in cited))
    if not figures(sentence) <= given:
        return False
    if not negations(sentence) <= frozenset().union(*map(negations, cited)):
        return False
    flat = name_key(sentence)
    whole = "".join(name_key(text) for text in cited)
    needed = [name for name in map(name_key, names) if len(name) >= 4 and name in flat]
    return any(map(key, cited)) and all(_named(name, whole) for name in needed)


def negations(text: str) -> frozenset[str]:
    """Negating characters with what they stand before; bounds such as 不低于 negate nothing."""
    return frozenset(_NEGATION.findall(_BOUND.sub("", key(text))))


def _named(name: str, text: str) -> bool:
    """Whether the text has the name, or its two parts as a table's row and column have them."""
    cuts = range(2, len(name) - 1)
    return name in text or any(name[:i] in text and name[i:] in text for i in cuts)
