"""What each of several named ones has, times how many they are: 甲镇、乙镇各建3座 are 6座."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import Comparator, Passage, Quantity
from qa.draft import Draft, Piece
from qa.figures import longest_common, official
from qa.fit import FITS, Fit
from qa.normalise import fold
from qa.parts import SUM
from qa.question import Understanding
from qa.reckoning import Sentence, number_of, sentences_of, written

_CLAUSES = re.compile(r"[，。；！？,;]")
_EACH = re.compile(r"分别|各(?![级类种项])")
_LIST = re.compile(r"[、和及与]")
_NAMED = 2
"""Characters of a name that a question must have."""


def times_each(question: Understanding, fit: Fit, passages: Sequence[Passage]) -> Draft | None:
    """A number that a sentence gives for each of a list, times the length of the list.

    The question must name every one of them; a sentence with a number for each apart is no such.
    """
    if not SUM.search(question.text):
        return None
    for sentence in sentences_of(passages):
        if fit.share(sentence.text) < FITS:
            continue
        piece = _times(question, fit, sentence)
        if piece is not None:
            quote = Piece(sentence.text.strip(), "quote", (sentence.source(),))
            return Draft([piece, quote])
    return None


def _times(question: Understanding, fit: Fit, sentence: Sentence) -> Piece | None:
    said, start = official(fold(question.text)), 0
    for clause in _CLAUSES.split(sentence.text):
        end = start + len(clause)
        inside = [q for span, q in sentence.quantities if start <= span.start < end]
        mark = _EACH.search(clause)
        if mark and len(inside) == 1 and _counts(inside[0]) and fit.unit(inside[0].unit):
            names = _names(sentence.text[: start + mark.start()], said)
            if len(names) > 1:
                return _product(names, mark[0], inside[0], sentence)
        start = end + 1
    return None


def _counts(quantity: Quantity) -> bool:
    return quantity.comparator is Comparator.EQ and quantity.unit not in ("%", "‰", "")


def _product(names: Sequence[str], mark: str, quantity: Quantity, sentence: Sentence) -> Piece:
    each, total = number_of(quantity), number_of(quantity) * len(names)
    rule = f"{'＋'.join([written(each)] * len(names))}＝{written(total)}{quantity.unit}"
    text = f"{'、'.join(names)}{mark}{quantity.display}，{rule}。"
    numbers = (written(total), written(each))
    return Piece(text, "computed", (sentence.source(),), numbers)


def _names(before: str, said: str) -> list[str]:
    """The names of the last list before a mark, as a question has them; none unless it has all."""
    listed = [clause for clause in _CLAUSES.split(before) if "、" in clause]
    parts = _LIST.split(listed[-1]) if listed else []
    parts = [part for part in parts if part.strip()]
    names = [longest_common(fold(part), said) for part in parts]
    apart = len(set(names)) == len(names) and all(len(name) >= _NAMED for name in names)
    return names if apart else []
