"""Builders that are killed: run as ``python -m tests.crash.harness MODE FOLDER`` by the tests.

A process of its own forks quickly and has no threads. It kills a child with SIGKILL before its
n-th step on the store's files, for every n until the build gets through, and looks at what is
left. Steps are what Python's audit events and the sync calls report, so that a new way of
writing is found without being named here.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import rjieba

from index import files
from index.errors import BuildLocked, IndexingError
from index.store import SnapshotStore
from tests.doubles import HashEncoder
from tests.small_plans import build_small, write_plan

_STEPS = ("open", "os.", "shutil.", "fcntl.", "tempfile.")


def main(mode: str, folder: Path) -> dict[str, Any]:
    """Run one mode and return what was seen."""
    dictionary = rjieba.Jieba()  # read once instead of in every child
    rjieba.Jieba = lambda: dictionary  # type: ignore[assignment, misc]
    modes: dict[str, Callable[[Path], dict[str, Any]]] = {
        "update": lambda path: kill_everywhere(path, first=False),
        "first": lambda path: kill_everywhere(path, first=True),
        "torn": torn_writes,
        "readers": readers,
        "builders": builders,
    }
    return modes[mode](folder)


def in_child(action: Callable[[], object]) -> int:
    """Run an action in a fork; its wait status (0: it returned)."""
    child = os.fork()
    if child == 0:
        try:
            action()
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def die_before(step: int, root: Path) -> None:
    """Make this process kill itself before its ``step``-th action below ``root``."""
    left = [step]

    def count() -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(_STEPS) and any(str(root) in str(a) for a in arguments[:2]):
            count()

    real = os.fsync

    def fsync(descriptor: int) -> None:
        count()
        real(descriptor)

    os.fsync = fsync  # type: ignore[assignment]
    sys.addaudithook(hook)


def prepare(folder: Path, first: bool) -> tuple[Path, Path, str | None]:
    """A store with one published snapshot (unless ``first``) and a plan to build next."""
    base = folder / "base"
    old = None
    if not first:
        old = build_small(base, write_plan(folder / "old")).snapshot_id
    return base, write_plan(folder / "new", share=90), old


def reset(folder: Path, base: Path) -> Path:
    root = folder / "work"
    shutil.rmtree(root, ignore_errors=True)
    if base.exists():
        shutil.copytree(base, root)
    return root


def kill_everywhere(folder: Path, first: bool) -> dict[str, Any]:
    """Kill a build before each of its steps; look; build again."""
    base, plan, old = prepare(folder, first)
    seen: list[str | None] = []
    for step in range(10_000):
        root = reset(folder, base)

        def doomed(root: Path = root, step: int = step) -> None:
            die_before(step, root)
            build_small(root, plan)

        status = in_child(doomed)
        seen.append(survivor(root))
        last = build_small(root, plan)
        left = [path.name for path in root.glob("tmp-*")]
        if left or survivor(root) != last.snapshot_id:
            raise AssertionError(f"step {step}: not mended, {left}")
        if status == 0:
            return {"old": old, "new": last.snapshot_id, "seen": seen}
        if not os.WIFSIGNALED(status):
            raise AssertionError(f"step {step}: status {status}")
    raise AssertionError("the build never ended")


def survivor(root: Path) -> str | None:
    """Id of the snapshot that loads, or None where none was ever published."""
    store = SnapshotStore(root)
    return None if store.current_id() is None else store.load(HashEncoder().fingerprint).id


def torn_writes(folder: Path) -> dict[str, Any]:
    """Kill a build in the middle of each of its writes."""
    base, plan, old = prepare(folder, first=False)
    seen: list[str | None] = []
    for number in range(1_000):
        root = reset(folder, base)

        def doomed(root: Path = root, number: int = number) -> None:
            left = [number]
            real = files.write

            def write(path: Path, data: bytes) -> None:
                left[0] -= 1
                if left[0] < 0:
                    path.write_bytes(data[: len(data) // 2])
                    os.kill(os.getpid(), signal.SIGKILL)
                real(path, data)

            files.write = write
            sys.modules["index.store"].write = write  # type: ignore[attr-defined]
            build_small(root, plan)

        status = in_child(doomed)
        seen.append(survivor(root))
        new = build_small(root, plan).snapshot_id
        if status == 0:
            return {"old": old, "new": new, "seen": seen}
    raise AssertionError("the build never ended")


def readers(folder: Path) -> dict[str, Any]:
    """Two processes load all the time while a third publishes different plans."""
    root = folder / "store"
    plans = [write_plan(folder / str(n), share=80 + n) for n in range(8)]
    ids = {build_small(root, plan).snapshot_id for plan in plans}
    done, report = folder / "done", folder / "report"
    report.mkdir()

    def read() -> None:
        loaded, seen = 0, set()
        while not done.exists():
            snapshot = SnapshotStore(root).load()
            loaded += 1
            seen.add(snapshot.id)
        (report / str(os.getpid())).write_text(json.dumps([loaded, sorted(seen)]))

    children = []
    for _ in range(2):
        child = os.fork()
        if child == 0:
            os._exit(in_child(read) and 1)
        children.append(child)
    end = time.monotonic() + 3
    while time.monotonic() < end:
        for plan in plans:
            build_small(root, plan)
    done.touch()
    statuses = [os.waitpid(child, 0)[1] for child in children]
    results = [json.loads(path.read_text()) for path in report.iterdir()]
    return {
        "statuses": statuses,
        "loaded": [loaded for loaded, _ in results],
        "strangers": sorted({i for _, seen in results for i in seen} - ids),
    }


def builders(folder: Path) -> dict[str, Any]:
    """Four processes build different plans into one store at once."""
    root = folder / "store"
    plans = [write_plan(folder / str(n), share=80 + n) for n in range(4)]

    def compete(plan: Path) -> int:
        try:
            build_small(root, plan)
        except BuildLocked:
            return 3
        except IndexingError:
            return 4
        return 0

    children = []
    for plan in plans:
        child = os.fork()
        if child == 0:
            os._exit(compete(plan))
        children.append(child)
    codes = sorted(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)
    return {"codes": codes, "current": survivor(root)}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2]))))
