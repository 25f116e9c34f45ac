"""Which of several drafts is released, and when none is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import pytest

from index.build import build
from index.encoder import Encoder, Vectors
from index.store import SnapshotStore
from qa.doubt import SURE, UNTIL, Tried, by_rules, choose, judge_for, load_judge
from qa.draft import Draft
from qa.engine import Engine
from qa.model import Question, Status
from qa.retrieve import Stages


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


def test_another_encoder_is_judged_by_rules() -> None:
    assert judge_for({"sentence", "question"}, Stages()) is by_rules
    assert judge_for({"sentence", "sentence_token"}, Stages()) is load_judge(False)
    assert judge_for({"sentence", "sentence_token", "question"}, Stages()) is load_judge(True)
    assert by_rules({"lacks": 1.0}) >= UNTIL > by_rules({"lacks": 0.0})


@pytest.mark.parametrize("off", ["dense", "late", "lexicon"])
def test_without_the_likenesses_it_was_fitted_on_rules_judge(off: str) -> None:
    assert judge_for({"sentence_token"}, Stages(**{off: False})) is by_rules


def test_without_questions_beside_the_plan_its_weights_are_those_of_plain_plans() -> None:
    sets = {"sentence_token", "question"}
    assert judge_for(sets, Stages(expansion=False)) is load_judge(False)


class Plain:
    """The embedded encoder without its token vectors, as any other encoder is."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    @property
    def fingerprint(self) -> str:
        return "plain"

    @property
    def dim(self) -> int:
        return self._encoder.dim

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str], progress: object = None) -> Vectors:
        return self._encoder.encode_passages(texts)


def test_another_encoder_answers_and_refuses(tmp_path: Path, encoder: Encoder) -> None:
    plain, store = Plain(encoder), SnapshotStore(tmp_path / "index")
    plan = Path(__file__).parent / "orchard_plan.md"
    build([plan], store, lambda: plain, plain.fingerprint, progress=False)
    engine = Engine(store.load(plain.fingerprint), plain)
    assert engine.ask(Question(text="冷藏库2025年的目标是多少座")).status is Status.ANSWERED
    refused = engine.ask(Question(text="白石果品加工园的联系电话是多少"))
    assert refused.status is Status.REFUSED
