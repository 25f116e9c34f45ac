"""What goes with an answer: the indicators it speaks of, their table rows, and conflicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corpus.model import Conflict, Indicator, Passage, Plan
from corpus.once import once
from qa import cues
from qa.cues import Operation
from qa.draft import BESIDE, Draft, Piece, PieceKind, Source, whole
from qa.evidence import row_in_words
from qa.figures import is_row_amount
from qa.lookup import label_of
from qa.question import Understanding
from qa.stated import source_of

_WHOLE_TABLE = {Operation.FILTER, Operation.SAME, Operation.BLANK, Operation.EXTREME}
_FIGURES = {Operation.CONFLICT, Operation.CHANGE}
_MOST_INDICATORS = 6
_CELL, _LONG_CELL = 20, 60
_STATEMENT = 2
"""Spans of a row that is one statement: its head and its values; a project has one a cell."""


class Enricher:
    """Adds to drafts over one snapshot's passages (by id)."""

    def __init__(self, passages: Mapping[str, Passage]) -> None:
        self._passages = passages

    def enrich(
        self,
        draft: Draft,
        question: Understanding,
        plans: Sequence[Plan],
        base: int | None,
        *,
        widen: bool,
    ) -> None:
        """Add the indicators whose values are quoted (``widen``), their rows, and conflicts."""
        if draft.conflicts:
            self._cite_conflicts(draft)
            return
        cited = {p.id for p in draft.passages()}
        known = {i.id for i in draft.indicators}
        quoted = [s for piece in draft.pieces for s in piece.sources]
        computed = not (widen or known)  # its figures are shown, nothing is said beside it
        for plan in plans if widen or computed else ():
            for indicator in plan.indicators:
                if indicator.id not in known and _quoted_value(indicator, quoted):
                    draft.indicators.append(indicator)
        of_rows = question.operations & _WHOLE_TABLE and (
            Operation.CONFLICT not in question.operations
        )
        if of_rows or computed or not (draft.indicators and _of_figures(question)):
            return
        self._add_rows(draft, question, cited, base)
        shown = {i.id for i in draft.indicators}
        stated = {v.source.passage_id for i in draft.indicators for v in i.values}
        for plan in plans:
            for conflict in plan.conflicts:
                if question.period == "past" and base and (conflict.year or 0) > base:
                    continue
                beside = Operation.CONFLICT in question.operations and all(
                    v.source.passage_id in stated for v in conflict.statements
                )
                if (conflict.indicator_id in shown or beside) and _concerns(conflict, question):
                    draft.conflicts.append(conflict)
        self._cite_conflicts(draft)

    def read_rows(self, draft: Draft, plans: Sequence[Plan]) -> None:
        """A quoted row of figures is said as its values, not as its cells.

        A project's row is more than its amount: its cells are quoted.
        """
        values = {row: i for plan in plans for row, i in _of_rows(plan).items()}
        said: set[str] = set()
        pieces = []
        for piece in draft.pieces:
            row = piece.sources[0].passage if piece.sources else None
            indicator = values.get(row.id) if row is not None else None
            if row is None or indicator is None or _of_many(indicator, row):
                pieces.append(_labelled(piece))
            elif row.id not in said:
                said.add(row.id)
                pieces.append(Piece(_row_text(indicator, row), "figure", (whole(row),)))
        draft.pieces[:] = pieces

    def _add_rows(
        self, draft: Draft, question: Understanding, cited: set[str], base: int | None
    ) -> None:
        past = bool(question.years) and max(question.years) <= (base or 0)
        past = past or (question.period == "past" and not question.years)
        if question.tables or past:
            return
        for indicator in draft.indicators[:_MOST_INDICATORS]:
            rows = {v.source.passage_id for v in indicator.values if v.source.kind == "table"}
            for passage_id in sorted(rows - cited, key=lambda i: self._order(i)):
                passage = self._passages[passage_id]
                text = _row_text(indicator, passage)
                draft.pieces.append(Piece(text, "figure", (whole(passage),), weight=BESIDE))
                cited.add(passage_id)

    def _order(self, passage_id: str) -> int:
        return self._passages[passage_id].source_span.start

    def _cite_conflicts(self, draft: Draft) -> None:
        """Both sides of a conflict are quoted, and the difference is said in words."""
        for conflict in draft.conflicts:
            cited = {p.id for p in draft.passages()}
            for value in conflict.statements:
                source = source_of(value, self._passages.__getitem__)
                if source.passage.id in cited:
                    continue
                text = source.passage.text[source.start : source.end].strip()
                kind: PieceKind = "quote"
                if value.source.kind == "table":
                    said = f"{value.name}{label_of(value)}{value.display}"
                    text = f"{value.source.table}：{said}。"
                    kind = "figure"
                draft.pieces.append(Piece(text, kind, (source,), weight=BESIDE))


def _of_many(indicator: Indicator, row: Passage) -> bool:
    """Whether a row says more than the values of one indicator: a project's, a place's."""
    return len(row.sentences) > _STATEMENT or is_row_amount(indicator)


def _labelled(piece: Piece) -> Piece:
    """A quoted row, or a short cell of one, after its header: 起止年限：2016-2018."""
    source = piece.sources[0] if len(piece.sources) == 1 else None
    if source is None or source.passage.kind != "table_row":
        return piece
    passage = source.passage
    if "\t" in passage.text[source.start : source.end].strip():
        return Piece(row_in_words(passage), "figure", (whole(passage),), weight=piece.weight)
    bounds = passage.text[source.start - 1 : source.start], passage.text[source.end :][:1]
    entire = bounds[0] == "\t" and bounds[1] in ("\t", "")
    if len(piece.text) > (_LONG_CELL if entire else _CELL):
        return piece
    lines = passage.text.split("\n")
    before = passage.text[passage.text.rfind("\n") + 1 : source.start]
    headers, at = lines[-2].split("\t") if len(lines) > 1 else [], before.count("\t")
    if at >= len(headers) or lines[-1].split("\t")[at] in (passage.title, ""):
        return piece
    return Piece(f"{headers[at]}：{piece.text}", "figure", piece.sources, weight=piece.weight)


@once
def _of_rows(plan: Plan) -> Mapping[str, Indicator]:
    """The indicator that each row of figures gives, by its passage."""
    return {
        v.source.passage_id: i
        for i in plan.indicators
        for v in i.values
        if v.source.kind == "table"
    }


def _row_text(indicator: Indicator, row: Passage) -> str:
    values = [v for v in indicator.values if v.source.passage_id == row.id]
    name = next((v.name for v in values if v.name), indicator.name)
    said = "，".join(f"{label_of(v)}{v.display}" for v in values)
    return f"{row.table}：{name}{said}。"


def _quoted_value(indicator: Indicator, quoted: Sequence[Source]) -> bool:
    for value in indicator.values:
        for source in quoted:
            if value.source.passage_id != source.passage.id:
                continue
            if value.source.start is None or source.start <= value.source.start < source.end:
                return True
    return False


def _of_figures(question: Understanding) -> bool:
    """Whether further rows and differences belong to the answer: a figure or a goal is asked."""
    asked = question.wants_figure or question.years or question.operations & _FIGURES
    return bool(asked) or bool(cues.GOAL.search(question.text))


def _concerns(conflict: Conflict, question: Understanding) -> bool:
    """A conflict is shown where its year is asked for, or it was asked about."""
    if Operation.CONFLICT in question.operations or not question.years:
        return True
    return conflict.year is None or conflict.year in question.years
