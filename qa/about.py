"""Whether a question that names an indicator asks for its figure, or for what is done about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from corpus.names import is_unit
from qa.cues import Operation
from qa.figures import Match, official
from qa.normalise import fold
from qa.periods import tells_time
from qa.question import Understanding

SURE = 0.9
"""Score from which an indicator is meant whatever else a question compares it with."""
_WELL_NAMED = 0.65
"""Score from which a question may hold other words of the plan beside the indicator's name."""
_BESIDE = re.compile(
    r"累计|总体|平均|目标|现有|现在|目前|数量|规模|至少|增加|减少|提高|规划|计划|实际|百分点|净增|"
    r"增幅|降幅|公里|[万亿千]?[亩吨元人米户]|[省市县区]级|[全本我][省市县区]|工作日"
)
"""Words beside an indicator's name that ask for no other matter."""
_FIGURE = re.compile(r"百分|比例|比重|占比|率|目标值|数值|%")
_DEEDS = re.compile(r"哪些|哪几|几件|怎么|如何|什么(?!时候)")


def is_about(
    question: Understanding, words: Sequence[str], match: Match, says: Callable[[str], bool]
) -> bool:
    """Whether a question asks for the indicator's figure, not for what is done about it.

    Words that the plan ``says`` but the indicator's names do not (智慧校园建设*项目*) speak of
    something else; a question for a percentage or a value may hold a few of them.
    """
    figure = _FIGURE.search(question.text)
    if not figure and _DEEDS.search(question.text):
        return False
    other = _others(words, match, says)
    most = 3 if figure else 1
    if Operation.CHANGE in question.operations:
        other = [w for w in other if not (_BESIDE.fullmatch(w) or is_unit(w))]
        if match.score < SURE:
            most = 0  # a number that is reckoned for another matter misleads most
    return len(other) <= (most if match.score >= _WELL_NAMED else 0)


def _others(words: Sequence[str], match: Match, says: Callable[[str], bool]) -> list[str]:
    """The words of content that the plan says and the indicator's names do not."""
    indicator = match.indicator
    names = fold("".join((indicator.name, *(v.name for v in indicator.values))))
    return [
        w
        for w in words
        if len(w) > 1 and says(w) and not _within(official(w), names) and not tells_time(w)
    ]


def _within(word: str, names: str) -> bool:
    """Whether a word, or a part of two characters of it, stands in an indicator's names."""
    return any(word[i : i + 2] in names for i in range(len(word) - 1))
