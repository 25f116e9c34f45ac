"""Snapshots on disk: published whole or not at all, verified before they serve.

Layout (docs/adr/0003)::

    CURRENT                      id of the snapshot being served
    snapshots/<id>/manifest.json written last: format, counts, sha256 of every file
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from corpus.model import Plan
from index.errors import (
    BuildLocked,
    DiskFull,
    SnapshotCorrupt,
    SnapshotMismatch,
    SnapshotMissing,
)
from index.lexical import DICTIONARY_VERSION, LexicalIndex, Segmenter
from index.snapshot import FORMAT, FileEntry, Manifest, Snapshot, VectorSet
from index.vectors import FlatVectors

_ID = re.compile(r"[0-9a-f]{16}")
_NAME = re.compile(r"(?:lexical/)?[\w.-]+")
_PLANS = TypeAdapter(tuple[Plan, ...])
_MEND = "run `planqa build`"


class SnapshotStore:
    """The snapshots below ``root`` (``var/index``)."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def current_id(self) -> str | None:
        """Id of the published snapshot, or None. Raises `SnapshotCorrupt` for a bad pointer."""
        try:
            text = (self.root / "CURRENT").read_text().strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise SnapshotCorrupt(f"CURRENT cannot be read ({error}); {_MEND}") from error
        if not _ID.fullmatch(text):
            raise SnapshotCorrupt(f"CURRENT does not hold a snapshot id; {_MEND}")
        return text

    @contextmanager
    def building(self) -> Iterator[None]:
        """Hold the build lock; left-overs of crashed builds are swept. Raises `BuildLocked`."""
        with _disk():
            self.root.mkdir(parents=True, exist_ok=True)
            handle = (self.root / "LOCK").open("a")
        with handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise BuildLocked(
                    "another build is under way; wait for it and try again"
                ) from error
            for leftover in self.root.glob("tmp-*"):
                shutil.rmtree(leftover, ignore_errors=True)
            yield

    def publish(
        self,
        plans: Sequence[Plan],
        lexical: LexicalIndex,
        dictionary: Sequence[str],
        vectors: FlatVectors,
        vector_sets: dict[str, VectorSet],
        encoder: str,
    ) -> str:
        """Write a snapshot, make it current, return its id. Raises `DiskFull`."""
        temporary = Path(tempfile.mkdtemp(prefix="tmp-", dir=self.root))
        try:
            with _disk():
                _write(temporary, plans, lexical, dictionary, vectors, vector_sets)
                manifest = _manifest(temporary, plans, vectors, vector_sets, encoder)
                _write_text(temporary / "manifest.json", manifest.model_dump_json(indent=1))
                _sync_folder(temporary / "lexical")
                _sync_folder(temporary)
                target = self.root / "snapshots" / manifest.id
                target.parent.mkdir(exist_ok=True)
                if target.exists():
                    shutil.rmtree(target)
                temporary.rename(target)
                _sync_folder(target.parent)
                self._point_to(manifest.id)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        self.prune()
        return manifest.id

    def _point_to(self, snapshot_id: str) -> None:
        pointer = self.root / "CURRENT.new"
        _write_text(pointer, snapshot_id + "\n")
        pointer.replace(self.root / "CURRENT")
        _sync_folder(self.root)

    def manifest(self, snapshot_id: str) -> Manifest:
        """Read and check a manifest's form."""
        path = self.root / "snapshots" / snapshot_id / "manifest.json"
        try:
            manifest = Manifest.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            raise SnapshotCorrupt(f"snapshot {snapshot_id}: no sound manifest; {_MEND}") from error
        if manifest.format != FORMAT or manifest.dictionary != DICTIONARY_VERSION:
            raise SnapshotMismatch(f"snapshot {snapshot_id} has another format; {_MEND}")
        if manifest.id != snapshot_id:
            raise SnapshotCorrupt(f"snapshot {snapshot_id}: the manifest is another's; {_MEND}")
        return manifest

    def load(self, encoder: str | None = None) -> Snapshot:
        """Load and verify the current snapshot: sizes, hashes, counts, encoder.

        ``encoder`` is the fingerprint it must have been made with (None: any). Raises
        `SnapshotMissing`, `SnapshotCorrupt`, `SnapshotMismatch`.
        """
        snapshot_id = self.current_id()
        if snapshot_id is None:
            raise SnapshotMissing(f"there is no index yet; {_MEND}")
        manifest = self.manifest(snapshot_id)
        if encoder is not None and manifest.encoder != encoder:
            raise SnapshotMismatch(f"the index was made with another encoder; {_MEND}")
        folder = self.root / "snapshots" / snapshot_id
        _verify(folder, manifest)
        try:
            return _read(folder, manifest)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise SnapshotCorrupt(f"snapshot {snapshot_id}: {error}; {_MEND}") from error

    def prune(self, keep: int = 2) -> None:
        """Remove old snapshots, never the current one."""
        current = self.current_id()
        folder = self.root / "snapshots"
        found = sorted(folder.iterdir(), key=lambda p: p.stat().st_mtime, reverse=True)
        for path in [p for p in found if p.name != current][max(0, keep - 1) :]:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _disk() -> Iterator[None]:
    """Name a full disk as such."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DiskFull(
                "no space left on the disk; nothing was published, the previous index still "
                "serves; free some space and run `planqa build` again"
            ) from error
        raise


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    _sync(path)


def _sync(path: Path) -> None:
    with path.open("rb") as handle:
        os.fsync(handle.fileno())


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(
    folder: Path,
    plans: Sequence[Plan],
    lexical: LexicalIndex,
    dictionary: Sequence[str],
    vectors: FlatVectors,
    vector_sets: dict[str, VectorSet],
) -> None:
    (folder / "plans.json").write_bytes(_PLANS.dump_json(tuple(plans)))
    (folder / "dictionary.json").write_text(
        json.dumps(list(dictionary), ensure_ascii=False), "utf-8"
    )
    vectors.save(folder / "passage.faiss")
    for name, vector_set in sorted(vector_sets.items()):
        np.save(folder / f"{name}.matrix.npy", vector_set.matrix, allow_pickle=False)
        np.save(folder / f"{name}.owner.npy", vector_set.owner, allow_pickle=False)
    (folder / "lexical").mkdir()
    lexical.save(folder / "lexical")
    for path in _files(folder):
        _sync(path)


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "manifest.json")


def _manifest(
    folder: Path,
    plans: Sequence[Plan],
    vectors: FlatVectors,
    vector_sets: dict[str, VectorSet],
    encoder: str,
) -> Manifest:
    files = tuple(
        FileEntry(
            name=path.relative_to(folder).as_posix(),
            size=path.stat().st_size,
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for path in _files(folder)
    )
    counts = {"plans": len(plans), "passages": len(vectors.matrix)}
    counts |= {name: len(vector_set.owner) for name, vector_set in sorted(vector_sets.items())}
    identity = json.dumps(
        [FORMAT, DICTIONARY_VERSION, encoder, counts, [f.model_dump() for f in files]]
    )
    return Manifest(
        format=FORMAT,
        id=hashlib.sha256(identity.encode()).hexdigest()[:16],
        encoder=encoder,
        dictionary=DICTIONARY_VERSION,
        counts=counts,
        files=files,
    )


def _verify(folder: Path, manifest: Manifest) -> None:
    for entry in manifest.files:
        if not _NAME.fullmatch(entry.name):
            raise SnapshotCorrupt(f"the manifest names an impossible file; {_MEND}")
        path = folder / entry.name
        try:
            data = path.read_bytes()
        except OSError as error:
            raise SnapshotCorrupt(f"{entry.name} is missing from the index; {_MEND}") from error
        if len(data) != entry.size or hashlib.sha256(data).hexdigest() != entry.sha256:
            raise SnapshotCorrupt(f"{entry.name} of the index is damaged; {_MEND}")


def _read(folder: Path, manifest: Manifest) -> Snapshot:
    plans = _PLANS.validate_json((folder / "plans.json").read_bytes())
    passages = tuple(passage for plan in plans for passage in plan.passages)
    vectors = FlatVectors.load(folder / "passage.faiss")
    names = [n for n in manifest.counts if n not in ("plans", "passages")]
    vector_sets = {
        name: VectorSet(
            np.asarray(_array(folder, f"{name}.matrix"), np.float32),
            np.asarray(_array(folder, f"{name}.owner"), np.int32),
        )
        for name in names
    }
    counts = {"plans": len(plans), "passages": len(passages)}
    counts |= {name: len(vector_set.owner) for name, vector_set in vector_sets.items()}
    if counts != manifest.counts or len(vectors.matrix) != len(passages):
        raise SnapshotCorrupt(f"the index does not hold what its manifest says; {_MEND}")
    dictionary = json.loads((folder / "dictionary.json").read_text("utf-8"))
    return Snapshot(
        manifest=manifest,
        plans=plans,
        passages=passages,
        lexical=LexicalIndex.load(folder / "lexical"),
        segmenter=Segmenter(dictionary),
        vectors=vectors,
        vector_sets=vector_sets,
    )


def _array(folder: Path, name: str) -> NDArray[np.generic]:
    return np.asarray(np.load(folder / f"{name}.npy", allow_pickle=False))
