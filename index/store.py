"""Snapshots on disk: published whole or not at all, verified before they serve.

Layout::

    CURRENT                      id of the snapshot being served
    snapshots/<id>/manifest.json written last: format, counts, sha256 of every file
    vectors/                     vectors by content hash (`index.cache`)
    LOCK                         held while building; the system frees it when the holder dies
    tmp-*                        an unfinished build; swept by the next one
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from index import contents
from index.errors import (
    BuildLocked,
    SnapshotCorrupt,
    SnapshotError,
    SnapshotMismatch,
    SnapshotMissing,
)
from index.files import read_regular, replace, sha256, sync_folder, write, writing
from index.snapshot import Manifest, Snapshot

MANIFEST = "manifest.json"
_ID = re.compile(r"[0-9a-f]{16}")
_MANIFEST_LIMIT = 1 << 20
_TRIES = 3
_MEND = "run `planqa build`"


class SnapshotStore:
    """The snapshots below ``root`` (``var/index``)."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def current_id(self) -> str | None:
        """Id of the published snapshot, or None. Raises `SnapshotCorrupt` for a bad pointer."""
        try:
            data = read_regular(self.root / "CURRENT", 64)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SnapshotCorrupt(f"CURRENT cannot be read ({error}); {_MEND}") from error
        text = data.decode("ascii", "replace").removesuffix("\n")
        if not _ID.fullmatch(text):
            raise SnapshotCorrupt(f"CURRENT does not hold a snapshot id; {_MEND}")
        return text

    def manifest(self, snapshot_id: str) -> Manifest:
        """Read and check a manifest. Raises `SnapshotCorrupt` or `SnapshotMismatch`."""
        try:
            if not _ID.fullmatch(snapshot_id):
                raise ValueError("not a snapshot id")
            data = read_regular(self._folder(snapshot_id) / MANIFEST, _MANIFEST_LIMIT)
            manifest = contents.parse_manifest(data, snapshot_id)
        except (OSError, ValueError, RecursionError) as error:
            raise SnapshotCorrupt(
                f"snapshot {snapshot_id[:16]}: no sound manifest ({_short(error)}); {_MEND}"
            ) from error
        if manifest is None:
            raise SnapshotMismatch(
                f"snapshot {snapshot_id} was written by another version of planqa; {_MEND}"
            )
        return manifest

    def load(self, encoder: str | None = None) -> Snapshot:
        """Load and verify the current snapshot: sizes, hashes, counts, encoder.

        ``encoder`` is the fingerprint it must have been made with (None: any). A snapshot that
        newer ones replaced and pruned meanwhile is not an error: the newer one is read. Raises
        `SnapshotMissing`, `SnapshotCorrupt`, `SnapshotMismatch`.
        """
        fault: SnapshotError | None = None
        for _ in range(_TRIES):
            snapshot_id = self.current_id()
            if snapshot_id is None:
                raise SnapshotMissing(f"there is no index yet; {_MEND}")
            try:
                return self._load(snapshot_id, encoder)
            except SnapshotError as error:
                fault = error
                if self.current_id() == snapshot_id:
                    break
        raise fault or SnapshotMissing(_MEND)

    def sound(self, snapshot_id: str) -> bool:
        """Whether the manifest and every file of a snapshot are as they were written."""
        try:
            self._reader(self.manifest(snapshot_id)).rest()
        except SnapshotError:
            return False
        return True

    def read(self, manifest: Manifest, name: str) -> bytes:
        """Verified contents of one file of a snapshot. Raises `SnapshotCorrupt`."""
        return self._reader(manifest)(name)

    @contextmanager
    def building(self) -> Iterator[None]:
        """Hold the build lock; left-overs of crashed builds are swept.

        Raises `BuildLocked` at once where another process builds, and the errors of `writing`.
        """
        with writing():
            self.root.mkdir(parents=True, exist_ok=True)
            handle = (self.root / "LOCK").open("a")
        with handle:
            with writing():
                _lock(handle)
            for leftover in self.root.glob("tmp-*"):
                shutil.rmtree(leftover, ignore_errors=True)
            yield

    def publish(
        self, files: Mapping[str, bytes], counts: Mapping[str, int], encoder: str, inputs: str = ""
    ) -> str:
        """Write a snapshot, make it current, return its id; call it inside `building`.

        ``files`` are those of `index.contents.pack`. Raises `DiskFull` or `StoreUnwritable`,
        after which the former snapshot is still the current one.
        """
        manifest = contents.make_manifest(files, counts, encoder, inputs)
        with writing():
            if not self.sound(manifest.id):
                self._write(manifest, files)
            elif self.manifest(manifest.id) != manifest:  # other libraries, same content
                replace(self._folder(manifest.id) / MANIFEST, contents.manifest_bytes(manifest))
            os.utime(self._folder(manifest.id))
            replace(self.root / "CURRENT", (manifest.id + "\n").encode())
        self.prune()
        return manifest.id

    def prune(self, keep: int = 2) -> None:
        """Remove all but the ``keep`` snapshots published last, never the current one.

        Call it inside `building`. What cannot be removed stays for the next time.
        """
        current = self.current_id()
        found = [p for p in self._snapshots() if p.name != current]
        found.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
        for path in found[max(0, keep - 1) :]:
            shutil.rmtree(path, ignore_errors=True)

    def _snapshots(self) -> list[Path]:
        folder = self.root / "snapshots"
        return [p for p in folder.glob("*") if _ID.fullmatch(p.name) and p.is_dir()]

    def _folder(self, snapshot_id: str) -> Path:
        return self.root / "snapshots" / snapshot_id

    def _write(self, manifest: Manifest, files: Mapping[str, bytes]) -> None:
        temporary = Path(tempfile.mkdtemp(prefix="tmp-", dir=self.root))
        try:
            for name, data in files.items():
                (temporary / name).parent.mkdir(exist_ok=True)
                write(temporary / name, data)
            write(temporary / MANIFEST, contents.manifest_bytes(manifest))
            for folder in (*(p for p in temporary.iterdir() if p.is_dir()), temporary):
                sync_folder(folder)
            temporary.chmod(0o755)
            target = self._folder(manifest.id)
            target.parent.mkdir(exist_ok=True)
            if target.exists():  # and is damaged, else it would stay
                target.rename(Path(tempfile.mkdtemp(prefix="tmp-", dir=self.root)) / "old")
            temporary.rename(target)
            sync_folder(target.parent)
            sync_folder(self.root)
        finally:
            for leftover in self.root.glob("tmp-*"):
                shutil.rmtree(leftover, ignore_errors=True)

    def _load(self, snapshot_id: str, encoder: str | None) -> Snapshot:
        manifest = self.manifest(snapshot_id)
        if encoder is not None and manifest.encoder != encoder:
            raise SnapshotMismatch(
                f"the index was made with the encoder {manifest.encoder}, not {encoder}; {_MEND}"
            )
        read = self._reader(manifest)
        try:
            snapshot = contents.unpack(manifest, read)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise SnapshotCorrupt(
                f"snapshot {snapshot_id} does not fit together ({_short(error)}); {_MEND}"
            ) from error
        read.rest()
        return snapshot

    def _reader(self, manifest: Manifest) -> _Reader:
        return _Reader(self._folder(manifest.id), manifest)


class _Reader:
    """Reads files of a snapshot; what it returns has the manifest's size and hash."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder = folder
        self._entries = {entry.name: entry for entry in manifest.files}
        self._unread = set(self._entries)

    def __call__(self, name: str) -> bytes:
        """Verified contents. Raises `SnapshotCorrupt`, `KeyError` for a name not listed."""
        entry = self._entries[name]
        try:
            data = read_regular(self._folder / name, entry.size)
        except OSError as error:
            raise SnapshotCorrupt(
                f"{name} of the index cannot be read ({_short(error)}); {_MEND}"
            ) from error
        if len(data) != entry.size or sha256(data) != entry.sha256:
            raise SnapshotCorrupt(f"{name} of the index is damaged; {_MEND}")
        self._unread.discard(name)
        return data

    def rest(self) -> None:
        """Verify the files that nobody has read."""
        for name in sorted(self._unread):
            self(name)


def _lock(handle: IO[str]) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise BuildLocked(
            "another `planqa build` is under way here; wait until it is done"
        ) from error


def _short(error: Exception) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__
