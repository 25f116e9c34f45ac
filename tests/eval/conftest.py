"""Fixtures of the benchmark's tests."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from corpus.model import Plan, PlanEntry
from index.snapshot import Snapshot


@pytest.fixture
def tiny_plan() -> Callable[[Snapshot], Snapshot]:
    """Gives a snapshot of plain texts the one plan that its passages name."""

    def give(snapshot: Snapshot) -> Snapshot:
        entry = PlanEntry(
            id="texts",
            file="texts.md",
            title="文本",
            issuer="",
            region="",
            level="",
            period_start=None,
            period_end=None,
            source="",
            sha256="",
        )
        empty: dict[str, tuple[()]] = {
            name: () for name in Plan.model_fields if name not in ("entry", "passages")
        }
        plan = Plan.model_validate({"entry": entry, "passages": snapshot.passages, **empty})
        return dataclasses.replace(snapshot, plans=(plan,))

    return give
