"""Choose the way a question is answered and check the draft against its requirements.

Order: a table as a whole, figures by name, a named term, then extraction. Each way returns a
draft or nothing; the first whose draft meets the requirements is released.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from corpus.model import Conflict, Frozen, Indicator, Passage, Plan, Table
from index.snapshot import Snapshot
from qa import decide
from qa.compose import Composer, mentions
from qa.cues import Ask, Operation
from qa.decide import Verdict
from qa.draft import Draft, Piece, Source, whole
from qa.figures import MATCH, IndicatorMatcher, Match, choose_values
from qa.lookup import answer_figures, source_of
from qa.model import Reason
from qa.normalise import fold
from qa.present import messages
from qa.question import Understanding
from qa.retrieve import Retrieved
from qa.sentences import SentenceScorer, WordWeights
from qa.tabulate import answer_table
from qa.verify import gate

if TYPE_CHECKING:
    from collections.abc import Callable

_LEAD = 32


class Switches(Protocol):
    """The stages that can be switched off."""

    @property
    def figures(self) -> bool:
        """Answer from indicators."""

    @property
    def requirements(self) -> bool:
        """Check requirements."""


class Outcome(Frozen, arbitrary_types_allowed=True):
    """A draft to release, or a verdict to refuse with."""

    draft: Draft
    verdict: Verdict = decide.ANSWER


class Answerer:
    """Answers from one snapshot."""

    def __init__(
        self,
        snapshot: Snapshot,
        matcher: IndicatorMatcher,
        sentence_weights: Mapping[str, float],
    ) -> None:
        self._snapshot = snapshot
        self._matcher = matcher
        self._passages = {p.id: p for p in snapshot.passages}
        self._rows = {
            (p.plan_id, p.table, p.row): p for p in snapshot.passages if p.row is not None
        }
        self._folded = [fold(p.text) for p in snapshot.passages]
        self._compose = Composer(SentenceScorer(snapshot, WordWeights(self._folded)))
        self._sentence_weights = sentence_weights

    def answer(
        self,
        question: Understanding,
        found: Retrieved,
        plans: Sequence[Plan],
        switches: Switches,
    ) -> Outcome:
        """Draft an answer or say why there is none."""
        base = base_year(plans)
        verdict = self._scope_verdict(question, found, plans, base)
        if verdict is not None and switches.requirements:
            return Outcome(draft=Draft(), verdict=verdict)
        draft: Draft | None = None
        if switches.figures:
            outcome = self._from_figures(question, plans, base)
            if isinstance(outcome, Verdict):
                return Outcome(draft=Draft(), verdict=outcome)
            draft = outcome
        from_figures = draft is not None
        if draft is None:
            draft = self._from_term(question, plans)
        if draft is None:
            draft = self._compose.extract(question, found, self._sentence_weights)
            self._read_rows(draft, plans)
        draft, _ = gate(draft)
        if not draft.pieces:
            return Outcome(draft=Draft(), verdict=Verdict(reason=Reason.NOT_IN_PLAN))
        if switches.requirements and (not from_figures or Ask.REASON in question.asks):
            missing = decide.missing_type(question, draft)
            if not from_figures and decide.unsupported_numbers(question, draft):
                missing = missing or "所问的数量"
            if missing is not None:
                detail = messages()["not_in_plan_ask"].format(what=missing)
                return Outcome(
                    draft=Draft(), verdict=Verdict(reason=Reason.NOT_IN_PLAN, detail=detail)
                )
        self._enrich(draft, question, plans, base, widen=not from_figures)
        return Outcome(draft=draft)

    def _scope_verdict(
        self,
        question: Understanding,
        found: Retrieved,
        plans: Sequence[Plan],
        base: int | None,
    ) -> Verdict | None:
        """Refusals that need no draft: nothing said, elsewhere, results, no such matter."""
        if not re.search(r"[\u3400-\u9fffA-Za-z]{2}", question.text):
            return Verdict(reason=Reason.UNCLEAR)
        places = decide.other_places(question.text, plans)
        if places:
            best = [e.passage.text for e in found.evidence[:3]]
            if not all(any(place in text for text in best) for place in places):
                region = "、".join(plan.entry.region or plan.entry.title for plan in plans)
                detail = messages()["not_in_plan_region"].format(
                    region=region, place="、".join(places)
                )
                return Verdict(reason=Reason.NOT_IN_PLAN, detail=detail)
        nearest = {name: float(scores.max()) for name, scores in found.channels.items()}
        if not self._matcher.match(question.text, 1) and decide.out_of_scope(nearest, question):
            chinese = re.search(r"[\u3400-\u9fff]{2}", question.text)
            return Verdict(reason=Reason.OUT_OF_SCOPE if chinese else Reason.UNCLEAR)
        if decide.asks_achievement(question, base):
            return Verdict(reason=Reason.ACHIEVEMENT_UNKNOWN)
        if not found.terms and not found.official:
            return Verdict(reason=Reason.UNCLEAR)
        return None

    def _from_figures(
        self, question: Understanding, plans: Sequence[Plan], base: int | None
    ) -> Draft | Verdict | None:
        allowed = {plan.entry.id for plan in plans}
        indicators = [i for plan in plans for i in plan.indicators]
        tables = [t for plan in plans for t in plan.tables]
        overall = answer_table(question, tables, indicators, self._row_passage(plans), base)
        if overall is not None:
            return overall
        wants = question.wants_figure or question.operations & {
            Operation.CHANGE, Operation.CONFLICT
        }  # fmt: skip
        if not (wants or question.years) or question.asks & {Ask.MONEY, Ask.NAME, Ask.ADDRESS}:
            return None
        named = [
            m
            for m in self._matcher.match(question.text)
            if m.score >= (0.35 if Operation.CONFLICT in question.operations else MATCH)
            and m.indicator.plan_id in allowed
        ]
        if not named:
            return None
        return self._look_up(question, named, base)

    def _look_up(
        self, question: Understanding, named: Sequence[Match], base: int | None
    ) -> Draft | Verdict:
        top = named[0].score
        margin = 0.15 if Operation.CONFLICT in question.operations else 0.06
        close = [m.indicator for m in named if m.score >= top - margin]
        giving = [i for i in close if choose_values(i, question, base)]
        if not giving and len(named) > len(close):
            giving = [
                m.indicator
                for m in named
                if m.score >= top - 0.12 and choose_values(m.indicator, question, base)
            ]
        draft = answer_figures(giving[:3], question, base, self._passages.__getitem__)
        if draft.pieces:
            return draft
        return Verdict(reason=Reason.NOT_IN_PLAN, detail=_absence(named[0].indicator, question))

    def _read_rows(self, draft: Draft, plans: Sequence[Plan]) -> None:
        """A quoted row of figures is said as its values, not as its cells."""
        values = {
            v.source.passage_id: i
            for plan in plans
            for i in plan.indicators
            for v in i.values
            if v.source.kind == "table"
        }
        for position, piece in enumerate(draft.pieces):
            indicator = values.get(piece.sources[0].passage.id) if piece.sources else None
            if indicator is not None:
                row = piece.sources[0].passage.id
                said = "，".join(
                    f"{v.year}年{f'（{v.scope}）' if v.scope else ''}{v.display}"
                    for v in indicator.values
                    if v.source.passage_id == row
                )
                text = f"{piece.sources[0].passage.table}：{indicator.name}{said}。"
                draft.pieces[position] = Piece(text, "figure", (whole(piece.sources[0].passage),))

    def _row_passage(self, plans: Sequence[Plan]) -> Callable[[Table, int], Passage]:
        plan_of = {t.id: plan.entry.id for plan in plans for t in plan.tables}

        def passage_of(table: Table, row: int) -> Passage:
            return self._rows[(plan_of[table.id], table.label, row)]

        return passage_of

    def _from_term(self, question: Understanding, plans: Sequence[Plan]) -> Draft | None:
        """A programme or slogan in quotation marks: every sentence that names it."""
        allowed = {plan.entry.id for plan in plans}
        draft = Draft()
        seen: set[str] = set()
        for term in question.quoted:
            wanted = fold(term)
            holding = [
                passage
                for passage, text in zip(self._snapshot.passages, self._folded, strict=True)
                if wanted in text
            ]
            sources = mentions(term, holding, allowed)
            if not sources or len(sources) > 4:
                continue
            for source in sources:
                for said in with_context(source):
                    text = said.passage.text[said.start : said.end].strip()
                    if fold(text) not in seen:
                        seen.add(fold(text))
                        draft.pieces.append(Piece(text, "quote", (said,)))
            if Ask.DEFINITION in question.asks and not _defines(term, sources):
                draft.missing = f"“{term}”的具体含义"
        return draft if draft.pieces else None

    def _enrich(
        self,
        draft: Draft,
        question: Understanding,
        plans: Sequence[Plan],
        base: int | None,
        *,
        widen: bool,
    ) -> None:
        """Add the indicators whose values are cited, their table rows, and conflicts."""
        cited = {p.id for p in draft.passages()}
        known = {i.id for i in draft.indicators}
        quoted = [s for piece in draft.pieces for s in piece.sources]
        for plan in plans if widen else ():
            for indicator in plan.indicators:
                if indicator.id not in known and _quoted_value(indicator, quoted):
                    draft.indicators.append(indicator)
        if question.operations & {
            Operation.FILTER,
            Operation.SAME,
            Operation.BLANK,
            Operation.EXTREME,
        }:
            return
        self._add_rows(draft, question, cited, base)
        shown = {i.id for i in draft.indicators}
        for plan in plans:
            draft.conflicts += [
                c
                for c in plan.conflicts
                if c.indicator_id in shown and _concerns(c, question, draft)
            ]
        self._cite_conflicts(draft)

    def _add_rows(
        self, draft: Draft, question: Understanding, cited: set[str], base: int | None
    ) -> None:
        for indicator in draft.indicators[:6]:
            rows: dict[str, list[str]] = {}
            for value in indicator.values:
                if value.source.kind == "table" and value.source.passage_id not in cited:
                    scope = f"（{value.scope}）" if value.scope else ""
                    rows.setdefault(value.source.passage_id, []).append(
                        f"{value.year}年{scope}{value.display}"
                    )
            if (
                not rows
                or question.tables
                or (question.years and max(question.years) <= (base or 0))
            ):
                continue
            for passage_id, said in rows.items():
                passage = self._passages[passage_id]
                text = f"{passage.table}：{indicator.name}{'，'.join(said)}。"
                draft.pieces.append(Piece(text, "figure", (whole(passage),)))
                cited.add(passage_id)

    def _cite_conflicts(self, draft: Draft) -> None:
        """Both sides of a conflict are quoted, and the difference is said in words."""
        for conflict in draft.conflicts:
            cited = {p.id for p in draft.passages()}
            sides = []
            for value in conflict.statements:
                source = source_of(value, self._passages.__getitem__)
                if source.passage.id not in cited:
                    text = source.passage.text[source.start : source.end]
                    text = re.sub(r"\s*[\t\n]\s*", "：", text.strip())
                    draft.pieces.append(Piece(text, "quote", (source,)))
                sides.append(value.display)


def base_year(plans: Sequence[Plan]) -> int | None:
    """The year before the plans' period begins; None where none is known."""
    starts = [p.entry.period_start for p in plans if p.entry.period_start is not None]
    return min(starts) - 1 if starts else None


