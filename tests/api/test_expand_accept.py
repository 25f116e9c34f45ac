"""`planqa expand --accept`: what a reviewer may do, and what is checked once more."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.cli import main
from api.expand.draft import draft_path
from index.expansion import expansion_path, read_expansion
from tests.api.model_server import ModelServer
from tests.api.test_expand import expand, lines, path, server

__all__ = ["path", "server"]

Edit = Callable[[list[dict[str, Any]]], None]


@pytest.fixture
def draft(server: ModelServer, path: Path) -> Path:
    assert expand(path) == 0
    return draft_path(path)


def edit(draft: Path, change: Edit) -> None:
    """What a reviewer does in an editor, byte order mark included."""
    rows = lines(draft)
    change(rows)
    text = "\r\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    draft.write_text(text, "utf-8-sig")


def test_a_reviewer_deletes_edits_and_drops(draft: Path, path: Path, server: ModelServer) -> None:
    def change(rows: list[dict[str, Any]]) -> None:
        rows[0]["questions"] = ["带娃的地方乡镇里有没有？"]
        rows[1]["status"] = "dropped"
        rows[1]["questions"] = ["到2035年办得成吗？"]  # no matter now
        rows[2]["questions"] = []
        del rows[3]

    gone = lines(draft)[3]
    edit(draft, change)
    assert main(["expand", str(path), "--accept"]) == 0
    rows = lines(expansion_path(path))
    assert len(rows) == 12
    assert rows[0]["questions"] == ["带娃的地方乡镇里有没有？"]
    assert rows[1]["questions"] == rows[2]["questions"] == []
    assert set(rows[0]) == {"passage_id", "start", "questions", "passage_sha256", "model"}
    # Only the deleted line's sentence is asked about again.
    asked = len(server.requests)
    assert expand(path) == 0
    found = [s["text"] for data in server.asked[asked:] for s in data["sentences"]]
    assert found == [gone["text"]]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: rows[4]["questions"].insert(1, "到2035年办得成吗？"),
         "line 5, question 2: names a number or year"),
        (lambda rows: rows[4]["questions"].insert(0, "上海来帮着办吗？"),
         "line 5, question 1: names something"),
        (lambda rows: rows[4]["questions"].append(rows[0]["questions"][0]),
         "line 5, question 4: says the same as a question of another sentence"),
        (lambda rows: rows[4]["questions"].append("找13812345678行吗？"),
         "line 5, question 4: holds or asks for personal data"),
        (lambda rows: rows[4].update(start=3), "line 5: the plan has no such sentence"),
        (lambda rows: rows[4].update(passage_id="p0"), "line 5: the plan has no such sentence"),
        (lambda rows: rows[4].update(passage_sha256="0"), "line 5: the passage has changed"),
        (lambda rows: rows[4].update(status="fine"), "line 5: status: "),
        (lambda rows: rows[4].update(question="x"), "line 5: question: "),
        (lambda rows: rows[4].update(questions="x"), "line 5: questions: "),
        (lambda rows: rows[4].update(questions=["乡镇有吗？", " "]), "line 5: questions: 1: "),
        (lambda rows: rows[4].update(start="0"), "line 5: start: "),
    ],
)  # fmt: skip
def test_a_faulty_line_is_named_and_nothing_changes(
    draft: Path, path: Path, capsys: pytest.CaptureFixture[str], change: Edit, said: str
) -> None:
    edit(draft, change)
    before = draft.read_bytes()
    capsys.readouterr()
    for more in ("--dry-run", "--json"):
        assert main(["expand", str(path), "--accept", more]) == 1
        shown = capsys.readouterr()
        assert said in shown.err
        assert shown.out == ""
        assert "13812345678" not in shown.err
        assert "上海" not in shown.err
    assert draft.read_bytes().startswith(before)
    assert not expansion_path(path).exists()


def test_every_faulty_line_is_named_at_once(
    draft: Path, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(rows: list[dict[str, Any]]) -> None:
        rows[1]["questions"].append("到2035年办得成吗？")
        rows[7]["questions"].append("到2036年办得成吗？")

    edit(draft, change)
    assert main(["expand", str(path), "--accept"]) == 1
    shown = capsys.readouterr().err
    assert "nothing was changed" in shown
    assert "line 2, question" in shown
    assert "line 8, question" in shown


def test_a_reviewer_vouches_for_a_name(draft: Path, path: Path) -> None:
    def change(rows: list[dict[str, Any]]) -> None:
        rows[4]["questions"] = ["上海来帮着办吗？"]
        rows[4]["status"] = "reviewed"

    edit(draft, change)
    assert main(["expand", str(path), "--accept"]) == 0
    assert "上海来帮着办吗？" in [q for asked in read_expansion(path).values() for _, q in asked]


def test_questions_that_stand_already_stay(
    server: ModelServer, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert expand(path, "--limit", "1") == 0
    assert main(["expand", str(path), "--accept"]) == 0
    first = lines(expansion_path(path))
    first[0] = {"passage_id": first[0]["passage_id"], "start": 0, "questions": ["手写的行不行？"],
                "by": "a colleague"}  # fmt: skip
    first.append({"passage_id": "p-of-another-edition", "questions": ["旧版问的行不行？"]})
    expansion_path(path).write_text("".join(json.dumps(row) + "\n" for row in first), "utf-8")
    assert expand(path, "--limit", "2") == 0
    assert main(["expand", str(path), "--accept", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sentences"] == 4
    rows = lines(expansion_path(path))
    assert rows[:3] == first
    assert len(rows) == 7


def test_a_changed_plan_replaces_the_questions_of_its_passage(
    server: ModelServer, path: Path
) -> None:
    expand(path)
    main(["expand", str(path), "--accept"])
    before = lines(expansion_path(path))
    for row in before[:2]:
        row["passage_sha256"] = "0" * 16  # written under another heading
    text = "".join(json.dumps(row) + "\n" for row in before)
    expansion_path(path).write_text(text, "utf-8")
    assert expand(path) == 0
    assert main(["expand", str(path), "--accept"]) == 0
    rows = lines(expansion_path(path))
    assert rows[:-2] == before[2:]
    assert [row["start"] for row in rows[-2:]] == [row["start"] for row in before[:2]]
    assert expand(path) == 0
    assert not draft_path(path).exists()


@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_a_full_disk_leaves_both_files_as_they_were(
    draft: Path,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    broken: str,
) -> None:
    expansion_path(path).write_text('{"passage_id": "p", "questions": []}\n', "utf-8")
    before = draft.read_bytes(), expansion_path(path).read_bytes()

    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, broken, full)
        assert main(["expand", str(path), "--accept"]) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert (draft.read_bytes(), expansion_path(path).read_bytes()) == before
    assert sorted(p.name for p in path.parent.iterdir() if p.suffix == ".new") == []
    assert main(["expand", str(path), "--accept"]) == 0


def test_a_malformed_question_file_is_named(
    server: ModelServer, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expansion_path(path).write_text('{"passage_id": "p", "questions": []}\n{"x"\n', "utf-8")
    assert expand(path) == 1
    assert "qingshi.questions.jsonl, line 2: not JSON" in capsys.readouterr().err
    assert not server.requests
