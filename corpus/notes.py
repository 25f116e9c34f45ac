"""Notes of an indicator: what its tables leave out or set oddly."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.model import Comparator, IndicatorValue, Period
from corpus.names import own_place
from corpus.roles import Horizon
from corpus.words import words

_FLOOR = (Comparator.GE, Comparator.GT, Comparator.EQ)


def notes_of(
    name: str,
    values: Sequence[IndicatorValue],
    not_given: Sequence[tuple[str, int, int]],
    horizon: Horizon,
) -> tuple[str, ...]:
    """Notes in a fixed order.

    ``baseline_not_given``: a dash in the base year and no value elsewhere;
    ``baseline_from_other_table``: a dash, and another table gives the value;
    ``target_not_given``: a dash in a target year and no target at all;
    ``target_below_baseline``: a table's target is lower than its base value, where more is
    better (names such as 死亡率 are left out).
    """
    notes = []
    base = [v for v in values if v.year is not None and v.year == horizon.base]
    own = [v for v in base if own_place(v.scope)]
    if any(year == horizon.base for _, _, year in not_given):
        elsewhere = any(v.source.kind == "table" for v in own)
        notes.append("baseline_from_other_table" if elsewhere else "baseline_not_given")
    targets = [v for v in values if v.period is Period.TARGET]
    ahead = [year for _, _, year in not_given if horizon.base is None or year > horizon.base]
    if ahead and not targets:
        notes.append("target_not_given")
    if not any(word in name for word in words("name_words", "falling")) and any(
        _below(target, start) for target in targets for start in own
    ):
        notes.append("target_below_baseline")
    return tuple(notes)


def _below(target: IndicatorValue, start: IndicatorValue) -> bool:
    return (
        target.source.kind == start.source.kind == "table"
        and target.period_label is None
        and target.unit == start.unit
        and target.comparator in _FLOOR
        and target.value < start.value
    )