def _absence(indicator: Indicator, question: Understanding) -> str:
    year = "、".join(str(y) for y in question.years)
    for table, _, blank_year in indicator.not_given:
        if blank_year in question.years:
            return messages()["not_in_plan_blank"].format(
                name=indicator.name, year=blank_year, table=table, mark="——"
            )
    if year:
        return messages()["not_in_plan_year"].format(name=indicator.name, year=year)
    scope = {"city": "市级", "nation": "全国", "district": "本区"}
    said = "、".join(scope[s] for s in question.scopes)
    return messages()["not_in_plan_scope"].format(scope=said, name=indicator.name)


def with_context(source: Source) -> list[Source]:
    """A sentence with the short first sentence that names its paragraph's matter.

    Where the sentence is that first one, what follows it belongs to it.
    """
    spans = source.passage.sentences
    first = spans[0]
    if source.passage.kind == "table_row" or first.end - first.start > _LEAD:
        return [source]
    lead = Source(source.passage, first.start, first.end)
    if source.start == first.start:
        return [Source(source.passage, s.start, s.end) for s in spans[:5]]
    return [lead, source]


def _defines(term: str, sources: Sequence[Source]) -> bool:
    """Whether a sentence says what the term stands for (X是指…, X即…, X包括…)."""
    pattern = re.compile(re.escape(fold(term)) + r"(?:是指|指的是|即|包括|分别是|就是|[:：])")
    return any(pattern.search(fold(s.passage.text[s.start : s.end])) for s in sources)


def _quoted_value(indicator: Indicator, quoted: Sequence[Source]) -> bool:
    for value in indicator.values:
        for source in quoted:
            if value.source.passage_id != source.passage.id:
                continue
            if value.source.start is None or source.start <= value.source.start < source.end:
                return True
    return False


def _concerns(conflict: Conflict, question: Understanding, draft: Draft) -> bool:
    """A conflict is shown where its year is asked for, or it was asked about."""
    if Operation.CONFLICT in question.operations or not question.years:
        return True
    return conflict.year is None or conflict.year in question.years
