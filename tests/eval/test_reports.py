"""Results, reports, comparison, gate and command line, end to end with a fake system."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from eval import cli, commands, gate
from eval.compare import compare
from eval.datasets import read_set
from eval.errors import DatasetError
from eval.metrics import METRICS
from eval.report import BEGIN, END, html, labels, markdown, update_readme
from eval.results import Results, load_results
from qa.model import Question, Reply
from tests.eval.fakes import FakeSystem, reply

LINES = [
    {
        "id": f"q{i}",
        "type": "exact" if i % 2 else "list",
        "question": f"问<b>{i}</b>？",
        "quotes": ["甲乙"],
    }
    for i in range(12)
] + [{"id": "u1", "type": "unanswerable", "question": "没有的？", "answerable": False}]


class Refusing(FakeSystem):
    def ask(self, question: Question) -> Reply:
        super().ask(question)
        return reply("没有写明。", refused=True, confidence=0.1)


@pytest.fixture
def set_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(commands, "texts_for", lambda *_: ["甲乙"])
    path = tmp_path / "s.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in LINES), "utf-8")
    return path


def results(
    set_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch, system: FakeSystem, *more: str
) -> Results:
    monkeypatch.setattr(commands, "Server", lambda url, **_: system)
    arguments = ["qa", str(set_path), "--out", str(out), "--url", "http://x", "--quiet", *more]
    assert cli.main(arguments) == 0
    return load_results(out)


def test_everything_is_written(
    set_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "out"
    found = results(set_path, out, monkeypatch, FakeSystem(), "--json")
    document = json.loads(capsys.readouterr().out)
    assert document["header"]["set_sha256"] == found.header.set_sha256
    assert found.header.snapshot_id == "s1"
    assert found.systems[0].metrics["hit@1"].n == 12
    assert found.systems[0].metrics["hit@1"].skipped == 1
    assert {p.name for p in out.iterdir()} == {
        *("product.jsonl", "product.run", "product.qrels"),
        *("report.html", "report.md", "questions.csv", "results.json"),
    }
    assert (out / "product.run").read_text().splitlines()[0].split() == [
        *("q0", "Q0", "p:id1", "1", "1.000000", "product"),
    ]
    assert (out / "product.qrels").read_text().splitlines()[0] == "q0 0 p:id1 1"


def test_the_page_is_self_contained_and_escaped(
    set_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results(set_path, tmp_path / "out", monkeypatch, Refusing(), "--variants")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "问&lt;b&gt;" in page
    assert "<b>" not in page
    assert not re.search(r"(?:src|href)\s*=|@import|url\(|<script", page)
    assert "traditional" in page
    assert "甲乙" in page
    assert "@media print" in page
    for svg in re.findall(r"<svg.*?</svg>", page, re.S):
        ElementTree.fromstring(svg)
    text = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    assert "## By variant class" in text
    assert "| unanswerable | 1 |" in text


def test_every_metric_has_a_label() -> None:
    names = {metric.name for metric in METRICS}
    assert names <= set(labels())
    assert all(labels().values())


def test_the_sheet_has_a_row_a_question_and_runs_no_formula(
    set_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [*LINES, {"id": "f", "question": "=1+1", "answerable": False}]
    set_path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    results(set_path, tmp_path / "out", monkeypatch, FakeSystem())
    with (tmp_path / "out" / "questions.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == [str(line["id"]) for line in lines]
    assert rows[0]["hit@1"] == "1"
    assert rows[-1]["hit@1"] == ""
    assert rows[-1]["question"] == "'=1+1"


def test_compare_says_what_changed(
    set_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    a = results(set_path, tmp_path / "a", monkeypatch, FakeSystem())
    b = results(set_path, tmp_path / "b", monkeypatch, Refusing())
    found = compare(a, b)
    assert found.differences["right"].worse == 12
    assert found.differences["right"].better == 1
    assert found.differences["right"].p_permutation < 0.05
    assert len(found.changes) == 13
    capsys.readouterr()
    assert cli.main(["compare", str(tmp_path / "a"), str(tmp_path / "b")]) == 0
    assert "No longer right (12)" in capsys.readouterr().out
    many = results(set_path, tmp_path / "c", monkeypatch, FakeSystem(), "--variants")
    assert compare(many, many).common > 13
    assert compare(many, many).differences["right"].n == 13
    with pytest.raises(DatasetError, match="no system 'x'"):
        compare(a, b, "x")
    assert cli.main(["compare", str(tmp_path), str(tmp_path / "b")]) == 2


def test_gate_fails_on_a_significant_drop_only(
    set_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = results(set_path, tmp_path / "a", monkeypatch, FakeSystem())
    bad = results(set_path, tmp_path / "b", monkeypatch, Refusing())
    assert gate.check(bad, None).passed
    path = tmp_path / "baseline.json"
    gate.update(good, path)
    kept = gate.read_baselines(path)["s"]
    assert gate.check(good, kept).passed
    few = results(set_path, tmp_path / "c", monkeypatch, FakeSystem(), "--limit", "5")
    assert gate.check(few, kept).drops == ("8 of 13 questions were not asked",)
    verdict = gate.check(bad, kept)
    assert not verdict.passed
    assert any(drop.startswith("right -0.846") for drop in verdict.drops)
    monkeypatch.setattr(gate, "read_baselines", lambda: {"s": kept})
    assert cli.main(["gate", str(tmp_path / "a")]) == 0
    assert cli.main(["gate", str(tmp_path / "b"), "--json"]) == 1


def test_readme_table_is_written_between_the_marks(
    set_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = results(set_path, tmp_path / "a", monkeypatch, FakeSystem())
    readme = tmp_path / "README.md"
    readme.write_text(f"top\n{BEGIN}\nold\n{END}\nend\n", encoding="utf-8")
    assert cli.main(["report", str(tmp_path / "a"), "--readme", str(readme)]) == 0
    once = readme.read_text(encoding="utf-8")
    assert once.startswith("top\n")
    assert once.endswith(f"{END}\nend\n")
    assert "old" not in once
    assert "| s（13题） | product | 0.92" in once
    update_readme(readme, [found])
    assert readme.read_text(encoding="utf-8") == once
    with pytest.raises(DatasetError, match="needs the lines"):
        update_readme(set_path, [found])


def test_reports_can_be_written_again(
    set_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results(set_path, tmp_path / "a", monkeypatch, FakeSystem(), "--variants")
    page = (tmp_path / "a" / "report.html").read_bytes()
    (tmp_path / "a" / "report.html").unlink()
    assert cli.main(["report", str(tmp_path / "a")]) == 0
    assert (tmp_path / "a" / "report.html").read_bytes() == page
    moved = set_path.rename(tmp_path / "moved.jsonl")
    assert cli.main(["report", str(tmp_path / "a")]) == 2
    assert cli.main(["report", str(tmp_path / "a"), "--set", str(moved)]) == 0
    set_path.write_text(json.dumps(LINES[0]), encoding="utf-8")
    assert cli.main(["report", str(tmp_path / "a"), "--set", str(set_path)]) == 2


def test_exit_codes(
    set_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["qa"]) == 2
    assert cli.main(["qa", str(tmp_path / "absent.jsonl")]) == 2
    assert "absent.jsonl: no such file" in capsys.readouterr().err
    monkeypatch.setattr(commands, "Server", lambda url, **_: FakeSystem(lives=3))
    out = tmp_path / "out"
    assert cli.main(["qa", str(set_path), "--out", str(out), "--url", "http://x", "--quiet"]) == 1
    assert "3 answers kept" in capsys.readouterr().err
    assert len((out / "product.jsonl").read_text(encoding="utf-8").splitlines()) == 4
    assert (
        cli.main(["qa", str(set_path), "--var", str(tmp_path / "none"), "--cache", str(tmp_path)])
        == 2
    )
    (tmp_path / "file").touch()
    assert cli.main(["qa", str(set_path), "--out", str(tmp_path / "file")]) == 2
    assert cli.main(["qa", str(set_path), "--url", "localhost"]) == 2
    assert cli.main(["qa", str(set_path), "--limit", "0"]) == 2
    assert cli.main(["--help"]) == 0


def test_a_full_disk_fails_with_its_reason(
    set_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(commands, "Server", lambda url, **_: FakeSystem())
    monkeypatch.setattr("eval.record.RunFile.append", full)
    arguments = ["qa", str(set_path), "--out", str(tmp_path / "out"), "--url", "http://x"]
    assert cli.main([*arguments, "--quiet"]) == 1
    assert "No space left" in capsys.readouterr().err


def test_an_empty_result_still_renders(
    set_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = results(set_path, tmp_path / "a", monkeypatch, Refusing(), "--limit", "1")
    assert html(found, read_set(set_path), {}).startswith("<!doctype html>")
    assert markdown(found).startswith("# Evaluation of s")
