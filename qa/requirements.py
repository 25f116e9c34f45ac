"""What a question requires the evidence to hold: the type of thing asked for, and how much of it.

Near-miss questions find the right passage and yet have no answer in it (a price it never names,
a number it leaves out), so no similarity can tell them (docs/adr/0005). Each requirement is a
pattern in the question and a pattern that the quoted words must hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.cues import Ask
from qa.question import Understanding

_NUMBER = r"(?:\d+(?:\.\d+)?|[一二三四五六七八九十百千万两双半]+)"


@dataclass(frozen=True)
class Measure:
    """A kind of count: how it is asked for, the words that count it, and its name for people."""

    asked: str
    counted: str
    name: str


MEASURES = (
    Measure(r"元|块钱|块|万块|万元|亿|钱", r"元|块钱", "金额"),
    Measure(r"人(?!均)|名(?!次)|位(?!置)|口人", r"人|名|位", "人数"),
    Measure(r"所|家(?!长|庭)|座|间|栋|处|园(?!区)", r"所|家|座|间|栋|处|个", "数量"),
    Measure(r"次|回(?!事)|趟|遍|场(?!地)|期(?!间|末)", r"次|回|趟|遍|场|期", "次数"),
    Measure(
        r"小时|钟头|分钟|课时|学时|节课|节",
        r"小时|分钟|课时|学时|节",
        "时长",
    ),
    Measure(r"天(?!然)|周|星期|个月|个星期", r"天|日|周|星期|个月|月", "时间"),
    Measure(r"年(?!级|度|龄)", r"年|岁", "年限"),
    Measure(r"学分|分(?!之|钟|别|数)", r"学?分(?!之|钟|别|类|析|布|校)", "分数"),
    Measure(r"级(?!别)|等级|档", r"级|等|档", "级别"),
    Measure(
        r"平方米|平米|亩|公顷|平方公里|公里|千米|米", r"平方米|亩|公顷|公里|千米|米", "面积或长度"
    ),
    Measure(
        r"台|辆|张|套|部(?!门|分)|本(?!科)|门(?!路)|对(?!外)|支(?!持)|床|盏",
        r"台|辆|张|套|部|本|门|对|支|床|盏|条|项|个|所",
        "数量",
    ),
    Measure(r"个(?!百分|性|方面|部分|大类)", r"个|所|家|名|人|项|处|对|座|间|位|台|套", "数量"),
)  # fmt: skip
_ASKED = r"(?:多少|(?<![哪这那好第前近头上])几(?!乎|何|度))(?:十|百|千|万|亿)?(?:来|多)?({})"
_RATIO = re.compile(r"一比几|几比几|多少比多少|几分之几")
_RATIO_HELD = re.compile(rf"{_NUMBER}\s*(?:[:：比]|分之)\s*{_NUMBER}")
_MONEY = re.compile(
    r"(?:工资|薪水|薪酬|津贴|补贴|补助|奖金|拨款|经费|资金|预算|费用|学费|保教费|收费|价格|造价|投资|"
    r"成本|租金|待遇|押金|罚款)[^，。？?]{0,10}?(?:多少|几(?!乎|何))|"
    r"(?:多少|几(?:十|百|千|万|亿)?)[^，。？?]{0,2}?(?:工资|津贴|补贴|补助|奖金|拨款|经费|资金|预算|学费|投资)"
)
_MONEY_HELD = re.compile(rf"{_NUMBER}(?:万|亿)?元")
_CLAIMED = re.compile(
    r"学费|保教费|学杂费|补贴|津贴|补助|减免|免费|报销|奖学金|助学金|收费|工资|学位费|赞助费"
)
"""Named benefits and charges: a yes needs the word itself, not a passage of the same matter."""
_YES_NO = re.compile(
    r"吗|有没有|有无|是不是|是否|能不能|可不可以|会不会|要不要|给不给|([\u3400-\u9fff]{1,2})不\1|没有?[?？]?$"
)
_LISTED = re.compile(r"哪|分别|都有|几个(?:方面|项目|部分|环节|阶段|步骤|系列|层面|领域|重点)")
_MONTH = re.compile(r"几月|几号|哪(?:一)?天|哪个月|几点")
_MONTH_HELD = re.compile(r"\d+月|\d+日|\d+[::]\d\d")


def missing_quantity(question: Understanding, said: str) -> str | None:
    """The kind of count or amount that was asked for and that ``said`` does not hold."""
    text = question.text
    if _RATIO.search(text):
        return None if _RATIO_HELD.search(said) else "比值"
    if _MONEY.search(text):
        return None if _MONEY_HELD.search(said) else "金额"
    if "多少" not in text and _YES_NO.search(text):
        return None  # 想学几门手艺，行不行 counts nothing
    listed = bool(_LISTED.search(text)) and "多少" not in text
    for measure in MEASURES:
        if not re.search(_ASKED.format(measure.asked), text):
            continue
        if listed and measure.counted.startswith("个"):
            return None  # 有哪几个 asks for the list
        held = rf"{_NUMBER}(?:多|余|来)?(?:个)?(?:{measure.counted})"
        found = [m.group() for m in re.finditer(held, said)]
        if any(not re.match(r"一(?:个|批|些|种|系列|体|项|门)", item) for item in found):
            return None
        return measure.name
    if _MONTH.search(text) and not _MONTH_HELD.search(said):
        return "具体日期"
    return None


def missing_claim(question: Understanding, said: str) -> str | None:
    """A named benefit or charge that a yes-or-no question asks about and ``said`` lacks."""
    if not _YES_NO.search(question.text):
        return None
    for match in _CLAIMED.finditer(question.text):
        if match.group() not in said:
            return match.group()
    return None


_HEAD = re.compile(r"[\u3400-\u9fff]{2}(?:率|人数|总数|次数|面积|年限|指数|得分|排名)")


def missing_measure(question: Understanding, plan_text: str) -> str | None:
    """A named rate or count (就业率) that the plan never speaks of, or None.

    ``plan_text`` is the folded text of the plans asked.
    """
    if not question.wants_figure:
        return None
    for match in _HEAD.finditer(question.text):
        if match.group() not in plan_text:
            return match.group()
    return None


# What evidence must hold for each type of thing asked for.
HOLDS: dict[Ask, re.Pattern[str]] = {
    Ask.MONEY: _MONEY_HELD,
    Ask.ADDRESS: re.compile(r"位于|坐落|地址|选址(?:在|于)|[路街巷]\d+号"),
    Ask.NAME: re.compile(
        r"[\u3400-\u9fff]{2,8}(?:中学|小学|附中|附小|幼儿园|大学|学院|[一二三四五六七八九]中|[一二三四]小|医院)、"
        r"|、[\u3400-\u9fff]{2,8}(?:中学|小学|附中|附小|大学|学院|医院)|与[\u3400-\u9fff]{2,10}(?:大学|学院)"
    ),
    Ask.CONTACT: re.compile(r"(?:电话|热线)[::]?\d{5,}|\d{3,4}-\d{7,8}|https?://|www\."),
    Ask.PERSON: re.compile(
        r"牵头|责任单位|主管部门|领导小组|负责人|由[^，。]{2,12}(?:局|委|办公室|部门|政府)[^，。]{0,4}(?:负责|承担|组织)"
    ),
    Ask.RANK: re.compile(r"第[一二三四五六七八九十百\d]+(?:名|位)|排名第"),
    Ask.STEPS: re.compile(r"申请|办理|报名|录取|分数线|(?:入学|报名|申请|办理)条件"),
    Ask.REASON: re.compile(
        r"因为|由于|为了|旨在|随着|以便|从而|为[^。;；]{2,30}(?:提供|奠定|打下|培养)|适应|迫切|需要|影响|变化|根据|围绕|确保|满足"
    ),
    Ask.DATE: re.compile(r"(?:19|20)\d\d年|\d+月|期间|同步|每年|定期|首期|时期"),
}
NAMES = {
    Ask.MONEY: "金额或收费标准",
    Ask.ADDRESS: "具体地点",
    Ask.NAME: "具体名称",
    Ask.CONTACT: "联系方式",
    Ask.PERSON: "由哪个部门或哪个人负责",
    Ask.RANK: "具体名次",
    Ask.STEPS: "办理条件或流程",
    Ask.REASON: "原因",
    Ask.DATE: "具体时间",
}


def holds(ask: Ask, text: str) -> bool:
    """Whether ``text`` holds the type of thing asked for."""
    pattern = HOLDS.get(ask)
    return pattern is None or bool(pattern.search(text))


def missing_type(question: Understanding, said: str) -> str | None:
    """The type of thing asked for that ``said`` does not hold, in Chinese; or None."""
    for ask in sorted(question.asks):
        if ask in HOLDS and not holds(ask, said):
            return NAMES[ask]
    return None
