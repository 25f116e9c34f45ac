"""The subject of a number: the noun phrase of its clause without verbs, times and adverbs."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.model import Quantity
from corpus.words import any_of, words

_TIME = (
    r"(?:到|至|截至|截止到?|于|在)?\s*(?:20|19)\d\d\s*年(?:底|末|前|初)?(?:以来|以前|之前|时)?"
    r"|“[^”]{2,4}”(?:时期|期间|期末|末)|(?:期末|规划期末?|五年来|近年来|目前|届时)"
)
_AFTER_PLAN = re.compile(r"^.*(?:计划|方案|规划|文件|意见)中")
_MEASURE_OBJECT = r"(?!性|学位|房|金|卡)"


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
    return re.compile(rf"(?:(?:{adverbs})|(?:(?:{verbs})了?)|\s)$")


@lru_cache(maxsize=1)
def _lead() -> re.Pattern[str]:
    lead = any_of(words("figure_words", "lead"))
    return re.compile(rf"^(?:(?:{_TIME})[，,]?|(?:{lead})了?{_MEASURE_OBJECT}|[、，的\s了]+)")


def _measure_end() -> str:
    return any_of(words("figure_words", "measures"))


def subject_of(left: str) -> str:
    """Read the subject from the text before a number; empty when there is none."""
    text = _AFTER_PLAN.sub("", left.strip())
    while match := _lead().match(text):
        text = text[match.end() :]
    while True:
        cut = _tail().search(text)
        if not cut or not cut[0]:
            break
        if re.search(rf"(?:{_measure_end()})$", text) and not cut[0].isspace():
            break
        text = text[: cut.start()]
    return re.sub(r"\s+", "", text).rstrip("：:（(")


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
    if not text or (share and not _group(text)) or (not share and re.match(starts, text)):
        return "", 0
    if share:
        noun = text.removeprefix("的")
        return noun.strip(), lost + len(text)
    stops = re.compile(any_of(words("figure_words", "noun_stop")))
    cut = len(text)
    for match in stops.finditer(text):
        quoted = text[: match.start()].count("“") > text[: match.start()].count("”")
        if match.start() >= 2 and not quoted and match[0] != "”":
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
