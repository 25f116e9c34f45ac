"""Take a reviewed draft as the plan's questions: checked again, moved whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from api.expand.draft import Draft, DraftLine
from api.expand.errors import DraftFault
from api.expand.work import passage_hash
from corpus.model import Passage, Plan
from index.expansion import QuestionLine, asked_sentences, expansion_path
from index.files import replace
from qa.likely import Checker, Written

_MOST_SHOWN = 20


class Accepted(NamedTuple):
    """What an accepted draft adds: sentences with a line, and their questions."""

    sentences: int
    questions: int


def accept(
    plan: Plan, path: Path, draft: Draft, accepted: Sequence[QuestionLine], *, dry: bool = False
) -> Accepted:
    """Check every line of a draft and put them with the questions that stand, then remove it.

    ``path`` is the plan's file, ``accepted`` what its question file holds; lines there about
    the same sentences are replaced, all others stay as they are. ``dry`` only checks. Raises
    `DraftFault` naming each faulty line by number, never its text; nothing is changed then.
    """
    lines = draft.lines()
    if not lines:
        raise DraftFault(f"{draft.path}: nothing to accept; run `planqa expand` first")
    new = {line.key for _, line in lines}
    kept = [line for line in accepted if (line.passage_id, line.start) not in new]
    faults = _faults(plan, kept, lines)
    if faults:
        more = [f"… and {len(faults) - _MOST_SHOWN} more"] if len(faults) > _MOST_SHOWN else []
        head = f"{draft.path}: nothing was changed; mend or delete these lines and accept again"
        raise DraftFault("\n".join([head, *faults[:_MOST_SHOWN], *more]))
    added = [_final(line) for _, line in lines]
    if not dry:
        _publish(expansion_path(path), [*kept, *added])
        draft.remove()
    return Accepted(len(added), sum(len(line.questions) for line in added))


def _faults(
    plan: Plan, kept: Sequence[QuestionLine], lines: Sequence[tuple[int, DraftLine]]
) -> list[str]:
    passages = {passage.id: passage for passage in plan.passages}
    checker = Checker(plan, (w for line in kept for w in _written(line)))
    found = []
    for number, line in lines:
        at = f"line {number}"
        passage = passages.get(line.passage_id)
        if passage is None or not _holds(passage, line.start):
            found.append(f"{at}: the plan has no such sentence; delete the line")
            continue
        if line.passage_sha256 != passage_hash(passage):
            found.append(
                f"{at}: the passage has changed since; run `planqa expand` again to have its "
                "sentences asked anew"
            )
            continue
        if line.status in ("dropped", "declined"):
            continue
        for place, written in enumerate(_written(line), start=1):
            fault = checker.fault(written, vouched=line.status == "reviewed")
            if fault:
                found.append(f"{at}, question {place}: {fault.value}")
            else:
                checker.accept(written)
    return found


def _written(line: QuestionLine) -> list[Written]:
    return [Written(line.passage_id, line.start, question) for question in line.questions]


def _holds(passage: Passage, start: int) -> bool:
    return start == -1 or any(span.start == start for span in asked_sentences(passage))


def _final(line: DraftLine) -> QuestionLine:
    """What is kept of a line; without questions it says that the sentence stays without."""
    fields = {
        "passage_id": line.passage_id,
        "start": line.start,
        "questions": () if line.status in ("dropped", "declined") else line.questions,
        "passage_sha256": line.passage_sha256,
        "model": line.model,
    }
    if line.status == "declined":
        fields["status"] = line.status
    return QuestionLine.model_validate(fields)


def _publish(path: Path, lines: Sequence[QuestionLine]) -> None:
    rows = (line.model_dump(exclude_unset=True) for line in lines)
    data = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    try:
        replace(path, data)
    except OSError as error:
        raise DraftFault(
            f"{path} cannot be written ({error.strerror}); the draft is as it was: mend that and "
            "run the command again"
        ) from error
