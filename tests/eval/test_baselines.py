"""Baselines, calibration and public retrieval sets, with a small deterministic encoder."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from eval import cli, commands, lineup, peers
from eval.baselines import Bm25, PassageSystem, Rrf, baselines, reciprocal_rank_fusion
from eval.beir import Document
from eval.calibrate import SupportSample as Sample
from eval.calibrate import best_threshold, fit_support, read_sample
from eval.errors import DatasetError
from eval.peers.base import PeerRanker
from eval.results import load_results
from eval.retrieval import ProductRanker, measure
from eval.systems import Workbench
from eval.texts import index_texts
from index.encoder import Encoder
from qa.model import Question, Status
from tests.eval.test_datasets import beir


class BigramEncoder:
    """Hashed character bigrams: alike texts get alike vectors."""

    fingerprint = "bigrams"
    dim = 64

    def encode_passages(self, texts: Sequence[str], progress: Any = None) -> NDArray[np.float32]:
        matrix = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            for i in range(len(text) - 1):
                matrix[row, zlib.crc32(text[i : i + 2].encode()) % self.dim] += 1.0
        return np.asarray(
            matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-6), np.float32
        )

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.encode_passages(texts)


TEXTS = ("普惠性幼儿园覆盖率保持较高水平。", "优先发展社区老年教育。", "完善校园安全演练机制。")


def test_rrf_by_hand() -> None:
    first = np.array([3.0, 2.0, 1.0], dtype=np.float32)
    second = np.array([1.0, 3.0, 2.0], dtype=np.float32)
    fused = reciprocal_rank_fusion([first, second])
    assert fused == pytest.approx([1 / 61 + 1 / 63, 1 / 62 + 1 / 61, 1 / 63 + 1 / 62])


def test_bm25_finds_the_words() -> None:
    ranker = Bm25(list(TEXTS))
    assert int(np.argmax(ranker.scores("老年教育"))) == 1
    assert 0.0 <= ranker.confidence(3.0) < 1.0
    assert Rrf([ranker, ranker]).confidence(2 / 61) == pytest.approx(1.0)


def test_thresholds() -> None:
    cut, figure = best_threshold([0.1, 0.4, 0.35, 0.8], [False, False, True, True])
    assert figure == pytest.approx(0.733, abs=0.01)  # one of four wrong: F1 0.8 and 2/3
    assert cut == pytest.approx(0.225)
    assert best_threshold([0.1, 0.9], [False, True])[1] == 1.0
    with pytest.raises(ValueError, match="equally long"):
        best_threshold([], [])


def test_support_is_fitted_and_reported(tmp_path: Path) -> None:
    text = "普惠性幼儿园覆盖率保持在95%以上"
    samples = [
        Sample(sentence=text, cited=text, supported=True),
        Sample(sentence=text, cited=text.replace("95", "85"), supported=False),
        Sample(sentence="加快老年教育发展", cited="加快老年教育的发展", supported=True),
        Sample(sentence="加快老年教育发展", cited="开展校园安全演练", supported=False),
    ]
    found = fit_support(samples)
    assert found["accuracy"] == 1.0
    assert 0.0 < found["threshold"] < 0.9
    path = tmp_path / "c.jsonl"
    path.write_text(
        json.dumps({"sentence": "甲", "cited": ["乙", "丙"], "supported": True}), "utf-8"
    )
    assert read_sample(path)[0].cited == "乙\n丙"
    path.write_text(json.dumps({"sentence": "甲"}), encoding="utf-8")
    with pytest.raises(DatasetError, match=":1: needs"):
        read_sample(path)


def test_peers_keep_their_own_order() -> None:
    ranker = PeerRanker("peer", lambda query, k: [(2, 0.5), (0, 0.7), (1, 0.7)][:k], 4)
    assert list(np.argsort(-ranker.scores("x"), kind="stable")) == [2, 0, 1, 3]
    assert ranker.confidence(float("-inf")) == 0.0


def test_a_threshold_refuses(tmp_path: Path) -> None:
    encoder = BigramEncoder()
    documents = [Document(id=str(i), title="", text=text) for i, text in enumerate(TEXTS)]
    bench = Workbench(index_texts(documents, encoder, tmp_path, quiet=True), encoder)
    for system in baselines(bench):
        found = system.ask(Question(text="老年教育", top_k=2))
        assert found.status is Status.ANSWERED
        assert found.answer == f"{TEXTS[1]}[1]"
        assert [c.n for c in found.citations] == [1, 2]
        assert 0.0 <= found.confidence <= 1.0
    strict = replace(baselines(bench)[0], threshold=1.1)
    assert strict.ask(Question(text="老年教育")).status is Status.REFUSED
    assert "threshold" in strict.settings


def test_large_sets_go_without_token_vectors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder: Encoder
) -> None:
    documents = [Document(id=str(i), title="", text=text) for i, text in enumerate(TEXTS)]
    whole = index_texts(documents, encoder, tmp_path / "a", quiet=True)
    monkeypatch.setattr("eval.texts.MOST_SENTENCES", 2)
    plain = index_texts(documents, encoder, tmp_path / "b", quiet=True)
    assert set(whole.vector_sets) - set(plain.vector_sets) == {"sentence_token"}
    assert whole.id == plain.id
    for snapshot in (whole, plain):
        ranked = ProductRanker(snapshot, encoder).scores("社区老年教育")
        assert int(np.argmax(ranked)) == 1


def test_measures_by_hand() -> None:
    found = measure({"a": {"x": 1}, "b": {"x": 1}}, {"a": {"y": 2.0, "x": 1.0}})
    assert found["a"]["RR@10"] == 0.5
    assert found["a"]["nDCG@10"] == pytest.approx(1 / np.log2(3))
    assert found["b"] == dict.fromkeys(found["a"], 0.0)


def test_a_beir_folder_end_to_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(commands, "open_encoder", lambda *_: BigramEncoder())
    folder, out = beir(tmp_path / "set"), tmp_path / "out"
    arguments = ["retrieval", str(folder), "--out", str(out), "--quiet", "--json"]
    assert cli.main(arguments) == 0
    document = json.loads(capsys.readouterr().out)
    assert [r["system"] for r in document["results"]] == ["product", "bm25", "dense", "rrf"]
    assert document["results"][0]["metrics"]["Success@1"]["value"] == 1.0
    assert (out / "product.run").read_text(encoding="utf-8").startswith("q1 Q0 d1 1 ")
    assert (out / "test.qrels").read_text(encoding="utf-8") == "q1 0 d1 1\n"
    assert "| product | 1.000" in (out / "report.md").read_text(encoding="utf-8")
    bm25 = ["compare", str(out), str(out), "--second-system", "bm25", "--json"]
    assert cli.main(bm25) == 0
    assert json.loads(capsys.readouterr().out)["differences"]["Success@5"]["mean"] == 0.0
    assert cli.main(["compare", str(out), str(out), "--system", "none"]) == 2
    (folder / "qrels" / "test.tsv").write_text("", encoding="utf-8")
    assert cli.main(arguments) == 2
    assert "empty qrels" in capsys.readouterr().err


PLAN = """# 青云县“十四五”时期教育规划

