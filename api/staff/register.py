"""The commitments register: one row a commitment, filtered and sorted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from corpus.model import Commitment, Frozen, Plan, Quantity
from qa.items import PREFACE, commitment_citation
from qa.normalise import fold, simplified
from qa.present import passage_link

SORTS = ("place", "deadline", "page", "what", "verifiable", "echoes")
Sort = Literal["place", "deadline", "page", "what", "verifiable", "echoes"]


class Echo(Frozen):
    """Another place that says the same."""

    id: str
    text: str
    place: str
    permalink: str


class Row(Frozen):
    """One commitment as the register shows it. ``what`` is its sentence, in the plan's words."""

    id: str
    plan_id: str
    plan_title: str
    what: str
    verb: str
    object: str
    actor: str | None
    quantities: tuple[Quantity, ...]
    deadline: int | None
    section: str
    path: tuple[str, ...]
    project: str | None
    page: int | None
    page_basis: str | None
    verifiable: bool
    echoes: tuple[Echo, ...]
    reference: str
    permalink: str
    order: int


class Wanted(Frozen):
    """What to show: filters, order, and chosen ids (empty = all that the filters keep).

    ``deadline`` 0 keeps rows without one.
    """

    q: str | None = None
    plan: str | None = None
    section: str | None = None
    quantified: bool | None = None
    verifiable: bool | None = None
    deadline: int | None = None
    actor: bool | None = None
    sort: Sort = "place"
    descending: bool = False
    ids: tuple[str, ...] = ()


def make_rows(plans: Sequence[Plan]) -> tuple[Row, ...]:
    """Every commitment of the plans in reading order."""
    found: list[Row] = []
    for plan in plans:
        found += _rows_of(plan, len(found))
    return tuple(found)


def _rows_of(plan: Plan, first: int) -> list[Row]:
    passages = {passage.id: passage for passage in plan.passages}
    by_id = {commitment.id: commitment for commitment in plan.commitments}
    rows = []
    for order, c in enumerate(plan.commitments, start=first):
        rows.append(
            Row(
                id=c.id,
                plan_id=c.plan_id,
                plan_title=plan.entry.title,
                what=c.text,
                verb=c.verb,
                object=c.object,
                actor=c.actor,
                quantities=c.quantities,
                deadline=c.deadline,
                section=c.path[-1] if c.path else PREFACE,
                path=c.path or (PREFACE,),
                project=c.project,
                page=c.page.number if c.page else None,
                page_basis=c.page.basis if c.page else None,
                verifiable=c.verifiable,
                echoes=tuple(_echo(by_id[e]) for e in c.echoes),
                reference=commitment_citation(plan, passages[c.passage_id], c.text),
                permalink=permalink(c),
                order=order,
            )
        )
    return rows


def permalink(commitment: Commitment) -> str:
    """Where the sentence stands in the plan's page, for good: ids come from the plan's words."""
    span = (commitment.start, commitment.end)
    return passage_link(commitment.plan_id, commitment.passage_id, span)


def _echo(c: Commitment) -> Echo:
    place = " › ".join((*c.path, c.project) if c.project else c.path) or PREFACE
    return Echo(id=c.id, text=c.text, place=place, permalink=permalink(c))


def choose(rows: Sequence[Row], wanted: Wanted) -> list[Row]:
    """The rows to show, in order; rows without a value come last either way."""
    words = [simplified(fold(word)) for word in (wanted.q or "").split()]
    found = [row for row in rows if _keeps(row, words, wanted)]
    key = _KEYS[wanted.sort]
    given = [(key(row), row) for row in found]
    known = [pair for pair in given if pair[0] is not None]
    known.sort(key=lambda pair: pair[0], reverse=wanted.descending)  # type: ignore[arg-type, return-value]
    return [row for _, row in known] + [row for value, row in given if value is None]


def _keeps(row: Row, words: Sequence[str], wanted: Wanted) -> bool:
    said = fold("".join((row.what, row.project or "", row.actor or "", *row.path)))
    return (
        (not wanted.ids or row.id in wanted.ids)
        and all(word in said for word in words)
        and wanted.plan in (None, row.plan_id)
        and (wanted.section is None or wanted.section in row.path)
        and wanted.quantified in (None, bool(row.quantities))
        and wanted.verifiable in (None, row.verifiable)
        and (wanted.deadline is None or wanted.deadline == (row.deadline or 0))
        and wanted.actor in (None, bool(row.actor))
    )


_KEYS: dict[str, Callable[[Row], object]] = {
    "place": lambda row: row.order,
    "deadline": lambda row: row.deadline,
    "page": lambda row: row.page,
    "what": lambda row: row.what,
    "verifiable": lambda row: not row.verifiable,
    "echoes": lambda row: len(row.echoes) or None,
}


class Choices(Frozen):
    """What the register can be filtered by."""

    sections: tuple[str, ...]
    deadlines: tuple[int, ...]


def choices(rows: Sequence[Row]) -> Choices:
    """Sections in reading order and deadlines in the order of time."""
    return Choices(
        sections=tuple(dict.fromkeys(row.section for row in rows)),
        deadlines=tuple(sorted({row.deadline for row in rows if row.deadline})),
    )
