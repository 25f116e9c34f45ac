"""Changes and comparisons that a sentence of the plan states itself, so that none is computed.

高于全省平均水平1.6个百分点 and 较2020年提高16.7个百分点 answer as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from corpus.model import Indicator, IndicatorValue, Passage
from qa.cues import Operation
from qa.draft import Piece, Source, whole
from qa.question import Understanding

PassageOf = Callable[[str], Passage]

_OTHERS = r"(?:全?[国省市]|兄弟|周边|邻近|相邻|其他|其它|别的|同类|平均|先进)"
_AGAINST = re.compile(
    rf"(?<!百分)(?:比(?!例|重|率|值)|和|跟|与)[^，。？]{{0,4}}{_OTHERS}[^，。？]{{0,8}}"
    rf"(?:[高低快慢大小]|多(?!少)|(?<!多)少|差|相比)|[高低多少]于[^，。？]{{0,4}}{_OTHERS}"
)
_COMPARED = re.compile(
    rf"(?:[高低多少快慢]于|比|较|与)[^，。；]{{0,4}}{_OTHERS}[^，。；]{{0,8}}\d|平均(?:水平|值)?的?[^，。；]{{0,3}}\d"
)
_CHANGED = r"(?:提高|提升|增加|增长|上升|下降|降低|减少|降|升)"


def source_of(value: IndicatorValue, passage_of: PassageOf) -> Source:
    """The words that carry a value: its sentence, or its table row."""
    passage = passage_of(value.source.passage_id)
    if value.source.kind == "table" or value.source.start is None or value.source.end is None:
        return whole(passage)
    for span in passage.sentences:
        if span.start <= value.source.start < span.end:
            return Source(passage, span.start, span.end)
    return Source(passage, value.source.start, value.source.end)


def against_others(indicator: Indicator, question: Understanding) -> bool:
    """Whether a question sets the indicator against other places whose values are not given.

    The difference of two years answers no such question.
    """
    scoped = any(value.scope for value in indicator.values if value.source.kind == "table")
    return sets_against_others(question) and not scoped


def sets_against_others(question: Understanding) -> bool:
    """Whether a question compares with other places, or with a place as a whole."""
    return bool(_AGAINST.search(question.text))


def stated_changes(
    indicator: Indicator, question: Understanding, passage_of: PassageOf
) -> list[Piece]:
    """The sentences that say the change or comparison asked for in so many words.

    A change counts where a year of the question is given no value and the sentence starts from
    it (较2020年提高…); a comparison where others are asked about.
    """
    if Operation.CHANGE not in question.operations and not _AGAINST.search(question.text):
        return []
    given = {value.year for value in indicator.values}
    absent = [year for year in question.years if year not in given]
    if against_others(indicator, question):
        wanted = _COMPARED
    elif absent:
        years = "|".join(str(year) for year in absent)
        wanted = re.compile(
            rf"[较比由从](?:{years})年?[^，。；]{{0,6}}{_CHANGED}[^，。；]{{0,4}}\d"
        )
    else:
        return []
    pieces: list[Piece] = []
    for value in indicator.values:
        source = source_of(value, passage_of)
        if value.source.kind != "text" or value.source.start is None:
            continue
        after = source.passage.text[value.source.start : source.end]
        text = source.passage.text[source.start : source.end].strip()
        if wanted.search(after.split("；")[0]) and all(p.text != text for p in pieces):
            pieces.append(Piece(text, "quote", (source,)))
    return pieces
