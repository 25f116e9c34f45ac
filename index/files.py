"""Files that survive a crash: written, synced, then renamed; faults named as our errors."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import DiskFull, StoreUnwritable

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def writing() -> Iterator[None]:
    """Turn an `OSError` of writing into `DiskFull` or `StoreUnwritable`."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull(
                "no space left on the disk; nothing was published and the previous index still "
                "serves; free some space and run `planqa build` again"
            ) from error
        raise StoreUnwritable(
            f"the index folder cannot be written ({error}); nothing was published; "
            "mend that and run `planqa build` again"
        ) from error


def write(path: Path, data: bytes) -> None:
    """Write a new file and sync it."""
    with path.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())


def replace(path: Path, data: bytes) -> None:
    """Give ``path`` new contents: a reader sees all of the old or all of the new."""
    temporary = path.with_name(path.name + ".new")
    try:
        write(temporary, data)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_regular(path: Path, limit: int) -> bytes:
    """Contents of a regular file, at most ``limit`` + 1 bytes; never through a symbolic link.

    Raises `OSError`, also for anything that is not a regular file.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as handle:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
        return handle.read(limit + 1)


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(data).hexdigest()
