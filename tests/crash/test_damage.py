"""A damaged snapshot is refused with the command that mends it, and a build mends it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from index import contents
from index.errors import SnapshotCorrupt, SnapshotError, SnapshotMismatch
from index.snapshot import Manifest
from index.store import SnapshotStore
from tests.doubles import HashEncoder
from tests.small_plans import build_small, write_plan


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    build_small(tmp_path / "index", write_plan(tmp_path))
    return SnapshotStore(tmp_path / "index")


def folder_of(store: SnapshotStore) -> Path:
    return store.root / "snapshots" / str(store.current_id())


def files_of(store: SnapshotStore) -> list[Path]:
    return sorted(path for path in folder_of(store).rglob("*") if path.is_file())


def rewrite(store: SnapshotStore, **changes: object) -> None:
    """A manifest that is well-formed and agrees with itself, but for its id."""
    path = folder_of(store) / "manifest.json"
    manifest = Manifest.model_validate_json(path.read_bytes()).model_copy(update=changes)
    sealed = manifest.model_copy(update={"check": contents.checksum(manifest)})
    path.write_bytes(contents.manifest_bytes(sealed))


def test_one_flipped_bit_in_any_file_is_refused(store: SnapshotStore) -> None:
    paths = files_of(store)
    assert len(paths) == len(store.manifest(str(store.current_id())).files) + 1
    for path in paths:
        data = path.read_bytes()
        for place in {0, len(data) // 3, len(data) // 2, len(data) - 1}:
            path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
            with pytest.raises(SnapshotError, match="planqa build"):
                store.load()
            assert not store.sound(str(store.current_id()))
        path.write_bytes(data)
    assert store.load().passages


def test_every_bit_of_the_manifest_counts(store: SnapshotStore) -> None:
    path = folder_of(store) / "manifest.json"
    data = path.read_bytes()
    for place in range(0, len(data), 7):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(SnapshotError, match="planqa build"):
            store.manifest(str(store.current_id()))
    path.write_bytes(data)
    assert store.load().passages


@pytest.mark.parametrize("how", ["cut", "empty", "longer", "missing", "folder", "link", "pipe"])
def test_any_file_that_is_not_as_written_is_refused(store: SnapshotStore, how: str) -> None:
    for path in files_of(store):
        data = path.read_bytes()
        path.unlink()
        spare = path.with_name("spare")
        if how == "folder":
            path.mkdir()
        elif how == "pipe":
            os.mkfifo(path)
        elif how == "link":
            spare.write_bytes(data)
            path.symlink_to(spare)
        elif how != "missing":
            path.write_bytes({"cut": data[:-1], "empty": b"", "longer": data + b"\n"}[how])
        with pytest.raises(SnapshotCorrupt, match="planqa build"):
            store.load()
        path.rmdir() if how == "folder" else path.unlink(missing_ok=True)
        spare.unlink(missing_ok=True)
        path.write_bytes(data)
    assert store.load().passages


@pytest.mark.parametrize(
    "pointer",
    ["../../../etc/passwd", "", "0123", "g" * 16, "\x00" * 16, "a" * 5000, " " + "a" * 15,
     "a" * 16 + "\n\n"],
)  # fmt: skip
def test_a_pointer_to_anywhere_else_is_refused(store: SnapshotStore, pointer: str) -> None:
    (store.root / "CURRENT").write_text(pointer)
    with pytest.raises(SnapshotCorrupt, match="planqa build"):
        store.load()


def test_a_pointer_to_nothing_is_refused(store: SnapshotStore) -> None:
    (store.root / "CURRENT").write_text("0" * 16)
    with pytest.raises(SnapshotCorrupt, match="planqa build"):
        store.load()


@pytest.mark.parametrize(
    "name", ["../secret.json", "/etc/passwd", "lexical/../../x.npy", "..", "a\\b.npy", ""]
)
def test_a_manifest_cannot_name_files_elsewhere(store: SnapshotStore, name: str) -> None:
    manifest = store.manifest(str(store.current_id()))
    entry = manifest.files[0].model_copy(update={"name": name})
    changed = manifest.model_copy(update={"files": (entry, *manifest.files[1:])})
    identity = contents.identity(changed)
    folder_of(store).rename(store.root / "snapshots" / identity)
    (store.root / "CURRENT").write_text(identity)
    rewrite(store, id=identity, files=changed.files)
    with pytest.raises(SnapshotCorrupt, match="impossible file"):
        store.load()


def test_a_manifest_of_another_snapshot_is_refused(store: SnapshotStore) -> None:
    other = store.root / "snapshots" / ("0" * 16)
    folder_of(store).rename(other)
    (store.root / "CURRENT").write_text(other.name)
    with pytest.raises(SnapshotCorrupt, match="another snapshot"):
        store.load()


def test_counts_must_agree(store: SnapshotStore) -> None:
    manifest = store.manifest(str(store.current_id()))
    counts = {**manifest.counts, "passages": manifest.counts["passages"] + 1}
    identity = contents.identity(manifest.model_copy(update={"counts": counts}))
    folder_of(store).rename(store.root / "snapshots" / identity)
    (store.root / "CURRENT").write_text(identity)
    rewrite(store, id=identity, counts=counts)
    with pytest.raises(SnapshotCorrupt, match="does not hold what its manifest says"):
        store.load()


@pytest.mark.parametrize("field", ["format", "dictionary"])
def test_another_version_is_named_as_such(store: SnapshotStore, field: str) -> None:
    path = folder_of(store) / "manifest.json"
    raw = json.loads(path.read_bytes())
    path.write_text(json.dumps({**raw, field: raw[field] + 1}))
    with pytest.raises(SnapshotMismatch, match=r"another version.*planqa build"):
        store.load()


@pytest.mark.parametrize("target", ["CURRENT", "plans.json", "manifest.json", "passage.faiss"])
def test_building_again_mends_it(store: SnapshotStore, tmp_path: Path, target: str) -> None:
    path = store.root / target if target == "CURRENT" else folder_of(store) / target
    path.write_bytes(b"\x00\xff")
    encoder = HashEncoder()
    report = build_small(store.root, tmp_path / "one.md", encoder=encoder)
    assert report.changed
    assert encoder.encoded == 0
    assert store.load(encoder.fingerprint).id == report.snapshot_id
