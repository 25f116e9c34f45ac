"""What is refused before an answer is drafted: hostile, personal, elsewhere, results, other years.

What the drafted words must hold is checked by `qa.requirements`; whether a question is about the
plans at all by `qa.scope`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from corpus.model import Frozen, Plan
from qa import cues
from qa.cues import Ask
from qa.model import Reason
from qa.present import messages
from qa.privacy import find_personal, name_kinds
from qa.question import Understanding

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严魏陶姜谢邹苏潘葛范彭鲁韦马方俞任袁柳史唐薛雷贺"
    "倪汤罗郝常傅顾孟黄萧尹姚邵汪毛戴宋庞熊纪董梁杜阮贾江颜郭梅林钟徐邱骆高夏蔡田胡霍卢莫丁邓洪石崔"
    "龚程陆翁侯武刘叶黎白温庄廖耿"
)
_PERSONAL_ASK = re.compile(
    r"家庭住址|家住(?:在)?哪|身份证号|手机号码?|私人电话|个人电话|银行卡号?|住址|家里电话|"
    r"(?:某某|某某某|[王李张刘陈杨赵黄周吴]某|邻居|同事|老[王李张刘])[^，。？?]{0,10}(?:在哪|住哪|多大|电话|成绩|工资|学籍)|"
    r"(?:孩子|同学|学生|老师|医生|护士|司机|主任|校长|园长|院长|局长|科长|处长|书记|[区县市镇乡村河]长)"
    r"(?:的)?(?:私人|个人)?(?:家)?(?:住哪|住在哪|电话号码|微信号?|手机(?:号|是多少))|"
    r"(?:老人|老年人|残疾人|独居|低保|困难|孤儿|孩子|儿童|学生|居民|住户|患者|病人|妇女)[^，。？?]{0,8}(?:姓名|名单|电话|手机|住址|门牌)[^，。？?]{0,8}(?:列|给|发|告诉|提供)[^，。？?]{0,3}我|"
    r"(?:车主|户主|机主|业主|失主|当事人)(?:的)?(?:是谁|叫什么|姓什么|住|家|电话|手机|身份)|"
    rf"(?:查|打听|找)(?:一下|一查|查)?[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?(?:在哪(?:个单位|儿|里)?(?:上班|工作|住|读书|上学)|住(?:哪|在)|家(?:住|在)|的(?:电话|手机|工资|档案))"
)
_HOW = "(?:怎么|怎样|如何|教我)(?:才)?(?:能|可以|去)?"
_UNSAFE = re.compile(
    r"忽略(?:以上|之前|前面|上面|所有|上述|你)|[照按]我(?:说|讲|给)的(?:写|说|答|回|念)|(?:别|不要|不用)再?引用?原文|(?:别管|不用管|甭管)(?:以上|之前|前面|上面)的?(?:规|要|限|指)|无视(?:以上|之前|规则|所有)|系统提示(?:词)?|提示词|"
    r"(?:你|您)(?:现在|从现在起)?(?:就)?(?:是|扮演|充当|假装).{0,8}"
    r"(?:[区县市镇乡]长|局(?![限面部势])|部长|书记|领导|发言人|官员|黑客|管理员|没有限制|不受限制|开发者模式)|"
    r"以.{1,6}的?(?:口吻|口气)|以.{1,6}的身份(?:说|答|回|发|承诺|写|讲)|(?:没有|不受|解除)(?:任何)?限制|内部(?:没|未)公开|"
    r"(?:以后|不管|无论)我?(?:问|说)什么|(?<!不)(?<!不要)(?<!不能)(?:忘掉|忘记)(?:规划|以上|之前|规则|你|设定)|(?:你的)(?:指令|设定|规则)|系统(?:指令|消息)|你的系统|"
    r"(?:随便|随口)(?:说|编|给|写)(?:个|一个|点)|当(?:成|作).{0,4}原文|"
    r"从现在(?:起|开始)[，,]?你|假装|扮演|(?:编|捏|瞎编)(?:一|几|两|个|点|份|段|些|造|出)|杜撰|虚构|伪造|篡改|"
    r"以(?:官方|政府|[区县市]政府|教委)名义|用(?:官方|政府|[区县市]政府|教委|规划)的?名义(?:发|写|出|说|宣布|拟)|照着(?:写|念)|别说是(?:改|编)|"
    r"(?:改|换|写|说|报|念)成\s*\d+(?:\.\d+)?\s*(?:%|个)?|(?:新的?|以下)(?:规则|指令)[:：]|"
    r"(?:所有|每(?:个|次|条))(?:回答|回复).{0,8}(?:末尾|结尾|加上|都要|必须)|</?[a-z][^>]*>|"
    r"ignore (?:all|any|previous|the above)|system prompt|jailbreak|pretend|you are now|"
    r"developer mode|<script|javascript:|drop table|select \* from|"
    r"黑(?:进|掉|入)|入侵(?!物种|生物|植物|动物|检测)|破解|盗取|窃取|攻击(?:网站|系统|服务器)|炸弹|毒品制|自杀|(?:做|造|制|买)[^，。]{0,3}(?:炸药|枪支?)|骂(?:几|两|一)?句|"
    r"你(?:真?是|这)?(?:个|种)?(?:垃圾|废物|白痴|混蛋|蠢货)|滚(?:开|蛋|$|[！!])|"
    rf"{_HOW}(?:骗(?:到|取|领|补)|冒领|套取)|{_HOW}[^，。]{{0,12}}(?:不被|别被|不让)[^，。]{{0,4}}(?:查|发现|抓|罚|逮)|{_HOW}(?:逃避|躲过|绕过|应付)[^，。]{{0,4}}(?:检查|监管|审批|督查|处罚|执法|税)|"
    r"(?:做|弄|起草|办|刻)[^，。]{0,6}假(?:的)?(?:公章|证件?|发票|红头文件|通知)|傻[逼x]|去死|他妈的|操你"
)
_FIVE_YEARS = re.compile(r"[“\"]?十([三四五六七八九])五[”\"]?")
_DIGITS = "零一二三四五六七八九"


class Verdict(Frozen):
    """Refuse with ``reason`` and ``detail`` (a fact for the message), or answer (None)."""

    reason: Reason | None = None
    detail: str = ""


ANSWER = Verdict()


def screen(text: str, raw: str) -> Verdict:
    """What is refused before anything is searched: hostile and personal, as read or as typed."""
    if _UNSAFE.search(text.lower()) or _UNSAFE.search(raw.lower()):
        return Verdict(reason=Reason.UNSAFE)
    found = find_personal(raw)
    if found:
        detail = messages()["personal_data_found"].format(kinds=name_kinds(found))
        return Verdict(reason=Reason.PERSONAL_DATA, detail=detail)
    if _PERSONAL_ASK.search(text):
        return Verdict(reason=Reason.PERSONAL_DATA)
    return ANSWER


@lru_cache(maxsize=1)
def place_names() -> tuple[str, ...]:
    """Provinces, cities and districts, longest first."""
    text = resources.files("qa").joinpath("lexicon/places.txt").read_text("utf-8")
    return tuple(sorted(text.split(), key=len, reverse=True))


_PASSED_THROUGH = re.compile(
    r"[^，。]{0,6}(?:打工|务工|打了|工作|上班|回来|回到|住|读书|念书|上学|当兵|做生意|挖|招|引|请|调|搬|来|迁|转|嫁)"
)
"""What follows a place that the asker only comes from, which is not asked about."""


def other_places(text: str, plans: Sequence[Plan]) -> list[str]:
    """Places the question names that are no part of any of the plans' own regions."""
    own = "".join(plan.entry.region + plan.entry.title for plan in plans)
    found: list[str] = []
    for place in place_names():
        if place not in text or place in own or any(place in other for other in found):
            continue
        if not _passed_through(text, place) or _THERE.search(text):
            found.append(place)
    beside = (match.group(1) or match.group(2) for match in _NEIGHBOUR.finditer(text))
    return found + [place for place in beside if place not in own and place not in found]


