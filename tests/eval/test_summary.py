"""Figures of whole sets, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from eval import summary
from eval.record import Answered
from eval.summary import Row
from tests.eval.fakes import reply


def row(id_: str, right: float, confidence: float = 0.5, **fields: Any) -> Row:
    values: dict[str, Any] = {
        "id": id_,
        "type": "exact",
        "question": "问",
        "answerable": True,
        "variant": None,
        "variant_of": None,
        "pair": None,
        "status": "answered",
        "reason": None,
        "answer": id_,
        "confidence": confidence,
        "elapsed_ms": 1.0,
        "scores": {"right": right},
    }
    return Row(**{**values, **fields})


def test_refusals_by_hand() -> None:
    rows = [
        row("a", 1.0),
        row("b", 0.0, status="refused"),
        row("c", 1.0, status="refused", answerable=False),
        row("d", 0.0, answerable=False),
    ]
    found = summary.refusal_figures(rows)
    assert {name: e.value for name, e in found.items()} == {
        "refusal_precision": 0.5,
        "refusal_recall": 0.5,
        "refusal_f1": 0.5,
        "macro_f1": 0.5,
    }
    assert {name: e.n for name, e in found.items()} == {
        "refusal_precision": 2,
        "refusal_recall": 2,
        "refusal_f1": 3,
        "macro_f1": 4,
    }
    perfect = summary.refusal_figures([row("c", 1.0, status="refused", answerable=False)])
    assert perfect["refusal_recall"].low == pytest.approx(0.025)
    never = summary.refusal_figures([row("a", 1.0), row("d", 0.0, answerable=False)])
    assert "refusal_precision" not in never
    assert never["refusal_f1"].value == 0.0
    assert summary.refusal_figures([]) == {}


def test_risk_coverage_by_hand() -> None:
    rows = [
        row("a", 1.0, 0.9),
        row("b", 0.0, 0.8),
        row("c", 1.0, 0.7),
        row("d", 1.0, 0.6, status="refused"),
    ]
    points = summary.risk_coverage(rows)
    assert points == [(0.25, 0.0), (0.5, 0.5), (0.75, pytest.approx(1 / 3))]
    assert summary.aurc(points) == pytest.approx((0 + 0.5 + 1 / 3) / 3)
    tied = summary.risk_coverage([row("a", 1.0), row("b", 0.0)])
    assert tied == [(1.0, 0.5)]
    assert summary.aurc([]) is None


def test_auroc_by_hand() -> None:
    rows = [
        row("a", 1.0, 0.9),
        row("b", 1.0, 0.4),
        row("c", 0.0, 0.5, answerable=False),
        row("d", 0.0, 0.4, answerable=False),
    ]
    assert summary.auroc(rows) == pytest.approx((1 + 1 + 0 + 0.5) / 4)
    assert summary.auroc(rows[:2]) is None


def test_variants_and_their_sources() -> None:
    rows = [
        row("a", 1.0),
        row("b", 0.0),
        row("a~x", 0.0, variant="x", variant_of="a"),
        row("b~x", 0.0, variant="x", variant_of="b"),
        row("lost~x", 1.0, variant="x", variant_of="lost"),
    ]
    assert summary.variant_figures(rows) == {
        "x": {"n": 2.0, "value": 0.0, "source": 0.5, "drop": 0.5, "consistency": 0.5}
    }


def test_variants_are_resampled_by_their_sources() -> None:
    rows = [
        row("a", 1.0),
        row("a~x", 1.0, variant="x", variant_of="a"),
        row("a~y", 0.0, variant="y", variant_of="a"),
        row("b~x", 1.0, variant="x", variant_of="b"),
    ]
    found = summary.variants_right(rows)
    assert found is not None
    assert (found.value, found.n) == (0.75, 2)
    assert summary.variants_right(rows[:1]) is None


def test_overstability_needs_both_right_and_different_answers() -> None:
    rows = [
        row("a", 1.0, pair="1"),
        row("b", 1.0, pair="1"),
        row("c", 1.0, pair="2", answer="same"),
        row("d", 1.0, pair="2", answer="same"),
        row("e", 1.0, pair="3"),
        row("f", 0.0, pair="3"),
        row("g", 1.0, pair="single"),
    ]
    found = summary.overstability(rows)
    assert found is not None
    assert found.value == pytest.approx(1 / 3)
    assert found.n == 3
    assert summary.overstability([row("a", 1.0)]) is None


def test_confusion_and_latency() -> None:
    rows = [row("a", 1.0), row("b", 0.0, answerable=False, status="refused", reason="unclear")]
    assert summary.confusion(rows, {"b": "not_in_plan"}) == {
        "answerable": {"answered": 1},
        "refuse: not_in_plan": {"refused: unclear": 1},
    }
    answers = [
        Answered(id=str(i), reply=reply(timings_ms={"retrieve": float(i)}), elapsed_ms=10.0 * i)
        for i in range(1, 4)
    ]
    found = summary.latency(answers)
    assert found["retrieve"]["p50"] == 2.0
    assert found["elapsed"]["max"] == 30.0
