"""Choose the way a question is answered and check the draft against its requirements.

Order: a table as a whole, figures by name, a named term, then extraction. Each way returns a
draft or nothing; the first whose draft meets the requirements is released.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Protocol

from corpus.model import Frozen, Passage, Plan
from index.snapshot import Snapshot
from qa import decide
from qa.byfigures import FigureAnswerer
from qa.cells import answer_cells
from qa.compose import Composer
from qa.confidence import Signals, signals_of
from qa.cues import Ask, Operation
from qa.decide import Verdict
from qa.differences import asks_differences
from qa.doubt import Judge, choose
from qa.draft import Draft
from qa.enrich import Enricher
from qa.figures import MATCH, IndicatorMatcher, Match
from qa.fit import fit_of
from qa.lacking import Asker, lacks_of
from qa.lexicon import load_lexicon
from qa.model import Reason
from qa.normalise import fold
from qa.outline import names_section
from qa.periods import base_year, placed
from qa.present import messages
from qa.question import Understanding
from qa.reckoned import reckoned, states_change
from qa.restrictions import PlanFacts, says_of_year
from qa.retrieve import Retrieved
from qa.rowanswers import asks_rows
from qa.rowcells import add_asked_cells, add_told
from qa.scope import Scope, content_words, is_unclear
from qa.sentences import SentenceScorer, WordWeights
from qa.series import add_items
from qa.terms import TermFinder
from qa.trial import trust, try_drafts
from qa.verify import gate

_NEAR = 10
"""Passages among which the sentences of a reckoning are looked for."""


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
    signals: Signals = Signals(1.0, 0.0, 0.0)


class Answerer:
    """Answers from one snapshot."""

    def __init__(
        self,
        snapshot: Snapshot,
        matcher: IndicatorMatcher,
        sentence_weights: Mapping[str, float],
        judge: Judge,
    ) -> None:
        """``judge`` says how doubtful a draft is."""
        self._judge = judge
        self._rows = {passage.id: row for row, passage in enumerate(snapshot.passages)}
        self._matcher = matcher
        self._tokens = snapshot.segmenter.tokens
        self._official = load_lexicon().official
        self._passages = {p.id: p for p in snapshot.passages}
        folded = [fold(p.text) for p in snapshot.passages]
        self._plan_text = "\n".join(folded)
        self._weight = WordWeights(folded)
        self._compose = Composer(SentenceScorer(snapshot, self._weight), sentence_weights)
        self._terms = TermFinder(snapshot.passages, snapshot.segmenter.dictionary)
        self._enricher = Enricher(self._passages)
        texts = [p.text + "".join(p.path) for p in snapshot.passages]
        self._scope = Scope(texts, [plan.entry.region for plan in snapshot.plans])
        self._figures = FigureAnswerer(matcher, self._passages, self._scope)

    def answer(
        self,
        question: Understanding,
        found: Retrieved,
        plans: Sequence[Plan],
        switches: Switches,
    ) -> Outcome:
        """Draft an answer or say why there is none."""
        base = base_year(plans)
        question = placed(question, base)
        words = content_words(question.text, self._tokens)
        figures = self._figures.answer(question, words, plans, base) if switches.figures else None
        found_it = isinstance(figures, Draft)
        verdict = self._verdict_before(question, words, found, plans, base, found_it=found_it)
        if verdict is not None and switches.requirements:
            return _refused(verdict)
        if isinstance(figures, Verdict) and Operation.CHANGE not in question.operations:
            if not says_of_year(question, words, found.evidence):
                return _refused(figures)
            figures = None  # the value is there under another name
        asker = Asker(question, words, self._facts(plans, base), self._official, self._tokens)
        missing = figures.detail if isinstance(figures, Verdict) else ""
        drafts = self._drafts(question, words, found, plans, figures, partial(lacks_of, asker))
        judge = self._judge if switches.requirements else trust
        tried = try_drafts(asker, found, drafts, judge, self._row_of)
        chosen = choose(tried)
        if chosen is None:
            lacking = next((what for item in tried for what in item.lacks.values()), None)
            if lacking is not None and not missing:
                missing = messages()["not_in_plan_ask"].format(what=lacking)
            return _refused(Verdict(reason=Reason.NOT_IN_PLAN, detail=missing))
        draft = chosen.draft
        add_told(draft, question, plans)
        self._enricher.enrich(draft, question, plans, base, widen=not chosen.from_figures)
        signals = signals_of(draft, words, self._official, self._weight, found)
        return Outcome(draft=draft, signals=signals)

    def _row_of(self, passage: Passage) -> int:
        return self._rows[passage.id]

    def _drafts(
        self,
        question: Understanding,
        words: Sequence[str],
        found: Retrieved,
        plans: Sequence[Plan],
        figures: Draft | Verdict | None,
        lacks: Callable[[Draft], Mapping[str, str]],
    ) -> Iterator[tuple[Draft, bool]]:
        """Drafts in the order in which they are tried, and whether each is of figures."""
        computed = isinstance(figures, Draft) and gate(figures)[0].computes()
        if isinstance(figures, Draft) and computed:
            yield figures, True
        words_draft = self._in_words(question, words, found, plans)
        sums = self._reckoned(question, words, found, plans, words_draft)
        if sums is not None:
            yield sums, True
        if isinstance(figures, Draft) and not computed:
            yield figures, True
        if not isinstance(figures, Verdict):
            yield words_draft, False
        elif states_change(words_draft, question):
            yield words_draft, False  # the plan says by how much, not from where
        if not isinstance(figures, Verdict) and (
            question.asks or question.wants_figure or question.years
        ):
            other = self._compose.holding(question, words, found, lacks)
            if other is not None:
                self._enricher.read_rows(other, plans)
                yield other, False
        tables = [table for plan in plans for table in plan.tables]
        cells = answer_cells(question, (), tables, self._figures.row_passage(plans))
        if cells is not None and cells.pieces:
            yield cells, True

    def _reckoned(
        self,
        question: Understanding,
        words: Sequence[str],
        found: Retrieved,
        plans: Sequence[Plan],
        quoted: Draft,
    ) -> Draft | None:
        """What must be reckoned from sentences, nearest first."""
        tokens = self._tokens(question.text)
        fit = fit_of(question.text, tokens, words, self._scope.says, self._official)
        near = [*quoted.passages(), *(e.passage for e in found.evidence[:_NEAR])]
        passages = list({passage.id: passage for passage in near}.values())
        return reckoned(question, fit, quoted, passages, plans, self._passages)

    def _facts(self, plans: Sequence[Plan], base: int | None) -> PlanFacts:
        levels = {plan.entry.level for plan in plans}
        years = {plan.entry.period_end for plan in plans} | {base}
        return PlanFacts(
            text=self._plan_text,
            region="".join(plan.entry.region for plan in plans),
            level=levels.pop() if len(levels) == 1 else "",
            years=frozenset(year for year in years if year is not None),
        )

    def _in_words(
        self,
        question: Understanding,
        words: Sequence[str],
        found: Retrieved,
        plans: Sequence[Plan],
    ) -> Draft:
        allowed = {plan.entry.id for plan in plans}
        draft = self._terms.answer(question, words, allowed)
        if draft is None:
            draft = self._compose.extract(question, words, found)
            self._terms.complete(draft, question, allowed)
        self._enricher.read_rows(draft, plans)
        add_asked_cells(draft, question, plans)
        add_items(draft, question, tuple(self._passages.values()))
        return draft

    def _verdict_before(
        self,
        question: Understanding,
        words: Sequence[str],
        found: Retrieved,
        plans: Sequence[Plan],
        base: int | None,
        *,
        found_it: bool,
    ) -> Verdict | None:
        """Refusals that need no draft: nothing said, elsewhere, results, no such matter.

        ``found_it`` says that a table, a figure or the outline answers: the matter is the plan's.
        """
        if is_unclear(question.text, self._tokens) and not names_section(question.text, plans):
            return Verdict(reason=Reason.UNCLEAR)
        places = decide.other_places(question.text, plans)
        best = [e.passage.text for e in found.evidence[:3]]
        if places and not all(any(place in text for text in best) for place in places):
            region = "、".join(plan.entry.region or plan.entry.title for plan in plans)
            detail = messages()["not_in_plan_region"].format(region=region, place="、".join(places))
            return Verdict(reason=Reason.NOT_IN_PLAN, detail=detail)
        named = self._matcher.match(question.text, 1)
        of_tables = bool(question.tables) or bool(named and named[0].score >= MATCH)
        of_tables = of_tables or asks_differences(question) or asks_rows(question)
        reason = None if of_tables or found_it else self._outside(question, words, found)
        if reason is not None:
            return Verdict(reason=reason)
        period = decide.other_period(question.text, plans)
        if period is not None:
            detail = messages()["not_in_plan_period"].format(period=f"“{period}”时期")
            return Verdict(reason=Reason.NOT_IN_PLAN, detail=detail)
        if decide.asks_achievement(question, base) and (
            not decide.asks_state(question) or _has_target(named, base)
        ):
            return Verdict(reason=Reason.ACHIEVEMENT_UNKNOWN)
        return None

    def _said(self, word: str) -> str:
        """A word, or what the plans say for it."""
        if self._scope.says(word):
            return word
        return next((other for other in self._official(word) if self._scope.says(other)), word)

    def _outside(
        self, question: Understanding, words: Sequence[str], found: Retrieved
    ) -> Reason | None:
        """Why a question is none of the plans' matters, or None."""
        nearest = {name: float(scores.max()) for name, scores in found.channels.items()}
        if question.foreign:
            said = [self._said(word) for word in words]
            reason = self._scope.unknown(question.text, said)
        else:
            reason = self._scope.outside(question.text, words, nearest)
        if reason is not None and Ask.PERSON in question.asks:
            return Reason.NOT_IN_PLAN  # an office is a matter of plans, its holder is not
        return reason


def _has_target(named: Sequence[Match], base: int | None) -> bool:
    """Whether the question names an indicator whose value is yet to come."""
    values = [v for m in named if m.score >= MATCH for v in m.indicator.values]
    return any(base is not None and v.year is not None and v.year > base for v in values)


def _refused(verdict: Verdict) -> Outcome:
    return Outcome(draft=Draft(), verdict=verdict)
