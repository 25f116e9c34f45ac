"""Number grounding: no number in an answer that the reader cannot find or recompute."""

from __future__ import annotations

import re

from eval.case import Case
from eval.metrics.computed import computed_numbers, counted_numbers
from eval.text import numbers, plain_digits, strip_markers
from qa.model import Reply, Status

_LEAD_IN = re.compile(r"[：:]\s*$")
"""A line that only opens a list restates the question's condition: 表1、表2中小于80%的有4项："""
_TABLE = re.compile(r"表\s*\d+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=\s*年)")


class NumberGrounding:
    """Every number of the answer stands in a cited span or is recomputable from the answer."""

    name = "number_grounding"
    definition = (
        "Every number of the answer occurs in a cited passage or shown value, is the result of a "
        "displayed rule that holds, counts the items listed, or is a year the question named."
    )
    source = "this project, after Thorne et al. 2018 (FEVER): a claim stands only with its evidence"

    def score(self, case: Case, reply: Reply) -> float | None:
        """1.0 when all numbers are grounded; None for refusals and answers without numbers."""
        if reply.status is Status.REFUSED:
            return None
        found = set(numbers(strip_markers(reply.answer)))
        return float(not ungrounded(case, reply)) if found else None


def ungrounded(case: Case, reply: Reply) -> set[str]:
    """The numbers of an answer that are not grounded."""
    answer = strip_markers(reply.answer)
    given: set[str] = computed_numbers(answer)
    for citation in reply.citations:
        for text in (citation.text, citation.reference, *citation.section_path):
            given.update(numbers(text))
    for indicator in reply.indicators:
        given.update(numbers(indicator.name))
        for value in indicator.values:
            given.update(numbers(value.display))
            given.update([str(value.year)] if value.year else [])
    for asked in (case.question, reply.resolved_question, *case.turns):
        given.update(_YEAR.findall(plain_digits(asked)))
    given.update(counted_numbers(answer, reply))
    asked_for = set(numbers(plain_digits(case.question)))
    found: set[str] = set()
    for line in answer.splitlines():
        if _LEAD_IN.search(line):
            found.update(set(numbers(_TABLE.sub("", line))) - asked_for)
        else:
            found.update(numbers(line))
    return found - given
