"""Typing errors and pinyin are read as the plan's words; what is right is left alone."""

from __future__ import annotations

import pytest

from index.lexical import Segmenter
from qa.lexicon import load_lexicon
from qa.pinyin import PinyinReader
from qa.spelling import Speller, asked_words
from qa.wordcosts import WordCosts

PLAN = (
    "到2030年，单位建设用地税收达到20万元。新建口袋公园40个，绿道总里程达到310公里，"
    "公园绿化活动场地服务半径覆盖率达到92%。城市绿地由园林部门负责，园林绿化垃圾资源化利用率"
    "年底前达到80%。建成区绿化覆盖率提高，推行林长制，各级林长负责。"
)
NAMES = ["单位建设用地税收", "绿道总里程", "绿化覆盖率", "口袋公园", "林长制"]


@pytest.fixture(scope="module")
def costs() -> WordCosts:
    segmenter = Segmenter(["口袋公园", "林长制"])
    return WordCosts(PLAN, segmenter.tokens, segmenter.frequency)


@pytest.fixture(scope="module")
def speller(costs: WordCosts) -> Speller:
    words = [word for word in costs.cut(PLAN) if len(word) > 1]
    return Speller([*words, *NAMES], PLAN, costs, load_lexicon().known)


@pytest.fixture(scope="module")
def pinyin(costs: WordCosts) -> PinyinReader:
    words = [word for word in costs.cut(PLAN) if len(word) > 1]
    return PinyinReader([*words, *NAMES, *sorted(asked_words())], PLAN, costs)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("绿到总里成要达到多少", "绿道总里程要达到多少"),  # two slips in one name
        ("单位建设佣地睡收是多少", "单位建设用地税收是多少"),
        ("绿花覆盖律提高到多少", "绿化覆盖率提高到多少"),
        ("口代公园有几个", "口袋公园有几个"),
        ("园林部们做什么", "园林部门做什么"),
    ],
)
def test_slips_are_read_as_the_plans_words(speller: Speller, typed: str, meant: str) -> None:
    text, changes = speller.correct(typed)
    assert text == meant
    assert changes
    for change in changes:
        assert change.source in typed
        assert change.to in meant
        assert change.source != change.to


@pytest.mark.parametrize(
    "right",
    [
        "绿化率怎么反倒是2030年低",  # 年低 is no slip for 年底
        "这一格为什么空着",
        "公园里有没有厕所",
        "林子归谁管",
        "里面的垃圾怎么处理",
        "税收够不够用",
        "绿道修到哪儿了",
    ],
)
def test_right_questions_are_left_alone(speller: Speller, right: str) -> None:
    assert speller.correct(right) == (right, ())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lv dao zong li cheng yao da dao duo shao", "绿道总里程要达到多少"),
        ("lǜ dào zǒng lǐ chéng yào dá dào duō shǎo", "绿道总里程要达到多少"),
        ("lv4 dao4 zong3 li3 cheng2 da2 dao4 duo1 shao3", "绿道总里程达到多少"),
        ("ludao zonglicheng shi duoshao", "绿道总里程是多少"),
        ("lvdaozonglichengshiduoshao", "绿道总里程是多少"),
        ("koudai公园有多少ge", "口袋公园有多少个"),
        ("linzhang制是什么", "林长制是什么"),
    ],
)
def test_pinyin_is_read(pinyin: PinyinReader, typed: str, meant: str) -> None:
    text, changes = pinyin.read(typed)
    assert text == meant
    assert {change.kind for change in changes} == {"pinyin"}


@pytest.mark.parametrize(
    "other",
    [
        "How many pocket parks are there?",
        "AI怎么用",
        "PM2.5降了多少",
        "GDP是多少",
        "women can bike in the park",
        "绿道总里程是多少",
    ],
)
def test_other_letters_stay(pinyin: PinyinReader, other: str) -> None:
    assert pinyin.read(other) == (other, ())
