from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Plan
from index.lexical import K1, B, LexicalIndex, Segmenter, plan_vocabulary
from index.snapshot import context_text

ROOT = Path(__file__).parents[2]
PLAIN = Segmenter(())


def test_words_of_the_plan_are_not_split() -> None:
    segmenter = Segmenter(["银发工程", "碳中和"])
    assert "碳中和" in segmenter.cut("推进碳中和")
    assert "碳中和" not in PLAIN.cut("推进碳中和")
    assert segmenter.tokens("推进 碳中和！") == ["推进", " ", "碳中和", "！"]


def test_long_words_match_by_their_parts_too() -> None:
    words = Segmenter(["普惠性幼儿园覆盖率"]).cut("普惠性幼儿园覆盖率")
    assert {"普惠性幼儿园覆盖率", "幼儿园", "覆盖率"} <= set(words)


def test_width_case_and_punctuation_do_not_matter() -> None:
    assert PLAIN.cut("ＧＤＰ，增长“５．５％”！") == PLAIN.cut("gdp 增长5.5%")
    assert PLAIN.cut("，。！ 　\n") == []


@pytest.mark.parametrize("text", ["", "\ud800", "a\udfff学校", "😀", "\x00", "学" * 5000])
def test_any_text_can_be_cut(text: str) -> None:
    assert len("".join(PLAIN.tokens(text))) == len(text)
    PLAIN.cut(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_tokens_cover_the_text(text: str) -> None:
    assert "".join(PLAIN.tokens(text)) == text


def test_segmenters_share_nothing() -> None:
    Segmenter(["碳中和"])
    assert "碳中和" not in Segmenter(()).cut("碳中和")


def test_cuts_are_those_of_jieba(plan: Plan) -> None:
    """The reason why the faster library may stand in for the named one."""
    code = """
import json, logging, sys, warnings
warnings.simplefilter("ignore")
import jieba
jieba.setLogLevel(logging.WARNING)
words, texts = json.load(sys.stdin)
cutter = jieba.Tokenizer()
for word in words:
    cutter.add_word(word)
cuts = [[list(cutter.cut_for_search(t)), list(cutter.cut(t, HMM=False))] for t in texts]
json.dump(cuts, sys.stdout)
"""
    texts = [passage.text for passage in plan.passages]
    words = plan_vocabulary(plan)
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code],
            input=json.dumps([words, texts]),
            capture_output=True,
            text=True,
            check=True,
            cwd=folder,
            env={"TMPDIR": folder, "PYTHONUTF8": "1"},
        )
    segmenter = Segmenter(words)
    cuts = [[segmenter._jieba.cut_for_search(t), segmenter.tokens(t)] for t in texts]
    assert cuts == json.loads(done.stdout)


def test_bm25_by_hand() -> None:
    documents = [["学校", "安全"], ["学校", "足球", "足球"], ["学校"]]
    scores = LexicalIndex.build(documents).scores(["足球"])
    rarity = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    expected = rarity * 2 / (2 + K1 * (1 - B + B * 3 / 2))
    assert scores == pytest.approx([0, expected, 0], abs=1e-6)


def test_scores_are_those_of_bm25s(plan: Plan) -> None:
    documents = [PLAIN.cut(context_text(passage)) for passage in plan.passages]
    numbers: dict[str, int] = {}
    ids = [[numbers.setdefault(word, len(numbers)) for word in words] for words in documents]
    theirs = bm25s.BM25(k1=K1, b=B, method="lucene")
    theirs.index((ids, numbers), show_progress=False)
    index = LexicalIndex.build(documents)
    for words in documents[::10]:
        assert index.scores(words) == pytest.approx(theirs.get_scores(list(words)), abs=1e-3)


def test_search_is_best_first_and_ties_by_row(tmp_path: Path) -> None:
    index = LexicalIndex.build([["学校"], ["学校", "足球"], ["学校"], []])
    assert index.search(["足球", "学校"], 3)[0].tolist() == [1, 0, 2]
    assert index.search(["学校"], 99)[0].tolist() == [0, 2, 1, 3]
    assert index.search(["学校"], 0)[0].tolist() == []
    assert not index.scores(["没有"]).any()
    index.save(tmp_path)
    again = LexicalIndex.load(tmp_path)
    assert np.array_equal(again.scores(["足球"]), index.scores(["足球"]))
    assert {path.suffix for path in tmp_path.iterdir()} == {".npy", ".json"}


@pytest.mark.parametrize("documents", [[], [[]], [[], []]])
def test_nothing_to_index_scores_nothing(documents: list[list[str]], tmp_path: Path) -> None:
    LexicalIndex.build(documents).save(tmp_path)
    assert LexicalIndex.load(tmp_path).scores(["学校"]).tolist() == [0.0] * len(documents)


def test_parts_that_do_not_fit_are_refused() -> None:
    weights, rows = np.ones(2, np.float32), np.array([0, 1], np.int32)
    starts = np.array([0, 1, 2], np.int64)
    LexicalIndex(["a", "b"], weights, rows, starts, 2)
    for words, documents, places, count in (
        (["a"], rows, starts, 2),
        (["a", "a"], rows, starts, 2),
        (["a", "b"], rows, starts, 1),
        (["a", "b"], -rows, starts, 2),
        (["a", "b"], rows, np.array([0, 3, 2]), 2),
        (["a", "b"], rows, np.array([0, 1, 5]), 2),
    ):
        with pytest.raises(ValueError, match="do not fit"):
            LexicalIndex(words, weights, documents, places, count)


def test_answering_imports_neither_jieba_nor_bm25s() -> None:
    code = (
        "import sys; import index.store; "
        "print([m for m in ('bm25s','scipy','jieba','torch','tqdm') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.strip() == "[]"
