"""The items of `qa.finder`: every passage, indicator, commitment and project of the plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from corpus.columns import is_indicator_table
from corpus.link_nodes import Node
from corpus.model import Commitment, Indicator, IndicatorValue, Passage, Period, Plan
from corpus.quantities import find_quantities
from qa.finder import Item, Kind
from qa.present import passage_link, place_of, quotation, reference

PREFACE = "前言"


def make_items(plans: Sequence[Plan], projects: Sequence[Node]) -> tuple[Item, ...]:
    """Everything that can be found, in reading order.

    Rows of tables that are shown as indicators or projects are not shown once more as passages.
    """
    found: list[Item] = []
    for plan in plans:
        found.extend(_Maker(plan, len(found)).items(projects))
    return tuple(found)


def commitment_citation(plan: Plan, passage: Passage, text: str) -> str:
    """Formal citation of a sentence: “sentence”（《title》section，页码）."""
    return f"{quotation(text)}（{reference(plan, passage)}）"


def show_values(values: Iterable[IndicatorValue]) -> str:
    """Values with their place, in words: 2020年 99%（表2）；2025年 ≥95%（表2）."""
    return "；".join(
        f"{f'{v.year}年' if v.year else v.period_label or ''}"
        f"{f'（{v.scope}）' if v.scope else ''} {v.display}（{place_of(v)}）"
        for v in values
    )


class _Maker:
    """Makes the items of one plan."""

    def __init__(self, plan: Plan, first: int) -> None:
        self._plan, self._order = plan, first
        self._passages = {passage.id: passage for passage in plan.passages}
        self._promises: dict[str, list[Commitment]] = defaultdict(list)
        for commitment in plan.commitments:
            self._promises[commitment.passage_id].append(commitment)

    def items(self, projects: Sequence[Node]) -> Iterator[Item]:
        """All items, passage by passage."""
        rows = {node.passage_ids[0]: node for node in projects if node.kind == "project"}
        numeric = {table.label for table in self._plan.tables if is_indicator_table(table)}
        indicators: dict[str, list[Indicator]] = defaultdict(list)
        for indicator in self._plan.indicators:
            if indicator.values:
                indicators[_home(indicator).source.passage_id].append(indicator)
        for passage in self._plan.passages:
            if passage.id in rows:
                yield self._project(passage, rows[passage.id])
            elif passage.table not in numeric:
                yield self._passage(passage)
            for indicator in indicators[passage.id]:
                yield self._indicator(indicator, passage)
            for commitment in self._promises[passage.id]:
                yield self._commitment(commitment, passage)

    def _passage(self, passage: Passage) -> Item:
        return self._item("passage", passage.id, passage, passage.title or "", passage.text,
                          figure=bool(find_quantities(passage.text)),
                          promises=self._promises[passage.id])  # fmt: skip

    def _project(self, passage: Passage, node: Node) -> Item:
        head = passage.sentences[0].end if passage.sentences else 0
        cells = passage.text[head:].split("\t")
        text = "　".join(c for c in cells if c not in (node.title, node.number)).strip()
        return self._item("project", node.id, passage, node.title, text,
                          figure=any(c.quantities for c in self._promises[passage.id]),
                          promises=self._promises[passage.id])  # fmt: skip

    def _commitment(self, commitment: Commitment, passage: Passage) -> Item:
        item = self._item("commitment", commitment.id, passage, "", commitment.text,
                          figure=bool(commitment.quantities), promises=(commitment,))  # fmt: skip
        cited = commitment_citation(self._plan, passage, commitment.text)
        path = (*item.path, commitment.project) if commitment.project else item.path
        link = passage_link(item.plan_id, passage.id, (commitment.start, commitment.end))
        return item.model_copy(update={"reference": cited, "path": path, "permalink": link})

    def _indicator(self, indicator: Indicator, passage: Passage) -> Item:
        years = {v.year for v in indicator.values if v.period is Period.TARGET and v.year}
        item = self._item("indicator", indicator.id, passage, indicator.name,
                          show_values(indicator.values), figure=True, promises=())  # fmt: skip
        return item.model_copy(
            update={"verifiable": bool(years), "deadlines": tuple(sorted(years))}
        )

    def _item(
        self, kind: Kind, item_id: str, passage: Passage, title: str, text: str, *,
        figure: bool, promises: Sequence[Commitment],
    ) -> Item:  # fmt: skip
        self._order += 1
        path = passage.path or (PREFACE,)
        return Item(
            kind=kind,
            id=item_id,
            plan_id=self._plan.entry.id,
            passage_id=passage.id,
            title=title,
            text=text,
            path=path,
            chapter=path[0],
            section=path[1] if len(path) > 1 else "",
            page=passage.page,
            reference=reference(self._plan, passage),
            permalink=passage_link(self._plan.entry.id, passage.id),
            has_figure=figure,
            verifiable=any(c.verifiable for c in promises) if promises else None,
            deadlines=tuple(sorted({c.deadline for c in promises if c.deadline})),
            order=self._order,
        )


def _home(indicator: Indicator) -> IndicatorValue:
    """The value that says where an indicator stands: its target in a table, else its first."""
    targets = [v for v in indicator.values if v.period is Period.TARGET]
    tabular = [v for v in targets if v.source.kind == "table"]
    return (tabular or targets or list(indicator.values))[0]
