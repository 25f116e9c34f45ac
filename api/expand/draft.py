"""The file under review, ``x.questions.draft.jsonl``: appended to, repaired, never indexed.

One line a sentence. A later line about the same sentence replaces the earlier one. Whoever holds
the file open holds its lock, so that two runs never write into one draft.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal

from pydantic import ConfigDict

from api.expand.errors import DraftFault
from api.expand.work import Key
from corpus.errors import CatalogueError
from corpus.model import Frozen
from index.expansion import SUFFIX, Filled, QuestionLine, parse_lines
from index.files import sync_folder

DRAFT_SUFFIX = SUFFIX.replace(".jsonl", ".draft.jsonl")


class Rejected(Frozen):
    """A question that was turned down, and why; "" where it is kept nowhere."""

    question: str
    why: str


class DraftLine(QuestionLine):
    """The questions of one sentence.

    ``status``: ``draft`` as the model wrote it; ``declined`` where it gave nothing that can be
    used (``note`` says why); a reviewer may set ``reviewed`` (a person vouches for wording and
    names) or ``dropped`` (the sentence stays without questions). ``text`` is the sentence, for
    the reviewer.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    passage_sha256: Filled
    status: Literal["draft", "declined", "reviewed", "dropped"]
    model: str = ""
    text: str = ""
    note: str = ""
    rejected: tuple[Rejected, ...] = ()

    @property
    def key(self) -> Key:
        """What the line is about."""
        return self.passage_id, self.start


def draft_path(plan: Path) -> Path:
    """Where a plan's draft lies unless it is told otherwise."""
    return plan.with_name(plan.stem + DRAFT_SUFFIX)


class Draft:
    """An open draft; made by `opened`."""

    def __init__(self, path: Path, handle: BinaryIO) -> None:
        self.path = path
        self._handle = handle

    def lines(self) -> list[tuple[int, DraftLine]]:
        """Numbered lines, replaced ones left out. Raises `DraftFault` naming a malformed line."""
        return read_draft(self.path)

    def append(self, lines: Sequence[DraftLine]) -> None:
        """Add whole lines and sync them to the disk. Raises `DraftFault`."""
        data = "".join(_dump(line) + "\n" for line in lines).encode()
        try:
            if not _same(self._handle, self.path):
                raise DraftFault(
                    f"{self.path.name} was moved or replaced while questions were being written; "
                    "run the command again to go on"
                )
            self._handle.write(data)
            self._handle.flush()
            os.fsync(self._handle.fileno())
        except OSError as error:
            raise DraftFault(
                f"{self.path} cannot be written ({error.strerror}); what was written before is "
                "kept; mend that and run the command again"
            ) from error

    def remove(self) -> None:
        """Delete the file, once its lines are elsewhere. Raises `DraftFault`."""
        try:
            self.path.unlink()
        except OSError as error:
            raise DraftFault(
                f"the questions are beside the plan, but {self.path} cannot be removed "
                f"({error.strerror}); delete it"
            ) from error


def read_draft(path: Path) -> list[tuple[int, DraftLine]]:
    """Numbered lines of a draft, replaced ones left out; none where there is no file.

    A last line that was cut while it was written counts as not there. Raises `DraftFault` naming
    a malformed line.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise DraftFault(f"{path} cannot be read ({error.strerror}); mend that") from error
    try:
        found = {
            line.key: (number, line)
            for number, line in parse_lines(path.name, data[: _whole(data)], DraftLine)
        }
    except CatalogueError as error:
        raise DraftFault(str(error)) from error
    return list(found.values())


@contextmanager
def opened(path: Path) -> Iterator[Draft]:
    """Open a draft for writing, made where it is missing and repaired where it was cut; one that
    nothing was written to is removed again.

    Raises `DraftFault`, also where another run holds it.
    """
    try:
        handle = path.open("a+b")
    except OSError as error:
        raise DraftFault(
            f"{path} cannot be written ({error.strerror}); mend that, or choose another place "
            "with --out"
        ) from error
    with handle:
        _lock(handle, path)
        try:
            _repair(handle)
            sync_folder(path.parent)
        except OSError as error:
            raise DraftFault(f"{path} cannot be repaired ({error.strerror})") from error
        yield Draft(path, handle)
        if _same(handle, path) and not path.stat().st_size:
            path.unlink()


def _lock(handle: BinaryIO, path: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise DraftFault(
            f"another `planqa expand` is at work on {path}; wait until it is done"
        ) from error
    if not _same(handle, path):  # accepted by another run between opening and locking
        raise DraftFault(f"{path} was moved a moment ago; run the command again")


def _same(handle: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _repair(handle: BinaryIO) -> None:
    """Close a last line without its line end; cut one that a crash left half written."""
    handle.seek(0)
    data = handle.read()
    if not data or data.endswith(b"\n"):
        return
    kept = _whole(data)
    if kept == len(data):
        handle.write(b"\n")
        handle.flush()
    else:
        handle.truncate(kept)
    os.fsync(handle.fileno())


def _whole(data: bytes) -> int:
    """Length of the part before a half-written last line: all of it where there is none.

    Only a line that ends too early counts as half written. One that is wrong within was edited
    by hand, and is for a person to mend.
    """
    start = data.rfind(b"\n") + 1
    try:
        text = data[start:].decode("utf-8")
        json.loads(text or "0")
    except UnicodeDecodeError as error:
        return start if error.reason == "unexpected end of data" else len(data)
    except json.JSONDecodeError as error:
        early = error.pos >= len(text) or error.msg.startswith("Unterminated string")
        return start if early else len(data)
    except RecursionError:
        return len(data)
    return len(data)


def _dump(line: QuestionLine) -> str:
    return json.dumps(line.model_dump(), ensure_ascii=False)
