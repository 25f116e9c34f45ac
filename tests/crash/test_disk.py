"""A full or failing disk: the old snapshot serves on, nothing half-made stays behind."""

from __future__ import annotations

import errno
import io
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from index.build import BuildReport
from index.cache import VectorCache
from index.errors import DiskFull, IndexingError, StoreUnwritable
from index.store import SnapshotStore
from tests.doubles import HashEncoder
from tests.small_plans import build_small, write_plan

ROOT = Path(__file__).parents[2]


def attempt(root: Path, plan: Path) -> tuple[IndexingError | None, BuildReport | None]:
    try:
        return None, build_small(root, plan)
    except IndexingError as error:
        return error, None


@pytest.mark.parametrize(
    ("code", "expected"),
    [(errno.ENOSPC, DiskFull), (errno.EDQUOT, DiskFull), (errno.EIO, StoreUnwritable)],
)
def test_a_fault_at_any_sync(
    code: int, expected: type[IndexingError], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "index"
    store = SnapshotStore(root)
    old = build_small(root, write_plan(tmp_path / "old")).snapshot_id
    new = write_plan(tmp_path / "new", share=90)
    build_small(tmp_path / "elsewhere", new)
    real = os.fsync
    for number in range(100):
        left = [number]

        def fsync(descriptor: int, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise OSError(code, os.strerror(code))
            real(descriptor)

        monkeypatch.setattr(os, "fsync", fsync)
        fault, report = attempt(root, new)
        monkeypatch.setattr(os, "fsync", real)
        assert not list(root.glob("tmp-*"))
        if report is not None:
            assert number > 12
            assert store.load().id == report.snapshot_id != old
            return
        assert type(fault) is expected
        assert "nothing was published" in str(fault)
        # The very last sync is that of the folder after CURRENT has been replaced.
        assert store.load().id == old or left[0] == -1
    raise AssertionError("the build never ended")


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    """A real limit of the system, in a process of its own."""
    old = build_small(tmp_path / "index", write_plan(tmp_path / "old")).snapshot_id
    write_plan(tmp_path / "new", share=90)
    script = """
import resource, sys
from pathlib import Path
from index.errors import DiskFull
from tests.small_plans import build_small
folder = Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    build_small(folder / "index", folder / "new" / "one.md")
except DiskFull as error:
    print(error)
    sys.exit(7)
"""
    for limit in (16, 300, 3000):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", script, str(tmp_path), str(limit)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 7, done.stderr
        assert "free some space and run `planqa build` again" in done.stdout
        assert SnapshotStore(tmp_path / "index").load().id == old
        assert not list((tmp_path / "index").glob("tmp-*"))
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def test_the_vector_cache_says_that_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = HashEncoder()
    cache = VectorCache(tmp_path, "f")
    cache.add(["a"], encoder.encode_passages(["a"]))

    class Full(io.BytesIO):
        def write(self, data: object) -> int:
            raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", lambda *arguments, **options: Full())
        with pytest.raises(DiskFull):
            cache.add(["b"], encoder.encode_passages(["b"]))
    cache.add(["c"], encoder.encode_passages(["c"]))
    again = VectorCache(tmp_path, "f")
    assert "a" in again
    assert "c" in again


def test_an_index_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("a file stands here")
    with pytest.raises(StoreUnwritable, match="nothing was published"):
        build_small(tmp_path / "index", write_plan(tmp_path))


def test_everything_is_synced_before_its_name_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order that a power cut needs: contents, names, folder, then CURRENT."""
    log: list[tuple[str, str]] = []
    fsync, rename, replace = os.fsync, os.rename, os.replace

    def name(descriptor: int) -> str:
        return os.readlink(f"/proc/self/fd/{descriptor}")

    monkeypatch.setattr(
        os,
        "fsync",
        lambda fd: (log.append(("sync", name(fd))), fsync(fd))[1],  # type: ignore[func-returns-value]
    )
    monkeypatch.setattr(
        os,
        "rename",
        lambda a, b: (log.append(("name", str(b))), rename(a, b))[1],  # type: ignore[func-returns-value]
    )
    monkeypatch.setattr(
        os,
        "replace",
        lambda a, b: (log.append(("name", str(b))), replace(a, b))[1],  # type: ignore[func-returns-value]
    )
    root = tmp_path / "index"
    report = build_small(root, write_plan(tmp_path))
    snapshot = root / "snapshots" / report.snapshot_id
    published = log.index(("name", str(snapshot)))
    pointed = log.index(("name", str(root / "CURRENT")))
    synced = {Path(path).name for kind, path in log[:published] if kind == "sync"}
    assert {path.name for path in snapshot.rglob("*") if path.is_file()} <= synced
    assert {"lexical", "sets"} <= synced
    syncs = [path for kind, path in log[:published] if kind == "sync"]
    assert Path(syncs[-1]).name.startswith("tmp-")
    assert Path(syncs[-4]).name == "manifest.json"
    assert ("sync", str(snapshot.parent)) in log[published:pointed]
    assert ("sync", str(root / "CURRENT.new")) in log[published:pointed]
    assert ("sync", str(root)) in log[pointed:]
