"""Words typed in pinyin, whole questions or single words, read as the plan's and as question words.

Letters are cut into words of the vocabulary so that the words are as likely as can be (a lattice,
as in pinyin input methods); spaces, apostrophes and hyphens end syllables, not words. What the
plan itself writes in letters, and what is no pinyin throughout, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate, islice, product
from typing import NamedTuple

from qa.model import CorrectedWord
from qa.sounds import readings, syllables, toneless
from qa.wordcosts import WordCosts

_LETTER = "a-zA-ZÀ-ɏ"
_RUN = re.compile(rf"[{_LETTER}]+(?:[ '’-]+[{_LETTER}]+)*")
_APART = re.compile(r"[ '’-]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_TONE = re.compile(r"(?<=[a-zA-Z])[1-5](?=$|[\sa-zA-Z])")
_TONES = 3
"""Digits after syllables that are tones: fewer may be numbers."""
_SPELLINGS = 6
_LONGEST = 40
_RARE = 4.0
"""Cost of a reading of a character other than its usual one (nats)."""
_SHORT = 3
"""Letters too few to be told by one character beside them."""
_LOOKS = 60
"""Places of the plan at which pinyin between Han characters is looked for."""
_WORD = 2.0
"""Cost of each further word (nats): few long words are likelier than many short ones."""
_POLYPHONES = frozenset(
    "长行重数都校率调传还乐藏朝供处当得的发分干给更好会几间将降教解空量难宁便强区任曾少盛省提为相兴血要应与"
    "谁载占只种转着正中地度大车体落薄模弹露系厦单担称冲角结看累绿旅略女率员乾识石似宿折殖著作塞没划合核和荷"
)
"""Characters whose second reading is common too; that of others is not looked at."""
_COUNTED = re.compile(r"(?:多少|几|两|\d)$")
_MEASURES = "个级项所家名位人条座处张间对次年月天户亩件种类元万亿倍成块"


@lru_cache(maxsize=1)
def _syllables() -> re.Pattern[str]:
    longest = sorted({*syllables(), "lue", "nue"}, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(longest)})+")


class _Spelt(NamedTuple):
    """A word, where its syllables end in its letters, and how many are rarer readings."""

    word: str
    ends: frozenset[int]
    rare: int


class PinyinReader:
    """Reads pinyin towards one vocabulary; what it looks words up in is built when first needed."""

    def __init__(self, vocabulary: Iterable[str], plan_text: str, costs: WordCosts) -> None:
        self._vocabulary = tuple(vocabulary)
        self._text = plan_text
        self._written = frozenset(re.findall(r"[a-z]+", plan_text.lower()))
        self._costs = costs

    def read(self, text: str) -> tuple[str, tuple[CorrectedWord, ...]]:
        """The text with its pinyin in Han characters, and what was changed, in order.

        A text without Han characters is read only as a whole: otherwise it is another language.
        """
        if not re.search(f"[{_LETTER}]", text):
            return text, ()
        typed = _without_tones(text.replace("u:", "v"))
        changes: list[CorrectedWord] = []

        def replaced(match: re.Match[str]) -> str:
            before = typed[: match.start()]
            around = before, typed[match.end() :]
            reading = self._reading(match.group(), around, amid=bool(_HAN.search(typed)))
            if reading is None:
                return match.group()
            changes.append(CorrectedWord(source=match.group(), to=reading, kind="pinyin"))
            return reading

        read = _RUN.sub(replaced, typed)
        if not changes or (not _HAN.search(text) and re.search(f"[{_LETTER}]", read)):
            return text, ()
        return read, tuple(changes)

    def name(self, word: str) -> str | None:
        """A name of the vocabulary that a word in Latin letters spells (Nanjing); or None."""
        words = [w for w, _, _ in self._spelt.get(toneless(word), ()) if len(w) > 1]
        return min(words, key=self._costs.word, default=None)

    def _reading(self, run: str, around: tuple[str, str], *, amid: bool) -> str | None:
        """What a run spells between what stands before and after it; or None.

        ``amid`` Han characters a lone syllable must follow one of them, or may be no pinyin.
        """
        typed = _APART.split(run)
        if any(
            len(part) > 1 and (part.isupper() or part.lower() in self._written) for part in typed
        ):
            return None
        parts = [toneless(part) for part in typed]
        if not all(_syllables().fullmatch(part) for part in parts):
            return None
        letters, before = "".join(parts), around[0]
        if len(letters) < 2:
            return None
        beside = self._beside(letters, *around)
        if beside is not None:
            return beside
        if len(parts) == 1 and _COUNTED.search(before):
            measure = next((m for m in _MEASURES if letters in readings(m)), None)
            if measure is not None:
                return measure
        breaks = frozenset(accumulate(map(len, parts)))
        words = self._words(letters, breaks)
        alone = amid and len(words) == 1 and len(words[0]) == 1
        if not words or (alone and not _HAN.search(before[-1:])):
            return None
        return "".join(words)

    def _beside(self, letters: str, before: str, after: str) -> str | None:
        """What the plan writes between such characters, where it sounds so: 口袋 before 公园."""
        for size in (2, 1) if len(letters) > _SHORT else (2,):
            left, right = before[-size:], after[:size]
            for mark, step in ((right, -1), (left, 1)):
                if len(_HAN.findall(mark)) == size:
                    found = self._heard_at(mark, step, letters)
                    if found is not None:
                        return found
        return None

    def _heard_at(self, mark: str, step: int, letters: str) -> str | None:
        """Characters that sound like the letters, before (-1) or after (1) a mark in the plan."""
        for match in islice(re.finditer(re.escape(mark), self._text), _LOOKS):
            for size in range(1, len(letters) // 2 + 2):
                at = match.end() if step > 0 else match.start() - size
                piece = self._text[max(0, at) : at + size]
                if "".join(r[0] for r in map(readings, piece) if r) == letters:
                    return piece if all(map(readings, piece)) else None
        return None

    def _words(self, letters: str, breaks: frozenset[int]) -> list[str]:
        """The likeliest words that the letters spell; none where they spell none."""
        best: list[tuple[float, int, str] | None] = [None] * (len(letters) + 1)
        best[0] = (0.0, 0, "")
        for start in range(len(letters)):
            here = best[start]
            if here is None:
                continue
            for end in range(start + 1, min(len(letters), start + _LONGEST) + 1):
                for word, ends, rare in self._spelt.get(letters[start:end], ()):
                    inside = {b - start for b in breaks if start < b < end}
                    cost = here[0] + self._costs.word(word) + _WORD + _RARE * rare
                    known = best[end]
                    if inside <= ends and (known is None or cost < known[0]):
                        best[end] = (cost, start, word)
        return _back(best)

    @cached_property
    def _spelt(self) -> dict[str, tuple[_Spelt, ...]]:
        """Letters → the words they spell."""
        found: dict[str, list[_Spelt]] = {}
        for word in dict.fromkeys((*self._vocabulary, *_common(), *_HAN.findall(self._text))):
            bias = word.startswith("那") - word.startswith("哪")  # who asks means 哪
            for typed, rare in _spellings(word):
                ends = frozenset(accumulate(map(len, typed)))
                found.setdefault("".join(typed), []).append(_Spelt(word, ends, rare + bias))
        return {letters: tuple(words) for letters, words in found.items()}


def _common() -> str:
    """The common characters: the first level of GB 2312, which has 3755."""
    rows = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return b"".join(rows).decode("gb2312", "ignore")


def _without_tones(text: str) -> str:
    """A text without the digits that mark tones (yi4 wu4 jiao4 yu4)."""
    return _TONE.sub("", text) if len(_TONE.findall(text)) >= _TONES else text


def _back(best: Sequence[tuple[float, int, str] | None]) -> list[str]:
    words: list[str] = []
    end = len(best) - 1
    while end:
        step = best[end]
        if step is None:
            return []
        words.append(step[2])
        end = step[1]
    return words[::-1]


def _spellings(word: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """How a word may be typed, and how many of its characters are read in a rarer way.

    ü is typed as v, within words also as u. A character alone is read in its usual way.
    """
    within = len(word) > 1
    by_character = [
        _typed(character, 2 if character in _POLYPHONES else 1, within) for character in word
    ]
    for choice in islice(product(*by_character), _SPELLINGS):
        yield tuple(typed for typed, _ in choice), sum(rare for _, rare in choice)


@lru_cache(maxsize=20_000)
def _typed(character: str, count: int, within: bool) -> tuple[tuple[str, int], ...]:
    """The first ``count`` readings as typed, each with whether it is a rarer one."""
    typed: list[tuple[str, int]] = []
    for rare, reading in enumerate(readings(character)[:count]):
        typed.append((reading, rare))
        if reading.endswith("ve"):
            typed.append((reading[:-2] + "ue", rare))
        elif within and reading.endswith("v"):
            typed.append((reading[:-1] + "u", rare))
    return tuple(typed)