## 一、发展目标

到2025年，普惠性幼儿园覆盖率达到90%以上，义务教育巩固率保持在99%以上。

## 二、主要任务

优先发展社区老年教育，为老年人提供就近便捷的服务。
"""


def test_a_plan_file_is_asked_with_baselines_and_thresholds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lineup, "open_encoder", lambda *_: BigramEncoder())
    plan = tmp_path / "qingyun.md"
    plan.write_text(PLAN, encoding="utf-8")
    lines: list[dict[str, object]] = [
        {
            "id": "a",
            "question": "普惠性幼儿园覆盖率到2025年达到多少？",
            "quotes": ["覆盖率达到90%以上"],
        },
        {"id": "b", "question": "食堂几点开饭？", "answerable": False},
    ]
    for name in ("test", "tune"):
        text = "\n".join(json.dumps({**x, "note": name}, ensure_ascii=False) for x in lines)
        (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    arguments = ["qa", str(tmp_path / "test.jsonl"), "--plan", str(plan), "--out", str(out)]
    more = ["--quiet", "--ablations", "--calibrate", str(tmp_path / "tune.jsonl")]
    assert cli.main([*arguments, *more]) == 0
    found = load_results(out)
    names = [system.name for system in found.systems]
    assert names[:4] == ["product", "bm25", "dense", "rrf"]
    assert names[4:7] == ["bm25+refusal", "dense+refusal", "rrf+refusal"]
    assert "product-spelling" in names
    assert found.system("product").metrics["hit@1"].value == 1.0
    assert found.system("bm25+refusal").settings.startswith("threshold=")
    assert cli.main([*arguments, "--calibrate", str(tmp_path / "test.jsonl"), "--quiet"]) == 2
    again = [*arguments[:-1], str(tmp_path / "again"), "--calibrate", str(out), "--quiet"]
    assert cli.main(again) == 0
    taken = load_results(tmp_path / "again")
    assert taken.system("rrf+refusal").settings == found.system("rrf+refusal").settings
    assert cli.main([*again[:-2], str(tmp_path / "none"), "--quiet"]) == 2
    other = {"id": "a", "question": "另一份规划？", "quotes": ["另一份规划的话"]}
    (tmp_path / "other.jsonl").write_text(json.dumps(other), encoding="utf-8")
    assert cli.main([*again[:-2], str(tmp_path / "other.jsonl"), "--quiet"]) == 2
    assert cli.main([*arguments[:3], str(tmp_path / "absent.md"), "--quiet"]) == 2


def test_a_squad_file_is_answered_from_its_own_contexts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder: Encoder
) -> None:
    monkeypatch.setattr(lineup, "open_encoder", lambda *_: encoder)
    texts = ["青岛地铁3号线于2015年12月16日开通北段。", "人工湖位于城东，面积约三公顷。"]
    questions = ["青岛地铁3号线北段什么时候开通？", "人工湖位于哪里？"]
    golds = [texts[0][:-1], "城东"]
    paragraphs = [
        {
            "context": text,
            "qas": [{"id": str(i), "question": question, "answers": [{"text": gold}]}],
        }
        for i, (text, question, gold) in enumerate(zip(texts, questions, golds, strict=True))
    ]
    path = tmp_path / "small.json"
    path.write_text(json.dumps({"data": [{"paragraphs": paragraphs}]}), encoding="utf-8")
    out = tmp_path / "out"
    assert cli.main(["qa", str(path), "--out", str(out), "--baselines", "--quiet"]) == 0
    results = load_results(out)
    assert results.system("product").metrics["em"].n == 2
    found = results.system("bm25").metrics
    assert found["hit@1"].value == 1.0
    assert found["em"].value == 0.5
    assert found["char_f1"].value > 0.5


def test_the_plan_beside_a_set_is_the_one_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lineup, "open_encoder", lambda *_: BigramEncoder())
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "qingyun.md").write_text(PLAN, encoding="utf-8")
    line = {"id": "a", "question": "覆盖率目标？", "quotes": ["覆盖率达到90%以上"]}
    path = tmp_path / "qingyun.jsonl"
    path.write_text(json.dumps(line), encoding="utf-8")
    assert cli.main(["qa", str(path), "--out", str(tmp_path / "out"), "--quiet"]) == 0
    assert (tmp_path / "out" / "index" / "CURRENT").is_file()
    line["quotes"] = ["全面建设‘京西教育高地’"]  # of the plan that ships
    path.write_text(json.dumps(line), encoding="utf-8")
    assert cli.main(["qa", str(path), "--out", str(tmp_path / "out"), "--quiet"]) == 2


def test_a_failing_peer_is_named_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lineup, "open_encoder", lambda *_: BigramEncoder())
    monkeypatch.setattr(peers, "PEERS", {"absent": ("no_such_package", "x", "no-such-package")})

    class Broken:
        name = "broken"

        def scores(self, query: str) -> NDArray[np.float32]:
            raise RuntimeError("its index is gone")

        def confidence(self, best: float) -> float:
            return 0.0

    monkeypatch.setattr(lineup, "baselines", lambda bench: [PassageSystem(bench, Broken())])
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "s.md").write_text(PLAN, encoding="utf-8")
    path = tmp_path / "s.jsonl"
    path.write_text(json.dumps({"id": "a", "question": "食堂？", "answerable": False}), "utf-8")
    arguments = ["qa", str(path), "--out", str(tmp_path / "out"), "--baselines", "--peers"]
    assert cli.main([*arguments, "--quiet"]) == 0
    told = capsys.readouterr().out
    assert "absent: not installed (pip install no-such-package)" in told
    assert "broken failed at a: RuntimeError: its index is gone" in told
    found = load_results(tmp_path / "out")
    assert [system.name for system in found.systems] == ["product"]
    assert len(found.not_run) == 2
    assert "未运行：absent" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
