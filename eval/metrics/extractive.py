"""Exact match and character F1 for extractive sets (CMRC 2018, DRCD)."""

from __future__ import annotations

from eval.case import Case
from eval.text import key, strip_markers
from qa.model import Reply, Status

CMRC = "Cui et al. 2019, A Span-Extraction Dataset for Chinese Machine Reading Comprehension"


def _flat(text: str) -> str:
    return "".join(c for c in key(strip_markers(text)).lower() if c.isalnum())


def longest_common(left: str, right: str) -> int:
    """Length of the longest common substring, as in the CMRC 2018 evaluation script."""
    best, row = 0, [0] * (len(right) + 1)
    for a in left:
        new = [0]
        for j, b in enumerate(right):
            new.append(row[j] + 1 if a == b else 0)
        best, row = max(best, max(new)), new
    return best


class ExactMatch:
    """The answer equals a gold answer, punctuation and markers aside."""

    name = "em"
    definition = "The answer equals a gold answer after folding, without punctuation."
    source = CMRC

    def score(self, case: Case, reply: Reply) -> float | None:
        """1.0 or 0.0; None outside extractive sets."""
        if not case.answers:
            return None
        answered = reply.status is not Status.REFUSED
        return float(answered and _flat(reply.answer) in map(_flat, case.answers))


class CharF1:
    """Best character F1 against the gold answers."""

    name = "char_f1"
    definition = "Character F1 of the longest common substring with the best gold answer."
    source = CMRC

    def score(self, case: Case, reply: Reply) -> float | None:
        """0 to 1; None outside extractive sets."""
        if not case.answers:
            return None
        if reply.status is Status.REFUSED:
            return 0.0
        answer = _flat(reply.answer)
        return max(_f1(answer, _flat(gold)) for gold in case.answers)


def _f1(answer: str, gold: str) -> float:
    common = longest_common(answer, gold)
    return 2 * common / (len(answer) + len(gold)) if common else 0.0
