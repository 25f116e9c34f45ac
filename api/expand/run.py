"""Ask the model passage by passage, check what comes, write it down at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from api.expand.asking import Answer, Counts, read_reply, system_prompt, user_message
from api.expand.client import Model
from api.expand.draft import DraftLine, Rejected
from api.expand.errors import Unanswered
from api.expand.work import Job, passage_hash
from corpus.model import Passage, Span
from qa.likely import LONGEST, UNKEPT, Checker, Fault, Written

TRIES = 3
"""How often a passage is asked whose reply cannot be read, or leaves sentences out."""
_IN_A_ROW = 3
"""Passages in a row without an answer after which asking on is of no use."""
_DECLINED = "the model declined"
_UNREADABLE = f"the model gave nothing for this sentence that could be read, in {TRIES} tries"

Append = Callable[[Sequence[DraftLine]], None]


@dataclass
class Tally:
    """What a run did so far: passages, sentences, questions kept, faults of the others."""

    passages: int = 0
    sentences: int = 0
    questions: int = 0
    declined: int = 0
    failed: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    fault: str = ""


@dataclass(frozen=True)
class Run:
    """One run over some passages: ``append`` gets the lines of a passage as soon as they are
    known; ``advance`` hears of each passage that is dealt with.
    """

    model: Model
    checker: Checker
    counts: Counts
    append: Append
    advance: Callable[[int], None]
    tally: Tally

    async def all(self, jobs: Sequence[Job], concurrent: int) -> None:
        """Ask for every passage, ``concurrent`` at once.

        A passage without an answer is counted and left for the next run. Raises `Unanswered`
        after some in a row, `Refused` at once, and what ``append`` raises; what was written
        before stays. Cancelling ends the calls under way.
        """
        waiting, under_way = iter(jobs), set[asyncio.Task[list[DraftLine] | Unanswered]]()
        try:
            self._start(waiting, under_way, concurrent)
            in_a_row = 0
            while under_way:
                done, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                # Answers first: a fault beside them must not lose them.
                for task in sorted(done, key=lambda task: task.exception() is not None):
                    found = task.result()
                    self._take(found)
                    in_a_row = in_a_row + 1 if isinstance(found, Unanswered) else 0
                if in_a_row >= _IN_A_ROW:
                    raise Unanswered(self.tally.fault)
                self._start(waiting, under_way, concurrent)
        finally:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)
            await self.model.close()

    def _start(
        self,
        waiting: Iterator[Job],
        under_way: set[asyncio.Task[list[DraftLine] | Unanswered]],
        concurrent: int,
    ) -> None:
        while len(under_way) < concurrent and (job := next(waiting, None)):
            under_way.add(asyncio.create_task(self._passage(job)))

    def _take(self, found: list[DraftLine] | Unanswered) -> None:
        tally = self.tally
        if isinstance(found, Unanswered):
            tally.failed += 1
            tally.fault = str(found)
        else:
            self.append(found)
            tally.passages += 1
            tally.sentences += len(found)
            tally.questions += sum(len(line.questions) for line in found)
            tally.declined += sum(line.status == "declined" for line in found)
        self.advance(1)

    async def _passage(self, job: Job) -> list[DraftLine] | Unanswered:
        """The lines of one passage, asked again for the sentences that a reply leaves out."""
        answers: dict[int, Answer] = {}
        note = _UNREADABLE
        try:
            for _ in range(TRIES):
                left = [span for span in job.sentences if span.start not in answers]
                if not left:
                    break
                message = user_message(job.passage, left, self.counts)
                text = await self.model.ask(system_prompt(), message)
                if text is None:
                    note = _DECLINED
                    break
                found = read_reply(text)
                answers |= {
                    span.start: found[n] for n, span in enumerate(left, start=1) if n in found
                }
        except Unanswered as error:
            return error
        return [
            self._line(job.passage, span, answers.get(span.start), note) for span in job.sentences
        ]

    def _line(self, passage: Passage, span: Span, answer: Answer | None, note: str) -> DraftLine:
        kept: list[str] = []
        rejected: list[Rejected] = []
        for question in answer.all(self.counts) if answer else ():
            written = Written(passage.id, span.start, question)
            fault = self.checker.fault(written)
            if fault is None:
                self.checker.accept(written)
                kept.append(question)
            else:
                self.tally.rejected[fault.name.lower()] += 1
                rejected.append(_rejected(question, fault))
        empty = not kept and not rejected
        return DraftLine(
            passage_id=passage.id,
            start=span.start,
            passage_sha256=passage_hash(passage),
            status="declined" if empty else "draft",
            model=self.model.name,
            text=passage.text[span.start : span.end].strip(),
            questions=tuple(kept),
            note=note if empty else "",
            rejected=tuple(rejected),
        )


def _rejected(question: str, fault: Fault) -> Rejected:
    kept = fault not in UNKEPT and len(question) <= 2 * LONGEST
    return Rejected(question=question if kept else "", why=fault.value)
