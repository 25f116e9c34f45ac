"""Questions about how a plan is built: a row's cells, lists of rows, lists of sections, goals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from corpus.model import Passage, Plan, Table
from qa.cells import answer_cells
from qa.draft import Draft
from qa.outline import answer_goal, answer_list
from qa.question import Understanding
from qa.rowlists import answer_lists


def answer_structure(
    question: Understanding,
    words: Sequence[str],
    plans: Sequence[Plan],
    passage_of_row: Callable[[Table, int], Passage],
) -> Draft | None:
    """The first of these that answers; None where a question is of another kind.

    ``words`` are the question's words of content. A draft without pieces names in ``missing``
    what the plan leaves blank.
    """
    tables = [table for plan in plans for table in plan.tables]
    indicators = [indicator for plan in plans for indicator in plan.indicators]
    draft = answer_cells(question, words, tables, passage_of_row, indicators)
    draft = draft or answer_lists(question, words, tables, passage_of_row)
    if draft is not None:
        return draft
    return answer_goal(question, words, plans) or answer_list(question, words, plans)
