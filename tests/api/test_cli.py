from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from api.cli import main
from api.settings import Settings


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


def test_doctor_names_the_mending_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLANQA_VAR_DIR", str(tmp_path))
    assert main(["doctor"]) == 1
    assert "planqa build" in capsys.readouterr().out
    monkeypatch.setenv("PLANQA_CACHE_DIR", str(tmp_path))
    assert main(["ask", "目标"]) == 1
    assert "make setup" in capsys.readouterr().err


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
