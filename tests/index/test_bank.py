"""What people say of a matter is placed at the sentences of a plan that print it."""

from __future__ import annotations

import dataclasses
import json
import unicodedata
from pathlib import Path

import pytest

from corpus.catalogue import entry_for
from corpus.model import Passage
from corpus.read import read_plan
from index.bank import MOST_SENTENCES, Matter, common_texts, load_bank
from index.encoder import Encoder
from index.snapshot import Snapshot
from qa.engine import Engine
from qa.lexicon import load_lexicon
from qa.question import understand
from qa.retrieve import Retriever, Stages

SETS = Path(__file__).parents[2] / "eval" / "sets"

PLAN = """# 云汀市“十四五”市政发展规划

# 一、出行

新建候车亭120座，全部加装遮阳避雨设施。推动公路沿线噪声治理，设置声屏障18公里。

# 二、生活

更新老旧电梯300部。新建口袋公园20处，公园免费开放。
"""


@pytest.fixture(scope="module")
def passages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Passage, ...]:
    path = tmp_path_factory.mktemp("plan") / "yunting.md"
    path.write_text(PLAN, "utf-8")
    return read_plan(path, entry_for(path)).passages


def placed(passages: tuple[Passage, ...], matter: Matter) -> dict[str, set[str]]:
    """Each sentence with what was placed at it."""
    found = common_texts(passages, [matter])
    at: dict[str, set[str]] = {}
    for said, row, start in zip(found.texts, found.owners, found.starts, strict=True):
        span = next(s for s in passages[row].sentences if s.start == start)
        at.setdefault(passages[row].text[span.start : span.end], set()).add(said)
    return at


def test_sayings_stand_at_the_sentence_that_prints_the_matter(
    passages: tuple[Passage, ...],
) -> None:
    say = ("等车淋得透湿", "太阳底下站半天")
    assert placed(passages, Matter(say, ("候车亭", "遮阳避雨"))) == {
        "新建候车亭120座，全部加装遮阳避雨设施。": set(say)
    }


def test_a_matter_the_plan_does_not_print_is_left_out(passages: tuple[Passage, ...]) -> None:
    assert placed(passages, Matter(("打疫苗要排队吗",), ("疫苗接种", "预防接种"))) == {}


def test_words_of_its_terms_place_a_matter_together_but_not_where_questions_are(
    passages: tuple[Passage, ...],
) -> None:
    matter = Matter(("门口的灯黑着", "电梯老坏"), ("电梯老旧问题", "更新改造300部"))
    (sentence,) = placed(passages, matter)
    assert sentence == "更新老旧电梯300部。"
    assert placed(passages, Matter(("电梯老坏",), ("电梯检验",))) == {}
    asked = {passage.id for passage in passages}
    assert not common_texts(passages, [matter], asked).texts


def test_width_and_spaces_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "wide.md"
    path.write_text("# 一、网络\n\n建成５Ｇ 基站３０００个。\n", "utf-8")
    passages = read_plan(path, entry_for(path)).passages
    assert len(placed(passages, Matter(("手机没信号",), ("5G基站",)))) == 1


def test_a_word_in_most_sentences_places_nothing(tmp_path: Path) -> None:
    path = tmp_path / "water.md"
    sentences = "".join(f"完成第{n}条河流的治理工程。\n\n" for n in range(1, 40))
    path.write_text(f"# 一、治水\n\n{sentences}", "utf-8")
    passages = read_plan(path, entry_for(path)).passages
    assert placed(passages, Matter(("河里臭得很",), ("河流的治理",))) == {}
    few = placed(passages, Matter(("河里臭得很",), ("第1条河流", "第2条河", "第3条河", "第4条河")))
    assert len(few) == MOST_SENTENCES


def test_everyday_questions_find_their_passage_more_often_with_it(
    engine: Engine, encoder: Encoder
) -> None:
    lines = (SETS / "mentougou.tune.jsonl").read_text("utf-8").splitlines()
    cases = [case for case in map(json.loads, lines) if case["type"] == "colloquial"]
    kept = {n: v for n, v in engine.snapshot.vector_sets.items() if not n.startswith("common")}

    def found(snapshot: Snapshot) -> int:
        retriever = Retriever(snapshot, encoder, load_lexicon(True), Stages(expansion=False))
        first = [retriever.retrieve(understand(case["question"]), 1).evidence for case in cases]
        return sum(
            any(_plain(quote) in _plain(evidence[0].passage.text) for quote in case["quotes"])
            for case, evidence in zip(cases, first, strict=True)
        )

    without = dataclasses.replace(engine.snapshot, vector_sets=kept)
    assert found(engine.snapshot) >= found(without) + len(cases) // 16


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def test_the_bank_is_whole_and_says_nothing_in_the_words_it_is_matched_by() -> None:
    bank = load_bank()
    said = [saying for matter in bank for saying in matter.say]
    assert len(said) == len(set(said))
    for matter in bank:
        assert len(matter.say) >= 3
        assert matter.printed
        assert all(len(words) > 1 for words in matter.printed)
        assert not [s for s in matter.say if matter.printed[0] in s], matter.printed[0]


def test_the_bank_holds_no_question_of_a_set() -> None:
    lines = [line for path in SETS.glob("*.jsonl") for line in path.read_text("utf-8").splitlines()]
    asked = {record.get("question") for record in map(json.loads, lines)}
    assert not [s for matter in load_bank() for s in matter.say if s in asked]
