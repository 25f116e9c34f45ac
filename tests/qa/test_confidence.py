"""Confidence rises with what speaks for an answer, and is a probability."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from qa.confidence import Signals, confidence, confidence_of_refusal
from qa.model import Reply, Status

shares = st.floats(0, 1)
leads = st.floats(0, 3)


@given(shares, leads, st.floats(-1, 1), shares, leads)
def test_no_signal_lowers_it(
    coverage: float, lead: float, likeness: float, more: float, further: float
) -> None:
    low = confidence(Signals(min(coverage, more), min(lead, further), likeness))
    high = confidence(Signals(max(coverage, more), max(lead, further), likeness))
    assert 0 <= low <= high <= 1


def test_answers_differ_in_confidence(ask: Callable[[str], Reply]) -> None:
    sure = ask("2020年本区学前三年毛入园率是多少")
    unsure = ask("孩子放学没人接，学校管不管")
    assert sure.status is unsure.status is Status.ANSWERED
    assert sure.confidence > unsure.confidence
    assert ask("门头沟明天下雨吗").confidence == confidence_of_refusal()
