"""Questions for all places where text and table, or two places, do not agree."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import ConflictKind, Plan
from qa.cues import Operation
from qa.draft import Draft, Piece
from qa.question import Understanding
from qa.rowtests import scope_test

_ALL = re.compile(r"哪些|哪几|有没有|几处|几个|多少处|多少个|哪里|哪儿|有什么")
_PLACES = re.compile(r"正文|表格|表\s*\d|两个表|两张表|前后|规划里|全文|文字")


def asks_differences(question: Understanding) -> bool:
    """Whether all places that do not agree are asked for: 正文和表格有哪些数对不上."""
    asked = Operation.CONFLICT in question.operations and _ALL.search(question.text)
    if not asked or scope_test(question) is not None:
        return False  # 本区和市级不一样的: of one table's columns, not of two places
    return bool(_PLACES.search(question.text))


def answer_differences(question: Understanding, plans: Sequence[Plan]) -> Draft | None:
    """All differences that the plans hold (both places are quoted later); None where one
    indicator's is asked. Places that only use a similar name are left out where there are others.
    """
    if not asks_differences(question):
        return None
    conflicts = [conflict for plan in plans for conflict in plan.conflicts]
    told = [c for c in conflicts if c.kind is not ConflictKind.SCOPE] or conflicts
    if not told:
        return None
    count = str(len(told))
    lead = Piece(f"规划中有{count}处表述不同：", "computed", (), (count,))
    return Draft([lead], [], told)
