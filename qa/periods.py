"""Which time a question speaks of, seen from the plan's own period.

A five-year period is named by its number (十四五); whether it is past or to come depends on the
plan that is asked, so nothing here names one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from corpus.model import Plan
from qa.cues import Operation
from qa.question import Understanding

Tense = Literal["past", "target"]

_NAMED = re.compile(r"十([一二三四五六七八九])五(?![年月日个次%.])")
_DIGITS = "零一二三四五六七八九"
_DONE = re.compile(
    r"了(?:多少|几|哪|什么)|(?:到|成|完|好|过|出)了|(?:目前|眼下|现在|如今|当前|现有|至今)|已|仍|尚"
)
_AHEAD = re.compile(r"要(?=[新建添增再培达做完改])|将(?!军)|新添|再添|准备|拟|打算|以后|未来|今后")
_STOOD = re.compile(
    r"问题|短板|不足|困难|挑战|机遇|形势|基础|成[绩效就]|原则|理念|思想|背景|为什么|原因|第[一二三四五六七八九十]"
)
_OF_TIME = re.compile(
    r"十[一二三四五六七八九]五|[一二三四五六七八九十两\d]+年(?:间|里|内|来)?|期间|时期|年底|年末|至少|最少|"
    r"提高|提升|增加|增长|上升|下降|降低|减少|新增|新添|建成|达到|完成"
)


_OF_BASE = re.compile(r"基期|基数|基准值|现状值|起点值")
_OF_TWO = {Operation.CHANGE, Operation.COMPARE, Operation.SAME}


def five_years(text: str) -> tuple[int, ...]:
    """First years of the five-year periods that a text names.

    Since the sixth (1981) the n-th begins in 1951 + 5 n: the 十四五 in 2021.
    """
    found = (1951 + 5 * (10 + _DIGITS.index(m.group(1))) for m in _NAMED.finditer(text))
    return tuple(dict.fromkeys(found))


def base_year(plans: Sequence[Plan]) -> int | None:
    """The year before the plans' period begins; None where none is known."""
    starts = [p.entry.period_start for p in plans if p.entry.period_start is not None]
    return min(starts) - 1 if starts else None


def _is_whole_period(question: Understanding, base: int) -> bool:
    """Whether the years are printed as one range that is the plan's own period: 2021—2025年."""
    first, last = base + 1, base + 5
    ranged = re.search(rf"{first}年?\s*[-—–－~～至到]*\s*{last}", question.text)
    alone = question.years == (first, last) and not question.operations & _OF_TWO
    return alone and ranged is not None


def placed(question: Understanding, base: int | None) -> Understanding:
    """The question with its period read from the five years it names, and ``ahead``.

    ``base`` is the year before the plan's own period. Five years that ended by then are past,
    also where their targets are asked; later ones are a target unless words say past. The first
    and last year of the plan's own period (2021—2025年) name the period, not two years.
    """
    named = five_years(question.text)
    if base is None:
        return question
    if question.years and base not in question.years and _OF_BASE.search(question.text):
        question = question.model_copy(update={"years": (base, *question.years)})
    if _is_whole_period(question, base):
        whole = {"years": (), "period": question.period or "target", "ahead": True}
        return question.model_copy(update=whole)
    if question.years and min(question.years) > base:
        question = question.model_copy(update={"ahead": True})
    if not named:
        return question
    if any(first + 4 <= base for first in named):
        return question.model_copy(update={"period": "past"})
    if question.period is None:
        return question.model_copy(update={"period": "target"})
    return question


def tense(question: Understanding) -> Tense | None:
    """Whether a question asks what is or was, or what is to come; None where it says neither.

    Weaker than its ``period``: aspect (降到了, 已, 眼下) and intention (要新添) count.
    """
    if question.period is not None:
        return question.period
    if _AHEAD.search(question.text):
        return "target"
    return "past" if _DONE.search(question.text) else None


def asks_background(question: Understanding) -> bool:
    """Whether a question asks how things stood or stand, not what is going to be done."""
    return tense(question) == "past" or bool(_STOOD.search(question.text))


def tells_time(word: str) -> bool:
    """Whether a word of a question says only when, or in which direction: 五年, 提高, 十四五."""
    return bool(_OF_TIME.fullmatch(word))
