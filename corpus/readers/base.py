"""What a reader gives: the decoded text of a plan file as it came."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from corpus.model import Frozen


class RawDocument(Frozen):
    """A plan file, decoded. ``source_span`` everywhere points into ``text``."""

    text: str
    encoding: str
    sha256: str
    name: str


class Reader(Protocol):
    """Reads one file format. Raises `corpus.errors.PlanError` for what it cannot read."""

    def read(self, path: Path) -> RawDocument:
        """Return the decoded document."""
        ...
