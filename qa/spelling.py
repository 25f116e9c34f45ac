"""Typing errors: read a question's misspelt words as the plan's own, and say so.

A noisy channel (Kernighan, Church & Gale 1990): a run of the question that sounds like words of
the plan (with the usual fuzzy sounds), or looks like them but for one character, is read as them
where that makes the question more likely by more than a slip of the keyboard is rare. What the
plan or the lexicon writes itself is never corrected. Corrections are reported, never silent.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources
from typing import Literal, NamedTuple

from qa.model import CorrectedWord
from qa.sounds import reading, sounds
from qa.wordcosts import WordCosts

HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_MIN, _MAX = 2, 12
_SHAPED = 4
"""Longest window that is compared by the shape of a character."""
_RUN = 4
"""Words in a row that a text is known to write."""
_CONTEXT = 4
"""Characters on either side by which a reading is judged."""
_SLIP, _FUZZY_SLIP, _SHAPE_SLIP = 6.0, 3.0, 2.0
"""Cost of a character typed wrongly, and more of one that sounds alike only by fuzzy sounds or
only looks alike (nats)."""
_GAINS = {2: 2.0, 3: 1.5, 4: 0.0}
"""What must be won beyond the slips, by the window's characters of content: the more of them
fit the plan, the less chance can have made them fit. Longer windows need `_LONG`."""
_LONG = -6.0
_ASKED = -4.0
"""The same for a window that is all a phrase of asking: 提高多小 is hardly ever meant."""
Kind = Literal["homophone", "lookalike"]
# Characters of grammar and counting: beside one of them a single sound proves nothing.
_GRAMMAR = frozenset(
    "的地得了着过是在有能会要可以到至和与跟给让把被对从向为于因由比按用将已又也都还就才再只很太更最不没无别"
    "上下里外中内前后大小多少高低好几一二两三四五六七八九十百千万亿这那哪每各某另个些种项次年月日天"
    "我你他她它们咱谁吗呢吧啊么嘛什怎样"
)


class _Fit(NamedTuple):
    """A window of a run and the words that it sounds or looks like."""

    start: int
    window: str
    term: str


@lru_cache(maxsize=1)
def asked_words() -> frozenset[str]:
    """The words by which people ask (``lexicon/asked.txt``)."""
    return frozenset(resources.files("qa").joinpath("lexicon/asked.txt").read_text("utf-8").split())


@lru_cache(maxsize=1)
def _lookalikes() -> dict[str, str]:
    """Character → those of like shape (``lexicon/lookalikes.txt``, a group a word)."""
    text = resources.files("qa").joinpath("lexicon/lookalikes.txt").read_text("utf-8")
    found: dict[str, str] = {}
    for group in text.split():
        for character in group:
            found[character] = found.get(character, "") + group.replace(character, "")
    return found


class Speller:
    """Corrects questions towards one plan's words; built once per snapshot."""

    def __init__(
        self, vocabulary: Iterable[str], plan_text: str, costs: WordCosts, also_known: str = ""
    ) -> None:
        """No word of ``also_known``, phrases a line each, is a slip."""
        self._known = _written(plan_text, costs)
        self._also_known = also_known
        self._costs = costs
        words = {t for t in vocabulary if _MIN <= len(t) <= _MAX and HAN_RUN.fullmatch(t)}
        self._by_sound = _by_sound(words | asked_words(), plan_text)
        self._spelt = frozenset(self._by_sound.values())
        self._longest: dict[str, int] = {}
        for heard in self._by_sound:
            self._longest[heard[:_MIN]] = max(len(heard), self._longest.get(heard[:_MIN], 0))

    def correct(self, text: str) -> tuple[str, tuple[CorrectedWord, ...]]:
        """Return the corrected text and what was changed, in order."""
        changes: list[CorrectedWord] = []

        def read(match: re.Match[str]) -> str:
            run = match.group()
            corrected = self._correct_run(run)
            changes.extend(self._changes(run, corrected))
            return corrected

        return HAN_RUN.sub(read, text), tuple(changes)

    def _correct_run(self, run: str) -> str:
        position = 0
        heard = sounds(run)
        edges: set[int] = set()
        while position < len(run):
            for fit in self._fits(run, position, heard):
                edges = edges or self._edges(run)
                if not self._likelier(run, fit, edges):
                    continue
                end = position + len(fit.window)
                run = run[:position] + fit.term + run[end:]
                heard, edges = sounds(run), set()
                position = end - 1
                break
            position += 1
        return run

    def _fits(self, run: str, position: int, heard: str) -> Iterator[_Fit]:
        """Words that the run sounds or looks like from ``position`` on, longest first."""
        longest = self._longest.get(heard[position : position + _MIN], 0)
        alike = _lookalikes()
        others = [alike.get(character, "") for character in run[position : position + _SHAPED]]
        shaped = _SHAPED if any(others) else 0
        for size in range(min(max(longest, shaped), len(run) - position), _MIN - 1, -1):
            window = run[position : position + size]
            term = self._by_sound.get(heard[position : position + size])
            if term is not None and term != window:
                yield _Fit(position, window, term)
            for at, characters in enumerate(others[:size] if size <= shaped else ()):
                for character in characters:
                    other = window[:at] + character + window[at + 1 :]
                    if other in self._spelt:
                        yield _Fit(position, window, other)

    def _likelier(self, run: str, fit: _Fit, edges: set[int]) -> bool:
        """Whether a window was probably meant to be the other words."""
        slips = [(a, b) for a, b in zip(fit.window, fit.term, strict=True) if a != b]
        end = fit.start + len(fit.window)
        content = _content(fit)
        if 2 * len(slips) > len(fit.window) or content < _MIN or self._is_written(fit):
            return False
        if content == _MIN and (
            not {fit.start, end} <= edges
            or any(sounds(a) == sounds(b) and reading(a) != reading(b) for a, b in slips)
            or self._costs.frequency(fit.window)
            or any(typed in _GRAMMAR for typed, _ in slips)
        ):
            return False
        before, after = run[max(0, fit.start - _CONTEXT) : fit.start], run[end : end + _CONTEXT]
        won = self._costs.text(before + fit.window + after)
        won -= self._costs.text(before + fit.term + after)
        long = len(fit.window) > max(_GAINS) and content > _MIN
        wanted = _LONG if long else _GAINS.get(content, _LONG)
        if fit.term in asked_words() and content >= max(_GAINS):
            wanted = _ASKED
        likelier = won - sum(_slip(a, b) for a, b in slips) >= wanted
        return likelier and not self._is_also_known(fit)

    def _is_written(self, fit: _Fit) -> bool:
        """Whether the plan writes what was typed, around the slips."""
        return any(piece in self._known for piece in _around(fit))

    def _is_also_known(self, fit: _Fit) -> bool:
        """Whether a phrase has what was typed as words of it."""
        for piece in _around(fit):
            at = self._also_known.find(piece)
            while at >= 0:
                begins = self._also_known.rfind("\n", 0, at) + 1
                ends = self._also_known.find("\n", at)
                edges = self._edges(self._also_known[begins : ends if ends >= 0 else None])
                if {at - begins, at - begins + len(piece)} <= edges:
                    return True
                at = self._also_known.find(piece, at + 1)
        return False

    def _edges(self, run: str) -> set[int]:
        """Where words begin and end."""
        edges = {0}
        for token in self._costs.cut(run):
            edges.add(max(edges) + len(token))
        return edges

    def _changes(self, run: str, corrected: str) -> Iterator[CorrectedWord]:
        """The corrected words, each with what stood in its place."""
        if run == corrected:
            return
        position = 0
        for word in _shown(self._costs.cut(corrected), run):
            source = run[position : position + len(word)]
            position += len(word)
            if source != word:
                alike = sounds(source) == sounds(word)
                kind: Kind = "homophone" if alike else "lookalike"
                yield CorrectedWord(source=source, to=word, kind=kind)


