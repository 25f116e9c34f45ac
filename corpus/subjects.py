"""The subject of a number: the noun phrase of its clause without verbs, times and adverbs."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from corpus.model import Comparator, Quantity
from corpus.words import any_of, words

_TIME = (
    r"(?:到|至|截至|截止到?|于|在)?\s*(?:20|19)\d\d\s*年(?:底|末|初)?(?:以来|以前|之?前|时|起)?"
    r"|“[^”]{2,4}”(?:时期|期间|期末|末)|(?:期末|规划期末?|五年来|近年来|目前|届时)"
)
_AFTER_PLAN = re.compile(r"^.*(?:计划|方案|规划|文件|意见)中")
_MEASURE_OBJECT = r"(?!性|学位|房|金|卡)"
# Nouns that open with a character that elsewhere ends a count (3年后, 5个中).
_NOUNS = re.compile(
    r"中[小学心药医型央层高青试成]|后[备勤期]|前[置沿端期]|等级|时[段点]|内[设河环涝]|来[源电华]|起[重点]"
)
_BOUNDS = {
    "至少": Comparator.GE,
    "最少": Comparator.GE,
    "不少于": Comparator.GE,
    "至多": Comparator.LE,
    "最多": Comparator.LE,
}
_FOR = (
    r"为(?![民期])|对(?![口外接象标比])"
    r"|基本(?!公共|养老|医疗|医保|农田|药物|保险|服务|建设|民生|生活|公卫)"
)


class Bound(NamedTuple):
    """A bound that stands before a number's verb: its place, the verb, what it means."""

    start: int
    verb: str
    comparator: Comparator


@lru_cache(maxsize=1)
def _tail() -> re.Pattern[str]:
    verbs = any_of(
        (
            *words("figure_words", "hold"),
            *words("figure_words", "reach"),
            *words("figure_words", "change"),
            *words("figure_words", "start"),
            *words("figure_words", "growth"),
        )
    )
    adverbs = any_of(words("figure_words", "adverbs"))
    began = r"(?:由|从)?(?:19|20)\d\d\s*年[底末]?的?"
    return re.compile(rf"(?:(?:{adverbs})|(?:(?:{verbs})了?)|{began}|\s)$")


@lru_cache(maxsize=1)
def _lead() -> re.Pattern[str]:
    lead = any_of(words("figure_words", "lead"))
    return re.compile(
        rf"^(?:(?:{_TIME})[，,]?|(?:{lead})了?{_MEASURE_OBJECT}|{_FOR}|\d{{1,2}}[.．、]\s*|[一二三四五六七八九十]是|[、，的\s了]+)"
    )


def _measure_end() -> str:
    return any_of(words("figure_words", "measures"))


def ends_in_measure(text: str) -> bool:
    """Whether a text ends in a measure and its predicate (…优良比例为)."""
    bare = re.sub(r"(?:达到|为|达|是|在|[升降增提]\S{0,2}至|提高到|增加到|约)+$", "", text)
    return bare != text and bool(re.search(rf"(?:{_measure_end()})$", bare))


def subject_of(left: str) -> str:
    """Read the subject from the text before a number; empty when there is none."""
    text = strip_lead(_AFTER_PLAN.sub("", left.strip()))
    while True:
        cut = _tail().search(text)
        if not cut or not cut[0]:
            break
        if re.search(rf"(?:{_measure_end()})$", text) and not cut[0].isspace():
            break
        text = text[: cut.start()]
    return re.sub(r"\s+", "", text).rstrip("：:（(")


def strip_lead(text: str) -> str:
    """Take times and opening verbs off the front of a subject."""
    while match := _lead().match(text):
        text = text[match.end() :]
    return text


def bound_before(left: str) -> Bound | None:
    """Find 至少 and its like where a verb stands between them and the number."""
    for word, comparator in _BOUNDS.items():
        match = re.search(rf"{word}([\u4e00-\u9fff]{{1,4}})$", left)
        if match and "的" not in match[1]:
            return Bound(match.start(), match[1], comparator)
    return None


def complete_name(name: str, left: str, last: str, quantity: Quantity) -> str:
    """Complete a subject from the figure before it, and say where a number is a change.

    占户籍总人口的 needs whose share it is; 较2020年下降 13.5% is the fall, not the level.
    """
    if name.startswith("占") and last:
        name = last + name
    growth = re.search(rf"((?:年均)?(?:{any_of(words('figure_words', 'growth'))}))了?\s*$", left)
    if growth and quantity.unit in ("%", "‰", "个百分点", "百分点", "倍"):
        base = re.sub(r"(?:比|较|同比|与)[^，。；]*$", "", name)
        name = (base or last).removesuffix(growth[1]) + growth[1]
    return name


