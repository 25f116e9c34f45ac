"""Questions people would ask of a passage, indexed beside it and never shown.

Document expansion (Nogueira et al. 2019, "Document Expansion by Query Prediction"), matched
question against question. For a plan ``x.md`` they lie in ``x.questions.jsonl`` beside it:
one ``{"passage_id": …, "questions": […]}`` a line. A plan without the file works without.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ValidationError

from corpus.errors import CatalogueError
from corpus.model import Passage

SUFFIX = ".questions.jsonl"


class _Line(BaseModel):
    passage_id: str
    questions: tuple[str, ...]


def expansion_path(plan: Path) -> Path:
    """Where a plan's questions lie."""
    return plan.with_name(plan.stem + SUFFIX)


def read_expansion(plan: Path) -> dict[str, tuple[str, ...]]:
    """Passage id to questions; empty where there is no file.

    Raises `CatalogueError` naming the malformed line.
    """
    path = expansion_path(plan)
    if not path.is_file():
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = _Line.model_validate_json(line)
        except ValidationError as error:
            reason = error.errors()[0]["msg"]
            raise CatalogueError(f"{path.name}, line {number}: {reason}; mend the line") from error
        found[record.passage_id] = record.questions
    return found


def expansion_texts(
    passages: Sequence[Passage], expansion: dict[str, tuple[str, ...]]
) -> tuple[list[str], list[int]]:
    """Questions and the row of the passage each belongs to; ids of no passage are ignored."""
    texts: list[str] = []
    owners: list[int] = []
    for row, passage in enumerate(passages):
        for question in expansion.get(passage.id, ()):
            texts.append(question)
            owners.append(row)
    return texts, owners