def _shown(tokens: Iterable[str], run: str) -> list[str]:
    """Tokens, a changed character that stands alone joined to what it stands beside."""
    words: list[str] = []
    position, open_ended = 0, False
    for token in tokens:
        lone = len(token) == 1 and run[position] != token
        position += len(token)
        beside = lone and bool(words) and len(words[-1]) == 1 and words[-1] not in _GRAMMAR
        if beside or open_ended:
            words[-1] += token
            open_ended = False
        else:
            words.append(token)
            open_ended = lone
    return words


def _slip(typed: str, meant: str) -> float:
    """How rare it is to type one character for another."""
    if reading(typed) == reading(meant):
        return _SLIP
    return _SLIP + (_FUZZY_SLIP if sounds(typed) == sounds(meant) else _SHAPE_SLIP)


def _around(fit: _Fit) -> Iterator[str]:
    """The pieces of a window, of two characters and more, that hold all its slips."""
    places = [i for i, (a, b) in enumerate(zip(fit.window, fit.term, strict=True)) if a != b]
    for start in range(places[0] + 1):
        for end in range(max(places[-1] + 1, start + _MIN), len(fit.window) + 1):
            yield fit.window[start:end]


def _content(fit: _Fit) -> int:
    """Characters of a window that tell; in a word by which people ask, all do."""
    if len(fit.term) > _MIN and fit.term in asked_words():
        return len(fit.window)
    return sum(character not in _GRAMMAR for character in fit.window)


def _written(text: str, costs: WordCosts) -> frozenset[str]:
    """What a text writes as one to four words in a row."""
    written: set[str] = set()
    for run in HAN_RUN.findall(text):
        tokens = costs.cut(run)
        for first in range(len(tokens)):
            for size in range(1, _RUN + 1):
                written.add("".join(tokens[first : first + size]))
    return frozenset(written)


def _by_sound(words: Iterable[str], plan_text: str) -> dict[str, str]:
    """Words, and pieces of three and four characters of the plan, by how they sound.

    Of those that sound alike the more frequent one counts, and a word before a piece.
    """
    pieces: Counter[str] = Counter()
    for run in HAN_RUN.findall(plan_text):
        for size in (3, 4):
            pieces.update(run[i : i + size] for i in range(len(run) - size + 1))
    found: dict[str, str] = {}
    for piece in sorted(pieces, key=lambda p: (pieces[p], p)):
        found[sounds(piece)] = piece
    for word in sorted(words, key=lambda w: (plan_text.count(w), w)):
        found[sounds(word)] = word
    return found
