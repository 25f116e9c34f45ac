"""What a question restricts its matter to: an area, a place, a year. Evidence must share it.

A figure of the district is no answer to a question for the city's, and a sentence on one town
none for another, however alike the rest is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from qa.cues import Ask, Operation
from qa.evidence import Held
from qa.measures import MONEY_HELD
from qa.model import Evidence
from qa.question import Understanding

_LEVELS = ("县区旗", "市", "省", "国")
_AREAS = (
    # asked, held, from which level of _LEVELS upwards the plan itself speaks for that area
    (
        re.compile(r"全市|(?<![上去到进往回])市里|市级|本市|市平均"),
        re.compile(r"全市|市级|市平均|本市"),
        1,
        "全市",
    ),
    (re.compile(r"全省|省里|省级平均|省平均"), re.compile(r"全省|省平均|省均"), 2, "全省"),
    (re.compile(r"全国|国家平均|国内"), re.compile(r"全国|国家|国内|我国"), 3, "全国"),
)
_TASK_OF_OTHERS = re.compile(r"(?<!百分)比(?![例重率值])[^，。？?]{0,30}任务")
"""A task that a result is compared with (比省里的任务多几项): who set it is no area asked for."""
_SUFFIX = re.compile(r"街道|[中小]学|医院|幼儿园|水库|公园|[市县区镇乡村]")
_STEM = 2
_NEAREST = 5
"""Passages in which a value of the year asked for is looked for under another name."""


@dataclass(frozen=True)
class PlanFacts:
    """What restrictions are measured against.

    ``text`` is the plans' folded text, ``region`` their regions' names, ``level`` the last
    character of the region's name (区, 市, 省; empty where unknown), ``years`` the year before
    the period and its last year.
    """

    text: str
    region: str
    level: str
    years: frozenset[int]


def missing_area(
    question: Understanding,
    words: Sequence[str],
    plan: PlanFacts,
    held: Held,
    *,
    from_figures: bool = False,
) -> str | None:
    """全市, 全省 or 全国 where a figure of it is asked and the evidence has only the plan's own.

    One sentence must speak of the area, of most of the question's other ``words``, and of the
    years asked for; figures that name the area are of it.
    """
    wants = question.wants_figure or Ask.RANK in question.asks or bool(question.years)
    level = next((i for i, names in enumerate(_LEVELS) if plan.level and plan.level in names), None)
    if not wants or level is None:
        return None
    for asked, stands, own, name in _AREAS:
        if level >= own or not asked.search(_TASK_OF_OTHERS.sub("，", question.text)):
            continue
        of_it = [s for s in sentences(held.said) if stands.search(s)]
        if from_figures and of_it:
            continue
        others = [w for w in words if len(w) > 1 and not asked.search(w)]
        years = [year for year in question.years if year != min(plan.years, default=0)]
        if not any(_shares(s, others, years) for s in of_it):
            return f"{name}的情况"
    return None


def sentences(text: str) -> list[str]:
    """Sentences and lines of a text."""
    return [part for part in re.split(r"[。；;\n]", text) if part.strip()]


def _shares(sentence: str, words: Sequence[str], years: Sequence[int]) -> bool:
    said = sum(any(w[i : i + 2] in sentence for i in range(len(w) - 1)) for w in words)
    return 2 * said >= len(words) and all(str(year) in sentence for year in years)


@lru_cache(maxsize=1)
def _contrasts() -> tuple[tuple[str, ...], ...]:
    text = resources.files("qa").joinpath("lexicon/contrasts.txt").read_text("utf-8")
    return tuple(tuple(line.split()) for line in text.splitlines() if line.strip())


def other_of_a_kind(question: Understanding, held: Held) -> str | None:
    """What the question asks about (分散供养) where the evidence speaks of its opposite only.

    Read where a figure is asked: the sets of words that exclude each other are data
    (``lexicon/contrasts.txt``).
    """
    if not question.wants_figure and not question.asks & _SLOTS:
        return None
    for words in _contrasts():
        asked = [word for word in words if _stands(word, question.text, words)]
        if len(asked) > 1 and not any(_stands(word, held.around, words) for word in asked):
            return f"{'和'.join(asked)}各自的情况"
        if len(asked) != 1 or _stands(asked[0], held.around, words):
            continue
        if any(_stands(word, held.said, words) for word in words if word not in asked):
            return f"{asked[0]}的情况"
    return None


_SLOTS = {Ask.DATE, Ask.MONEY, Ask.COUNT, Ask.FREQUENCY, Ask.DURATION, Ask.PERSON, Ask.ADDRESS}


def _stands(word: str, text: str, words: Sequence[str]) -> bool:
    """Whether a word stands in a text other than within a longer word of its set."""
    for longer in words:
        if word != longer and word in longer:
            text = text.replace(longer, "，")
    return word in text


_FIGURE = re.compile(r"\d")
_PLACES = re.compile(r"\d+个?(?:街道|[市县区镇乡村])")
"""A number of places is no figure of any of them (辖岫溪、芦汀2个街道)."""


def missing_place(
    question: Understanding,
    tokens: Callable[[str], Sequence[str]],
    plan: PlanFacts,
    held: Held,
) -> str | None:
    """A town, village or district that the question names and the evidence does not."""
    for name, stem in place_names(question.text, tokens):
        where = "\n".join(s for s in sentences(held.said) if _FIGURE.search(_PLACES.sub("", s)))
        if stem in plan.region or stem in (where if question.wants_figure else held.around):
            continue
        return f"{name}的情况"
    return None


def place_names(text: str, tokens: Callable[[str], Sequence[str]]) -> list[tuple[str, str]]:
    """Names such as 岫溪镇 with their stems: two characters that form no word, and a suffix."""
    starts = _starts(tokens(text))
    found = []
    for match in _SUFFIX.finditer(text):
        begin = match.start() - _STEM
        stem = text[max(0, begin) : match.start()]
        single = begin >= 0 and {begin, begin + 1, match.start()} <= starts
        if single and re.fullmatch(r"[\u3400-\u9fff]{2}", stem) and not _PLAIN.search(stem):
            found.append((stem + match.group(), stem))
    return found


_PLAIN = re.compile(
    r"[的了是在有和与或到从把被对给让要能会想这那哪每各某几多少一二三四五六七八九十两全本我咱你他们下个"
    r"里家去住出进回办建为以及等老新大小东西南北中上前后左右城乡农市县区镇村社山比年数]"
)


def _starts(tokens: Sequence[str]) -> set[int]:
    position, starts = 0, set()
    for token in tokens:
        starts.add(position)
        position += len(token)
    return starts


def missing_year(question: Understanding, plan: PlanFacts, held: Held) -> str | None:
    """A year, other than the plan's own two, of which a figure is asked and none is quoted; of a
    year after the plan's last, anything.

    An amount of money must stand in a sentence of that year.
    """
    figures = question.wants_figure or Operation.CHANGE in question.operations
    end = max(plan.years, default=None)
    beyond = end is not None and any(year > end for year in question.years)
    if not (figures or beyond) or question.tables:
        return None
    said, own = held.said, plan.years
    if Ask.MONEY in question.asks:
        said = "\n".join(s for s in sentences(said) if MONEY_HELD.search(s))
        own = frozenset()
    told = set(re.findall(r"(?:19|20)\d\d(?=年)", said))
    if held.background and end in question.years and str(end) not in said:
        return f"{end}年的情况"
    base = min(own, default=None)
    if held.ahead and base in question.years and not (str(base) in said or _STANDS.search(said)):
        return f"{base}年的情况"  # what is aimed at is no result
    for year in question.years:
        # Of its own two years a plan need not name the one it means, only no other.
        if str(year) not in said and (year not in own or told):
            return f"{year}年的情况"
    return None


_STANDS = re.compile(r"现[有存状]|目前|已|[由从][^，。；]{0,12}\d|原有|基础上")
"""How goals and tasks tell what there was before."""
_SHARES = re.compile(r"[%％‰]|百分之|成(?=[,，。]|$)|之[一二三四五]|1:\d")
_HOW_BIG = re.compile(r"[占是要为到有]*(?:多[大高少]|什么|怎样)的?(?:占比|比例|比重)")
_SHARE = re.compile(r"([\u3400-\u9fff]{2,8}?)(?:的|所|占)?(?:占比|比例|比重)")


def missing_share(
    question: Understanding,
    official: Callable[[str], Sequence[str]],
    words: Sequence[str],
    said: str,
) -> str | None:
    """The share of what (公办园占比) is asked where the quoted words are of something else.

    The last of the ``words`` before 占比 or 比例, and half of them, must stand in sentences that
    give a share, whole or by a word of the lexicon.
    """
    match = _SHARE.search(_HOW_BIG.sub("", question.text))
    before = [w for w in words if len(w) > 1 and match and w in match.group(1)]
    if match is None or not before:
        return None
    shares = "\n".join(part for part in re.split(r"[。；;\n]", said) if _SHARES.search(part))
    held = [w for w in before if w in shares or any(other in shares for other in official(w))]
    if before[-1] in held and 2 * len(held) >= len(before):
        return None
    return f"{match.group(1)}的占比"


def says_of_year(
    question: Understanding, words: Sequence[str], evidence: Sequence[Evidence]
) -> bool:
    """Whether a sentence found near names the years asked for and says all the question's other
    ``words`` of content.
    """
    if not question.years:
        return False
    matter = [w for w in words if len(w) > 1 and not re.search(r"\d", w)]
    for item in evidence[:_NEAREST]:
        for sentence in sentences(item.passage.text):
            said = sum(_in(w, sentence) for w in matter)
            dated = all(str(year) in sentence for year in question.years)
            if dated and matter and said == len(matter):
                return True
    return False


def _in(word: str, sentence: str) -> bool:
    return any(word[i : i + 2] in sentence for i in range(len(word) - 1))
