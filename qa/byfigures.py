"""Answers from indicators and tables: which way a question for figures is answered.

Order: how the plan is built, a table as a whole, then the indicators that the question names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from corpus.model import Indicator, Passage, Plan, Table
from qa.about import SURE, is_about
from qa.cues import Ask, Operation
from qa.decide import Verdict
from qa.differences import answer_differences
from qa.draft import Draft, Piece
from qa.figures import (
    MATCH,
    IndicatorMatcher,
    Match,
    choose_values,
    in_time,
    is_row_amount,
    of_growth,
)
from qa.given import absence, absent_years, giving
from qa.lookup import answer_figures, between, state_words, together
from qa.measures import bare_scale, in_asked_unit, is_amount
from qa.model import Reason
from qa.pairs import pair_of, reached_by
from qa.parts import SUM
from qa.present import messages
from qa.question import Understanding
from qa.scope import Scope
from qa.stated import against_others, source_of, stated_changes
from qa.structure import answer_structure
from qa.tabulate import answer_table

_NO_FIGURE = {
    Ask.MONEY, Ask.NAME, Ask.ADDRESS, Ask.CONTACT, Ask.PERSON, Ask.STEPS, Ask.RANK, Ask.PENALTY,
    Ask.DURATION, Ask.FREQUENCY, Ask.SURNAME,
}  # fmt: skip
_AND = re.compile(r"[和与跟同、，,;；及]|比(?!例|重)|以及|还有")
_APART = re.compile(
    r"相差|差多少|差几|差距|高多少|低多少|[高低多少差]几|高出|哪个(?:更)?[高低大小多少]"
)

_HOW_MUCH = re.compile(r"什么(?:水平|程度)|多[高大少]|目标值|数值|百分之几")


class FigureAnswerer:
    """Answers from one snapshot's indicators and tables."""

    def __init__(
        self, matcher: IndicatorMatcher, passages: Mapping[str, Passage], scope: Scope
    ) -> None:
        """``passages`` by id."""
        self._matcher = matcher
        self._passages = passages
        self._scope = scope
        self._rows = {
            (p.plan_id, p.table, p.row): p for p in passages.values() if p.row is not None
        }

    def answer(
        self,
        question: Understanding,
        words: Sequence[str],
        plans: Sequence[Plan],
        base: int | None,
    ) -> Draft | Verdict | None:
        """A draft, a refusal, or None for a question that asks for no figure of an indicator.

        ``words`` are the question's words of content, ``base`` the year before the plans' period.
        """
        indicators = [i for plan in plans for i in plan.indicators]
        tables = [t for plan in plans for t in plan.tables]
        structural = answer_structure(question, words, plans, self.row_passage(plans))
        if structural is not None and structural.pieces:
            return self._with_values(structural, question, base, indicators)
        if structural is not None:
            detail = messages()["not_in_plan_ask"].format(what=structural.missing)
            return Verdict(reason=Reason.NOT_IN_PLAN, detail=detail)
        differences = answer_differences(question, plans)
        if differences is not None and not self._matcher.match(question.text, 1):
            return differences
        overall = answer_table(question, tables, indicators, self.row_passage(plans), base)
        if overall is not None:
            return overall
        return self._of_indicators(question, words, plans, base)

    def _of_indicators(
        self,
        question: Understanding,
        words: Sequence[str],
        plans: Sequence[Plan],
        base: int | None,
    ) -> Draft | Verdict | None:
        """What is asked of the indicators that a question names; see `answer`."""
        indicators = [i for plan in plans for i in plan.indicators]
        conflict = Operation.CONFLICT in question.operations
        wants = question.wants_figure or question.years or conflict
        if not (wants or Operation.CHANGE in question.operations):
            return None
        named = self._named(question, {plan.entry.id for plan in plans})
        if not (named and _pairs(named[0].indicator, question, base, indicators)):
            named = in_time(named, question)
        if not named:
            return None
        sure = named[0].score >= SURE and against_others(named[0].indicator, question)
        if not (conflict or sure or is_about(question, words, named[0], self._scope.says)):
            return None
        several = self._several(question, named)
        if len(several) > 1:
            return self._each(question, several, base, indicators)
        return self._look_up(question, named, base, indicators)

    def _with_values(
        self,
        marked: Draft,
        question: Understanding,
        base: int | None,
        indicators: Sequence[Indicator],
    ) -> Draft:
        """What a table says of a row (约束性), with its values where a figure is asked for too."""
        source = next((s for piece in marked.pieces for s in piece.sources), None)
        if len(marked.pieces) > 1 or source is None or not _HOW_MUCH.search(question.text):
            return marked
        of_row = [
            i
            for i in indicators
            if not is_row_amount(i)
            and any(
                v.source.kind == "table" and v.source.passage_id == source.passage.id
                for v in i.values
            )
        ]
        values = answer_figures(of_row, question, base, self._passages.__getitem__, indicators)
        indicators = [*marked.indicators, *values.indicators]
        return Draft([*marked.pieces, *values.pieces], indicators, missing=marked.missing)

    def _named(self, question: Understanding, allowed: set[str]) -> list[Match]:
        """The indicators that a question names; none where it asks for no figure at all.

        An amount of money is asked of indicators in money only.
        """
        blocked = question.asks & _NO_FIGURE
        if blocked - {Ask.MONEY}:
            return []
        scale = bare_scale(question.text)
        least = 0.35 if Operation.CONFLICT in question.operations else MATCH
        found = of_growth(self._matcher.match(question.text), question.text)
        return [
            match
            for match in found
            if match.score >= least
            and match.indicator.plan_id in allowed
            and not is_row_amount(match.indicator)
            and in_asked_unit(question.text, match.indicator.unit)
            and (not blocked or is_amount(match.indicator.unit, scale))
        ]

    def _several(self, question: Understanding, named: Sequence[Match]) -> list[Match]:
        """The indicators that a question names side by side, each once, in order of mention."""
        known = {match.indicator.id for match in named}
        found: dict[str, Match] = {}
        for part in _AND.split(question.text):
            for match in self._matcher.match(part, 1):
                if match.score >= MATCH and match.indicator.id in known:
                    found.setdefault(match.indicator.id, match)
        return list(found.values())

    def _each(
        self,
        question: Understanding,
        several: Sequence[Match],
        base: int | None,
        indicators: Sequence[Indicator],
    ) -> Draft | Verdict:
        """What is asked, of each indicator; of two, also how far they are apart."""
        alone = question
        if _APART.search(question.text):
            alone = question.model_copy(update={"operations": frozenset()})
        whole, missing = Draft(), []
        for match in several:
            draft = self._look_up(alone, [match], base, indicators)
            if isinstance(draft, Verdict):
                missing.append(match.indicator.name)
                continue
            whole.pieces += [piece for piece in draft.pieces if piece not in whole.pieces]
            whole.indicators += draft.indicators
            missing += [draft.missing] if draft.missing else []
        if not whole.pieces:
            return Verdict(reason=Reason.NOT_IN_PLAN)
        if missing:
            whole.missing = "、".join(missing)
        if len(several) == 2 and _APART.search(question.text):
            values = [choose_values(m.indicator, question, base) for m in several]
            apart = between(values[0], values[1], self._passages.__getitem__)
            whole.pieces += [apart] if apart else []
        elif SUM.search(question.text) and not missing:
            values = [choose_values(m.indicator, question, base) for m in several]
            total = together(values, self._passages.__getitem__)
            whole.pieces += [total] if total else []
        return whole

    def _look_up(
        self,
        question: Understanding,
        named: Sequence[Match],
        base: int | None,
        indicators: Sequence[Indicator],
    ) -> Draft | Verdict:
        if Operation.CONFLICT in question.operations:
            question = question.model_copy(update={"years": (), "tables": ()})  # each place counts
        top = named[0].score
        margin = 0.15 if Operation.CONFLICT in question.operations else 0.06
        close = [m.indicator for m in named if m.score >= top - margin]
        stated = [p for i in close for p in stated_changes(i, question, self._passages.__getitem__)]
        if stated:
            return Draft(stated, close[:1])
        if against_others(close[0], question):
            what = f"{close[0].name}与其他地方相比的数值"
            detail = messages()["not_in_plan_ask"].format(what=what)
            return Verdict(reason=Reason.NOT_IN_PLAN, detail=detail)
        given = giving(close, named, question, base)
        draft = answer_figures(given[:3], question, base, self._passages.__getitem__, indicators)
        known = given[:3] or [named[0].indicator]
        for indicator in known:
            worded = state_words(indicator, question.years, self._passages.__getitem__)
            draft.pieces += worded
            if worded and indicator not in draft.indicators:
                draft.indicators.append(indicator)
        absent = absent_years(known, question, base)
        if draft.computes():
            return draft
        if not draft.pieces or (absent and Operation.CHANGE in question.operations):
            return Verdict(
                reason=Reason.NOT_IN_PLAN, detail=absence(named[0].indicator, question, base)
            )
        if absent == [base] and self._reach(draft, known[0], indicators, base):
            absent = []
        if absent:
            said = "、".join(f"{year}年" for year in absent)
            draft.missing = f"{named[0].indicator.name}{said}的数值"
        return draft

    def _reach(
        self,
        draft: Draft,
        indicator: Indicator,
        indicators: Sequence[Indicator],
        base: int | None,
    ) -> bool:
        """Quote what another indicator says had been reached by the base year; whether one does."""
        found = reached_by(indicator, indicators, base)
        for other, value in found:
            source = source_of(value, self._passages.__getitem__)
            said = source.passage.text[source.start : source.end].strip()
            draft.pieces.append(Piece(said, "quote", (source,)))
            draft.indicators.append(other)
        return bool(found)

    def row_passage(self, plans: Sequence[Plan]) -> Callable[[Table, int], Passage]:
        """Where the passage of a table's row is found."""
        plan_of = {t.id: plan.entry.id for plan in plans for t in plan.tables}

        def passage_of(table: Table, row: int) -> Passage:
            return self._rows[(plan_of[table.id], table.label, row)]

        return passage_of


def _pairs(
    indicator: Indicator, question: Understanding, base: int | None, indicators: Sequence[Indicator]
) -> bool:
    """Whether a change is asked for and the plan gives both ends of it."""
    if Operation.CHANGE not in question.operations:
        return False
    return pair_of(indicator, question, base, indicators) is not None
