"""Errors of the benchmark and the exit codes they end in.

EvalError
├── DatasetError   the set, run folder or baseline cannot be used (exit 2)
├── SystemMissing  a system's package or snapshot is not there (exit 2)
└── SystemFailed   a system stopped answering mid-run; partial results are kept (exit 1)
"""

from __future__ import annotations

from pathlib import Path

EXIT_DONE, EXIT_FAILED, EXIT_UNUSABLE = 0, 1, 2


class EvalError(Exception):
    """Base of all benchmark errors; ``exit_code`` is what the command returns."""

    exit_code = EXIT_UNUSABLE


class DatasetError(EvalError):
    """A set that cannot be used: names the file, the line where known, and the reason."""

    def __init__(self, path: Path | str, reason: str, line: int | None = None) -> None:
        """Say ``path:line: reason``."""
        self.path, self.line, self.reason = str(path), line, reason
        place = f"{path}:{line}" if line is not None else str(path)
        super().__init__(f"{place}: {reason}")


class SystemMissing(EvalError):
    """A system cannot be built; the message says what to install or run."""


class SystemFailed(EvalError):
    """A system stopped answering; what it had answered is on disk and a rerun resumes."""

    exit_code = EXIT_FAILED
