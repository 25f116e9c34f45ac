from __future__ import annotations

import io
import os
import time
from pathlib import Path

import numpy as np
import pytest

from index import contents
from index.bank import common_texts, load_bank
from index.errors import BuildLocked, SnapshotCorrupt, SnapshotMismatch, SnapshotMissing
from index.lexical import LexicalIndex, from_npy, npy
from index.projection import principal
from index.snapshot import VectorSet
from index.store import SnapshotStore
from index.vectors import FlatVectors
from tests.doubles import HashEncoder
from tests.small_plans import OtherEncoder, build_small, write_plan


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "index")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_plan(tmp_path)


def test_a_loaded_snapshot_holds_what_was_built(source: Path, store: SnapshotStore) -> None:
    report = build_small(store.root, source)
    encoder = HashEncoder()
    snapshot = store.load(encoder.fingerprint)
    assert snapshot.id == report.snapshot_id == store.current_id()
    assert snapshot.vectors.matrix.shape == (len(snapshot.passages), encoder.dim)
    sentences = snapshot.vector_sets["sentence"]
    assert len(sentences.matrix) == len(sentences.owner) == 5
    best = int(np.argmax(snapshot.lexical.scores(snapshot.segmenter.cut("双师型教师"))))
    assert "双师型" in snapshot.passages[best].text
    scores, rows = snapshot.vectors.search(encoder.encode_queries(["普惠性幼儿园覆盖率"]), 1)
    assert "普惠性幼儿园覆盖率" in snapshot.passages[rows[0, 0]].text
    assert scores[0, 0] > 0


def test_plans_and_passages_by_id(source: Path, store: SnapshotStore) -> None:
    build_small(store.root, source)
    snapshot = store.load()
    plan = snapshot.plans[0]
    assert snapshot.plan(plan.entry.id) is plan
    assert snapshot.plan("other") is None
    assert snapshot.passage(plan.passages[1].id) is plan.passages[1]
    assert snapshot.passage("other") is None


def test_no_index_yet(store: SnapshotStore) -> None:
    assert store.current_id() is None
    with pytest.raises(SnapshotMissing, match="planqa build"):
        store.load()


def test_another_encoder_is_refused(source: Path, store: SnapshotStore) -> None:
    build_small(store.root, source)
    with pytest.raises(SnapshotMismatch, match="planqa build"):
        store.load("other")


def test_the_manifest_names_what_the_design_asks_for(source: Path, store: SnapshotStore) -> None:
    build_small(store.root, source)
    manifest = store.load().manifest
    assert manifest.encoder == HashEncoder().fingerprint
    placed = len(common_texts(store.load().passages, load_bank()).texts)
    assert manifest.counts == {"plans": 1, "passages": 3, "sentence": 5, "common": placed}
    assert set(manifest.libraries) >= {"bm25s", "faiss-cpu", "rjieba"}
    names = [entry.name for entry in manifest.files]
    assert names == sorted(names)
    assert {"plans.json", "dictionary.json", "passage.faiss"} <= set(names)


