"""Typing errors: read a question's misspelt words as the plan's own, and say so.

A run of the question is a candidate when it is no word of its own (its differing characters
are single-character or unknown tokens) and sounds like a word of the plan (toneless pinyin,
with the usual fuzzy initials and finals), or differs from a longer one by one character.
Latin pinyin (xueqian jiaoyu) is read the same way. Corrections are reported, never silent.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Literal

from qa.model import CorrectedWord

_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_LATIN_RUN = re.compile(r"[a-z]+(?: [a-z]+)*", re.IGNORECASE)
_MIN, _MAX = 2, 12
Kind = Literal["homophone", "lookalike", "pinyin"]
# Characters so common in questions that reading them as a typing error is a mistake.
_FUNCTION = set(
    "的了是在有能上下吗呢吧啊么不没我你他她它们这那哪什谁几个多少怎样会要到和与跟给让把被对从为问想看说去来做就都也还很大小好老年月日区市里中高新时又并或而以将已于及等应该需用做办学校园后前内外间"
)
_FUZZY = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))


def _pinyin(text: str) -> str:
    """Toneless pinyin; phrases are not loaded, they take 0.2 s and change few sounds."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(text, style=Style.NORMAL, errors="ignore"))


@lru_cache(maxsize=20_000)
def _sound(character: str) -> str:
    """Toneless pinyin of one character, fuzzy sounds folded."""
    sound = _pinyin(character)
    for long, short in _FUZZY:
        sound = sound.replace(long, short)
    return "n" + sound[1:] if sound.startswith("l") and len(sound) > 1 else sound


def _sounds(text: str) -> tuple[str, ...]:
    return tuple(_sound(character) for character in text)


class Speller:
    """Corrects questions towards one vocabulary; built once per snapshot."""

    def __init__(
        self, vocabulary: Iterable[str], plan_text: str, cut: Callable[[str], list[str]]
    ) -> None:
        """``cut`` must return consecutive tokens that cover the text."""
        terms = sorted({t for t in vocabulary if _MIN <= len(t) <= _MAX and _HAN_RUN.fullmatch(t)})
        self._plan_text = plan_text
        self._cut = cut
        self._by_sound: dict[tuple[str, ...], str] = {}
        self._by_spelling: dict[str, str] = {}
        self._known = set(terms)
        for term in sorted(terms, key=plan_text.count):
            self._by_sound[_sounds(term)] = term
            if len(term) >= 2:
                self._by_spelling[_pinyin(term)] = term

    def correct(self, text: str) -> tuple[str, tuple[CorrectedWord, ...]]:
        """Return the corrected text and what was changed, in order."""
        changes: list[CorrectedWord] = []
        text = self._read_pinyin(text, changes)
        pieces: list[str] = []
        position = 0
        for run in _HAN_RUN.finditer(text):
            pieces.append(text[position : run.start()])
            pieces.append(self._correct_run(run.group(), changes))
            position = run.end()
        pieces.append(text[position:])
        return "".join(pieces), tuple(changes)

    def _correct_run(self, run: str, changes: list[CorrectedWord]) -> str:
        loose, edges = self._loose(run)
        if not any(loose):
            return run
        position = 0
        while position < len(run):
            for size in range(min(_MAX, len(run) - position), _MIN - 1, -1):
                window = run[position : position + size]
                if position not in edges or position + size not in edges:
                    continue
                term = self._reading(window, loose[position : position + size])
                if term is not None:
                    kind: Kind = "homophone" if _sounds(window) == _sounds(term) else "lookalike"
                    changes.append(CorrectedWord(source=window, to=term, kind=kind))
                    run = run[:position] + term + run[position + size :]
                    position += size - 1
                    break
            position += 1
        return run

    def _reading(self, window: str, loose: list[bool]) -> str | None:
        """The plan's word that ``window`` is probably meant to be, or None."""
        if not any(loose):
            return None
        term = self._by_sound.get(_sounds(window))
        if term is None or term == window or window in self._plan_text:
            return None
        differing = [i for i, (a, b) in enumerate(zip(window, term, strict=True)) if a != b]
        if any(not loose[i] for i in differing):
            return None
        # 工作时 is a word and 时, no slip for 工作室; 普会性 holds no word at all.
        if not all(loose) and any(window[i] in _FUNCTION for i in differing):
            return None
        if len(window) == 2 and any(window[i] in _FUNCTION for i in differing):
            return None
        if len(window) == 2 and len(differing) == 2:
            return None
        # 园占(比) is no slip for 园长: two characters must sound alike without fuzzy sounds.
        if len(window) == 2 and _pinyin(window) != _pinyin(term):
            return None
        return term

    def _loose(self, run: str) -> tuple[list[bool], set[int]]:
        """Which characters belong to no longer word, and where words begin and end."""
        loose: list[bool] = []
        edges = {0}
        for token in self._cut(run):
            loose.extend([len(token) == 1] * len(token))
            edges.add(len(loose))
        return (loose, edges) if len(loose) == len(run) else ([False] * len(run), edges)

    def _read_pinyin(self, text: str, changes: list[CorrectedWord]) -> str:
        def read(match: re.Match[str]) -> str:
            letters = match.group().replace(" ", "").lower()
            words = self._split_pinyin(letters)
            if not words:
                return match.group()
            reading = "".join(words)
            changes.append(CorrectedWord(source=match.group(), to=reading, kind="pinyin"))
            return reading

        return _LATIN_RUN.sub(read, text)

    def _split_pinyin(self, letters: str) -> list[str]:
        """Cut a run of letters wholly into words of the plan, longest first; else []."""
        words: list[str] = []
        position = 0
        while position < len(letters):
            for end in range(len(letters), position + 3, -1):
                term = self._by_spelling.get(letters[position:end])
                if term is not None:
                    words.append(term)
                    position = end
                    break
            else:
                return []
        return words
