from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import PlanEmpty
from index.build import BuildReport, build
from index.errors import (
    BuildLocked,
    DiskFull,
    SnapshotCorrupt,
    SnapshotError,
    SnapshotMismatch,
    SnapshotMissing,
)
from index.lexical import LexicalIndex, Segmenter
from index.store import SnapshotStore
from index.vectors import NAMES, FlatVectors
from tests.doubles import HashEncoder

TEXT = """# 青川市“十四五”养老服务规划

一、发展目标

到2025年，护理型床位占比达到55%以上。社区助餐点达到{points}个。

二、保障措施

加强组织领导，落实“银发工程”，健全工作机制。
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "qingchuan.md"
    path.write_text(TEXT.format(points=120), "utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "index")


def make(source: Path, store: SnapshotStore, encoder: HashEncoder | None = None) -> BuildReport:
    encoder = encoder or HashEncoder()
    return build([source], store, lambda: encoder, encoder.fingerprint, progress=False)


def test_building_twice_gives_the_same_snapshot(source: Path, store: SnapshotStore) -> None:
    first = make(source, store)
    encoder = HashEncoder()
    second = make(source, store, encoder)
    assert (first.changed, second.changed) == (True, False)
    assert first.snapshot_id == second.snapshot_id == store.current_id()
    assert encoder.encoded == 0


def test_only_what_changed_is_embedded_again(source: Path, store: SnapshotStore) -> None:
    total = make(source, store).embedded
    source.write_text(TEXT.format(points=150), "utf-8")
    report = make(source, store)
    assert report.changed
    assert 0 < report.embedded < total


def test_a_loaded_snapshot_holds_what_was_built(source: Path, store: SnapshotStore) -> None:
    make(source, store)
    snapshot = store.load("hash-64")
    assert len(snapshot.passages) == len(snapshot.vectors.matrix)
    assert snapshot.plans[0].entry.region == "青川市"
    words = snapshot.segmenter.cut("银发工程")
    best = int(np.argmax(snapshot.lexical.scores(words)))
    assert "银发工程" in snapshot.passages[best].text


def test_no_index_yet(store: SnapshotStore) -> None:
    with pytest.raises(SnapshotMissing, match="planqa build"):
        store.load()


def test_another_encoder_is_refused(source: Path, store: SnapshotStore) -> None:
    make(source, store)
    with pytest.raises(SnapshotMismatch, match="planqa build"):
        store.load("other")


def test_damage_to_any_file_is_noticed(source: Path, store: SnapshotStore) -> None:
    snapshot_id = make(source, store).snapshot_id
    folder = store.root / "snapshots" / snapshot_id
    for path in [p for p in folder.rglob("*") if p.is_file()]:
        data = path.read_bytes()
        middle = len(data) // 2
        for damaged in (
            data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
            data[:middle],
        ):
            path.write_bytes(damaged)
            with pytest.raises(SnapshotError, match="planqa build"):
                store.load("hash-64")
        path.unlink()
        with pytest.raises(SnapshotError):
            store.load("hash-64")
        path.write_bytes(data)
    assert store.load("hash-64").id == snapshot_id


@pytest.mark.parametrize("pointer", ["../../etc", "", "0123", "g" * 16, "\x00"])
def test_a_bad_pointer_is_refused(source: Path, store: SnapshotStore, pointer: str) -> None:
    make(source, store)
    (store.root / "CURRENT").write_text(pointer)
    with pytest.raises(SnapshotCorrupt):
        store.load()


def test_a_full_disk_leaves_the_old_snapshot(
    source: Path, store: SnapshotStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = make(source, store).snapshot_id
    source.write_text(TEXT.format(points=9), "utf-8")

    def full(self: FlatVectors, path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FlatVectors, "save", full)
    with pytest.raises(DiskFull, match="nothing was published"):
        make(source, store)
    assert store.load("hash-64").id == old
    assert not list(store.root.glob("tmp-*"))


def test_a_bad_plan_publishes_nothing(source: Path, store: SnapshotStore) -> None:
    old = make(source, store).snapshot_id
    empty = source.with_name("empty.md")
    empty.write_text("")
    encoder = HashEncoder()
    with pytest.raises(PlanEmpty, match=r"empty\.md"):
        build([source, empty], store, lambda: encoder, "hash-64", progress=False)
    assert store.current_id() == old


def test_two_builders_do_not_mix(source: Path, store: SnapshotStore) -> None:
    with store.building(), pytest.raises(BuildLocked):
        make(source, store)


def test_readers_see_whole_snapshots_while_one_is_published(
    source: Path, store: SnapshotStore
) -> None:
    make(source, store)
    faults: list[Exception] = []
    seen: set[str] = set()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                snapshot = store.load("hash-64")
                seen.add(snapshot.id)
                assert len(snapshot.passages) == snapshot.manifest.counts["passages"]
            except Exception as error:
                faults.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    for points in (1, 2, 3):
        source.write_text(TEXT.format(points=points), "utf-8")
        make(source, store)
    stop.set()
    reader.join()
    # A reader that holds a pointer to a snapshot pruned meanwhile may be told so; it may
    # never be given a mixture.
    assert all(isinstance(fault, SnapshotCorrupt) for fault in faults)
    assert seen


def test_a_killed_build_leaves_the_old_snapshot(source: Path, store: SnapshotStore) -> None:
    old = make(source, store).snapshot_id
    script = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from index.build import build
        from index.store import SnapshotStore
        from tests.doubles import HashEncoder
        print("ready", flush=True)
        source, root = Path(sys.argv[1]), Path(sys.argv[2])
        for points in range(10_000):
            text = source.read_text("utf-8").split("社区助餐点")[0]
            source.write_text(text + f"社区助餐点达到{points}个。\\n", "utf-8")
            build([source], SnapshotStore(root), HashEncoder, "hash-64", progress=False)
        """
    )
    work = source.with_name("other.md")
    work.write_text(source.read_text("utf-8"), "utf-8")
    generator = np.random.default_rng(7)
    for _ in range(4):
        with subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", script, str(work), str(store.root)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).parents[2],
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            time.sleep(1.2 + float(generator.uniform(0, 0.6)))
            os.kill(process.pid, signal.SIGKILL)
        assert store.load("hash-64").passages
    assert make(source, store).snapshot_id == old
    assert not list(store.root.glob("tmp-*"))


