"""Headings numbered 1, 1.1, 1.1.1: told from figures and lists by their counting on.

A line may open with a number for many reasons (12.5米, 3岁以下, a list). It is a heading of
this grammar where its number follows the one before it: 1, 1.1, 1.2, 2, 2.1, 2.1.1 …
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.words import any_of, words

DEEPEST = 4
_NUMBER = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,3})(?![\d%‰])([.、]?\s*)(?=[\u3400-\u9fff“《])")
_STOP = re.compile(r"[。！？；;，,：:]$")


def decimal_headings(texts: Sequence[str], longest: int) -> dict[int, int]:
    """Depth (1 for ``1``, 2 for ``1.1``) of each line, by index, that is such a heading.

    Empty where the lines have no second level: then single numbers are no outline.
    """
    found: dict[int, int] = {}
    last: tuple[int, ...] = ()
    for index, text in enumerate(texts):
        number = _read(text, index == 0 or not texts[index - 1], longest)
        if number and _follows(number, last):
            found[index], last = len(number), number
    return found if sum(depth > 1 for depth in found.values()) > 1 else {}


def number_text(text: str) -> str:
    """The printed number of a heading of this grammar, with its full stop."""
    match = _NUMBER.match(text)
    return (match[1] + match[2]).strip() if match else ""


def _read(text: str, apart: bool, longest: int) -> tuple[int, ...]:
    match = _NUMBER.match(text)
    if match is None or len(text) > longest or _STOP.search(text):
        return ()
    number = tuple(int(part) for part in match[1].split("."))
    if match[2]:
        return number
    # Without a space or a mark after it, a number may count something.
    units = any_of((*words("quantity_words", "measures"), *words("quantity_words", "classifiers")))
    counts = re.match(rf"(?:[百千万亿]|{units})", text[match.end() :])
    return number if len(number) > 1 and apart and not counts else ()


def _follows(number: tuple[int, ...], last: tuple[int, ...]) -> bool:
    """Whether a number is the first below the last one, or the next at its or a higher level."""
    if not last:
        return set(number) == {1}
    if number[:-1] == last and number[-1] == 1:
        return True
    level = len(number)
    return level <= len(last) and number == (*last[: level - 1], last[level - 1] + 1)
