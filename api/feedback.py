"""What of a question or an opinion is kept, and what never is."""

from __future__ import annotations

import asyncio
from typing import Protocol

import structlog

from api.faults import ApiError
from api.privacy import keepable, refuse_personal
from corpus.model import Frozen
from index.snapshot import Snapshot
from qa.model import Reason, Reply, Status
from qa.privacy import holds_personal

log = structlog.get_logger()

MAX_COMMENT = 500
# Hostile questions ask for nothing that a plan could say; personal ones are never kept.
_NOT_KEPT = (Reason.UNSAFE, Reason.PERSONAL_DATA)


class Feedback(Frozen):
    """An opinion about an answer. ``hour`` counts from 1970-01-01 00:00 UTC."""

    id: str = ""
    hour: int = 0
    answer_id: str | None = None
    question: str
    useful: bool
    comment: str | None = None


class Unanswered(Frozen):
    """A question without (a whole) answer, with its nearest section; ``section`` is its path.

    ``reason`` is a reason of the contract, or ``partial``.
    """

    id: str = ""
    hour: int = 0
    question: str
    reason: str
    plan_id: str | None = None
    section_id: str | None = None
    section: str | None = None


class InboxUnavailable(ApiError):
    """The database does not take or give rows; the text says nothing of its content."""

    def __init__(self) -> None:
        message = "暂时不能保存或读取，请稍后再试。"
        super().__init__(503, "store_unavailable", message, None, {"Retry-After": "10"})


class Keeper(Protocol):
    """Where unanswered questions go."""

    def add_unanswered(self, item: Unanswered) -> str:
        """Keep a question and return its id."""


def feedback_of(
    question: str, useful: bool, comment: str | None, answer_id: str | None
) -> Feedback:
    """An opinion as it is kept. Raises `api.privacy.PersonalDataError`."""
    refuse_personal(question=question, comment=comment)
    return Feedback(
        answer_id=answer_id,
        question=keepable(question),
        useful=useful,
        comment=keepable(comment or "") or None,
    )


def unanswered_of(reply: Reply, snapshot: Snapshot) -> Unanswered | None:
    """The question of a reply that left it (partly) open; None where nothing is kept.

    Kept is the question as it was understood, so that a follow-up can be read by itself.
    """
    if reply.status is Status.ANSWERED or reply.reason in _NOT_KEPT:
        return None
    if holds_personal(reply.question) or holds_personal(reply.resolved_question):
        return None
    near = next(iter(reply.nearest or reply.citations), None)
    passage = snapshot.passage(near.passage_id) if near else None
    return Unanswered(
        question=keepable(reply.resolved_question),
        reason=reply.reason.value if reply.reason else "partial",
        plan_id=passage.plan_id if passage else None,
        section_id=passage.section_id if passage else None,
        section=" › ".join(passage.path) if passage else None,
    )


class Recorder:
    """Keeps unanswered questions beside answering: never slows or fails an answer."""

    def __init__(self, inbox: Keeper, enabled: bool) -> None:
        self._inbox, self._enabled = inbox, enabled
        self._running: set[asyncio.Task[None]] = set()

    def note(self, reply: Reply, snapshot: Snapshot) -> None:
        """Keep the reply's question in the background when it is to be kept."""
        item = unanswered_of(reply, snapshot) if self._enabled else None
        if item is not None:
            task = asyncio.get_running_loop().create_task(self._keep(item))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def finish(self) -> None:
        """Wait for what is still being kept."""
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _keep(self, item: Unanswered) -> None:
        try:
            await asyncio.to_thread(self._inbox.add_unanswered, item)
        except ApiError as error:
            log.warning("question_not_kept", code=error.code)