@pytest.mark.parametrize("name", sorted(NAMES))
def test_vector_stores_conform(name: str, tmp_path: Path) -> None:
    vectors = HashEncoder().encode_passages(["学前教育", "义务教育", "老年教育"])
    index = NAMES[name](vectors)
    scores, rows = index.search(vectors, 2)
    assert rows[:, 0].tolist() == [0, 1, 2]
    assert scores[0, 0] == pytest.approx(1, abs=1e-5)
    index.save(tmp_path / "v")
    again = NAMES[name].load(tmp_path / "v")
    assert np.array_equal(again.matrix, vectors)


def test_words_of_the_plan_are_not_split() -> None:
    segmenter = Segmenter(["银发工程", "碳中和"])
    assert "碳中和" in segmenter.cut("推进碳中和")
    assert "".join(segmenter.tokens("推进 碳中和！")) == "推进 碳中和！"


def test_bm25_ranks_the_document_with_the_rarer_word_first(tmp_path: Path) -> None:
    index = LexicalIndex.build([["学校", "安全"], ["学校", "足球"], ["学校"]])
    assert int(index.search(["学校", "足球"], 1)[0][0]) == 1
    assert not index.scores(["没有"]).any()
    index.save(tmp_path)
    assert np.allclose(LexicalIndex.load(tmp_path).scores(["足球"]), index.scores(["足球"]))
