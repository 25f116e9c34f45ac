"""The committed question sets: well formed, quoted from the plan, and split by section."""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from collections import Counter, defaultdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SETS = ROOT / "eval" / "sets"
PLAN = ROOT / "corpus" / "plans" / "mentougou-education-14th-five-year-plan.md"
HALVES = ("tune", "test")
REASONS = {
    "not_in_plan",
    "out_of_scope",
    "achievement_unknown",
    "unclear",
    "personal_data",
    "unsafe",
}


def fold(text: str) -> str:
    return re.sub(r"[\s*#]+", "", unicodedata.normalize("NFKC", text)).replace("學", "学")


@lru_cache(maxsize=1)
def plan() -> str:
    return fold(PLAN.read_text("utf-8"))


@lru_cache(maxsize=2)
def cases(half: str) -> tuple[dict[str, Any], ...]:
    lines = (SETS / f"mentougou.{half}.jsonl").read_text("utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


def quotes_of(case: dict[str, Any]) -> list[str]:
    return [*case["quotes"], *(q for group in case.get("quote_groups", []) for q in group)]


@lru_cache(maxsize=1)
def halves_by_position() -> tuple[list[int], list[str]]:
    """Where each unit of the split opens in the folded plan, and the half it belongs to."""
    starts: list[int] = []
    for unit in json.loads((SETS / "mentougou.split.json").read_text("utf-8")):
        # The contents page repeats headings: the body opens at the first unit's own words.
        found = plan().find(unit["opens"], starts[-1] + 1 if starts else 0)
        assert found >= 0, unit["unit"]
        starts.append(found)
    units = json.loads((SETS / "mentougou.split.json").read_text("utf-8"))
    return starts, [unit["half"] for unit in units]


def halves_of(quote: str) -> set[str]:
    """Halves of every place in the body where the quote stands."""
    starts, halves = halves_by_position()
    wanted, found = fold(quote), set()
    at = plan().find(wanted, starts[0])
    while at >= 0:
        found |= {halves[bisect_right(starts, at) - 1]}
        found |= {halves[bisect_right(starts, at + len(wanted) - 1) - 1]}
        at = plan().find(wanted, at + 1)
    return found - {"both"}


@pytest.mark.parametrize("half", HALVES)
def test_every_quote_stands_in_the_plan(half: str) -> None:
    missing = [
        (case["id"], quote)
        for case in cases(half)
        for quote in (*quotes_of(case), *case.get("near_quotes", []))
        if not fold(quote) or fold(quote) not in plan()
    ]
    assert not missing


@pytest.mark.parametrize("half", HALVES)
def test_answerable_questions_keep_to_their_half(half: str) -> None:
    strayed = [
        (case["id"], quote)
        for case in cases(half)
        if case["answerable"] and not case.get("whole_table")
        for quote in quotes_of(case)
        if halves_of(quote) - {half}
    ]
    assert not strayed


def test_the_split_covers_every_section_once() -> None:
    units = json.loads((SETS / "mentougou.split.json").read_text("utf-8"))
    by_unit = defaultdict(set)
    for unit in units:
        by_unit[unit["unit"]].add(unit["half"])
    assert all(len(halves) == 1 for halves in by_unit.values())
    assert set().union(*by_unit.values()) == {"tune", "test", "both"}


def test_ids_and_questions_are_unique() -> None:
    everything = [case for half in HALVES for case in cases(half)]
    ids = Counter(case["id"] for case in everything)
    asked = Counter((case["question"], *case.get("turns", [])) for case in everything)
    assert [k for k, n in (ids + asked).items() if n > 1] == []


@pytest.mark.parametrize("half", HALVES)
def test_a_third_cannot_be_answered_and_says_why(half: str) -> None:
    refusals = [case for case in cases(half) if not case["answerable"]]
    assert 3 * len(refusals) >= len(cases(half))
    assert all(set(case["reason"].split("|")) <= REASONS for case in refusals)
    assert not any(quotes_of(case) or case["values"] for case in refusals)


@pytest.mark.parametrize("half", HALVES)
def test_gold_is_complete(half: str) -> None:
    for case in cases(half):
        if not case["answerable"]:
            continue
        assert case["quotes"], case["id"]
        answer = fold(case["answer"])
        for wanted in case["must_include"]:
            assert any(fold(w) in answer for w in wanted.split("|")), (case["id"], wanted)


def test_pairs_differ_in_their_gold() -> None:
    pairs = defaultdict(list)
    for half in HALVES:
        for case in cases(half):
            if "pair" in case:
                pairs[case["pair"]].append(case)
    assert len(pairs) >= 24
    for name, sides in pairs.items():
        gold = {(s["answerable"], s["answer"], json.dumps(s["must_include"])) for s in sides}
        assert len(sides) == 2, name
        assert len(gold) == 2, name


@pytest.mark.parametrize("half", HALVES)
def test_the_benchmark_reads_the_set(half: str) -> None:
    datasets = pytest.importorskip("eval.datasets", exc_type=ImportError)
    path = SETS / f"mentougou.{half}.jsonl"
    found = datasets.read_set(path)
    datasets.check_quotes(path, found, [PLAN.read_text("utf-8")])
    assert len(found.cases) == len(cases(half))


FITTED = sorted((SETS / "fit").glob("*.jsonl"))


@pytest.mark.parametrize("path", FITTED, ids=lambda path: path.stem)
def test_the_sets_to_fit_on_are_quoted_from_their_plans(path: Path) -> None:
    beside = path.parent / "plans" / f"{path.stem}.md"
    text = fold((beside if beside.exists() else PLAN).read_text("utf-8"))
    found = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert len({case["id"] for case in found}) == len(found)
    for case in found:
        quotes = (*quotes_of(case), *case.get("near_quotes", []))
        assert all(fold(quote) in text for quote in quotes), case["id"]
        assert bool(case["quotes"]) == case["answerable"], case["id"]
