"""What a question requires the evidence to hold: the type of thing asked for, and how much of it.

Near-miss questions find the right passage and yet have no answer in it (a price it never names,
a number it leaves out), so no similarity can tell them (docs/adr/0005). The type is learned
(`qa.asked`), what holds it are the patterns of `qa.held`; how counts are asked for and held is in
`qa.measures`. What is missing is no verdict by itself: `qa.doubt` weighs it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from qa.asked import asked_types
from qa.cues import YES_NO
from qa.held import NAMES, holds
from qa.measures import MEASURES, MONEY_HELD, NUMBER, Measure
from qa.question import Understanding

LIKELY = 0.5
"""Probability from which a type is asked for."""


def missing_type(question: Understanding, quoted: str) -> str | None:
    """The likeliest type of thing asked for that the ``quoted`` words cannot hold, in Chinese."""
    likely = asked_types(question.text)
    for kind in sorted(NAMES, key=lambda kind: -likely[kind]):
        if likely[kind] < LIKELY:
            return None
        if not holds(kind, quoted):
            return NAMES[kind]
    return None


_RATIO = re.compile(r"一比几|几比几|多少比多少|几分之几|[师生医护]{2}比(?=是|为|目标|要|$|[？?])")
_RATIO_HELD = re.compile(rf"{NUMBER}\s*(?:[:：∶比]|分之)\s*{NUMBER}")
_MONEY = re.compile(
    r"(?:工资|薪水|薪酬|津贴|补贴|补助|奖金|拨款|经费|资金|预算|费用|学费|保教费|收费|价格|造价|投资|"
    r"成本|租金|待遇|押金|罚款)[^，。？?率例比]{0,10}?(?:多少|几(?!乎|何|成(?!本)))(?!户|人|名|家|项|次|所|种|类|条|处|栋)|"
    r"(?:多少|几(?:十|百|千|万|亿)?)[^，。？?]{0,2}?(?:工资|津贴|补贴|补助|奖金|拨款|经费|资金|预算|学费|投资)|"
    r"(?:报销|罚|赔|奖|补|卖|收|交|缴|借|贷)(?:了|给)?(?:多少|几(?!个|项|次|名|家|所|人|倍|成|份|页|套|样|趟|张|种))(?!人|个|次|家|所|名|户|倍|成|份|页|套|样|趟|张|种)"
)
_LISTED = re.compile(r"哪|分别|都有|几个(?:方面|项目|部分|环节|阶段|步骤|系列|层面|领域|重点)")
_TOTAL = re.compile(r"全[区市县]|一共|总共|总数|共有")
_EACH = re.compile(r"每(?:个|所|村|镇|乡|街|区|县)")
_AGE = re.compile(r"多大(?:岁数|年纪|年龄)|几岁|年龄(?:限制|要求|多大)")
_AGE_HELD = re.compile(rf"{NUMBER}\s*(?:周)?岁")
_MONTH = re.compile(r"几月|几号|哪(?:一)?天|哪个月|(?<!哪)几点(?=$|[，。？?开关上下起停能结到])")
_MONTH_HELD = re.compile(r"\d+月|\d+日|\d+[::]\d\d|\d+[时点](?:\d+分|半)?")


_EXTENTS = (
    (
        re.compile(
            r"多大(?:的)?(?:建筑|占地|用地)?面积|面积(?:要|是|有|得|不少于)?多大|占地多[大少]"
        ),
        re.compile(r"平方|平米|亩|公顷"),
        "面积",
    ),
    (re.compile(r"百分之(?:几|多少)|(?:几|多少)个?百分点"), re.compile(r"%|百分|％"), "百分比"),
    (
        re.compile(r"有多[高宽深长](?!时间)"),
        re.compile(r"\d\s*(?:%|％|米|公里|千米|层|分|元|天|年)"),
        "具体的数",
    ),
)
"""How an extent is asked for (百分之几, 有多高), what holds it, and its name for people."""


def missing_quantity(question: Understanding, said: str) -> str | None:
    """The kind of count or amount that was asked for and that ``said`` does not hold."""
    text = question.text
    for asked, extent, name in _EXTENTS:
        if asked.search(text):
            return None if extent.search(said) else name
    if _RATIO.search(text):
        return None if _RATIO_HELD.search(said) else "比值"
    if _MONEY.search(text):
        return None if MONEY_HELD.search(said) else "金额"
    if "多少" not in text and YES_NO.search(text):
        return None  # 想学几门手艺，行不行 counts nothing
    listed = bool(_LISTED.search(text)) and "多少" not in text
    if _AGE.search(text):
        return None if _AGE_HELD.search(said) else "年龄"
    measure = _measure_of(text)
    if measure is not None:
        if listed and measure.counted.startswith("个"):
            return None  # 有哪几个 asks for the list
        held = (
            rf"{NUMBER}(?:多|余|来)?[百千万亿]*(?:多|余)?个?(?:{measure.counted})((?:{_FOLLOWS})?)"
        )
        parts = re.split(r"[。；;\n]", said)
        if _TOTAL.search(text):
            parts = [part for part in parts if not _EACH.search(part)]
        counts = (m for part in parts for m in re.finditer(held, part))
        if any(not _ONE.match(m.group()) and _counts(m.group(1), text) for m in counts):
            return None
        return measure.name
    if _MONTH.search(text) and not _MONTH_HELD.search(said):
        return "具体日期"
    return None


@lru_cache(maxsize=256)  # what one question asks for is held against many passages
def _measure_of(text: str) -> Measure | None:
    """The kind of count that a question asks for."""
    return next((measure for measure in MEASURES if measure.is_asked(text)), None)


_FOLLOWS = (
    r"(?!以上|以下|左右|以内|以外|内|后|前|及以|之|的|增|提|扩|升|降|减|至|到|和|与|并|其中|均)"
    r"[\u3400-\u9fff]{2,12}"
)
_ONE = re.compile(r"一(?:个|批|些|种|系列|体|项|门)")


def _counts(noun: str, text: str) -> bool:
    """Whether what follows a count (1126个*行政村*) may be what the question counts."""
    return not noun or any(noun[i : i + 2] in text for i in range(len(noun) - 1))


def asks_quantity(question: Understanding) -> bool:
    """Whether a count, an amount or a ratio is asked for: words without any do not answer."""
    return missing_quantity(question, "") is not None
