"""Which of several drafts is released, and when none is."""

from __future__ import annotations

import json
from importlib import resources

import pytest

from qa.doubt import SURE, UNTIL, Tried, choose, load_judge
from qa.draft import Draft


def tried(*doubts: float) -> list[Tried]:
    return [Tried(Draft(missing=str(n)), {}, doubt, False) for n, doubt in enumerate(doubts)]


@pytest.mark.parametrize(
    ("doubts", "chosen"),
    [
        ((), None),
        ((UNTIL,), None),
        ((0.9, 0.7), None),
        ((0.4,), 0),
        ((0.4, 0.3), 0),
        ((0.45, 0.1), 1),
        ((0.9, 0.3), 1),
        ((0.3, 0.3 - SURE), 0),
    ],
)
def test_the_first_that_will_do_unless_another_is_much_surer(
    doubts: tuple[float, ...], chosen: int | None
) -> None:
    found = choose(tried(*doubts))
    assert (found.draft.missing if found else None) == (None if chosen is None else str(chosen))


def signals(**given: float) -> dict[str, float]:
    text = resources.files("qa").joinpath("lexicon/doubt.json").read_text("utf-8")
    names = json.loads(text)["plain"]["weights"]
    return {**dict.fromkeys(names, 0.0), **given}


@pytest.mark.parametrize("expanded", [True, False])
def test_more_that_is_lacking_is_more_doubtful(expanded: bool) -> None:
    doubt = load_judge(expanded)
    plain = doubt(signals())
    assert plain < doubt(signals(lacks=1.0, lacks_many=1.0, lacks_quantity=1.0))
    assert plain < doubt(signals(lacks=1.0, lacks_many=1.0, lacks_year=1.0))


@pytest.mark.parametrize("expanded", [True, False])
def test_what_answers_by_name_and_lacks_nothing_is_released(expanded: bool) -> None:
    assert load_judge(expanded)(signals(figures=1.0)) == 0.0
    assert load_judge(expanded)(signals(figures=1.0, lacks=1.0)) > 0.0
