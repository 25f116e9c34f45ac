from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from api.cli import main
from api.settings import Settings
from corpus.model import Plan


@pytest.fixture(autouse=True)
def environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANQA_VAR_DIR", str(settings.var_dir))
    monkeypatch.setenv("PLANQA_CACHE_DIR", str(settings.cache_dir))


def test_ask_prints_the_answer_and_its_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "学前教育目标是什么"]) == 0
    out = capsys.readouterr().out
    assert "普惠性幼儿园覆盖率保持100%" in out
    assert "目录页码第8页" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "学前教育目标是什么"],
        ["search", "戏曲"],
        ["indicators", "双师型"],
        ["indicators"],
        ["commitments", "幼儿园"],
        ["conflicts"],
        ["doctor"],
        ["build"],
    ],
)
def test_json_is_one_document(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)
    if arguments != ["build"]:
        assert main(arguments) == 0
        assert capsys.readouterr().out.strip()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["ask", ""], 2),
        (["ask", "问" * 301], 2),
        (["ask", "目标", "--plan", "none"], 2),
        (["build", "/nonexistent/plan.md"], 1),
    ],
)
def test_faults_have_their_exit_code_and_no_traceback(
    arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == code
    captured = capsys.readouterr()
    assert captured.err.strip()
    assert "Traceback" not in captured.err
    assert not captured.out


def test_unusable_arguments_exit_with_2() -> None:
    with pytest.raises(SystemExit) as caught:
        main(["nonsense"])
    assert caught.value.code == 2


def test_unknown_setting_exits_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLANQA_TYPO", "1")
    assert main(["conflicts"]) == 2
    assert "PLANQA_TYPO" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["search", "戏曲", "-k", "0"],
        ["search", "戏曲", "-k", "many"],
        ["search"],
        ["ask"],
        ["ask", "目标", "--top-k", "x"],
        ["indicators", "--year", "soon"],
        ["serve", "--port", "http"],
        [],
    ],
)
def test_arguments_of_the_wrong_kind_exit_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "目标", "--top-k", "0"],
        ["ask", "\udcff"],
        ["search", " "],
        ["search", "目标", "--plan", "none"],
        ["search", "目标", "--section", "没有这一节"],
        ["indicators", "\x07"],
        ["indicators", "--plan", "none"],
        ["commitments", "问" * 301],
        ["commitments", "--section", "没有这一节"],
        ["conflicts", "--plan", "none"],
        ["serve", "--port", "99999"],
        ["serve", "--workers", "0"],
    ],
)
def test_arguments_without_meaning_exit_with_2_and_say_why(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    more = [] if arguments[0] == "serve" else ["--json"]
    assert main([*arguments, *more]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.strip().splitlines()) == 1


def test_an_address_in_use_or_unknown_exits_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert main(["serve", "--port", port]) == 1
    assert f"127.0.0.1:{port}" in capsys.readouterr().err
    assert main(["serve", "--host", "no.such.host.invalid"]) == 1
    assert "--port" in capsys.readouterr().err


def test_look_ups_take_what_the_service_takes(
    capsys: pytest.CaptureFixture[str], plan: Plan
) -> None:
    def run(*arguments: str) -> list[dict[str, Any]]:
        assert main([*arguments, "--json", "--plan", plan.entry.id]) == 0
        found: list[dict[str, Any]] = next(
            value
            for value in json.loads(capsys.readouterr().out).values()
            if isinstance(value, list)
        )
        return found

    assert len(run("indicators", "--year", "2015")) == 8
    assert len(run("search", "戏曲", "-k", "3", "--section", "主要任务")) == 3
    promised = run("commitments", "--quantified", "--deadline", "2025", "--section", "重点项目")
    assert [c["project"] for c in promised] == ["教师队伍质量提升项目"]
    assert all(c["page"]["number"] == 14 for c in run("commitments", "--page", "14"))
    assert len(run("conflicts")) == len(plan.conflicts)


def test_json_is_escaped_where_stdout_is_not_utf8(settings: Settings) -> None:
    environment = {**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"}
    for arguments in (["conflicts", "--json"], ["conflicts"]):
        done = subprocess.run(
            [sys.executable, "-m", "api.cli", *arguments],
            capture_output=True, cwd=Path(__file__).parents[2], env=environment, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        if "--json" in arguments:
            assert "普惠性幼儿园覆盖率" in str(json.loads(done.stdout))


def test_asking_imports_neither_torch_nor_the_server() -> None:
    script = (
        "import sys; from api.cli import main; main(['ask', '学前教育目标是什么']); "
        "sys.exit(bool({'torch', 'transformers', 'fastapi', 'uvicorn'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