def test_the_id_comes_from_content_alone(
    source: Path, store: SnapshotStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build_small(store.root, source).snapshot_id
    monkeypatch.setattr(contents, "libraries", lambda: {"numpy": "0"})
    assert build_small(tmp_path / "elsewhere", source).snapshot_id == first
    changed = write_plan(tmp_path, share=90)
    assert build_small(tmp_path / "elsewhere", changed).snapshot_id != first
    other = build_small(tmp_path / "third", source, encoder=OtherEncoder())
    assert other.snapshot_id != first


def test_other_libraries_and_equal_content_rewrite_the_manifest_only(
    source: Path, store: SnapshotStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build_small(store.root, source)
    folder = store.root / "snapshots" / first.snapshot_id
    before = (folder / "plans.json").stat().st_ino
    monkeypatch.setattr(contents, "libraries", lambda: {"numpy": "0"})
    monkeypatch.setattr("index.build.libraries", lambda: {"numpy": "0"})
    second = build_small(store.root, source)
    assert not second.changed
    assert store.load().manifest.libraries == {"numpy": "0"}
    assert (folder / "plans.json").stat().st_ino == before


def test_no_file_needs_pickle(source: Path, store: SnapshotStore) -> None:
    build_small(store.root, source)
    names = {path.suffix for path in store.root.rglob("*") if path.is_file()}
    assert names <= {"", ".json", ".npy", ".faiss", ".vectors"}
    for path in store.root.rglob("*.npy"):
        np.load(path, allow_pickle=False)
    objects = io.BytesIO()
    np.save(objects, np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="allow_pickle=False"):
        from_npy(objects.getvalue())


def test_further_vector_sets_are_kept(store: SnapshotStore, source: Path) -> None:
    build_small(store.root, source)
    plans = store.load().plans
    rows = np.array([0, 0, 2, 1], np.int32)
    finer = VectorSet(np.eye(4, 8, dtype=np.float32), rows, np.array([0, 9, -1, 0], np.int32))
    nothing = np.zeros(0, np.int32)
    none = VectorSet(np.zeros((0, 8), np.float32), nothing, nothing)
    files = contents.pack(
        contents.plans_json(plans),
        LexicalIndex.build([["一"], ["二"], ["三"]]),
        [],
        FlatVectors(np.eye(3, 8, dtype=np.float32)),
        {"question": finer, "token": none},
    )
    counts = {"plans": 1, "passages": 3, "question": 4, "token": 0}
    with store.building():
        store.publish(files, counts, "f")
    loaded = store.load("f").vector_sets
    assert np.array_equal(loaded["question"].matrix, finer.matrix)
    assert np.array_equal(loaded["question"].owner, finer.owner)
    assert np.array_equal(loaded["question"].start, finer.start)
    assert loaded["token"].matrix.shape == (0, 8)


def test_tokens_are_kept_with_their_projection(store: SnapshotStore, source: Path) -> None:
    build_small(store.root, source)
    rows = np.array([0, 0, 1], np.int32)
    projection = principal(np.eye(8, dtype=np.float32), 4)
    sentence = VectorSet(np.eye(3, 8, dtype=np.float32), rows, rows)
    tokens = VectorSet(np.eye(3, 4, dtype=np.float32), rows, np.zeros_like(rows), projection)
    files = contents.pack(
        contents.plans_json(store.load().plans),
        LexicalIndex.build([["一"], ["二"], ["三"]]),
        [],
        FlatVectors(np.eye(3, 8, dtype=np.float32)),
        {"sentence": sentence, "sentence_token": tokens},
    )
    counts = {"plans": 1, "passages": 3, "sentence": 3, "sentence_token": 3}
    with store.building():
        store.publish(files, counts, "f")
    loaded = store.load("f").vector_sets["sentence_token"]
    assert loaded.matrix.shape == (3, 4)
    assert loaded.projection is not None
    assert np.array_equal(loaded.projection.basis, projection.basis)
    files["sets/sentence_token.projection.npy"] = npy(np.zeros((5, 9), np.float32))
    with store.building():
        store.publish(files, counts, "f")
    with pytest.raises(SnapshotCorrupt, match="planqa build"):
        store.load()


@pytest.mark.parametrize(
    ("owner", "starts", "width"),
    [
        ([0, 3], 2, 8),
        ([0, -1], 2, 8),
        ([0], 1, 8),
        ([[0, 1]], 2, 8),
        ([0, 1], 2, 4),
        ([0, 1], 1, 8),
    ],
)
def test_a_vector_set_that_does_not_fit_is_refused(
    store: SnapshotStore, source: Path, owner: list[int], starts: int, width: int
) -> None:
    build_small(store.root, source)
    files = contents.pack(
        contents.plans_json(store.load().plans),
        LexicalIndex.build([["一"], ["二"], ["三"]]),
        [],
        FlatVectors(np.eye(3, 8, dtype=np.float32)),
        {
            "token": VectorSet(
                np.zeros((2, width), np.float32),
                np.array(owner, np.int32),
                np.zeros(starts, np.int32),
            )
        },
    )
    with store.building():
        store.publish(files, {"plans": 1, "passages": 3, "token": len(owner)}, "f")
    with pytest.raises(SnapshotCorrupt, match="planqa build"):
        store.load()


@pytest.mark.parametrize("name", ["passages", "plans", "../x", "Sentence", "", "a.b"])
def test_vector_sets_have_plain_names(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be called"):
        contents.pack(
            b"[]",
            LexicalIndex.build([]),
            [],
            FlatVectors(np.eye(1, 8, dtype=np.float32)),
            {
                name: VectorSet(
                    np.zeros((0, 8), np.float32), np.zeros(0, np.int32), np.zeros(0, np.int32)
                )
            },
        )


def test_two_snapshots_are_kept_and_never_the_current_one_lost(
    tmp_path: Path, store: SnapshotStore
) -> None:
    ids = []
    for share in (81, 82, 83, 84):
        ids.append(build_small(store.root, write_plan(tmp_path, share=share)).snapshot_id)
        time.sleep(0.01)
    kept = {path.name for path in (store.root / "snapshots").iterdir()}
    assert kept == {ids[-1], ids[-2]}
    back = build_small(store.root, write_plan(tmp_path, share=83))
    assert back.changed
    assert back.embedded == 0
    assert store.load().id == ids[-2]
    with store.building():
        store.prune(keep=0)
    assert [path.name for path in (store.root / "snapshots").iterdir()] == [ids[-2]]


def test_pruning_leaves_what_is_not_a_snapshot(source: Path, store: SnapshotStore) -> None:
    build_small(store.root, source)
    (store.root / "snapshots" / "notes").mkdir()
    with store.building():
        store.prune(keep=1)
    assert (store.root / "snapshots" / "notes").is_dir()
    assert store.load().passages


def test_left_overs_are_swept(source: Path, store: SnapshotStore) -> None:
    left = store.root / "tmp-crashed" / "lexical"
    left.mkdir(parents=True)
    (left / "weights.npy").write_bytes(b"half")
    build_small(store.root, source)
    assert not list(store.root.glob("tmp-*"))


def test_two_builders_do_not_mix(source: Path, store: SnapshotStore) -> None:
    with store.building(), pytest.raises(BuildLocked, match="wait"):
        build_small(store.root, source)
    assert build_small(store.root, source).changed


def test_a_snapshot_pruned_while_it_is_loaded_is_no_error(
    tmp_path: Path, store: SnapshotStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = build_small(store.root, write_plan(tmp_path)).snapshot_id
    real = SnapshotStore.manifest

    def late(self: SnapshotStore, snapshot_id: str) -> object:
        if snapshot_id == old:
            monkeypatch.setattr(SnapshotStore, "manifest", real)
            for share in (91, 92):
                build_small(store.root, write_plan(tmp_path, share=share))
        return real(self, snapshot_id)

    monkeypatch.setattr(SnapshotStore, "manifest", late)
    assert store.load().id == store.current_id() != old


def test_a_snapshot_can_be_read_by_others(source: Path, store: SnapshotStore) -> None:
    report = build_small(store.root, source)
    folder = store.root / "snapshots" / report.snapshot_id
    mask = os.umask(0)
    os.umask(mask)
    assert folder.stat().st_mode & 0o777 == 0o755 & ~mask