_NEIGHBOUR = re.compile(
    r"(?:邻|外|别的?|隔壁|旁边|兄弟|周边)的?[省市县区]的?([\u4e00-\u9fff]{2,3}[省市县区])|"
    r"(?:隔壁|邻近|相邻|毗邻)的?([\u4e00-\u9fff]{2}(?<![小社校园片景街城新地库山矿辖厂])[省市县区])(?![里内])"
)
_THERE = re.compile(r"[，,](?:那边|那里|那儿|当地|那头|人家那)")
"""What points back at a place, which is then asked about."""


def _passed_through(text: str, place: str) -> bool:
    ends = [match.end() for match in re.finditer(rf"[在从去到]{re.escape(place)}", text)]
    return any(_PASSED_THROUGH.match(text, end) for end in ends)


def other_period(text: str, plans: Sequence[Plan]) -> str | None:
    """A five-year period (十五五) that the question names and no plan speaks of, or None.

    The first five-year plan began in 1953; since the sixth (1981) the n-th begins in
    1951 + 5 n: the 十四五 in 2021.
    """
    for match in _FIVE_YEARS.finditer(text):
        label = f"十{match.group(1)}五"
        begins = 1951 + 5 * (10 + _DIGITS.index(match.group(1)))
        spoken = any(label in p.text for plan in plans for p in plan.passages)
        own = any(plan.entry.period_start == begins for plan in plans)
        if not spoken and not own:
            return label
    return None


def asks_achievement(question: Understanding, base_year: int | None) -> bool:
    """A question for results of the plan's own period, which a plan cannot know."""
    if Ask.ACHIEVEMENT not in question.asks or cues.BOTH_TIMES.search(question.text):
        return False
    if cues.MENTION.search(question.text):
        return False
    if question.period == "past" and not question.years:
        return False
    return not (question.years and base_year is not None and max(question.years) <= base_year)


def asks_state(question: Understanding) -> bool:
    """Whether a question for results only says "now": a plan may state how things stood."""
    return bool(cues.NOW.search(question.text)) and not cues.DONE.search(question.text)
