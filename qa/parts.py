"""Counts that stand side by side in one sentence, added up: 新建泵站3座、改建泵站2座 are 5座.

All that a question names must be among them, in one unit, and each a plain number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from corpus.model import Comparator, Indicator, IndicatorValue, Passage
from corpus.words import any_of, words
from qa.draft import Draft, Piece, Source
from qa.figures import official
from qa.fit import FITS, Fit
from qa.normalise import fold
from qa.periods import tense
from qa.question import Understanding
from qa.stated import source_of

SUM = re.compile(
    r"一共|总共|合计|共计|[加合]起来|[加合]在?一[起块]|统共|拢共|总数|总和|之和|总计|加总|相加|"
    r"一块儿?(?:数|算|加)|[加搁放算凑]一块|共有?(?=多少|几)"
)
_AND = re.compile(r"[、和与跟及]|加上|以及|还有")
_OF_PLACE = re.compile(
    r"(?P<place>[\u3400-\u9fff]{2,4}?)(?:新区|[省市区县州镇乡村]|街道)(?P<noun>[\u3400-\u9fff]{2,})$"
)
_STEM, _WHOLE = 2, 4
_EDGE = re.compile(rf"(?:[、，和与跟及的]|{any_of(words('figure_words', 'making'))})$")


def add_parts(
    question: Understanding,
    fit: Fit,
    indicators: Sequence[Indicator],
    passages: Sequence[Passage],
    passage_of: Callable[[str], Passage],
) -> Draft | None:
    """The sum of the counts of one sentence that a question names; None without a sure one."""
    if not SUM.search(question.text):
        return None
    near = {passage.id for passage in passages}
    sentences: dict[tuple[str, int, str], list[IndicatorValue]] = {}
    sources: dict[tuple[str, int, str], Source] = {}
    for indicator in indicators:
        for value in indicator.values:
            plain = value.source.kind == "text" and value.comparator is Comparator.EQ
            if plain and value.source.passage_id in near and value.unit not in ("", "%", "‰"):
                source = source_of(value, passage_of)
                key = (source.passage.id, source.start, value.unit)
                sentences.setdefault(key, []).append(value)
                sources[key] = source
    sums = {
        key: asked
        for key, values in sentences.items()
        if fit.unit(key[2])
        and fit.share(_text(sources[key])) >= FITS
        and (asked := _asked(question.text, fit, values))
    }
    chosen = _of_time(question, sums)
    if len({sum(_number(v) for v in asked) for asked in chosen.values()}) != 1:
        return None
    key, asked = next(iter(chosen.items()))
    return _added(asked, sources[key])


def _of_time(
    question: Understanding, sums: dict[tuple[str, int, str], list[IndicatorValue]]
) -> dict[tuple[str, int, str], list[IndicatorValue]]:
    """Sums of the time that a question speaks of, where only some are."""
    wanted = tense(question)
    if wanted is None:
        return sums
    fits = {
        k: v for k, v in sums.items() if (v[0].period.value == "target") is (wanted == "target")
    }
    return fits or sums


def _asked(text: str, fit: Fit, values: Sequence[IndicatorValue]) -> list[IndicatorValue]:
    """The counts that a question names, in order; none unless each part of its list is one."""
    said = official(fold(text))
    verbs = {verb for verb in words("figure_words", "making") if verb in said}
    places = {value: place for value in values if (place := _place(value.name, said))}
    if len(places) > 1:  # not what they are parts of
        return list(places) if _list_of(said, set(places.values()), set()) else []
    heads = {value: head for value in values if (head := _head(value.name, said, fit))}
    asked = [
        value
        for value in sorted(heads, key=lambda v: v.source.start or 0)
        if not verbs or (own := _verb(value.name)) is None or own in verbs
    ]
    parts = _list_of(said, {heads[value] for value in asked}, verbs)
    apart = {(heads[value], _verb(value.name)) for value in asked}
    return asked if parts and len(apart) > 1 else []


def _list_of(text: str, heads: set[str], verbs: set[str]) -> bool:
    """Whether a question names a list and each part of it is one of the ``heads``, or a verb
    alone (新建的、改建的).
    """
    known = heads | verbs
    clauses = [c for c in re.split(r"[，。；？！,?]", text) if any(k in c for k in known)]
    parts = [part for clause in clauses for part in _AND.split(clause)]
    alone = re.compile(rf"(?:{any_of(verbs)})(?:的|$|[几多一共总合])") if verbs else None
    fits = (
        any(head in part for head in heads) or (alone is not None and alone.search(part))
        for part in parts
    )
    return len(parts) > 1 and all(fits)


def _head(name: str, text: str, fit: Fit) -> str:
    """The end of a name that a question has (泵站 of 新建泵站), or its word for it.

    A short end must stand there as a word of its own: 中心 of 分拣中心 is not that of 烘干中心.
    """
    folded = fold(name)
    noun = folded.removeprefix(_verb(folded) or "")
    for start in range(len(folded) - _STEM + 1):
        end = folded[start:]
        before = text.split(end)[0]
        own = len(end) >= _WHOLE or end == noun or not before or _EDGE.search(before)
        if end in text and own:
            return end
    for word in fit.words:
        if word in text and any(fold(form) in folded for form in fit.everyday(word)):
            return word
    return ""


def _place(name: str, text: str) -> str:
    """The place whose part a name tells (东湖 of 东湖区住房), where a question has both."""
    match = _OF_PLACE.match(fold(name))
    noun = match["noun"][-_STEM:] if match else ""
    return match["place"] if match and match["place"] in text and noun in text else ""


def _verb(name: str) -> str | None:
    making = sorted(words("figure_words", "making"), key=len, reverse=True)
    return next((verb for verb in making if name.startswith(verb)), None)


def _added(values: Sequence[IndicatorValue], source: Source) -> Draft:
    total = _plain(sum((_number(value) for value in values), Decimal()))
    said = "，".join(f"{value.name}{value.display}" for value in values)
    rule = "＋".join(_plain(_number(value)) for value in values)
    text = f"{said}，合计{rule}＝{total}{values[0].unit}。"
    numbers = (total, *(_plain(_number(value)) for value in values))
    quote = Piece(_text(source).strip(), "quote", (source,))
    return Draft([Piece(text, "computed", (source,), numbers), quote])


def _text(source: Source) -> str:
    return source.passage.text[source.start : source.end]


def _number(value: IndicatorValue) -> Decimal:
    return Decimal(str(value.value))


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
