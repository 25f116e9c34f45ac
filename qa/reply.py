"""Turn a draft or a refusal into the reply of the contract."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.model import Passage, Plan
from qa.answering import Outcome
from qa.confidence import confidence, confidence_of_refusal
from qa.decide import Verdict
from qa.draft import Draft
from qa.model import Citation, CorrectedWord, Reason, Reply, Status
from qa.present import cite, messages, show_conflict, show_indicator
from qa.privacy import without_personal
from qa.suggestions import suggestions


@dataclass(frozen=True)
class Parts:
    """What every reply carries."""

    question: str
    resolved: str
    corrections: tuple[CorrectedWord, ...]
    snapshot_id: str
    timings: Callable[[], dict[str, float]]


def release(
    parts: Parts, plans: Sequence[Plan], outcome: Outcome, extra: Sequence[Passage], top_k: int
) -> Reply:
    """The answer with its citations numbered by how much of it they carry."""
    draft = outcome.draft
    by_id = {plan.entry.id: plan for plan in plans}
    cited = draft.passages()
    numbers = {passage.id: n for n, passage in enumerate(cited, start=1)}
    spans: dict[str, list[tuple[int, int]]] = {}
    for piece in draft.pieces:
        for source in piece.sources:
            spans.setdefault(source.passage.id, []).append((source.start, source.end))
    citations = tuple(cite(p, by_id[p.plan_id], numbers[p.id], spans[p.id]) for p in cited)
    answer = _text(draft, numbers)
    status = Status.PARTIAL if draft.missing else Status.ANSWERED
    return Reply(
        question=parts.question,
        resolved_question=parts.resolved,
        corrections=parts.corrections,
        status=status,
        reason=None,
        answer=answer,
        confidence=confidence(outcome.signals),
        citations=citations,
        indicators=tuple(show_indicator(i, numbers.get) for i in draft.indicators),
        conflicts=tuple(show_conflict(c, numbers.get) for c in draft.conflicts),
        nearest=(),
        suggestions=suggestions(
            [by_id[plan_id] for plan_id in dict.fromkeys(p.plan_id for p in cited)],
            _of_plans(extra, cited),
            set(numbers),
            parts.resolved,
        ),
        snapshot_id=parts.snapshot_id,
        timings_ms=parts.timings(),
    )


def _of_plans(passages: Sequence[Passage], cited: Sequence[Passage]) -> list[Passage]:
    """Those of the plans that the answer cites (another plan's are another subject), then these."""
    plan_ids = {passage.plan_id for passage in cited}
    return [p for p in passages if p.plan_id in plan_ids] + list(cited)


def _text(draft: Draft, numbers: dict[str, int]) -> str:
    pieces = []
    for piece in draft.pieces:
        marks = "".join(
            f"[{n}]" for n in dict.fromkeys(numbers[s.passage.id] for s in piece.sources)
        )
        pieces.append(f"{piece.text}{marks}")
    if draft.conflicts:
        sides = [
            "与".join(f"“{v.display}”[{numbers[v.source.passage_id]}]" for v in c.statements)
            for c in draft.conflicts
        ]
        for conflict, side in zip(draft.conflicts, sides, strict=True):
            pieces.append(f"{conflict.note}：{conflict.statements[0].name}，{side}。")
    if draft.missing:
        pieces.append(messages()["partial_missing"].format(what=draft.missing))
    return "\n".join(pieces)


def refuse(
    parts: Parts,
    plans: Sequence[Plan],
    verdict: Verdict,
    nearest: Sequence[Passage],
    contact: str,
) -> Reply:
    """A refusal with its reason and the nearest passages."""
    assert verdict.reason is not None
    shown = nearest if verdict.reason not in (Reason.UNSAFE, Reason.PERSONAL_DATA) else ()
    if verdict.reason is Reason.OUT_OF_SCOPE:
        shown = ()
    by_id = {plan.entry.id: plan for plan in plans}
    near: tuple[Citation, ...] = tuple(
        cite(p, by_id[p.plan_id], n) for n, p in enumerate(shown[:3], start=1)
    )
    offered = suggestions(plans, shown, question=parts.resolved)
    text = verdict.detail or messages()[verdict.reason.value].format(
        example=offered[0] if offered else ""
    )
    if verdict.reason is Reason.ACHIEVEMENT_UNKNOWN and contact:
        text += messages()["achievement_contact"].format(contact=contact)
    if near:
        text += messages()["see_nearest"]
    return Reply(
        question=parts.question,
        resolved_question=parts.resolved,
        corrections=parts.corrections,
        status=Status.REFUSED,
        reason=verdict.reason,
        answer=text,
        confidence=confidence_of_refusal(),
        citations=(),
        indicators=(),
        conflicts=(),
        nearest=near,
        suggestions=offered,
        snapshot_id=parts.snapshot_id,
        timings_ms=parts.timings(),
        question_without=(
            without_personal(parts.question) if verdict.reason is Reason.PERSONAL_DATA else None
        ),
    )
