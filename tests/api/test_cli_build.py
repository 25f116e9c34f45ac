"""`planqa build`: which plans are served afterwards, and what a bad file leaves untouched."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import pytest

from api.cli import main
from api.settings import Settings
from corpus.catalogue import load_catalogue
from index.store import SnapshotStore
from tests.small_plans import write_plan


@pytest.fixture(autouse=True)
def var(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A var folder of its own with the catalogue's snapshot."""
    folder = tmp_path / "var"
    shutil.copytree(settings.var_dir, folder)
    monkeypatch.setenv("PLANQA_VAR_DIR", str(folder))
    monkeypatch.setenv("PLANQA_CACHE_DIR", str(settings.cache_dir))
    return folder


def served(var: Path) -> list[str]:
    return [plan.entry.id for plan in SnapshotStore(var / "index").load().plans]


def catalogued() -> list[str]:
    return [entry.id for entry in load_catalogue()]


def test_exactly_the_given_plans_are_served(
    var: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = write_plan(tmp_path, "hebei")
    assert main(["build", str(plan)]) == 0
    shown = capsys.readouterr()
    assert served(var) == ["hebei"]
    assert shown.out == ""
    assert "hebei区“十四五”时期教育发展规划：3节，3段，0表" in shown.err
    assert "不再提供：北京市门头沟区" in shown.err
    assert "--add" in shown.err
    assert main(["build"]) == 0
    assert served(var) == catalogued()


def test_a_plan_can_be_added_to_the_catalogue(var: Path, tmp_path: Path) -> None:
    plan = write_plan(tmp_path, "hebei")
    assert main(["build", "--add", str(plan), str(plan)]) == 0
    assert served(var) == [*catalogued(), "hebei"]


def test_a_folder_and_json(var: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "plans"
    write_plan(folder, "one")
    write_plan(folder, "two", 70)
    assert main(["build", "--json", str(folder)]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [plan["id"] for plan in report["plans"]] == ["one", "two"]
    assert {"sections", "passages", "tables", "indicators", "commitments", "corrections"} <= set(
        report["plans"][0]
    )
    assert report["snapshot_id"] == SnapshotStore(var / "index").current_id()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.md", None, "no such file"),
        ("empty.md", b"", "the file is empty"),
        ("blank.md", b"\n \n", "the file is empty"),
        ("image.md", b"\x89PNG\r\n\x1a\n\x00\x00", "not a text file"),
        ("report.pdf", b"%PDF-1.7", "no reader for"),
        ("odd.md", b"\xff\xff\xff\xfe\x81\x20\x81", "neither UTF-8 nor GB18030"),
        ("cut.md", "# 规划".encode()[:-1], "ends within a character"),
        ("folder", "", "no plan file in this folder"),
    ],
)
def test_a_bad_file_is_named_and_changes_nothing(
    var: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: bytes | str | None,
    said: str,
) -> None:
    path = tmp_path / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        path.mkdir()
    before = {p: p.stat().st_mtime_ns for p in (var / "index/snapshots").rglob("*")}
    for more in ([str(write_plan(tmp_path, "good"))], ["--json"]):
        assert main(["build", *more, str(path)]) == 1
        shown = capsys.readouterr()
        assert shown.out == ""
        assert name in shown.err
        assert said in shown.err
        assert "Traceback" not in shown.err
    assert served(var) == catalogued()
    assert before == {p: p.stat().st_mtime_ns for p in (var / "index/snapshots").rglob("*")}


def test_a_cut_copy_of_the_plan_is_refused(
    var: Path, tmp_path: Path, raw: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cut.md"
    for share in (0.3, 0.6, 0.9, 0.999):
        path.write_text(raw[: int(len(raw) * share)], "utf-8")
        assert main(["build", str(path)]) == 1
        assert "get the whole document" in capsys.readouterr().err
    assert served(var) == catalogued()


def test_gb18030_is_read(var: Path, tmp_path: Path) -> None:
    plan = write_plan(tmp_path, "hebei")
    plan.write_bytes(plan.read_text("utf-8").encode("gb18030"))
    assert main(["build", str(plan)]) == 0
    texts = [p.text for p in SnapshotStore(var / "index").load().passages]
    assert "每个乡镇至少建成一所小学" in "".join(texts)


def test_a_full_disk_leaves_the_old_index_serving(
    var: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        assert main(["build", str(write_plan(tmp_path))]) == 1
    assert "free some space and run `planqa build` again" in capsys.readouterr().err
    assert served(var) == catalogued()
    assert main(["ask", "学前教育目标是什么", "--json"]) == 0


def test_a_missing_model_is_named_with_its_command(
    var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLANQA_CACHE_DIR", str(tmp_path / "none"))
    for command in (["build"], ["ask", "目标"]):
        assert main(command) == 1
        assert "`make setup`" in capsys.readouterr().err
    assert served(var) == catalogued()
    assert main(["conflicts"]) == 0


@pytest.mark.parametrize("damage", ["flip", "cut", "remove", "pointer", "half"])
def test_a_damaged_index_is_named_and_mended(
    var: Path, capsys: pytest.CaptureFixture[str], damage: str
) -> None:
    index = var / "index"
    snapshot = index / "snapshots" / str(SnapshotStore(index).current_id())
    target = snapshot / "plans.json"
    content = bytearray(target.read_bytes())
    content[len(content) // 2] ^= 1
    if damage == "pointer":
        (index / "CURRENT").write_bytes(b"\x00\xff")
    elif damage == "half":  # a snapshot whose manifest was never written
        (snapshot / "manifest.json").unlink()
    elif damage == "remove":
        target.unlink()
    else:
        target.write_bytes(content if damage == "flip" else content[:100])
    for command in ("ask", "commitments"):
        assert main([command, "目标", "--json"]) == 1
        shown = capsys.readouterr()
        assert shown.out == ""
        assert "planqa build" in shown.err
    assert main(["doctor"]) == 1
    assert "planqa build" in capsys.readouterr().out
    assert main(["build"]) == 0
    assert served(var) == catalogued()