def borrow_noun(name: str, last: str) -> str:
    """Give a verb alone the noun of the figure before it: 新建管网380公里、改造520公里."""
    making = any_of(words("figure_words", "making"))
    if not re.fullmatch(rf"(?:{making})+", name):
        return name
    noun = re.sub(rf"^(?:{making})+", "", last)
    return name + noun if noun else ""


def list_of(text: str, count: int) -> tuple[str, ...]:
    """Measures of a list before 分别 or 均, as many as ``count`` where that is not 0.

    One that leaves out the measure takes it from the last (小学、初中净入学率); empty where the
    list is none of measures.
    """
    compared = r"(?:比|较|与)(?:(?:19|20)\d\d年|上年)[底末]?(?:相比)?$"
    whole = strip_lead(re.sub(compared, "", text))
    parts = re.split(r"[、和与]|及(?!以)", whole)
    if len(parts) < 2 or len(parts) != (count or len(parts)) or not all(parts):
        return ()
    ends = rf"{_measure_end()}|[量额值]"
    last = parts[-1]
    full = [p if re.search(rf"(?:{ends})$", p) else p + last[len(p) :] for p in parts]
    return tuple(full) if all(re.search(rf"(?:{ends})$", p) for p in full) else ()


def tidy_name(name: str) -> str:
    """Take link words off a name that ends in 每人每月, what describes a quoted name off it, and
    a 的 off any.
    """
    name = re.sub(r"^[^“”]{4,}的(“[^“”]{2,}”)$", r"\1", name)
    name = re.sub(r"(?:分别)?(?:按照|按|由|为|给予|是)(?=(?:每[\u4e00-\u9fff]{1,3})+$)", "", name)
    return re.sub(r"按照?(?=每[\u4e00-\u9fff])", "", name).removesuffix("的")


def of_times(name: str, unit: str) -> str:
    """The name of a time that comes again (每周 … 课时) with its unit."""
    timed = unit in words("figure_words", "time_units") and re.search(r"每.$", name)
    return name + unit if timed else name


def tail_subject(earlier: list[str]) -> str:
    """Read the subject of a number from the clause before it, when that names a measure."""
    tails = any_of(words("figure_words", "tails"))
    adverbs = any_of(words("figure_words", "adverbs"))
    for clause in reversed(earlier):
        bare = re.sub(rf"(?:{adverbs}|有所|大幅|明显|显著|{tails}|了|\s)+$", "", clause)
        name = subject_of(bare)
        if re.search(rf"(?:{_measure_end()})$", name):
            return name
    return ""


def counted_noun(right: str, quantity: Quantity) -> tuple[str, int]:
    """Read what a number counts from the text after it: the noun and how far it reaches."""
    text = right.lstrip()
    lost = len(right) - len(text)
    starts = any_of(words("figure_words", "not_a_noun"))
    share = quantity.unit in ("%", "‰")
    if not text or (share and not _group(text)):
        return "", 0
    if not share and re.match(starts, text) and not _NOUNS.match(text):
        return "", 0
    if share:
        noun = text.removeprefix("的")
        return noun.strip(), lost + len(text)
    stops = re.compile(any_of(words("figure_words", "noun_stop")))
    cut = len(text)
    for match in stops.finditer(text):
        before = text[: match.start()]
        quoted = before.count("“") > before.count("”") or before.count("（") > before.count("）")
        inner = re.match(r"（[^（）]{1,12}）[\u4e00-\u9fff]|及?以[上下]", text[match.start() :])
        if match.start() >= 2 and not quoted and match[0] != "”" and not inner:
            cut = match.start()
            break
    noun = re.sub(r"\s+", "", text[:cut])
    return (noun, lost + cut) if re.search(r"[\u4e00-\u9fff]", noun) else ("", 0)


def _group(text: str) -> bool:
    """Whether a share is of the group named after it (80%以上的学校建成…)."""
    tasks = any_of(words("figure_words", "of_task"))
    return bool(re.match(rf"的(?!{tasks})[\u4e00-\u9fff“]{{2}}", text))


def change_verb(text: str, whole: bool = False) -> str:
    """Find a verb of change (增至, 提高到) in a text; ``whole``: the text is nothing else."""
    verbs = any_of(words("figure_words", "change"))
    pattern = rf"\s*(?:\d{{4}}\s*年的?)?\s*(?:{verbs})\s*(?:(?:20\d\d)\s*年的?)?\s*"
    match = re.fullmatch(pattern, text) if whole else re.search(verbs, text)
    return match[0].strip() if match else ""


def hold_verb(left: str) -> str:
    """Find 保持 and its like just before a number, as written."""
    holds = list(words("figure_words", "hold"))
    match = re.search(rf"({any_of(holds)})\s*$", left)
    return match[1] if match else ""
