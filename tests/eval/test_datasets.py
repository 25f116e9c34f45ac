"""Sets are read, and every fault names file, line and reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.beir import from_squad, read_beir
from eval.calibrate import SAMPLE, TARGET, fit_support, read_sample
from eval.case import GoldValue
from eval.datasets import check_quotes, context_id, read_set
from eval.errors import DatasetError

GOOD = {"id": "a", "question": "问？", "quotes": ["甲乙"], "added_later": 1}


def write(path: Path, *lines: object) -> Path:
    texts = [
        line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines
    ]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def test_reads_the_contract_format(tmp_path: Path) -> None:
    path = write(tmp_path / "s.jsonl", GOOD, "", {**GOOD, "id": "b"})
    found = read_set(path)
    check_quotes(path, found, ["前甲 乙后"])
    assert [case.id for case in found.cases] == ["a", "b"]
    assert found.name == "s"
    assert len(found.sha256) == 64


@pytest.mark.parametrize(
    ("lines", "line", "reason"),
    [
        ([GOOD, "{"], 2, "not JSON"),
        (["[1]"], 1, "JSON object"),
        ([GOOD, GOOD], 2, "duplicate id 'a', first in line 1"),
        ([{"id": "a", "quotes": ["甲乙"]}], 1, "question"),
        ([{**GOOD, "answerable": "perhaps"}], 1, "answerable"),
        ([{**GOOD, "values": [{"indicator": "x", "value": "many"}]}], 1, "not a comparator"),
        ([{**GOOD, "quotes": []}], 1, "no quotes, must_include or values"),
        ([GOOD, {**GOOD, "id": "b", "quotes": ["丙丁"]}], 2, "quote not in any plan"),
        ([{**GOOD, "quote_groups": [["丙丁"]]}], 1, "quote not in any plan"),
    ],
)
def test_faults_are_named(tmp_path: Path, lines: list[object], line: int, reason: str) -> None:
    path = write(tmp_path / "s.jsonl", *lines)
    with pytest.raises(DatasetError) as fault:
        check_quotes(path, read_set(path), ["甲乙"])
    assert fault.value.line == line
    assert reason in str(fault.value)
    assert str(fault.value).startswith(f"{path}:{line}: ")
    assert fault.value.exit_code == 2


def test_unusable_files(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="empty"):
        read_set(write(tmp_path / "s.jsonl", ""))
    with pytest.raises(DatasetError, match="no such file"):
        read_set(tmp_path / "absent.jsonl")
    with pytest.raises(DatasetError, match="unknown set format"):
        read_set(write(tmp_path / "s.csv", "a"))
    (tmp_path / "latin.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(DatasetError, match="not UTF-8"):
        read_set(tmp_path / "latin.jsonl")


@pytest.mark.parametrize(
    ("written", "comparator", "number"),
    [
        ("≥95", ">=", "95"),
        (">15.0", ">", "15"),
        ("100", "=", "100"),
        ("＜5", "<", "5"),
        ("约3", "~", "3"),
    ],
)
def test_gold_values(written: str, comparator: str, number: str) -> None:
    gold = GoldValue(indicator="x", value=written)
    assert (gold.comparator, gold.number) == (comparator, number)


def squad(path: Path) -> Path:
    questions = [
        {"id": "1", "question": "谁？", "answers": [{"text": "甲", "answer_start": 0}]},
        {"id": "2", "question": "何时？", "answers": [], "is_impossible": True},
    ]
    data = {"data": [{"title": "t", "paragraphs": [{"context": "甲在此。", "qas": questions}]}]}
    return write(path, data)


def test_squad_style(tmp_path: Path) -> None:
    found = read_set(squad(tmp_path / "cmrc.json"))
    assert found.cases[0].answers == ("甲",)
    assert found.cases[0].quotes == ("甲在此。",)
    assert not found.cases[1].answerable
    as_retrieval = from_squad(tmp_path / "cmrc.json")
    assert as_retrieval.qrels == {"1": {context_id("甲在此。"): 1}}
    with pytest.raises(DatasetError, match="no list 'data'"):
        read_set(write(tmp_path / "x.json", "{}"))


def beir(folder: Path, qrels: str = "query-id\tcorpus-id\tscore\nq1\td1\t1\n") -> Path:
    (folder / "qrels").mkdir(parents=True)
    write(
        folder / "corpus.jsonl",
        {"_id": "d1", "title": "题", "text": "幼儿园普惠。第二句话在这里。"},
        {"_id": "d2", "title": "", "text": "老年教育就近便捷。"},
        {"_id": "d3", "title": "", "text": "校园安全演练。"},
    )
    write(folder / "queries.jsonl", {"_id": "q1", "text": "幼儿园"}, {"_id": "q2", "text": "老年"})
    (folder / "qrels" / "test.tsv").write_text(qrels, encoding="utf-8")
    return folder


def test_beir(tmp_path: Path) -> None:
    found = read_beir(beir(tmp_path / "set"))
    assert found.qrels == {"q1": {"d1": 1}}
    assert len(found.documents) == 3


@pytest.mark.parametrize(
    ("qrels", "reason"),
    [
        ("query-id\tcorpus-id\tscore\n", "empty qrels"),
        ("q1\td1\t0\n", "empty qrels"),
        ("q1\td9\t1\n", "d9"),
        ("q9\td1\t1\n", "q9"),
        ("q1\td1\t1\nq1 d1 1\n", "whole-number score"),
        ("q1\td1\t1\nq1\td1\t1\n", "duplicate judgement"),
    ],
)
def test_beir_faults(tmp_path: Path, qrels: str, reason: str) -> None:
    with pytest.raises(DatasetError, match=reason):
        read_beir(beir(tmp_path / "set", qrels))


def test_beir_needs_all_three_files(tmp_path: Path) -> None:
    folder = beir(tmp_path / "set")
    (folder / "queries.jsonl").unlink()
    with pytest.raises(DatasetError, match=r"queries\.jsonl: missing"):
        read_beir(folder)


def test_the_support_threshold_is_the_one_fitted_on_the_committed_sample() -> None:
    samples = read_sample(SAMPLE)
    assert len(samples) >= 100
    assert 0.35 < sum(sample.supported for sample in samples) / len(samples) < 0.65
    figures = json.loads(TARGET.read_text("utf-8"))
    assert fit_support(samples) == figures
    assert figures["leave_one_out_accuracy"] >= 0.85
