"""Kinds of counts: how each is asked for and the words that count it, as a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

NUMBER = r"(?:\d+(?:\.\d+)?|[一二三四五六七八九十百千万两双半]+)"
MONEY_HELD = re.compile(rf"{NUMBER}(?:万|亿)?元")
_HOW_MANY = r"多少(?:十|百|千|万|亿)?(?:来|多)?个?({})"
_ASKED = r"(?:多少|(?<![哪这那好第前近头上十])几(?!乎|何|度))(?:十|百|千|万|亿)?(?:来|多)?个?({})"
"""How a count is asked for, to be formatted with the pattern of a measure."""


@dataclass(frozen=True)
class Measure:
    """A kind of count: how it is asked for, the words that count it, and its name for people.

    ``noun`` says that it is asked for by what is counted (几个司机), not by a measure word.
    """

    asked: str
    counted: str
    name: str
    noun: bool = False

    def is_asked(self, text: str) -> bool:
        """Whether a question asks for such a count."""
        # Where it says 多少, its 几 is indefinite (想养几头牛，能借多少).
        form = _HOW_MANY if "多少" in text else _ASKED
        return _counting(form, self.asked).search(text) is not None


@lru_cache(maxsize=256)  # two for each measure, more than `re` itself keeps beside all others
def _counting(form: str, asked: str) -> re.Pattern[str]:
    return re.compile(form.format(asked))


MEASURES = (
    Measure(r"元|块(?=钱|$|[，。？?])|万块|万元|亿|钱|万(?=给|用|投|花)", r"元|块钱", "金额"),
    Measure(r"人(?!均|家)|名(?!次)|位(?!置)|口人", r"人|名|位", "人数"),
    Measure(
        r"(?:娃|孩子|小孩|学生|老师|教师|医生|护士|司机|工人|老人|专家|干部|职工)",
        r"人|名|位",
        "人数",
        noun=True,
    ),
    Measure(r"户", r"户", "户数"),
    Measure(r"所|家(?!长|庭)|座|间|栋|处|园(?!区)", r"所|家|座|间|栋|处|个", "数量"),
    Measure(r"次|回(?!事)|趟|遍|场(?!地)|期(?!间|末)", r"次|回|趟|遍|场|期", "次数"),
    Measure(r"课时|学时|节课|节(?!能|水|约|点)", r"课时|学时|节", "课时"),
    Measure(r"小时|钟头|分钟", r"小时|分钟|课时|学时", "时长"),
    Measure(
        r"天(?!然)|个?工作日|周|星期|个月|个星期",
        r"(?:工作|自然)?[天日]|周|星期|个月|月|小时",
        "时间",
    ),
    Measure(r"岁", r"岁", "年龄"),
    Measure(r"年一遇", r"年一遇", "标准"),
    Measure(r"年(?!级|度|龄|一遇)", r"年|岁", "年限"),
    Measure(r"学分|分(?!之|钟|别|数)", r"学?分(?!之|钟|别|类|析|布|校)", "分数"),
    Measure(r"成(?!功|立|为|果|绩|效|员)", r"%|成|分之|[:：∶]\d+[\u3400-\u9fff]*", "占比"),
    Measure(r"倍", r"倍", "倍数"),
    Measure(r"级(?!别)|等级|档", r"级|等|档", "级别"),
    Measure(
        r"平方米|平米|亩|公顷|平方公里|平方千米", r"平方米|平米|亩|公顷|平方公里|平方千米", "面积"
    ),
    Measure(r"公里|千米|米(?!饭)", r"(?<!平方)(?:公里|千米|米)", "长度"),
    Measure(r"吨|斤|公斤|升", r"吨|斤|公斤|升|千克", "重量"),
    Measure(r"立方米?|方(?!面|案|式|法|向|便)", r"立方|方(?!面|案|式|法|向|便)", "体积"),
    Measure(r"种|类(?!似)", r"种|类", "种类"),
    Measure(r"头(?!年)|只|匹|尾", r"头|只|匹|尾", "数量"),
    Measure(r"艘|架|列(?!出|举|为)", r"艘|架|列", "数量"),
    Measure(r"条", r"条|个|处|项", "数量"),
    Measure(
        r"台|辆|张|套|部(?!门|分)|本(?!科)|门(?!路)|对(?!外)|支(?!持)|床|盏",
        r"台|辆|张|套|部|本|门|对|支|床|盏|条|项|个|所",
        "数量",
    ),
    Measure(
        r"个(?!百分|点|性|方面|部分|大类)",
        r"个|所|家|名|人|项|处|对|座|间|位|台|套|条",
        "数量",
    ),
)  # fmt: skip

_ASKED_UNIT = re.compile(r"(?:多少|几)(?:十|百|千|万|亿)?(户|元|套|公里|公顷|亩|栋|吨)")


def in_asked_unit(question: str, unit: str) -> bool:
    """Whether a unit may be the one that a question asks for (多少户), if it asks for any that
    no other word stands for.
    """
    asked = _ASKED_UNIT.search(question)
    return asked is None or asked.group(1) in unit


_SCALE = re.compile(r"[多几]少?([万亿])(?=[？?，。]|$)")
_OF_MONEY = re.compile(r"[钱元块投资费补奖贴价款罚]|收入|预算")


def bare_scale(text: str) -> str:
    """万 or 亿 where a question asks for so many of a thing it does not say to be money."""
    match = _SCALE.search(text)
    return match[1] if match and not _OF_MONEY.search(text) else ""


def is_amount(unit: str, scale: str) -> bool:
    """Whether a unit is of money, or of the scale that is asked for without one."""
    return "元" in unit or bool(scale and unit.startswith(scale))
