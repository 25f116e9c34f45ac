"""Indicator names: units, places, and when two names mean the same thing.

A plan repeats a table's name in its sentences with quotation marks, places and qualifiers
added or left out. Names are compared after such differences are folded
(``corpus/data/name_words.json``); a modifier that changes what is counted (毛, 净, 常住) keeps
two names apart.
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.quantities import fold_width
from corpus.words import any_of, groups, words

_UNIT = re.compile(r"[（(]\s*([^()（）]{1,10})\s*[)）]\s*$")
_MARKS = re.compile(r"[“”‘’「」『』\"'《》\s·、，,\-—－]")
_YEARLY = re.compile(r"年均[^，。]{0,6}[增降减速]")
_SAID_FOR = re.compile(r"[\u4e00-\u9fff]{2,}[（(]([A-Za-z][A-Za-z0-9.]{1,9})[)）](.{2,})$")
_BRACKETS = re.compile(r"[（(][^()（）]*[)）]")
_PLACE_NAME = r"[\u4e00-\u9fff]{2,6}?(?:省|市|区|县|州|盟|旗|自治区|新区)"
_LISTED = re.compile(r"[、和及与]")
_SIMILAR = 0.6
_A_WORD = 3
_LONGEST_UNIT = 4
"""Characters of a unit after its scale that need not be known: 万标箱, 亿吨公里."""
_OF_WORKS = r"(?:计划|估算|概算|规划|预计|项目|总|建筑|占地|用地|建设|设计|年)*"


@lru_cache(maxsize=4096)
def split_unit(name: str) -> tuple[str, str]:
    """Split 入园率(%) into the name and its unit; the unit is empty where none is written."""
    match = _UNIT.search(name)
    if not match or not is_unit(match[1]):
        return name.strip(), ""
    return name[: match.start()].strip(), fold_width(match[1]).strip()


def is_unit(text: str) -> bool:
    """Whether a word is a unit, with its scale or without: 万千瓦, 元/户, 所."""
    plain = fold_width(text).strip()
    parts = re.split(r"[、或]", plain)
    if len(parts) > 1:
        return all(is_unit(part) for part in parts)
    known = {*words("quantity_words", "measures"), *words("quantity_words", "classifiers")}
    scales = any_of(words("quantity_words", "scales"))
    bare = re.sub(rf"^(?:{scales})", "", plain)
    scaled = bare != plain and len(bare) <= _LONGEST_UNIT
    return plain in known or bare in known or scaled or "/" in plain


def split_place(name: str) -> tuple[str | None, str]:
    """Take the place off the front: 全区义务教育巩固率 gives (全区, 义务教育巩固率)."""
    own = any_of((*words("name_words", "own"), *words("name_words", "wider")))
    match = re.match(rf"({own})(?:的)?(?=[^，。；])", name)
    if match:
        return match[1], name[match.end() :]
    return None, name


def own_place(scope: str | None) -> bool:
    """Whether a scope label means the plan's own area (None counts as own)."""
    return scope is None or (scope[:1] in ("本", "我", "全") and scope not in _wider())


@lru_cache(maxsize=1)
def _wider() -> frozenset[str]:
    return frozenset(words("name_words", "wider"))


@lru_cache(maxsize=4096)
def fold_name(name: str) -> str:
    """Fold the form in which names are compared: no marks, places, units or filler words."""
    plain = _MARKS.sub("", _BRACKETS.sub("", fold_width(name)))
    plain = split_place(plain)[1]
    for canonical, *variants in groups("name_words", "same_measure"):
        plain = re.sub(rf"(?:{any_of(variants)})$", canonical, plain)
    plain = re.sub(r"(?<=[\u4e00-\u9fff]{2})(?:总数|人数|户数|(?<![指系])数)$", "", plain)
    plain = re.sub(any_of(words("name_words", "dropped")), "", plain) or plain
    bare = any_of(words("figure_words", "bare"))
    plain = re.sub(rf"(?<=..)(?:建设)?(?:项目|工程)(?=(?:{bare})$)", "", plain)
    return _deed_last(plain)


def _deed_last(name: str) -> str:
    """What is done to things after them, as tables name it: 改造老旧小区 is 老旧小区改造."""
    deeds = any_of(words("name_words", "deeds"))
    plain = re.sub(r"(?<=[\u4e00-\u9fff]{2})[和及与](?=[\u4e00-\u9fff]{2})", "", name)
    match = re.fullmatch(rf"(?:完成)?({deeds})([\u4e00-\u9fff]{{3,}})", plain)
    if match:
        return match[2] + match[1]
    match = re.fullmatch(rf"完成([\u4e00-\u9fff]{{3,}}(?:{deeds}))", plain)
    return match[1] if match else name


