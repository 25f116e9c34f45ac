"""When a cited passage is a hit: the one judgement that all retrieval metrics share."""

from __future__ import annotations

from collections.abc import Sequence

from eval.case import Case
from eval.text import key
from qa.model import Citation, Reply


def hits(text: str, group: Sequence[str]) -> bool:
    """Whether ``text`` contains any quote of ``group`` (folded, contract)."""
    folded = key(text)
    return any(key(quote) in folded for quote in group if quote.strip())


def new_places(case: Case, citations: Sequence[Citation]) -> list[set[int]]:
    """For each citation in order, the required places that it is the first to hit."""
    left = set(range(len(case.groups)))
    found: list[set[int]] = []
    for citation in citations:
        new = {i for i in left if hits(citation.text, case.groups[i])}
        left -= new
        found.append(new)
    return found


def applies(case: Case) -> bool:
    """Retrieval is judged on answerable questions whose places are known."""
    return case.answerable and bool(case.groups)


def relevance(case: Case, reply: Reply) -> tuple[dict[str, int], dict[str, float]]:
    """TREC judgements and run of one reply: (qrels row, run row).

    The grade of a citation is the number of required places it is the first to hit, so that
    repeating a place earns nothing; places never hit stand in as ``missing:<i>``.
    """
    places = new_places(case, reply.citations)
    qrels: dict[str, int] = {}
    run: dict[str, float] = {}
    for rank, (citation, new) in enumerate(zip(reply.citations, places, strict=True)):
        document = f"{citation.plan_id}:{citation.passage_id}"
        if document in run:
            continue
        run[document] = float(len(places) - rank)
        qrels[document] = len(new)
    for index in set(range(len(case.groups))).difference(*places):
        qrels[f"missing:{index}"] = 1
    return qrels, run
