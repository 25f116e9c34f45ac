"""The rows of a table with the largest or smallest value, or whose value changes most or least."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.model import IndicatorValue
from qa import rowtests
from qa.lookup import size_unit
from qa.question import Understanding
from qa.rowtests import RowKey

_HIGHEST = re.compile(r"最[高大多快猛凶狠]|最(?:厉害|明显|显著)")
_LOWEST = re.compile(r"最[低小慢]|最少的")
_ROSE = re.compile(r"提高|提升|增长|增幅|增加|涨|上升|进步|升|添")
_FELL = re.compile(r"降|下降|减少|跌|压减|缩")
_MOVED = re.compile(r"变化|变动|改变")


@dataclass(frozen=True)
class Extreme:
    """Rows at one end: how they are called, which, their values and the numbers said."""

    title: str
    keys: Sequence[RowKey]
    values: Mapping[RowKey, Sequence[IndicatorValue]]
    numbers: tuple[str, ...] = ()


def extremes(
    question: Understanding,
    valued: Mapping[RowKey, Sequence[IndicatorValue]],
    rows: Mapping[RowKey, Sequence[IndicatorValue]],
) -> list[Extreme]:
    """Both ends that a question asks for, of the values asked for (``valued``) or of the changes
    between all values of those ``rows``.
    """
    ends = [end is _LOWEST for end in (_HIGHEST, _LOWEST) if end.search(question.text)]
    found = [_of_values(lowest, valued) for lowest in ends or [False]]
    for words, sign, said in ((_FELL, -1, "降低"), (_ROSE, 1, "提高"), (_MOVED, 0, "变化")):
        if words.search(question.text):
            least = ends == [True]
            whole = {key: rows[key] for key in valued}
            changed = _of_changes(question, whole, sign, said, least=least)
            return [changed] if changed is not None else []
    return found


def _of_values(lowest: bool, valued: Mapping[RowKey, Sequence[IndicatorValue]]) -> Extreme:
    percent = {k: v for k, v in valued.items() if any(x.unit == "%" for x in v)} or valued
    best = (min if lowest else max)(v.value for values in percent.values() for v in values)
    keys = [k for k, values in percent.items() if any(v.value == best for v in values)]
    return Extreme("所列数值最低的" if lowest else "所列数值最高的", keys, valued)


def _of_changes(
    question: Understanding,
    rows: Mapping[RowKey, Sequence[IndicatorValue]],
    sign: int,
    said: str,
    *,
    least: bool,
) -> Extreme | None:
    """Rows by their change in one direction (``sign``, 0 for either); None without one unit.

    Percentages are compared with each other; rows of several other units cannot be.
    """
    changes = {
        key: change
        for key, values in rows.items()
        if (change := rowtests.change_of(values, question.years)) is not None
    }
    moved = {k: abs(c) for k, c in changes.items() if c * sign > 0 or (not sign and (c or least))}
    of_percent = {key: size for key, size in moved.items() if _unit(rows[key]) == "%"}
    others = any(_unit(rows[key]) != "%" for key in changes)
    part = "以百分数列出、" if of_percent and others else ""
    moved = of_percent or moved
    if not moved:
        return Extreme(f"所列数值{said}的", [], rows)
    units = {_unit(rows[key]) for key in moved}
    if len(units) != 1:
        return None
    most = (min if least else max)(moved.values())
    keys = [key for key, size in moved.items() if size == most]
    unit = size_unit(units.pop())
    ends = rowtests.ends_of(rows[keys[0]], question.years)
    high, low = sorted((v.value for v in ends or ()), reverse=True)
    shown = [format(number, ".10g") for number in (high, low, most)]
    rule = f"按所列数值相减，{shown[0]}－{shown[1]}＝{shown[2]}{unit}"
    title = f"{part}所列数值{said}最{'少' if least else '多'}（{rule}）的"
    return Extreme(title, keys, rows, tuple(shown))


def _unit(values: Sequence[IndicatorValue]) -> str:
    return next((v.unit for v in rowtests.plain(values)), "")