def same_name(short: str, full: str) -> bool:
    """Whether ``short``, as a sentence has it, is the indicator ``full``.

    The sentence may leave out qualifiers (就近入学率 for 义务教育就近入学率) but not one that
    defines the count, and may not add any.
    """
    a, b = fold_name(short), fold_name(full)
    if a == b or fold_name(_by_bracket(short)) == fold_name(_by_bracket(full)):
        return True
    if len(a) == len(b) > _A_WORD and a in b + b:
        return True  # 从业绣工, 绣工从业
    if len(a) < 5 or len(a) >= len(b) or a[-2:] != b[-2:]:
        return False
    left_out = _left_out(a, b)
    if left_out is None or any(word in left_out for word in words("name_words", "defining")):
        return False
    return a in b or (len(a) / len(b) >= 0.75 and len(left_out) <= 3)


def tells_growth(name: str) -> bool:
    """Whether a name is of growth a year (年均增长率), not of the mean of a year (年均浓度)."""
    return _YEARLY.search(name) is not None


def _by_bracket(name: str) -> str:
    """A name by what a bracket within it says for its beginning: 细颗粒物（PM2.5）浓度 is
    PM2.5浓度.
    """
    match = _SAID_FOR.match(name)
    return f"{match[1]}{match[2]}" if match else name


def _left_out(short: str, full: str) -> str | None:
    """Characters of ``full`` that ``short`` lacks; None when it is no subsequence."""
    if short in full:
        return full.replace(short, "", 1)
    head = 0
    while head < len(short) and short[head] == full[head]:
        head += 1
    tail = short[head:]
    return full[head : len(full) - len(tail)] if full.endswith(tail) else None


def head_of(name: str) -> str:
    """Read the measure at the end of a name: 入园率, 覆盖率, 比例; empty when there is none."""
    folded = fold_name(name)
    for members in groups("name_words", "similar_measure"):
        for word in sorted(members, key=len, reverse=True):
            if folded.endswith(word):
                return word
    match = re.search(r"[\u4e00-\u9fff]{2}率$", folded)
    return match[0] if match else ""


def similar_names(one: str, other: str) -> bool:
    """Whether two different names may speak of nearly the same thing (scope differences)."""
    first, second = head_of(one), head_of(other)
    if not first or not second or not _same_kind(first, second):
        return False
    a = _group_of(fold_name(one)[: -len(first)])
    b = _group_of(fold_name(other)[: -len(second)])
    if not a or not b or _contrast(one, other):
        return False
    shorter, longer = sorted((a, b), key=len)
    return (len(shorter) > 2 and shorter in longer) or _overlap(shorter, longer) >= _SIMILAR


def _contrast(one: str, other: str) -> bool:
    """Whether two names differ by one word for another (职工, 居民), or one lists several groups
    (甲和乙) of which the other has one.
    """
    short, full = sorted((fold_width(one), fold_width(other)), key=len)
    head = _shared(short, full)
    tail = _shared(short[head:][::-1], full[head:][::-1])
    rest, more = short[head : len(short) - tail], full[head : len(full) - tail]
    if not rest:
        return bool(_LISTED.search(more))
    return max(len(rest), len(more)) <= _A_WORD and head + tail >= _A_WORD


def _shared(one: str, other: str) -> int:
    """How many characters two texts have in common from the beginning."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))


def of_people(group: str) -> bool:
    """Whether the group of a rate is empty or people in general (适龄儿童)."""
    plain = _group_of(group)
    concepts = {canonical for canonical, *_ in groups("name_words", "concepts")}
    return not plain or plain in concepts or plain in words("name_words", "people")


def bare_measure(name: str) -> bool:
    """Whether a name says what is measured and not of what (总投资, 投资估算, 建筑面积)."""
    measures = any_of(words("figure_words", "measures"))
    return bool(re.fullmatch(rf"{_OF_WORKS}(?:{measures})(?:估算|概算|规模|总额|金额|额)?", name))


def differ_by_part(one: str, other: str) -> bool:
    """Whether one name counts a part of what the other counts (公办养老机构, 养老机构), or each
    another part (职工医保, 居民医保).
    """
    short, full = sorted((fold_name(one), fold_name(other)), key=len)
    part = rf"(?:{any_of(words('name_words', 'parts'))})"
    if re.sub(part, "", full, count=1) == short != full:
        return True
    own, others = set(re.findall(part, short)), set(re.findall(part, full))
    return bool(own - others and others - own)


def _same_kind(first: str, second: str) -> bool:
    return first == second or any(
        first in members and second in members
        for members in groups("name_words", "similar_measure")
    )


def _group_of(qualifier: str) -> str:
    """Fold the group that a rate is counted over, with general synonyms made one."""
    plain = re.sub(rf"^(?:{any_of(words('name_words', 'population'))})", "", qualifier)
    for canonical, *variants in groups("name_words", "concepts"):
        plain = re.sub(any_of((canonical, *variants)), canonical, plain)
    return plain


def _overlap(shorter: str, longer: str) -> float:
    """Share of the shorter text's character bigrams that the longer one has."""
    pairs = {shorter[i : i + 2] for i in range(len(shorter) - 1)}
    return len(pairs & {longer[i : i + 2] for i in range(len(longer) - 1)}) / max(1, len(pairs))
