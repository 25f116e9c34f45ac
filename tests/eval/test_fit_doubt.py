"""When a plan is taken to answer is fitted on drafts that were judged."""

from __future__ import annotations

import pytest

from eval.fit_doubt import Example, Judged, OnlyOne, fit, outcome

OPEN = {"figures": 0.0, "lacks": 0.0}


def example(answerable: bool, *drafts: tuple[float, bool]) -> Example:
    judged = (Judged({**OPEN, "near": near}, right) for near, right in drafts)
    return Example("s", answerable, tuple(judged))


def taught() -> list[Example]:
    apart = [example(True, (1.0, True)) for _ in range(40)]
    return [*apart, *(example(False, (0.0, False)) for _ in range(40))]


def test_a_signal_that_tells_them_apart_decides() -> None:
    doubt = fit(taught(), 0.1)
    assert doubt({**OPEN, "near": 0.0}) > 0.9
    assert doubt({**OPEN, "near": 1.0}) < 0.1
    assert doubt({"figures": 1.0, "lacks": 0.0, "near": 0.0}) == 0.0


def test_wrong_drafts_of_questions_that_have_an_answer_teach_nothing() -> None:
    with_wrong = [*taught(), *(example(True, (0.0, False)) for _ in range(200))]
    assert fit(with_wrong, 0.1)({**OPEN, "near": 0.0}) == pytest.approx(
        fit(taught(), 0.1)({**OPEN, "near": 0.0})
    )


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (example(True, (1.0, True)), "answered"),
        (example(True, (1.0, False)), "wrong"),
        (example(True, (0.0, True)), "false"),
        (example(True, (0.0, False), (1.0, True)), "answered"),
        (example(False, (0.0, False)), "refused"),
        (example(False, (1.0, False)), "missed"),
        (example(True), "false"),
    ],
)
def test_what_a_question_comes_to(case: Example, expected: str) -> None:
    assert outcome(case, fit(taught(), 0.1)) == expected


def test_one_draft_is_released_at_a_time() -> None:
    judge = OnlyOne()
    judge.wanted = 1
    assert [judge(OPEN), judge(OPEN), judge(OPEN)] == [1.0, 0.0, 1.0]
    assert len(judge.seen) == 3
