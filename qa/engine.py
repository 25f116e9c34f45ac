"""One pass from a question to a cited answer or a reasoned refusal: `Engine.ask`.

The pipeline is the list of steps in `Engine.ask`; each step is a function of another module
and its duration is reported in ``timings_ms``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from corpus.model import Frozen, Indicator, Passage, Plan, Table
from index.encoder import Encoder
from index.snapshot import Snapshot
from qa import decide
from qa.answering import Answerer
from qa.catalogue import in_section
from qa.confidence import Signals
from qa.dialogue import may_lean, resolve, stands_alone
from qa.doubt import Judge, judge_for
from qa.draft import Draft
from qa.errors import QuestionError
from qa.figures import IndicatorMatcher
from qa.lexicon import load_lexicon
from qa.model import Citation, Question, Reason, Reply
from qa.normalise import check
from qa.present import cite
from qa.question import Understanding, strip_filler, understand
from qa.reading import Read, Reader
from qa.reply import Parts, refuse, release
from qa.retrieve import Retriever, Stages
from qa.vocabulary import plan_subjects

_LEANS = 0.012
"""How much nearer a question must come to the plan by what was asked before it."""


class EngineSettings(Frozen):
    """Switches of single stages (for ablation) and the contact shown for results."""

    spelling: bool = True
    dialogue: bool = True
    lexical: bool = True
    dense: bool = True
    lexicon: bool = True
    expansion: bool = True
    late: bool = True
    figures: bool = True
    requirements: bool = True
    results_contact: str = ""

    def retrieval_stages(self) -> Stages:
        """The switches of the retriever."""
        return Stages(self.lexical, self.dense, self.lexicon, self.expansion, self.late)


class Clock:
    """Collects the duration of each stage in milliseconds."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self.spent: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time one stage."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.spent[name] = round((time.perf_counter() - start) * 1000, 3)

    def total(self) -> dict[str, float]:
        """All stages and ``total``."""
        return {**self.spent, "total": round((time.perf_counter() - self._start) * 1000, 3)}


class Engine:
    """Answers questions over one snapshot; immutable once built, safe to share by threads."""

    def __init__(
        self,
        snapshot: Snapshot,
        encoder: Encoder,
        settings: EngineSettings | None = None,
        observe: Callable[[Signals], object] = lambda _: None,
        judge: Judge | None = None,
    ) -> None:
        """``observe`` is told the signals behind each answer's confidence, to fit their weights;
        ``judge`` says how doubtful a draft is, where it is not the fitted one (`qa.doubt`).
        """
        self.snapshot = snapshot
        self._observe = observe
        self.settings = settings or EngineSettings()
        stages = self.settings.retrieval_stages()
        self._retriever = Retriever(snapshot, encoder, load_lexicon(True), stages)
        indicators = [i for plan in snapshot.plans for i in plan.indicators]
        self._matcher = IndicatorMatcher(indicators)
        weights = self._retriever.fusion.sentences
        self._answerer = Answerer(
            snapshot, self._matcher, weights, judge or judge_for(snapshot.vector_sets, stages)
        )
        self._subjects = plan_subjects(snapshot.plans)
        self._reader = Reader(snapshot)
        self._tables = [table for plan in snapshot.plans for table in plan.tables]
        self._plan_of = np.array([p.plan_id for p in snapshot.passages])

    def ask(self, question: Question) -> Reply:
        """Answer or refuse. Raises `QuestionError` for what is no question."""
        clock = Clock()
        check(question)
        plans = self._plans(question.plan_ids)
        with clock.stage("understand"):
            read = self._read(question.text, spelling=question.spelling)
            verdict = decide.screen(read.text, question.text)
            resolved = self._resolve(read.text, question.history)
            sought = read.sought if resolved == read.text else ""
            understood = understand(resolved, sought, foreign=read.foreign)
        parts = Parts(question.text, resolved, read.corrections, self.snapshot.id, clock.total)
        if verdict.reason is not None:
            return refuse(parts, plans, verdict, (), self.settings.results_contact)
        with clock.stage("retrieve"):
            found = self._retriever.retrieve(understood, 30, self._allowed(plans))
        with clock.stage("answer"):
            outcome = self._answerer.answer(understood, found, plans, self.settings)
        if outcome.verdict.reason is not None:
            near = [e.passage for e in found.evidence[:3]]
            return refuse(parts, plans, outcome.verdict, near, self.settings.results_contact)
        with clock.stage("release"):
            extra = [e.passage for e in found.evidence[: question.top_k]]
            self._observe(outcome.signals)
            return release(parts, plans, outcome, extra, question.top_k)

    def search(
        self,
        query: str,
        k: int = 10,
        plan_ids: Sequence[str] | None = None,
        section: str | None = None,
    ) -> tuple[Citation, ...]:
        """Ranked passages with the score of each channel; no answer is composed.

        ``section`` is a section's id or words of its path, and means all that lies below it.
        """
        question = Question(text=query, plan_ids=tuple(plan_ids) if plan_ids else None)
        check(question)
        plans = self._plans(question.plan_ids)
        read = self._read(query)
        allowed = self._allowed(plans)
        if section is not None:
            inside = in_section(plans, section)
            held = np.array([inside(p.section_id, p.path) for p in self.snapshot.passages])
            allowed = held if allowed is None else allowed & held
        found = self._retriever.retrieve(
            understand(read.text, read.sought, foreign=read.foreign), k, allowed
        )
        by_id = {plan.entry.id: plan for plan in plans}
        return tuple(
            cite(e.passage, by_id[e.passage.plan_id], n, (), {"fused": e.score, **e.channels})
            for n, e in enumerate(found.evidence, start=1)
        )

    def _read(self, text: str, *, spelling: bool = True) -> Read:
        return self._reader.read(text, spelling=spelling and self.settings.spelling)

    def _resolve(self, text: str, history: tuple[str, ...]) -> str:
        if not history or not self.settings.dialogue:
            return text
        earlier = tuple(self._read(turn).text for turn in history if turn.strip())
        resolved = resolve(text, earlier, self._matcher, self._subjects, self._tables).text
        leans = may_lean(text) and not stands_alone(text, self._matcher)
        if resolved == text and earlier and leans:
            joined = f"{text} {strip_filler(earlier[-1])}"
            if self._nearness(joined) > self._nearness(text) + _LEANS:
                return joined
        return resolved

    def _nearness(self, text: str) -> float:
        """How near the nearest likely question, or passage, is to a question."""
        channels = self._retriever.retrieve(understand(text), 1).channels
        scores = channels.get("question", channels.get("dense"))
        return float(scores.max()) if scores is not None and len(scores) else 0.0

    def _plans(self, plan_ids: Sequence[str] | None) -> tuple[Plan, ...]:
        plans = self.snapshot.plans
        if plan_ids is None:
            return plans
        known = {plan.entry.id for plan in plans}
        unknown = [plan_id for plan_id in plan_ids if plan_id not in known]
        if unknown or not plan_ids:
            raise QuestionError(
                "unknown_plan", "没有这份规划，请从 /v1/plans 中选择。", {"unknown": unknown}
            )
        return tuple(plan for plan in plans if plan.entry.id in set(plan_ids))

    def _allowed(self, plans: Sequence[Plan]) -> NDArray[np.bool_] | None:
        if len(plans) == len(self.snapshot.plans):
            return None
        return np.isin(self._plan_of, [plan.entry.id for plan in plans])


__all__ = [
    "Draft",
    "Engine",
    "EngineSettings",
    "Indicator",
    "Passage",
    "Reason",
    "Table",
    "Understanding",
]
