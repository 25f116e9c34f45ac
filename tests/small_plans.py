"""Small plan files and a store built from them, for tests that need no model."""

from __future__ import annotations

from pathlib import Path

from index.build import BuildReport, build
from index.store import SnapshotStore
from tests.doubles import HashEncoder

_TEXT = """# {title}

# 一、发展基础

“十三五”时期，全区新建幼儿园3所，“一校一品”建设成效明显。

# 二、发展目标

到2025年，普惠性幼儿园覆盖率达到{share}%以上。每个乡镇至少建成一所小学。

## （一）重点任务

深化“双师型”教师队伍建设，每年培训教师{teachers}名。推进智慧校园建设。
"""


class OtherEncoder(HashEncoder):
    """The same vectors under another name."""

    fingerprint = "hash-other"


def write_plan(folder: Path, name: str = "one", share: int = 85, teachers: int = 120) -> Path:
    """A whole small plan file; equal arguments give equal bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.md"
    title = f"{name}区“十四五”时期教育发展规划"
    path.write_text(_TEXT.format(title=title, share=share, teachers=teachers), "utf-8")
    return path


def build_small(
    root: Path, *paths: Path, encoder: HashEncoder | None = None, progress: bool = False
) -> BuildReport:
    """Build the plans into the store ``root`` with the hashing encoder."""
    double = encoder or HashEncoder()
    store = SnapshotStore(root)
    return build(paths, store, lambda: double, double.fingerprint, progress=progress)
