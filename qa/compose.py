"""Extractive answers: which whole sentences of the evidence to quote.

Sentences are scored by words shared with the question (with the lexicon's official words)
and by their passage's rank; the best ones of few passages are quoted in reading order.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.model import Passage, Span
from qa.cues import Operation
from qa.draft import Draft, Piece, Source
from qa.model import Evidence
from qa.normalise import fold
from qa.question import Understanding, content_bigrams

BUDGET = 420
"""Characters an extractive answer may hold; a list question gets half as many again."""
_SHORT_PASSAGE = 170
_WHOLE_LIST = 300
_LEAD = 32
_DENSE = 2.0

Likeness = Callable[[str, int], float]
"""(passage id, start of a sentence) → dense score in standard deviations."""


@dataclass(frozen=True)
class Scored:
    """A sentence of a passage with its score."""

    passage: Passage
    span: Span
    score: float


class Composer:
    """Chooses sentences; ``weight_of`` gives a word's inverse document frequency."""

    def __init__(
        self, cut: Callable[[str], Sequence[str]], weight_of: Callable[[str], float]
    ) -> None:
        self._cut = cut
        self._weight = weight_of

    def extract(
        self,
        question: Understanding,
        official: Sequence[str],
        evidence: Sequence[Evidence],
        likeness: Likeness,
    ) -> Draft:
        """Quote the sentences that answer; the first passage always carries part of it.

        ``likeness`` gives a sentence's dense score, in standard deviations over all.
        """
        draft = Draft()
        if not evidence:
            return draft
        terms = self._terms(question, official)
        chosen = self._choose(question, terms, evidence, likeness)
        for passage_id in dict.fromkeys(s.passage.id for s in chosen):
            here = sorted(
                (s for s in chosen if s.passage.id == passage_id), key=lambda s: s.span.start
            )
            draft.pieces.extend(self._pieces(here))
        return draft

    def _terms(self, question: Understanding, official: Sequence[str]) -> dict[str, float]:
        terms = {word: self._weight(word) for word in self._cut(question.text) if len(word) > 1}
        for phrase in official:
            for word in self._cut(phrase):
                if len(word) > 1:
                    terms.setdefault(word, 0.6 * self._weight(word))
        return terms

    def _choose(
        self,
        question: Understanding,
        terms: dict[str, float],
        evidence: Sequence[Evidence],
        likeness: Likeness,
    ) -> list[Scored]:
        budget = BUDGET * 3 // 2 if Operation.LIST in question.operations else BUDGET
        top = evidence[0].score
        usable = [e for i, e in enumerate(evidence) if i == 0 or e.score >= 0.8 * top][:3]
        first = evidence[0].passage
        if "目标" in question.text and first.title is not None and first.kind == "paragraph":
            usable = usable[:1]  # a goal is stated in its own paragraph
        chosen: list[Scored] = []
        used = 0
        for rank, item in enumerate(usable):
            picked = self._pick(question, terms, item.passage, likeness, first=rank == 0)
            size = sum(s.span.end - s.span.start for s in picked)
            if rank and (used + size > budget or not self._adds(picked, chosen)):
                continue
            chosen.extend(picked)
            used += size
        return chosen

    def _pick(
        self,
        question: Understanding,
        terms: dict[str, float],
        passage: Passage,
        likeness: Likeness,
        *,
        first: bool,
    ) -> list[Scored]:
        if passage.kind == "table_row":
            start = passage.text.rfind("\n") + 1
            # The ordinal cell says nothing; the name cell leads like a short first sentence.
            spans = [s for s in passage.sentences if s.start >= start and s.end - s.start > 2]
            spans = spans or [Span(start=start, end=len(passage.text))]
        else:
            spans = list(passage.sentences)
        scored = [
            Scored(
                passage,
                span,
                self._score(passage, span, terms, question)
                + _DENSE * max(0.0, likeness(passage.id, span.start)),
            )
            for span in spans
        ]
        length = sum(span.end - span.start for span in spans)
        listing = Operation.LIST in question.operations
        if first and length <= (_WHOLE_LIST if listing else _SHORT_PASSAGE):
            return scored
        best = max(s.score for s in scored)
        share = (0.25 if listing else 0.4) if first else 0.7
        kept = [s for s in scored if s.score >= share * best and s.score > 0]
        if not kept:
            kept = sorted(scored, key=lambda s: -s.score)[:1]
        limit = (6 if listing else 4) if first else 2
        kept = sorted(kept, key=lambda s: -s.score)[:limit]
        return self._with_lead(scored, kept) if first else kept

    @staticmethod
    def _with_lead(scored: list[Scored], kept: list[Scored]) -> list[Scored]:
        """A short first sentence names the paragraph's matter: keep it with what follows."""
        lead = scored[0]
        if lead not in kept and lead.span.end - lead.span.start <= _LEAD:
            return [lead, *kept]
        return kept

    def _score(
        self, passage: Passage, span: Span, terms: dict[str, float], question: Understanding
    ) -> float:
        text = fold(passage.text[span.start : span.end])
        score = sum(weight for word, weight in terms.items() if word in text)
        for term in question.quoted:
            if fold(term) in text:
                score += 8.0
        return score / math.sqrt(20 + len(text)) * 6

    @staticmethod
    def _adds(picked: Sequence[Scored], chosen: Sequence[Scored]) -> bool:
        """False where a passage only repeats what is quoted already."""
        said: set[str] = set()
        for item in chosen:
            said |= content_bigrams(item.passage.text[item.span.start : item.span.end])
        new: set[str] = set()
        for item in picked:
            new |= content_bigrams(item.passage.text[item.span.start : item.span.end])
        return bool(new) and len(new & said) / len(new) < 0.7

    @staticmethod
    def _pieces(scored: Sequence[Scored]) -> list[Piece]:
        pieces = []
        for item in scored:
            text = item.passage.text[item.span.start : item.span.end].strip()
            text = re.sub(r"\s*[\t\n]\s*", "：", text)
            source = Source(item.passage, item.span.start, item.span.end)
            pieces.append(Piece(text, "quote", (source,)))
        return pieces


def mentions(
    term: str, passages: Sequence[Passage], allowed: set[str] | None = None
) -> list[Source]:
    """Every sentence that holds ``term`` word for word, quotation marks aside."""
    wanted = fold(term)
    found = []
    for passage in passages:
        if allowed is not None and passage.plan_id not in allowed:
            continue
        for span in passage.sentences:
            if wanted and wanted in fold(passage.text[span.start : span.end]):
                found.append(Source(passage, span.start, span.end))
    return found
