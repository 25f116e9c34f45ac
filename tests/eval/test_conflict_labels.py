"""Disagreements found in the plans of ``eval/sets/fit``, against those read there by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.read import read_plan

ROOT = Path(__file__).parents[2] / "eval"
PLANS = sorted((ROOT / "sets" / "fit" / "plans").glob("*.md"), key=lambda path: path.name)
LABELS = [
    json.loads(line) for line in (ROOT / "data" / "conflicts.jsonl").read_text("utf-8").splitlines()
]


def test_every_label_is_of_a_plan() -> None:
    assert {label["plan"] for label in LABELS} <= {path.stem for path in PLANS}


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_only_real_disagreements_are_found(path: Path) -> None:
    plan = read_plan(path)
    names = {indicator.id: indicator.name for indicator in plan.indicators}
    found = [
        (names[c.indicator_id], c.year, c.kind.value, [v.display for v in c.statements])
        for c in plan.conflicts
    ]
    expected = [
        (label["indicator"], label["year"], label["kind"], label["said"])
        for label in LABELS
        if label["plan"] == path.stem
    ]
    assert found == expected
