"""Domain types to the shapes of the contract: citations, indicators, conflicts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import resources

from corpus.model import Comparator, Conflict, Indicator, IndicatorValue, Passage, Plan
from qa.model import (
    Citation,
    Quote,
    ShownConflict,
    ShownIndicator,
    ShownSource,
    ShownValue,
    Statement,
)

CitationOf = Callable[[str], int | None]
"""Maps a passage id to its citation number, or None where it is not cited."""

COMPARATOR_SIGN = {
    Comparator.EQ: "",
    Comparator.GT: ">",
    Comparator.GE: "≥",
    Comparator.LT: "<",
    Comparator.LE: "≤",
    Comparator.ABOUT: "约",
}


def number(value: float) -> int | float:
    """Whole numbers as int, so that 95 is served as 95, not 95.0."""
    return int(value) if float(value).is_integer() else value


def reference(plan: Plan, passage: Passage) -> str:
    """Formal citation: 《title》section path，目录页码第N页."""
    place = "".join(f"{part}，" for part in passage.path[:-1]) + (
        passage.path[-1] if passage.path else "前言"
    )
    text = f"《{plan.entry.title}》{place}"
    if passage.row is not None:
        text += f"，第{passage.row}行"
    if passage.page is not None:
        basis = "目录页码" if passage.page.basis == "toc" else "页码"
        text += f"，{basis}第{passage.page.number}页"
    return text


def quotation(text: str) -> str:
    """A text in quotation marks; those within it become single (GB/T 15834)."""
    return f"“{text.replace('“', '‘').replace('”', '’')}”"


def passage_link(plan_id: str, passage_id: str, *spans: tuple[int, int]) -> str:
    """Permanent link to a passage in the plan's page, the spans of its text marked there."""
    quote = ",".join(f"{start}-{end}" for start, end in spans)
    query = f"?passage={passage_id}&quote={quote}" if quote else ""
    return f"/plans/{plan_id}{query}#{passage_id}"


def cite(
    passage: Passage,
    plan: Plan,
    n: int,
    spans: Iterable[tuple[int, int]] = (),
    scores: dict[str, float] | None = None,
) -> Citation:
    """A passage as a citation; ``spans`` are the quoted ranges in ``passage.text``."""
    quotes = tuple(
        Quote(start=start, end=end, text=passage.text[start:end])
        for start, end in sorted(set(spans))
    )
    return Citation(
        n=n,
        plan_id=passage.plan_id,
        passage_id=passage.id,
        section_id=passage.section_id,
        kind=passage.kind,
        section_path=passage.path,
        page=passage.page,
        text=passage.text,
        quotes=quotes,
        source_span=passage.source_span,
        reference=reference(plan, passage),
        permalink=f"/plans/{passage.plan_id}#{passage.id}",
        scores=scores,
    )


def value_link(value: IndicatorValue, plan_id: str) -> str:
    """Permanent link to where a value stands, its words marked there."""
    source = value.source
    spans = [(source.start, source.end)] if source.start is not None and source.end else []
    return passage_link(plan_id, source.passage_id, *spans)


def show_value(value: IndicatorValue, plan_id: str, citation_of: CitationOf) -> ShownValue:
    """One value as served."""
    return ShownValue(
        year=value.year,
        role=value.period,
        scope=value.scope,
        period=value.period_label,
        name=value.name,
        comparator=value.comparator.value,
        value=number(value.value),
        unit=value.unit,
        display=value.display,
        source=ShownSource(
            kind=value.source.kind,
            table=value.source.table,
            row=value.source.row,
            citation=citation_of(value.source.passage_id),
            permalink=value_link(value, plan_id),
        ),
    )


def show_indicator(
    indicator: Indicator,
    citation_of: CitationOf = lambda _: None,
    values: Iterable[IndicatorValue] | None = None,
) -> ShownIndicator:
    """An indicator as served, with all its values or only the given ones."""
    chosen = indicator.values if values is None else tuple(values)
    return ShownIndicator(
        id=indicator.id,
        plan_id=indicator.plan_id,
        name=indicator.name,
        unit=indicator.unit,
        values=tuple(show_value(value, indicator.plan_id, citation_of) for value in chosen),
        notes=indicator.notes,
    )


def show_conflict(conflict: Conflict, citation_of: CitationOf = lambda _: None) -> ShownConflict:
    """A conflict as served, its statements in the plan's own words."""
    return ShownConflict(
        indicator_id=conflict.indicator_id,
        year=conflict.year,
        kind=conflict.kind.value,
        statements=tuple(
            Statement(
                display=value.display,
                citation=citation_of(value.source.passage_id),
                year=value.year,
                text=value.name,
            )
            for value in conflict.statements
        ),
        note=conflict.note,
    )


def place_of(value: IndicatorValue) -> str:
    """Where a value stands, in words: 表2 or 正文."""
    if value.source.kind == "table" or value.source.table:
        return value.source.table or "表"
    return "正文"


@lru_cache(maxsize=1)
def messages() -> dict[str, str]:
    """The catalogue of fixed sentences (``qa/lexicon/messages.json``)."""
    text = resources.files("qa").joinpath("lexicon/messages.json").read_text("utf-8")
    loaded: dict[str, str] = json.loads(text)
    return loaded
