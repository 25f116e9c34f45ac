"""Which code answered: a hash of the product's source and data files.

A snapshot id says what was indexed, not how it was asked. Without this, a run would be resumed
after a change to the engine and show the old answers as the new ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

PACKAGES = ("corpus", "index", "qa")
SUFFIXES = frozenset({".py", ".json", ".jsonl", ".txt", ".tsv"})


@lru_cache(maxsize=1)
def code_fingerprint() -> str:
    """Hash of the product's packages beside this one, sixteen hexadecimal digits."""
    root = Path(__file__).parent.parent
    return hash_of([root / package for package in PACKAGES])


def hash_of(folders: Sequence[Path]) -> str:
    """Hash of names and contents of the source and data files under ``folders``."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in SUFFIXES and path.is_file():
                digest.update(f"{folder.name}/{path.relative_to(folder).as_posix()}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
