"""What is counted or measured must be what the question names: a rate, a share, a noun.

Near misses find a figure of something like it: another rate, the share of a part, a number of
other things (docs/adr/0005). `qa.requirements` says what type and amount is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from qa.cues import YES_NO
from qa.measures import MEASURES
from qa.question import Understanding

_UNITS = ("个", "名", "位", "家", "所", "户", "种", "条", "座", "艘", "项", "处", "张", "台", "辆")
_HEAD = re.compile(
    r"(?<!占)(?:(?!全[市区]|多[大少]|最[少大]|平均|年均|今年|现在|目前)[^\W\da-z_了的着过到在是和跟]{2})"
    r"(?:率|人数|总数|次数|面积|年限|指数|得分|排名)"
)


_HEAD_LAST = re.compile(r"(?:率|人数|总数|次数|面积)(?:目标)?[？?]?$")


def missing_measure(question: Understanding, plan_text: str) -> str | None:
    """A named rate or count (就业率) that the plan never speaks of, or None.

    ``plan_text`` is the folded text of the plans asked.
    """
    if not (question.wants_figure or _HEAD_LAST.search(question.text)):
        return None
    for match in _HEAD.finditer(question.text):
        named = match.group()
        counted = named[: -len("总数")] if named.endswith(("总数", "次数")) else named
        if counted not in plan_text:
            return named
    return None


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


_NOUN = re.compile(
    rf"(?:多少|(?<![哪这那好])几)({'|'.join(_UNITS)})?(?:的)?([\u3400-\u9fff]{{1,6}})"
)
_CHANGE = re.compile(r"^[升降提增减涨]|[到为成至]$")
_COUNTS = re.compile(
    "百分点|" + "|".join(f"(?:{m.asked}|{m.counted})" for m in MEASURES if not m.noun)
)


def missing_noun(
    question: Understanding,
    official: Callable[[str], Sequence[str]],
    words: Sequence[str],
    around: str,
) -> str | None:
    """What is counted (多少移民) where the evidence speaks of nothing like it.

    ``words`` are the question's words of content, ``official`` the lexicon.
    """
    if "多少" not in question.text and YES_NO.search(question.text):
        return None  # an indefinite number counts nothing
    for match in _NOUN.finditer(question.text):
        counted = match.group(2)
        if match.group(1):
            counted = counted.rpartition("的")[2]  # 几个钓鱼的台子 counts 台子
        held = [word for word in words if counted and counted.startswith(word)]
        held = [word for word in held if not _CHANGE.search(word)]
        held = [word for word in held if len(word) > 1 or official(word)]
        held = [word for word in held if not _COUNTS.fullmatch(word)]
        for word in held:
            alike = {word[i : i + 2] for i in range(len(word) - 1)} | set(official(word))
            if not any(part in around for part in alike):
                return f"{word}的数量"
    return None


_PERCENT = re.compile(
    r"率(?:的?目标|要求)?(?:是|为|要|得|该|想)*(?:达到|做到|提高到|降到|达|到)?(?:多少|百分之几|几成)?[？?]?$"
)
_NAMED_RATE = re.compile(r"[\u3400-\u9fff]{2}率(?=[^先领]|$)")
_PERCENT_HELD = re.compile(r"[%％‰]|百分之|分之|[一二三四五六七八九]成|全覆盖|全部|/10万|1/")


def missing_rate(question: Understanding, said: str) -> str | None:
    """A rate that is asked for at the end of a question, where no share is said."""
    if not _PERCENT.search(question.text):
        return None
    if not _PERCENT_HELD.search(said):
        return "这一比率"
    named = _NAMED_RATE.findall(question.text)
    return None if not named or any(rate in said for rate in named) else named[-1]


_HOW_MANY = re.compile(
    r"([\u3400-\u9fff]{2,8}?)(?:一共|总共|大概|目前)?有"
    r"(?:(?:多少|几)(?:个|人|名|所|家)?|多[大高长重])[？?]?$"
)


def missing_subject(
    question: Understanding,
    official: Callable[[str], Sequence[str]],
    words: Sequence[str],
    said: str,
) -> str | None:
    """What there are how many of (编制有多少), where no sentence with a number speaks of it."""
    match = _HOW_MANY.search(question.text)
    held = [w for w in words if len(w) > 1 and match and w in match.group(1)][-1:]
    numbered = "\n".join(
        p for p in re.split(r"[。；;\n]", said) if re.search(r"\d|[一二两三四五六七八九十百]", p)
    )
    for word in held:
        alike = {word[i : i + 2] for i in range(len(word) - 1)} | set(official(word))
        if not any(part in numbered for part in alike):
            return f"{word}的数量"
    return None
