"""Whether the plan says what is asked: requirements against evidence, not similarity.

A question's requirements (a year, a scope, a place, and the type of thing asked for) are
checked against what the evidence holds. Similarity alone cannot tell: near-miss questions
score as high as answerable ones (docs/adr/0005).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources

from corpus.model import Frozen, Plan
from qa.cues import Ask
from qa.draft import Draft
from qa.model import Reason
from qa.present import messages
from qa.privacy import find_personal, name_kinds
from qa.question import Understanding

_PERSONAL_ASK = re.compile(
    r"(?:家庭住址|家住哪|身份证号|手机号码?|私人电话|个人电话|银行卡号?|住址|家里电话)"
)
_UNSAFE = re.compile(
    r"忽略(?:以上|之前|前面|所有|上述)|无视(?:以上|之前|规则)|系统提示(?:词)?|提示词|"
    r"(?:你|您)(?:现在|从现在起)?(?:就)?(?:是|扮演|充当|假装).{0,8}(?:区长|市长|局长|书记|发言人|官员|黑客|管理员)|"
    r"从现在(?:起|开始)你|假装|扮演|编(?:一个|造|个|几个)|捏造|伪造|以(?:官方|政府|区政府|教委)名义|照着(?:写|念)|"
    r"ignore (?:all|previous|the above)|system prompt|jailbreak|pretend|you are now|"
    r"<script|javascript:|drop table|select \* from|炸弹|毒品制|自杀|傻[逼x]|去死|他妈的|操你"
)

# What evidence must hold for each type of thing asked for.
_HOLDS: dict[Ask, re.Pattern[str]] = {
    Ask.MONEY: re.compile(r"\d[\d.,]*(?:万|亿)?元"),
    Ask.ADDRESS: re.compile(r"位于|坐落|地址|选址(?:在|于)|[路街巷]\d+号"),
    Ask.NAME: re.compile(
        r"[\u3400-\u9fff]{2,8}(?:中学|小学|附中|附小|幼儿园|大学|学院|八中|二小|一小|医院)、"
        r"|、[\u3400-\u9fff]{2,8}(?:中学|小学|附中|附小|大学|学院|医院)|与[\u3400-\u9fff]{2,10}(?:大学|学院)"
    ),
    Ask.CONTACT: re.compile(r"(?:电话|热线)[::]?\d{5,}|\d{3,4}-\d{7,8}|https?://|www\."),
    Ask.PERSON: re.compile(
        r"牵头|责任单位|主管部门|领导小组|负责人|由[^，。]{2,12}(?:局|委|办公室|部门|政府)[^，。]{0,4}(?:负责|承担|组织)"
    ),
    Ask.RANK: re.compile(r"第[一二三四五六七八九十百\d]+(?:名|位)|排名"),
    Ask.STEPS: re.compile(r"申请|办理|报名|录取|分数线|(?:入学|报名|申请|办理)条件"),
    Ask.REASON: re.compile(
        r"因为|由于|为了|旨在|随着|以便|从而|为[^。;；]{2,30}(?:提供|奠定|打下|培养)|适应|迫切|需要|影响|变化|根据|围绕|确保|满足"
    ),
    Ask.DATE: re.compile(r"(?:19|20)\d\d年|\d+月|期间|同步|每年|定期|首期|时期"),
}
_WHAT = {
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


_MAKE = re.compile(r"写(?:一)?(?:首|篇|段|封)|作(?:一)?首诗|讲个?笑话|唱(?:一)?首|翻译成|写代码")
_COUNTED = re.compile(r"(?:多少|(?<![哪这那])几)(所|人|名|家|位|张|间|辆|座|公里)")
_QUESTION_FLOOR = 0.89
_DENSE_FLOOR = 0.86
_LEXICAL_FLOOR = 2.5


class Verdict(Frozen):
    """Refuse with ``reason`` and ``detail`` (a fact for the message), or answer (None)."""

    reason: Reason | None = None
    detail: str = ""


ANSWER = Verdict()


def screen(text: str, raw: str) -> Verdict:
    """What is refused before anything is searched: hostile and personal."""
    if _UNSAFE.search(text.lower()):
        return Verdict(reason=Reason.UNSAFE)
    found = find_personal(raw)
    if found:
        detail = messages()["personal_data_found"].format(kinds=name_kinds(found))
        return Verdict(reason=Reason.PERSONAL_DATA, detail=detail)
    if _PERSONAL_ASK.search(text):
        return Verdict(reason=Reason.PERSONAL_DATA)
    return ANSWER


def holds(ask: Ask, text: str) -> bool:
    """Whether ``text`` holds the type of thing asked for."""
    pattern = _HOLDS.get(ask)
    return pattern is None or bool(pattern.search(text))


def out_of_scope(best: Mapping[str, float], question: Understanding) -> bool:
    """Whether nothing in the plans is even near the question.

    ``best`` holds the best score of each channel. The floors are where questions about other
    matters (weather, prices, recipes) lie below answerable ones for the embedded encoder
    (docs/experiments.md); they say nothing about near misses.
    """
    if _MAKE.search(question.text):
        return True
    if best.get("lexicon", 0.0) > 0 or best.get("exact", 0.0) > 0 or question.tables:
        return False
    if "question" in best:
        return best["question"] < _QUESTION_FLOOR
    return best.get("dense", 1.0) < _DENSE_FLOOR and best.get("lexical", 0.0) < _LEXICAL_FLOOR


def missing_type(question: Understanding, draft: Draft) -> str | None:
    """What type of thing is asked for but not in the drafted words, in Chinese; or None."""
    said = "".join(s.passage.text[s.start : s.end] for p in draft.pieces for s in p.sources)
    for ask in sorted(question.asks):
        if ask in _HOLDS and not holds(ask, said):
            return _WHAT[ask]
    return None


@lru_cache(maxsize=1)
def _places() -> tuple[str, ...]:
    text = resources.files("qa").joinpath("lexicon/places.txt").read_text("utf-8")
    return tuple(sorted(text.split(), key=len, reverse=True))


def other_places(text: str, plans: Sequence[Plan]) -> list[str]:
    """Places the question names that are no part of any of the plans' own regions."""
    own = "".join(plan.entry.region + plan.entry.title for plan in plans)
    found: list[str] = []
    for place in _places():
        if place in text and place not in own and not any(place in other for other in found):
            found.append(place)
    return found


def asks_achievement(question: Understanding, base_year: int | None) -> bool:
    """A question for results of the plan's own period, which a plan cannot know."""
    if Ask.ACHIEVEMENT not in question.asks:
        return False
    return not (question.years and base_year is not None and max(question.years) <= base_year)


def unsupported_numbers(question: Understanding, draft: Draft) -> bool:
    """How many schools, people or beds was asked, and no drafted word counts any."""
    asked = _COUNTED.search(question.text)
    if asked is None:
        return False
    said = "".join(piece.text for piece in draft.pieces)
    number = r"(?:\d|[一二三四五六七八九十两百千万])"
    return not re.search(rf"{number}{asked.group(1)}", said)
