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
    r"(?:[今明后]天|[今明]儿个?|周末|这会儿)[^，。？?]{0,8}(?:风大|冷不冷|热不热|几度|多少度|天气|起雾|晴天|阴天)|"
    r"(?:今天|明天|后天|周末|这几天|会不会|要不要|还|又)[^，。？?]{0,6}(?:下雨|下雪|降温|刮风)|(?:下雨|下雪|刮风)(?:吗|么|不|没)|"
    r"(?:发烧|感冒|头疼|咳嗽)[^，。？?]{0,6}(?:吃什么|怎么办|吃啥|用什么)|好看的(?:电影|电视剧)|"
    r"写(?:一)?(?:首|篇|段|封)|作(?:一)?首诗|讲(?:一)?个?(?:笑话|故事)|唱(?:一)?首|翻译成|写代码|"
    r"\d\s*[加减乘除+×÷*/]\s*\d+\s*(?:等于|是|得|=)|[你您](?:是谁(?=$|[，。？?]|开发|做)|叫什么|几岁)|[你您].{0,4}(?:什么|哪个)模型"
)
_OWN_CASE = re.compile(
    r"我(?:家|们)?[^，。？?]{0,8}(?:交|递|提交|办|申请|报|填)[^，。？?]{0,12}[，,]?"
    r"(?:批|审|办|下|到账|通过|受理)[^，。？?]{0,4}(?:了没有?|没有?|了吗|吗|多久|到哪)"
)
"""How the asker's own application stands is known to an office, not to a plan."""
_POINTING = re.compile(r"那个|这个|那事|这事|它们?")
_REMEMBERED = 8192
"""Words of which is known whether the plans say them; each is asked about several times."""
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
    words = content_words(text, tokens)
    if _POINTING.search(text) and not any(len(word) > 1 for word in words):
        words = []  # 这个路怎么走 points at what nobody has named
    return not words and not re.search(r"\d|[a-z]", text.lower())


class Scope:
    """Knows the plans' own words and the name of their region."""

    def __init__(self, texts: Sequence[str], regions: Sequence[str]) -> None:
        self._plan = fold("\n".join(texts))
        self._region = fold("".join(regions))
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._stands)

    def says(self, word: str) -> bool:
        """Whether a folded word stands in a plan; the region's own name says nothing."""
        return self._remembered(word)

    def _stands(self, word: str) -> bool:
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
        if "question" not in best:
            strange = len(unsaid) >= max(1, len(said)) and _strange(best)
            return Reason.OUT_OF_SCOPE if strange else None
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
        return bool(_MAKE.search(text) or _OWN_CASE.search(text)) or any(
            word in text and word not in self._plan for word in _elsewhere()
        )


# Where tuning questions about other matters (weather, pensions, recipes) lie below answerable
# ones with the embedded encoder; they say nothing about near misses (docs/adr/0005).
_QUESTION, _DENSE = 0.886, 0.845
_MARGIN = 0.011
_LATE_QUESTION = 0.46
_COMMON, _ENOUGH = 0.6, 0.884
"""How much what people say (`index.bank`) counts beside the plan's sentences, and the sum from
which a question in other words than the plan's is about its matters."""
_NEAR, _LIKE = 0.865, 0.5
"""Likeness of the nearest passage, whole and piece by piece, from which it is so in any case."""


def _far(best: Mapping[str, float], margin: float) -> bool:
    """Whether no likely question is near."""
    return best["question"] < _QUESTION + margin


def _strange(best: Mapping[str, float]) -> bool:
    """Whether neither a sentence of the plan nor what people say of its matters is near."""
    if "common" not in best or "sentence" not in best:
        return best.get("dense", 1.0) < _DENSE
    if best.get("dense", 0.0) >= _NEAR or best.get("late_passage", 0.0) >= _LIKE:
        return False
    return _COMMON * best["common"] + (1 - _COMMON) * best["sentence"] < _ENOUGH


def _unlike(best: Mapping[str, float]) -> bool:
    return best.get("late_question", 1.0) < _LATE_QUESTION
