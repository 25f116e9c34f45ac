"""What a run leaves behind: one line a question, under a header that says what was run."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.model import Frozen
from eval.errors import DatasetError
from qa.model import Reply

SERVED = "served"
"""Stands for what a server does not tell."""


class Identity(Frozen):
    """What answers: the snapshot, the encoder's fingerprint, and the hash of the code."""

    snapshot_id: str = SERVED
    encoder: str = SERVED
    code: str = SERVED


class RunKey(Identity):
    """What makes two runs the same run; a run file with another key is not resumed."""

    set_name: str
    set_sha256: str
    system: str
    settings: str = ""


class Answered(BaseModel):
    """One question answered by one system."""

    model_config = ConfigDict(frozen=True)

    id: str
    reply: Reply
    elapsed_ms: float


class RunFile:
    """An append-only JSONL file: the key in the first line, then one `Answered` a line.

    A line cut by a crash is dropped on reading and asked again.
    """

    def __init__(self, path: Path, run_key: RunKey, *, fresh: bool = False) -> None:
        """Open ``path`` for ``run_key``; a file of another key is put aside as ``.old``.

        ``fresh`` puts aside a file of the same key too.
        """
        self.path = path
        self.key = run_key
        self.done: dict[str, Answered] = {}
        if path.exists() and (fresh or not self._load()):
            path.replace(path.with_suffix(".old.jsonl"))
        if not self.done:
            path.write_text(run_key.model_dump_json() + "\n", encoding="utf-8")

    def _load(self) -> bool:
        found_key, answered = read_run(self.path)
        if found_key != self.key:
            return False
        self.done = answered
        lines = [self.key.model_dump_json()]
        lines += [a.model_dump_json(by_alias=True) for a in answered.values()]
        self.path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return True

    def append(self, answered: Answered) -> None:
        """Keep one answer at once, so that an interrupted run loses none."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(answered.model_dump_json(by_alias=True) + "\n")
        self.done[answered.id] = answered


def read_run(path: Path) -> tuple[RunKey | None, dict[str, Answered]]:
    """Key and answers of a run file; an unreadable key is None, cut lines are dropped."""
    with path.open(encoding="utf-8") as file:
        try:
            run_key = RunKey.model_validate_json(file.readline())
        except ValidationError:
            return None, {}
        answered: dict[str, Answered] = {}
        for line in file:
            try:
                item = Answered.model_validate_json(line)
            except ValidationError:
                continue
            answered[item.id] = item
    return run_key, answered


def write_json(path: Path, document: object) -> None:
    """Write a JSON document, readable and in UTF-8."""
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_json(path: Path) -> dict[str, object]:
    """Read a JSON object, or `DatasetError`."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError, UnicodeDecodeError) as fault:
        raise DatasetError(path, f"cannot be read: {fault}") from None
    if not isinstance(document, dict):
        raise DatasetError(path, "a JSON object was expected")
    return document
