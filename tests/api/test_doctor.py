"""`planqa doctor`: every failure ends in the command that mends it."""

from __future__ import annotations

import json
import shutil
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from api import doctor
from api.cli import main
from api.settings import Settings
from corpus import catalogue
from index.encoder import FOLDER

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANQA_VAR_DIR", str(settings.var_dir))
    monkeypatch.setenv("PLANQA_CACHE_DIR", str(settings.cache_dir))


def failures(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """Failed checks with their detail; the exit code agrees with them."""
    code = main(["doctor", "--json"])
    checks = json.loads(capsys.readouterr().out)["checks"]
    assert {"python", "packages", "model", "plans", "snapshot", "disk"} <= {
        check["name"] for check in checks
    }
    failed = {check["name"]: str(check["detail"]) for check in checks if not check["ok"]}
    assert code == (1 if failed else 0)
    return failed


def test_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert failures(capsys) == {}
    assert main(["doctor"]) == 0
    assert "有误" not in capsys.readouterr().out


def test_no_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLANQA_CACHE_DIR", str(tmp_path))
    failed = failures(capsys)
    assert list(failed) == ["model"]
    assert "make setup" in failed["model"]


def test_a_damaged_model(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    for file in (Path(settings.cache_dir) / FOLDER).iterdir():
        (folder / file.name).symlink_to(file)
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer.json").write_bytes(b"{}")
    monkeypatch.setenv("PLANQA_CACHE_DIR", str(tmp_path))
    assert "make setup" in failures(capsys)["model"]


def test_no_snapshot_or_one_of_another_encoder(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PLANQA_VAR_DIR", str(tmp_path / "none" / "var"))
    assert "planqa build" in failures(capsys)["snapshot"]
    monkeypatch.setenv("PLANQA_VAR_DIR", str(settings.var_dir))
    monkeypatch.setattr("index.identity.fingerprint", lambda *_: "another:0")
    failed = failures(capsys)
    assert "planqa build" in failed["snapshot"]
    assert "another:0" in failed["snapshot"]


def test_a_changed_plan_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plans = tmp_path / "plans"
    shutil.copytree(catalogue.PLANS, plans)
    entry = catalogue.load_catalogue()[0]
    (plans / entry.file).write_bytes((plans / entry.file).read_bytes() + b"\n")
    monkeypatch.setattr(catalogue, "load_catalogue", lambda: (entry,))
    monkeypatch.setattr(catalogue, "plan_path", lambda e: plans / e.file)
    assert failures(capsys)["plans"].endswith("`git checkout -- corpus/plans`")


def test_a_full_or_closed_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 10**12, 10**6))
    failed = failures(capsys)
    assert list(failed) == ["disk"]
    assert failed["disk"].endswith("`planqa build`")
    monkeypatch.undo()
    (tmp_path / "file").write_text("")
    check = doctor._disk(Settings(var_dir=tmp_path / "file"))
    assert not check.ok
    assert "`chmod u+rwx" in check.detail


def test_a_missing_package_or_an_old_python(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "_NEEDED", ("numpy", "no_such_package"))
    assert failures(capsys) == {"packages": "缺少 no_such_package；运行 `make setup`"}
    monkeypatch.setattr(sys, "version_info", (3, 10, 1))
    assert failures(capsys)["python"].endswith("`make setup PYTHON=python3.11`")
