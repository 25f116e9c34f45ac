"""Amounts that a sentence gives of a row of a table: 总投资8亿元的X基地, X基地总投资8亿元.

A sentence says a bare measure (总投资) and names the project beside it; a table gives the
same measure of the same project in a cell. Both are then values of one thing.
"""

from __future__ import annotations

import re

from corpus.figures import Figure
from corpus.model import Period
from corpus.names import bare_measure

_KIND = re.compile(r"(?:建设)?(?:项目|工程)$")
_INVESTED = re.compile(
    r"(?:计划|估算|概算|规划|预计|项目|总|建设)*投资(?:估算|概算|总额|金额|额|规模)?"
)
_MEASURED = re.compile(r"([\u4e00-\u9fff“”（）]{4,}?)((?:计划|估算|概算)?总投资|建筑面积|占地面积)")
_MAKING = r"(?:用于|来)?(?:新建|建设|实施|推进|打造|启动|开工)?"
_BETWEEN = re.compile(r"[^。；;\d]{0,8}")
_SHORTEST = 4
_SCALES = {"万": 1e4, "亿": 1e8, "万亿": 1e12}
_SCALE = re.compile(r"万亿|万|亿")


def gives_amount_of(row: str, measure: str, text: str, figure: Figure) -> bool:
    """Whether a figure of ``text`` is the ``measure`` of what a table's ``row`` names."""
    subject, said = _parts(figure)
    if figure.period is Period.RESULT or not bare_measure(said):
        return False
    if not _same_measure(said, measure):
        return False
    return _named_beside(row, text, figure) or (bool(subject) and _bare(subject) == _bare(row))


def _parts(figure: Figure) -> tuple[str, str]:
    """What a figure is of, empty where its name does not say, and what it measures of it."""
    if figure.measure:
        return figure.name.removesuffix(figure.measure), figure.measure
    if bare_measure(figure.name):
        return "", figure.name
    match = _MEASURED.fullmatch(figure.name)
    return (match[1], match[2]) if match else ("", figure.name)


def _bare(name: str) -> str:
    """A project's name without its kind and the level of the place it is of."""
    return re.sub(r"^[省市区县]", "", _KIND.sub("", name))


def in_base_unit(value: float, unit: str) -> tuple[float, str]:
    """An amount without the scale of its unit: 3.2亿元 is 320000000元."""
    scale = _SCALE.match(unit)
    if scale is None or scale.group() == unit:
        return value, unit
    return round(value * _SCALES[scale.group()], 6), unit[scale.end() :]


def _same_measure(one: str, other: str) -> bool:
    return one == other or bool(_INVESTED.fullmatch(one) and _INVESTED.fullmatch(other))


def _named_beside(row: str, text: str, figure: Figure) -> bool:
    """Whether the name follows the amount (8亿元的X), or the measure follows the name."""
    core = _KIND.sub("", row)
    name = re.escape(core if len(core) >= _SHORTEST else row)
    if re.match(rf"\s*的?{_MAKING}[“]?{name}", text[figure.span.end :]):
        return True
    before = text[: figure.span.start]
    at = before.rfind(core if len(core) >= _SHORTEST else row)
    if at < 0:
        return False
    return bool(_BETWEEN.fullmatch(before[at + len(core) :].replace(figure.name, "")))
