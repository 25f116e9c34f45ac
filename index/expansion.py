"""Questions people would ask of a passage, indexed beside it and never shown.

Document expansion (Nogueira et al. 2019, "Document Expansion by Query Prediction"), matched
question against question. For a plan ``x.md`` they lie in ``x.questions.jsonl`` beside it:
one ``{"passage_id": …, "start": …, "questions": […]}`` a line, where ``start`` is the offset of
the sentence that answers them; left out, they are the whole passage's. A plan without the file
works without.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints, ValidationError

from corpus.errors import CatalogueError
from corpus.model import Passage, Span
from index.snapshot import SHORTEST_SENTENCE, FinerTexts

SUFFIX = ".questions.jsonl"
_BOM = b"\xef\xbb\xbf"

Expansion = Mapping[str, Sequence[tuple[int, str]]]
"""Passage id to (start of the sentence or -1, question)."""

Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""A text that holds something."""


class QuestionLine(BaseModel):
    """One line of a question file; ``start`` -1 means the whole passage.

    ``passage_sha256``, where it is there, tells whether the passage has changed since, and
    ``status`` ``declined`` that a model had no question. Fields for other readers are kept as
    they are.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    passage_id: Filled
    start: StrictInt = Field(-1, ge=-1)
    questions: tuple[Filled, ...]
    passage_sha256: str = ""
    status: str = ""


Line = TypeVar("Line", bound=BaseModel)


def expansion_path(plan: Path) -> Path:
    """Where a plan's questions lie."""
    return plan.with_name(plan.stem + SUFFIX)


def asked_sentences(passage: Passage) -> tuple[Span, ...]:
    """The sentences that questions are written for: those long enough to say something.

    A table row's caption and header, which all its rows repeat, are none.
    """
    rows = passage.text.rfind("\n") + 1 if passage.kind == "table_row" else 0
    return tuple(
        span
        for span in passage.sentences
        if span.start >= rows
        and len(passage.text[span.start : span.end].strip()) >= SHORTEST_SENTENCE
    )


def parse_lines(name: str, data: bytes, form: type[Line]) -> Iterator[tuple[int, Line]]:
    """Number and content of each line that is not blank.

    Raises `CatalogueError` with the line, the field and what is wrong with it; never the text.
    """
    for number, line in enumerate(data.removeprefix(_BOM).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = form.model_validate(json.loads(line.decode("utf-8")))
        except (ValueError, RecursionError) as error:
            raise CatalogueError(
                f"{name}, line {number}: {_reason(error)}; mend the line"
            ) from error
        yield number, record


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_input=False, include_url=False)[0]
        return "".join(f"{part}: " for part in first["loc"]) + first["msg"]
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8 (byte {error.start + 1})"
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON at column {error.colno}"
    return "not JSON that can be read"


def read_lines(plan: Path) -> list[tuple[int, QuestionLine]]:
    """The numbered lines of a plan's question file; none where it has no such file.

    Raises `CatalogueError` naming the malformed line, or why the file cannot be read.
    """
    path = expansion_path(plan)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise CatalogueError(
            f"{path.name}: cannot be read ({error.strerror}); mend that, or move it away to go "
            "on without questions"
        ) from error
    return list(parse_lines(path.name, data, QuestionLine))


def read_expansion(plan: Path) -> Expansion:
    """The questions of a plan file; empty where it has none. Raises as `read_lines`."""
    found: dict[str, list[tuple[int, str]]] = {}
    for _, line in read_lines(plan):
        asked = [(line.start, question) for question in line.questions]
        found.setdefault(line.passage_id, []).extend(asked)
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
