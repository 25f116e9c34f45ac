"""Whether a question is about the plans at all, and whether it says what it wants to know.

Its words of content are those left when generic words are taken away (``lexicon/generic.txt``).
A question without any is unclear; one that is near no likely question is about another matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib import resources

from qa.model import Reason
from qa.normalise import fold

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORDS = re.compile(r"[\u3400-\u9fff]{2}|[a-z]{3}|\d", re.IGNORECASE)
_MAKE = re.compile(
    r"写(?:一)?(?:首|篇|段|封)|作(?:一)?首诗|讲(?:一)?个?(?:笑话|故事)|唱(?:一)?首|翻译成|写代码|"
    r"\d\s*[加减乘除+×÷*/]\s*\d+\s*(?:等于|是|得|=)|[你您](?:是谁(?=$|[，。？?]|开发|做)|叫什么|几岁)|[你您].{0,4}(?:什么|哪个)模型"
)
_ENGLISH = 3
"""Latin words that make a question in a foreign language."""


@lru_cache(maxsize=1)
def _generic() -> frozenset[str]:
    text = resources.files("qa").joinpath("lexicon/generic.txt").read_text("utf-8")
    return frozenset(text.split())


@lru_cache(maxsize=1)
def _elsewhere() -> tuple[str, ...]:
    """Matters that people ask of any assistant; one that a plan speaks of is not elsewhere."""
    text = resources.files("qa").joinpath("lexicon/elsewhere.txt").read_text("utf-8")
    return tuple(text.split())


def is_foreign(text: str) -> bool:
    """Whether a question is written in words of Latin letters."""
    return not _HAN.search(text) and len(re.findall(r"[a-z]{2,}", text.lower())) >= _ENGLISH


def content_words(text: str, tokens: Callable[[str], Sequence[str]]) -> list[str]:
    """The question's words that are not generic, in order, each once."""
    words = [fold(token) for token in tokens(text)]
    kept = [w for w in words if w and w not in _generic() and _HAN.search(w)]
    return list(dict.fromkeys(kept))


def is_unclear(text: str, tokens: Callable[[str], Sequence[str]]) -> bool:
    """Whether nothing is asked about: 那个呢, 怎么样, 多少."""
    if is_foreign(text):
        return False
    if not _WORDS.search(text) or not _HAN.search(text):
        return True
    return not content_words(text, tokens) and not re.search(r"\d|[a-z]", text.lower())


class Scope:
    """Knows the plans' own words and the name of their region."""

    def __init__(self, texts: Sequence[str], regions: Sequence[str]) -> None:
        self._plan = fold("\n".join(texts))
        self._region = fold("".join(regions))

    def says(self, word: str) -> bool:
        """Whether a folded word stands in a plan; the region's own name says nothing."""
        return word in self._plan and word not in self._region

    def outside(self, text: str, words: Sequence[str], best: Mapping[str, float]) -> Reason | None:
        """`OUT_OF_SCOPE` for another matter, `NOT_IN_PLAN` for a near one that nobody wrote of.

        ``words`` are the question's words of content, ``best`` the best score of each channel.
        """
        if self._elsewhere(text):
            return Reason.OUT_OF_SCOPE
        if best.get("exact", 0.0) > 0:
            return None
        said = [word for word in words if len(word) > 1 and self.says(word)]
        unsaid = [word for word in words if len(word) > 1 and not self.says(word)]
        if not said and _strange(best):
            return Reason.OUT_OF_SCOPE
        if _far(best, 0.0):
            return Reason.NOT_IN_PLAN if len(said) > 1 else Reason.OUT_OF_SCOPE
        if unsaid and _far(best, _MARGIN) and _unlike(best):
            return Reason.NOT_IN_PLAN if said else Reason.OUT_OF_SCOPE
        return None

    def unknown(self, text: str, words: Sequence[str]) -> Reason | None:
        """`OUT_OF_SCOPE` for a question of another language that holds no word of the plans.

        How near it comes to them tells nothing: questions of another language all lie further off
        than those in the plans' own.
        """
        said = [w for word in words for w in (word, word[:2], word[2:]) if len(w) > 1]
        if self._elsewhere(text) or not any(map(self.says, said)):
            return Reason.OUT_OF_SCOPE
        return None

    def _elsewhere(self, text: str) -> bool:
        """Whether a text asks for what any assistant does, or of a matter of no plan."""
        return bool(_MAKE.search(text)) or any(
            word in text and word not in self._plan for word in _elsewhere()
        )


# Where tuning questions about other matters (weather, pensions, recipes) lie below answerable
# ones with the embedded encoder; they say nothing about near misses (docs/adr/0005).
_QUESTION, _DENSE = 0.886, 0.845
_MARGIN = 0.011
_LATE_QUESTION, _LATE_PASSAGE = 0.46, 0.36


def _far(best: Mapping[str, float], margin: float) -> bool:
    """Whether no likely question, or where there are none no passage, is near."""
    if "question" in best:
        return best["question"] < _QUESTION + margin
    return best.get("dense", 1.0) < _DENSE + margin


def _strange(best: Mapping[str, float]) -> bool:
    """Whether neither a passage nor its words come near a question none of whose words is said."""
    if "question" in best:
        return False  # likely questions tell better, see `_far`
    return best.get("late_passage", 1.0) < 0.45 and best.get("dense", 1.0) < 0.87


def _unlike(best: Mapping[str, float]) -> bool:
    if "late_question" in best:
        return best["late_question"] < _LATE_QUESTION
    return best.get("late_passage", 1.0) < _LATE_PASSAGE
