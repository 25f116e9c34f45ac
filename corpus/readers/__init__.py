"""Readers by file suffix: adding a format is one module and one line here."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import PlanFormat, PlanMissing
from corpus.readers.base import RawDocument, Reader
from corpus.readers.text import TextReader

READERS: dict[str, Reader] = {".md": TextReader(), ".markdown": TextReader(), ".txt": TextReader()}


def read_document(path: Path) -> RawDocument:
    """Read a plan file with the reader of its suffix. Raises `corpus.errors.PlanError`."""
    if not path.is_file():
        raise PlanMissing(f"{path}: no such file; give the path of a plan document")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise PlanFormat(f"{path.name}: no reader for “{path.suffix}”; known: {', '.join(READERS)}")
    return reader.read(path)


def plan_files(path: Path) -> list[Path]:
    """The plan files that a path names: itself, or those of a folder, by name, without README.

    Raises `PlanMissing` where there is none.
    """
    if not path.is_dir():
        return [path]
    found = sorted(
        file
        for file in path.iterdir()
        if file.suffix.lower() in READERS and file.stem.lower() != "readme"
    )
    if not found:
        raise PlanMissing(f"{path}: no plan file in this folder; known: {', '.join(READERS)}")
    return found
