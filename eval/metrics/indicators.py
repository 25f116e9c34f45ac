"""Indicator values, exactly: no tolerance in number, comparator, year or unit."""

from __future__ import annotations

from collections.abc import Iterator

from eval.case import Case, GoldValue
from eval.text import key, number_key, plain_digits, same_name
from qa.model import Reply, ShownIndicator, ShownValue


class ValueRecall:
    """Share of the gold values that the reply lists exactly."""

    name = "values"
    definition = (
        "Share of the gold values listed with the same name, year, comparator, number, unit, "
        "scope and, where given, table and row. No tolerance."
    )
    source = "docs/contract.md, values"

    def score(self, case: Case, reply: Reply) -> float | None:
        """Share of values listed; None where the gold has none."""
        if not case.answerable or not case.values:
            return None
        shown = list(_shown(reply))
        found = sum(any(matches(gold, i, v) for i, v in shown) for gold in case.values)
        return found / len(case.values)


class ValuesExact(ValueRecall):
    """All gold values are listed exactly."""

    name = "values_exact"
    definition = "Every gold value is listed exactly (see values)."

    def score(self, case: Case, reply: Reply) -> float | None:
        """1.0 when every value is listed."""
        share = super().score(case, reply)
        return None if share is None else float(share == 1.0)


def matches(gold: GoldValue, indicator: ShownIndicator, value: ShownValue) -> bool:
    """Whether a shown value is the gold value.

    Names match when equal or when one holds the other (the plan itself shortens names); a
    year, scope, source kind, table or row that the gold leaves out is not compared. A gold
    value that quotes a sentence (``raw``) may stand in a row's sentence, so its kind is free.
    """
    number = number_key(plain_digits(f"{abs(value.value):f}"))
    return (
        (gold.comparator, gold.number.lstrip("-")) == (value.comparator, number)
        and gold.year in (None, value.year)
        and (not gold.unit or key(gold.unit) == key(value.unit or indicator.unit))
        and (gold.scope is None or gold.scope == value.scope)
        and (gold.source is None or gold.raw is not None or gold.source == value.source.kind)
        and gold.table in (None, value.source.table)
        and gold.row in (None, value.source.row)
        and any(same_name(gold.indicator, name) for name in (indicator.name, value.name) if name)
    )


def _shown(reply: Reply) -> Iterator[tuple[ShownIndicator, ShownValue]]:
    for indicator in reply.indicators:
        for value in indicator.values:
            yield indicator, value
