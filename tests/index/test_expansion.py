from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest

from corpus.catalogue import load_catalogue, plan_path
from corpus.errors import CatalogueError
from corpus.model import Plan
from index.encoder import Encoder
from index.expansion import expansion_path, expansion_texts, read_expansion
from qa.engine import Engine
from qa.lexicon import load_lexicon
from qa.question import understand
from qa.retrieve import Retriever, Stages

SETS = Path(__file__).parents[2] / "eval/sets"


def test_every_question_belongs_to_a_passage_and_names_no_number_it_lacks(plan: Plan) -> None:
    expansion = read_expansion(plan_path(load_catalogue()[0]))
    passages = {p.id: p for p in plan.passages}
    assert set(expansion) <= set(passages)
    for passage_id, questions in expansion.items():
        passage = passages[passage_id]
        starts = {-1, *(span.start for span in passage.sentences)}
        if passage.kind == "table_row":
            starts.add(passage.text.rfind("\n") + 1)
        held = unicodedata.normalize("NFKC", passage.text + "".join(passage.path))
        for start, question in questions:
            assert start in starts
            numbers = re.findall(r"\d+(?:\.\d+)?", unicodedata.normalize("NFKC", question))
            assert all(number in held for number in numbers), question


def test_a_plan_without_questions_works(tmp_path: Path, plan: Plan) -> None:
    assert read_expansion(tmp_path / "plan.md") == {}
    assert expansion_texts(plan.passages, {"none": [(0, "问")]}).texts == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"x"', "not JSON at column 5"),
        (b"[" * 50_000, "not JSON"),
        (b'{"start": ' + b"1" * 5000 + b"}", "not JSON"),
        (b"\xff", "not UTF-8"),
        (b'{"passage_id": "p", "questions": ["\\ud800"]}', "questions: 0: "),
        (b"[]", "Input should be"),
        (b'{"passage_id": "p"}', "questions: Field required"),
        (b'{"passage_id": "", "questions": []}', "passage_id: "),
        (b'{"passage_id": "p", "questions": "text"}', "questions: "),
        (b'{"passage_id": "p", "questions": ["text", " "]}', "questions: 1: "),
        (b'{"passage_id": "p", "questions": [], "start": "0"}', "start: "),
        (b'{"passage_id": "p", "questions": [], "start": true}', "start: "),
        (b'{"passage_id": "p", "questions": [], "start": -2}', "start: "),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, line: bytes, said: str) -> None:
    path = tmp_path / "plan.md"
    expansion_path(path).write_bytes(b'{"passage_id": "p", "questions": []}\n' + line + b"\n")
    with pytest.raises(CatalogueError) as caught:
        read_expansion(path)
    assert str(caught.value).startswith(f"plan.questions.jsonl, line 2: {said}")
    assert str(caught.value).endswith("mend the line")
    assert "text" not in str(caught.value)


def test_a_file_saved_by_any_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    lines = [
        '{"passage_id": "p", "questions": ["贵不贵"], "by": "me"}',
        "",
        '{"passage_id": "q", "questions": []}',
    ]
    expansion_path(path).write_text("\r\n".join(lines), "utf-8-sig", newline="")
    assert read_expansion(path) == {"p": [(-1, "贵不贵")], "q": []}


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    expansion_path(path).mkdir()
    with pytest.raises(CatalogueError, match=r"plan\.questions\.jsonl: cannot be read"):
        read_expansion(path)


def test_everyday_questions_find_their_passage_more_often_with_it(
    engine: Engine, encoder: Encoder
) -> None:
    lines = (SETS / "mentougou.tune.jsonl").read_text("utf-8").splitlines()
    cases = [case for case in map(json.loads, lines) if case["type"] == "colloquial"]

    def found(expansion: bool) -> int:
        stages = Stages(expansion=expansion)
        retriever = Retriever(engine.snapshot, encoder, load_lexicon(True), stages)
        first = [retriever.retrieve(understand(case["question"]), 1).evidence for case in cases]
        return sum(
            any(_flat(quote) in _flat(evidence[0].passage.text) for quote in case["quotes"])
            for case, evidence in zip(cases, first, strict=True)
        )

    assert found(expansion=True) >= found(expansion=False) + len(cases) // 5


def _flat(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def test_questions_are_never_shown(engine: Engine) -> None:
    for passage in engine.snapshot.passages:
        assert "咱们区这份管五年的" not in passage.text
