"""Runs keep every answer, resume, and survive a system that dies."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from eval.case import CaseSet
from eval.errors import SystemFailed
from eval.fingerprint import code_fingerprint, hash_of
from eval.record import SERVED, Identity, read_run
from eval.run import judge, run_set
from eval.systems import Server, stages
from qa.engine import EngineSettings
from qa.model import Question, Status
from tests.eval.fakes import FakeSystem, case, reply

SET = CaseSet(
    name="s", sha256="0" * 64, cases=tuple(case(id=f"q{i}", question=f"问{i}？") for i in range(6))
)


def run(system: FakeSystem, out: Path, snapshot: str = "s1", code: str = "c1") -> int:
    identity = Identity(snapshot_id=snapshot, encoder="e", code=code)
    return len(run_set(SET, system, out, identity, quiet=True))


def test_a_dead_system_keeps_what_it_answered(tmp_path: Path) -> None:
    with pytest.raises(SystemFailed, match=r"failed at q4.*4 answers kept") as fault:
        run(FakeSystem(lives=4), tmp_path)
    assert fault.value.exit_code == 1
    again = FakeSystem()
    assert run(again, tmp_path) == 6
    assert again.asked == ["问4？", "问5？"]
    finished = FakeSystem()
    assert run(finished, tmp_path) == 6
    assert finished.asked == []


def test_a_line_cut_by_a_crash_is_asked_again(tmp_path: Path) -> None:
    run(FakeSystem(), tmp_path)
    path = tmp_path / "product.jsonl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[:-40], encoding="utf-8")
    again = FakeSystem()
    assert run(again, tmp_path) == 6
    assert again.asked == ["问5？"]
    assert len(read_run(path)[1]) == 6


def test_another_snapshot_starts_afresh(tmp_path: Path) -> None:
    run(FakeSystem(), tmp_path)
    again = FakeSystem()
    run(again, tmp_path, snapshot="s2")
    assert len(again.asked) == 6
    assert (tmp_path / "product.old.jsonl").exists()


def test_changed_code_starts_afresh(tmp_path: Path) -> None:
    run(FakeSystem(), tmp_path)
    again = FakeSystem()
    run(again, tmp_path, code="c2")
    assert len(again.asked) == 6


def test_a_finished_run_of_a_server_is_asked_again_but_a_cut_one_goes_on(tmp_path: Path) -> None:
    run(FakeSystem(), tmp_path, code=SERVED)
    again = FakeSystem(lives=2)
    with pytest.raises(SystemFailed):
        run(again, tmp_path, code=SERVED)
    assert again.asked == ["问0？", "问1？"]
    rest = FakeSystem()
    run(rest, tmp_path, code=SERVED)
    assert len(rest.asked) == 4


def test_the_code_hash_follows_contents_and_names(tmp_path: Path) -> None:
    folder = tmp_path / "qa"
    folder.mkdir()
    (folder / "a.py").write_text("1")
    first = hash_of([folder])
    (folder / "notes.md").write_text("not code")
    assert hash_of([folder]) == first
    (folder / "a.py").write_text("2")
    second = hash_of([folder])
    (folder / "a.py").rename(folder / "b.py")
    assert len({first, second, hash_of([folder])}) == 3
    assert len(code_fingerprint()) == 16


def test_judging_keeps_every_score(tmp_path: Path) -> None:
    rows = judge(SET.cases, run_set(SET, FakeSystem(), tmp_path, Identity(), quiet=True))
    assert [row.id for row in rows] == [c.id for c in SET.cases]
    assert rows[0].scores["hit@1"] == 1.0
    assert rows[0].scores["reason"] is None


def server(handler: object) -> Server:
    made = Server("http://test")
    made._client = httpx.Client(
        base_url="http://test",
        transport=httpx.MockTransport(handler),  # type: ignore[arg-type]
    )
    return made


def test_server_replies_may_have_added_fields() -> None:
    body = {**reply("甲[1]", ["甲"]).model_dump(mode="json", by_alias=True), "answer_id": "new"}
    found = server(lambda _: httpx.Response(200, json=body)).ask(Question(text="问"))
    assert found.answer == "甲[1]"


def test_a_busy_server_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("eval.systems.time.sleep", waits.append)
    answers = [
        httpx.Response(503, headers={"Retry-After": "2"}, json={}),
        httpx.Response(200, json=reply("甲").model_dump(mode="json", by_alias=True)),
    ]
    assert server(lambda _: answers.pop(0)).ask(Question(text="问")).answer == "甲"
    assert waits == [2.0]


def test_a_rejected_question_counts_as_refused() -> None:
    error = {"error": {"code": "question_too_long", "message": "太长", "detail": None}}
    found = server(lambda _: httpx.Response(422, json=error)).ask(Question(text="问"))
    assert (found.status, found.answer) == (Status.REFUSED, "太长")


@pytest.mark.parametrize("status", [500, 200])
def test_a_broken_server_fails_the_run(status: int) -> None:
    with pytest.raises(SystemFailed):
        server(lambda _: httpx.Response(status, text="oops")).ask(Question(text="问"))


def test_a_dead_server_fails_the_run() -> None:
    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(SystemFailed, match="does not answer"):
        server(refuse).ask(Question(text="问"))


def test_stages_are_the_switches_that_are_on() -> None:
    assert "spelling" in stages(EngineSettings())
    assert "spelling" not in stages(EngineSettings(spelling=False))
