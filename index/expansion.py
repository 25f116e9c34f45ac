"""Questions people would ask of a passage, indexed beside it and never shown.

Document expansion (Nogueira et al. 2019, "Document Expansion by Query Prediction"), matched
question against question. For a plan ``x.md`` they lie in ``x.questions.jsonl`` beside it:
one ``{"passage_id": …, "start": …, "questions": […]}`` a line, where ``start`` is the offset of
the sentence that answers them; left out, they are the whole passage's. A plan without the file
works without.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ValidationError

from corpus.errors import CatalogueError
from corpus.model import Passage
from index.snapshot import FinerTexts

SUFFIX = ".questions.jsonl"

Expansion = Mapping[str, Sequence[tuple[int, str]]]
"""Passage id to (start of the sentence or -1, question)."""


class _Line(BaseModel):
    passage_id: str
    start: int = -1
    questions: tuple[str, ...]


def expansion_path(plan: Path) -> Path:
    """Where a plan's questions lie."""
    return plan.with_name(plan.stem + SUFFIX)


def read_expansion(plan: Path) -> Expansion:
    """The questions of a plan file; empty where it has none.

    Raises `CatalogueError` naming the malformed line.
    """
    path = expansion_path(plan)
    if not path.is_file():
        return {}
    found: dict[str, list[tuple[int, str]]] = {}
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = _Line.model_validate_json(line)
        except ValidationError as error:
            reason = error.errors()[0]["msg"]
            raise CatalogueError(f"{path.name}, line {number}: {reason}; mend the line") from error
        asked = [(record.start, question) for question in record.questions]
        found.setdefault(record.passage_id, []).extend(asked)
    return found


def expansion_texts(passages: Sequence[Passage], expansion: Expansion) -> FinerTexts:
    """Questions with their passage's row; ids of no passage are ignored."""
    found = FinerTexts([], [], [])
    for row, passage in enumerate(passages):
        for start, question in expansion.get(passage.id, ()):
            found.texts.append(question)
            found.owners.append(row)
            found.starts.append(start)
    return found
