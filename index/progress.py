"""Progress on stderr: a bar for people, short lines for logs."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self, TextIO

_EVERY = 10.0


class Progress:
    """Counts done pieces of long work. As a context manager it closes its line."""

    def __init__(
        self, total: int, label: str, *, shown: bool = True, stream: TextIO | None = None
    ) -> None:
        self._total, self._label, self._shown = total, label, shown
        self._stream = stream or sys.stderr
        self._done = 0
        self._bar = None
        self._last = self._start = time.monotonic()
        if shown and self._stream.isatty():
            from tqdm import tqdm

            self._bar = tqdm(total=total, desc=label, unit="text", file=self._stream)
        elif shown:
            self._line()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def advance(self, count: int) -> None:
        """Say that ``count`` more pieces are done."""
        self._done += count
        if self._bar is not None:
            self._bar.update(count)
        elif self._shown:
            now = time.monotonic()
            if self._done >= self._total or now - self._last >= _EVERY:
                self._last = now
                self._line()

    def _line(self) -> None:
        seconds = time.monotonic() - self._start
        text = f"{self._label}: {self._done}/{self._total} ({seconds:.0f} s)"
        print(text, file=self._stream, flush=True)
