"""Words typed in pinyin, whole questions or single words, read as the plan's and as question words.

Letters are cut into words of the vocabulary so that the words are as likely as can be (a lattice,
as in pinyin input methods); spaces, apostrophes and hyphens end syllables, not words. What the
plan itself writes in letters, and what is no pinyin throughout, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from importlib import resources
from itertools import islice, product

from qa.model import CorrectedWord
from qa.sounds import readings, toneless
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
_WORD = 2.0
"""Cost of each further word (nats): few long words are likelier than many short ones."""
_COUNTED = re.compile(r"(?:多少|几|两|\d)$")
_MEASURES = "个级项所家名位人条座处张间对次年月天户亩件种类元万亿倍成块"


@lru_cache(maxsize=1)
def _syllables() -> re.Pattern[str]:
    text = resources.files("qa").joinpath("lexicon/syllables.txt").read_text("utf-8")
    longest = sorted({*text.split(), "lue", "nue"}, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(longest)})+")


class PinyinReader:
    """Reads pinyin towards one vocabulary; what it looks words up in is built when first needed."""

    def __init__(self, vocabulary: Iterable[str], plan_text: str, costs: WordCosts) -> None:
        self._vocabulary = tuple(vocabulary)
        self._characters = frozenset(_HAN.findall(plan_text))
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
            reading = self._reading(match.group(), typed[: match.start()])
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
        spelt = [w for w, _ in self._spelt.get(toneless(word), ()) if len(w) > 1]
        return min(spelt, key=self._costs.word, default=None)

    def _reading(self, run: str, before: str) -> str | None:
        typed = _APART.split(run)
        if any(
            len(part) > 1 and (part.isupper() or part.lower() in self._written) for part in typed
        ):
            return None
        parts = [toneless(part) for part in typed]
        if not all(_syllables().fullmatch(part) for part in parts):
            return None
        letters = "".join(parts)
        if len(parts) == 1 and _COUNTED.search(before):
            measure = next((m for m in _MEASURES if letters in readings(m)), None)
            if measure is not None:
                return measure
        breaks = _breaks(parts)
        words = self._words(letters, breaks)
        alone = len(words) == 1 and len(words[0]) == 1
        if not words or (alone and not _HAN.search(before[-1:])):
            return None
        return "".join(words)

    def _words(self, letters: str, breaks: frozenset[int]) -> list[str]:
        """The likeliest words that the letters spell; none where they spell none."""
        best: list[tuple[float, int, str] | None] = [None] * (len(letters) + 1)
        best[0] = (0.0, 0, "")
        for start in range(len(letters)):
            here = best[start]
            if here is None:
                continue
            for end in range(start + 1, min(len(letters), start + _LONGEST) + 1):
                for word, ends in self._spelt.get(letters[start:end], ()):
                    inside = {b - start for b in breaks if start < b < end}
                    cost = here[0] + self._costs.word(word) + _WORD
                    known = best[end]
                    if inside <= ends and (known is None or cost < known[0]):
                        best[end] = (cost, start, word)
        return _back(best)

    @cached_property
    def _spelt(self) -> dict[str, tuple[tuple[str, frozenset[int]], ...]]:
        """Letters → the words they spell, each with where its syllables end."""
        found: dict[str, dict[str, frozenset[int]]] = {}
        for word in (*self._vocabulary, *self._characters):
            for syllables in _spellings(word):
                ends, at = set(), 0
                for syllable in syllables:
                    at += len(syllable)
                    ends.add(at)
                found.setdefault("".join(syllables), {})[word] = frozenset(ends)
        return {letters: tuple(words.items()) for letters, words in found.items()}


def _without_tones(text: str) -> str:
    """A text without the digits that mark tones (yi4 wu4 jiao4 yu4)."""
    return _TONE.sub("", text) if len(_TONE.findall(text)) >= _TONES else text


def _breaks(parts: Sequence[str]) -> frozenset[int]:
    """Where the parts of a run end, in its letters."""
    ends, at = set(), 0
    for part in parts:
        at += len(part)
        ends.add(at)
    return frozenset(ends)


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


def _spellings(word: str) -> Iterator[tuple[str, ...]]:
    """How a word may be typed: by the readings of its characters, ü as v, and also as u."""
    by_character = [_typed(character, len(word) > 1) for character in word]
    if all(by_character):
        yield from islice(product(*by_character), _SPELLINGS)


def _typed(character: str, within: bool) -> tuple[str, ...]:
    typed: list[str] = []
    for reading in readings(character)[:2]:
        typed.append(reading)
        if reading.endswith("ve"):
            typed.append(reading[:-2] + "ue")
        elif within and reading.endswith("v"):
            typed.append(reading[:-1] + "u")
    return tuple(typed)
