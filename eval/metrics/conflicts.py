"""Conflicts shown, by kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from eval.case import Case, GoldConflict, GoldValue
from eval.text import same_name
from qa.model import Reply, ShownConflict


class ConflictRecall:
    """Share of the gold conflicts, of one kind or all, that the reply shows."""

    source = "this project; recall as in van Rijsbergen 1979"

    def __init__(self, kind: str | None = None) -> None:
        """Measure only conflicts of ``kind`` where one is given."""
        self.kind = kind
        self.name = f"conflict_recall:{kind}" if kind else "conflict_recall"
        self.definition = (
            f"Share of the gold conflicts{_of(kind)} shown with the right indicator, year and kind."
        )

    def score(self, case: Case, reply: Reply) -> float | None:
        """Share shown; None where the gold has no such conflict."""
        gold = [g for g in gold_conflicts(case) if self.kind in (None, g.kind)]
        if not gold:
            return None
        return sum(any(_same(g, s, reply) for s in reply.conflicts) for g in gold) / len(gold)


class ConflictPrecision:
    """Share of the shown conflicts, of one kind or all, that are in the gold."""

    source = "this project; precision as in van Rijsbergen 1979"

    def __init__(self, kind: str | None = None) -> None:
        """Measure only conflicts of ``kind`` where one is given."""
        self.kind = kind
        self.name = f"conflict_precision:{kind}" if kind else "conflict_precision"
        self.definition = (
            f"Share of the shown conflicts{_of(kind)} that the gold lists, where it lists all."
        )

    def score(self, case: Case, reply: Reply) -> float | None:
        """Share right; None where no such conflict is shown or the gold does not list all."""
        shown = [s for s in reply.conflicts if self.kind in (None, s.kind)]
        if case.conflicts is None or not shown:
            return None
        return sum(any(_same(g, s, reply) for g in case.conflicts) for s in shown) / len(shown)


def _of(kind: str | None) -> str:
    return f" of kind {kind}" if kind else ""


def gold_conflicts(case: Case) -> tuple[GoldConflict, ...]:
    """The listed conflicts, else those between the gold values of a conflict question.

    Values of one name and year and scope that differ in number are a ``value`` conflict, in
    comparator only a ``wording`` one.
    """
    if case.conflicts is not None:
        return case.conflicts
    if case.type != "conflict":
        return ()
    groups: list[list[GoldValue]] = []
    for value in case.values:
        home = next((g for g in groups if _one_place(g[0], value)), None)
        if home is None:
            groups.append([value])
        else:
            home.append(value)
    found: list[GoldConflict] = []
    for group in groups:
        kind = _kind(group)
        if kind is not None:
            first = group[0]
            found.append(GoldConflict(indicator=first.indicator, year=first.year, kind=kind))
    return tuple(found)


def _one_place(left: GoldValue, right: GoldValue) -> bool:
    same = (left.year, left.scope) == (right.year, right.scope)
    return same and same_name(left.indicator, right.indicator)


def _kind(values: Sequence[GoldValue]) -> Literal["value", "wording"] | None:
    if len({value.number for value in values}) > 1:
        return "value"
    return "wording" if len({value.comparator for value in values}) > 1 else None


def _same(gold: GoldConflict, shown: ShownConflict, reply: Reply) -> bool:
    if shown.kind != gold.kind or gold.year not in (None, shown.year):
        return False
    names = [i.name for i in reply.indicators if i.id == shown.indicator_id]
    names += [s.text for s in shown.statements if s.text]
    return any(same_name(gold.indicator, name) for name in names)
