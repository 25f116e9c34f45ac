"""What a metric is."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from eval.case import Case
from qa.model import Reply


@runtime_checkable
class Metric(Protocol):
    """A figure of one reply, between 0 and 1, higher is better.

    ``name`` is unique; ``definition`` is one sentence for the report; ``source`` a
    publication, or “this project”. ``score`` returns None where the metric does not apply.
    """

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def definition(self) -> str: ...  # noqa: D102

    @property
    def source(self) -> str: ...  # noqa: D102

    def score(self, case: Case, reply: Reply) -> float | None:
        """The figure of ``reply`` for ``case``, or None."""
        ...
