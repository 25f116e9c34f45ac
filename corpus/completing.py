"""Names of figures that their clause leaves short, completed from the sentence's other clauses.

其中甲区300套 needs what is counted (安置房), 占地42亩 whose ground it is (某小学),
and 初中生降到58% which rate (近视率). Words are only taken from the same sentence.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.names import bare_measure, head_of, split_place
from corpus.subjects import strip_lead
from corpus.words import any_of, words

_PART = re.compile(
    r"(?!其余|其他|各|每)(?:[\u4e00-\u9fff]{2,5}(?:省|市|区|县|州|盟|旗|镇|乡|村|街道)"
    r"|(?:国家|省|市|区|县)级(?:以上)?|[一二三四首]期)"
)
_AMONG = re.compile(r"^\s*(?:其中|分别为|包括)")
_SITED = re.compile(
    r"(?:位于|坐落|选址|落户|设[在于](?!立)|(?:规划)?用地|总?占地|总投资|[东西南北]起).*$"
)
_NEXT_TELLS = re.compile(
    r"^\s*[\u4e00-\u9fff]{0,3}(?:位于|选址|[东西南北]起|全长|起于|起点|占地|总?建筑面积|设[在于])"
)
_LONGEST, _SHORTEST = 24, 3
_SCALES = re.compile(r"^[十百千万亿]+")


class Stated(NamedTuple):
    """A figure stated before, by name and unit."""

    name: str
    unit: str


def opens_parts(clause: str) -> bool:
    """Whether a clause goes on to tell the parts of the figure before it."""
    return _AMONG.match(clause) is not None


def part_name(name: str, unit: str, total: Stated | None) -> str:
    """The name of a part with what the whole counts: 甲区 of 建设安置房 is 甲区安置房."""
    if total is None or _counted(unit) != _counted(total.unit) or not _PART.fullmatch(name):
        return name
    making = any_of(words("figure_words", "making"))
    noun = split_place(strip_lead(total.name))[1]
    noun = re.sub(rf"^(?:{making}|现有|拥有|[国省市区县]家?级(?:及?以上)?)+", "", noun)
    return name + noun if len(noun) > 1 and not noun.startswith(name) else name


def _counted(unit: str) -> str:
    return _SCALES.sub("", unit)


def rate_name(name: str, unit: str, last: Stated, total: Stated | None) -> str:
    """The name of a group with the rate of the whole it is part of, or of the like group before
    it: 初中生 after 小学生近视率.
    """
    whole = total or last
    rate = head_of(whole.name)
    if unit not in ("%", "‰") or unit != whole.unit or not rate.endswith("率") or head_of(name):
        return name
    group = whole.name.removesuffix(rate)
    alike = len(name) <= len(group) + 2 and name[-1:] == group[-1:]
    return name + rate if total is not None or alike else name


def says_no_subject(name: str) -> bool:
    """Whether a name says what is measured and not of what (占地, 全长, 建筑面积)."""
    return bare_measure(name) or name in words("figure_words", "bare")


def measured_name(name: str, clauses: list[str]) -> str:
    """A bare measure with what the sentence's first clause is about: 建设X，占地 is X占地.

    ``clauses`` are those up to the figure's own, from the last semicolon. Only a clause that
    tells of a work or of where a thing lies names it.
    """
    if not says_no_subject(name) or not clauses:
        return name
    opening = strip_lead(clauses[0])
    placed = _SITED.sub("", opening)
    making = any_of((*words("figure_words", "making"), "实施", "推进", "迁建", "启动"))
    made = re.sub(rf"^(?:[在于][^在于]{{2,12}}?)?(?:{making})+", "", placed)
    following = clauses[1] if len(clauses) > 1 else ""
    tells = placed != opening or made != placed or _NEXT_TELLS.match(following)
    named = _SHORTEST <= len(made) <= _LONGEST and not re.search(r"\d|[的了]$|等$", made)
    return made + name if tells and named else name
