"""What a question requires the evidence to hold: the type of thing asked for, and how much of it.

Near-miss questions find the right passage and yet have no answer in it (a price it never names,
a number it leaves out), so no similarity can tell them (docs/adr/0005). Each requirement is a
pattern in the question and a pattern that the quoted words must hold; the patterns are in
`qa.measures` (counts) and `qa.kinds` (other things asked for).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from qa.cues import YES_NO, Ask, Operation
from qa.kinds import (
    CLAIMED,
    HOLDS,
    MONEY_HELD,
    MONEY_KINDS,
    NAMED,
    NAMES,
    PAY,
    STEP_KINDS,
    TURNS,
    Kind,
)
from qa.measures import ASKED, ASKED_HOW_MANY, MEASURES, NUMBER
from qa.question import Understanding

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
    counted = ASKED_HOW_MANY if "多少" in text else ASKED
    for measure in MEASURES:
        if not re.search(counted.format(measure.asked), text):
            continue
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


def _charged(word: str) -> re.Pattern[str]:
    """A benefit or charge in the words a plan may use: 电费 also as 电价 and 用电."""
    if len(word) == 2 and word[0] in "水电气药" and word[1] == "费":
        return re.compile(f"{word}|{word[0]}价|用{word[0]}")
    return re.compile(re.escape(word))


def missing_claim(question: Understanding, said: str) -> str | None:
    """A named benefit or charge that a yes-or-no question asks about and ``said`` lacks."""
    if not YES_NO.search(question.text):
        return None
    for match in CLAIMED.finditer(question.text):
        held = PAY if match.group() == "工资" else _charged(match.group())
        if not held.search(said):
            return match.group()
    return None


def holds(ask: Ask, text: str) -> bool:
    """Whether ``text`` holds the type of thing asked for."""
    pattern = HOLDS.get(ask)
    return pattern is None or bool(pattern.search(text))


_WHICH_YEAR = re.compile(r"哪一?年(?!度)(?![的数值])")
_YEAR_HELD = re.compile(r"\d{4}|期间|时期|年限|起止|[上下去明前后今]年|\d+年")
_WHY = re.compile(r"因为|由于|原因|口径|所致")


def missing_type(question: Understanding, said: str) -> str | None:
    """The type of thing asked for that ``said`` does not hold, in Chinese; or None."""
    for ask in sorted(question.asks):
        if ask in (Ask.NAME, Ask.ADDRESS) and _counted_names(question.text, said):
            continue
        if ask is Ask.NAME:
            if not _names(question.text).search(said):
                return NAMES[ask]
        elif ask is Ask.MONEY and _FREE_ASKED.search(question.text) and _FREE.search(said):
            continue
        elif ask is Ask.REASON and Operation.CONFLICT in question.operations:
            if not _WHY.search(said):  # both places can be shown, why they differ cannot
                return NAMES[ask]
        elif ask in HOLDS and not (holds(ask, said) and _tells_year(question.text, said)):
            return NAMES[ask]
    return None


def _tells_year(text: str, said: str) -> bool:
    """Whether a year stands where one is asked for: 每日 holds a time and no year."""
    return not _WHICH_YEAR.search(text) or bool(_YEAR_HELD.search(said))


_FREE_ASKED = re.compile(r"要(?:不要)?(?:交|花|付|收|掏)?钱|免费|收(?:不收)?(?:费|钱)|花不花钱")
_FREE = re.compile(r"免费|免收|不收|减免|免除|不得[^，。；]{0,10}收取")


_SERIES = re.compile(
    r"([一二两三四五六七八九十\d]+)(?:个|大|种|家|所|条|支|项|座)([\u3400-\u9fff]{2,12})"
)


def _counted_names(text: str, said: str) -> bool:
    """Whether names stand before the count a question gives: “A”和“B”两个系列, C、D两大枢纽."""
    for match in _SERIES.finditer(text):
        nouns = {match.group(2)[i : i + 2] for i in range(len(match.group(2)) - 1)}
        counted = (
            rf"[”、\u3400-\u9fff]{match.group(1)}[个大种家所条支项座]([\u3400-\u9fff]{{2,12}})"
        )
        for held in re.finditer(counted, said):
            before = re.split(r"[。；;\n，,]", said[: held.start() + 1])[-1]
            names = len(re.findall(r"“[^”]{1,12}”", before)) > 1 or "、" in before
            if names and any(noun in held.group(1) for noun in nouns):
                return True
    return False


_ONE_NAMED = re.compile(r"在哪一?个(街道|镇|乡|村|社区|县|区|园区)")
_NAMED = re.compile(
    r"哪(?:几|一|两|三|些)?(?:所|家|个|条|座|处|位|支)?([\u3400-\u9fff]{1,6})"
    r"|([\u3400-\u9fff]{1,6}?)(?:都|分别|各|又)?叫(?:什么|啥)"
)


def _names(text: str) -> re.Pattern[str]:
    """What names of the kind asked for look like; those of a school where no kind is named."""
    one = _ONE_NAMED.search(text)
    if one is not None:
        return re.compile(rf"(?<![各每个该本])[\u3400-\u9fff]{{2}}{one.group(1)}")
    nouns = ["".join(match.groups(default="")) for match in _NAMED.finditer(text)]
    for word in sorted(NAMED, key=len, reverse=True):
        if any(word in noun for noun in nouns):
            return NAMED[word]
    named = [noun[-2:] for noun in nouns if len(noun) > 1 and not re.search(r"名字|校$", noun)]
    if named:
        ending = named[-1]
        return re.compile(rf"[\u3400-\u9fff]{{2,8}}{ending}(?:、|[\u3400-\u9fff]{{0,2}}[”》])")
    return NAMED["学校"]


def missing_kind(question: Understanding, quoted: str) -> str | None:
    """The kind of amount, date or condition asked for where the plan's words hold another.

    A subsidy is no price, the year in which something ends not the one in which it begins.
    """
    text = question.text
    if Ask.MONEY in question.asks or _MONEY.search(text):
        amounts = "".join(s for s in re.split(r"[。；;\n]", quoted) if MONEY_HELD.search(s))
        return _other_kind(MONEY_KINDS, text, amounts)
    if Ask.DATE in question.asks:
        return _other_kind(TURNS, text, quoted)
    return _other_kind(STEP_KINDS, text, quoted) if Ask.STEPS in question.asks else None


def _other_kind(kinds: Sequence[Kind], text: str, held: str) -> str | None:
    asked = [kind for kind in kinds if kind.asked.search(text)]
    if not asked or any(kind.held.search(held) for kind in asked):
        return None
    return asked[0].name


_NUMBERED = re.compile(r"(?<!\d)\d{5,8}(?!\d)|\d{3,4}-\d{7,8}")
_ITS_NUMBER = re.compile(r"(?:电话|联系方式|号码)")


def missing_contact(
    question: Understanding,
    official: Callable[[str], Sequence[str]],
    words: Sequence[str],
    said: str,
    plan_text: str,
) -> str | None:
    """A telephone number that is asked for, where none is given of what is asked about.

    A clause with a number must share a word with the question, whole or by the lexicon, where
    the plan (``plan_text``, folded) has any; a hotline is not the number of an office.
    """
    if Ask.CONTACT not in question.asks:
        return None
    named = [w for w in words if len(w) > 1 and not _ITS_NUMBER.search(w)]
    wanted = {*named, *official(question.text), *(o for w in named for o in official(w))}
    wanted = {word for word in wanted if word in plan_text}
    if not wanted and _NUMBERED.search(said):
        return None  # in other words than the plan's: nothing to compare
    for clause in re.split(r"[，,。；;\n]", said):
        hotline = "热线" in clause and "热线" not in question.text and "号码" in question.text
        if _NUMBERED.search(clause) and not hotline and any(w in clause for w in wanted):
            return None
    return NAMES[Ask.CONTACT]


_ALTERNATIVES = re.compile(
    r"(?:是|用|选|归|走)([\u3400-\u9fff]{2,6})还是([\u3400-\u9fff]{2,6})|"
    r"([\u3400-\u9fff]{2,5})的还是([\u3400-\u9fff]{2,5})的"
)


def missing_alternative(question: Understanding, words: Sequence[str], said: str) -> str | None:
    """Which of two things (国产还是进口) is asked, where neither is said.

    ``words`` are the question's words of content; places of a plan that differ are no choice.
    """
    if Operation.CONFLICT in question.operations:
        return None
    for match in _ALTERNATIVES.finditer(question.text):
        parts = [part for part in match.groups() if part]
        options = [[w for w in words if len(w) > 1 and w in part] for part in parts]
        if all(options) and not any(w in said for option in options for w in option):
            return f"是{options[0][-1]}还是{options[1][0]}"
    return None
