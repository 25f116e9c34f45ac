"""Source spans: the cited text really stands where the citation says, in the file as it came."""

from __future__ import annotations

import re

from eval.case import Case
from eval.plantexts import known_texts
from eval.text import cover, key, numbers
from qa.model import Citation, Reply

_SPLIT_POINT = re.compile(r"(?<=\d) *\. *(?=\d)")
"""Text recognition prints 60. 3 for 60.3."""
ENOUGH = 0.95
"""Cleaning joins lines and folds characters, so a few bigrams may differ."""


class SourceSpans:
    """Share of citations whose text is what their span of the plan file says."""

    name = "source_span"
    definition = (
        f"Share of citations of which {ENOUGH:.0%} of the character bigrams and every number stand "
        "in the plan file at source_span (for a table row: its cells)."
    )
    source = "docs/contract.md, source_span"

    def score(self, case: Case, reply: Reply) -> float | None:
        """Share of right spans; None where the text of no cited plan is known."""
        checks = [c for c in reply.citations if c.plan_id in known_texts()]
        return sum(map(_right, checks)) / len(checks) if checks else None


def _right(citation: Citation) -> bool:
    raw = known_texts()[citation.plan_id]
    start, end = citation.source_span.start, citation.source_span.end
    if not 0 <= start < end <= len(raw):
        return False
    there = raw[start:end]
    if citation.kind == "paragraph":
        return _stands(citation.text, there)
    cells = citation.text.splitlines()[-1].split("\t")
    # A cell merged over several rows stands once, before them.
    while len(cells) > 1 and key(cells[0]) not in key(there) and key(cells[0]) in key(raw[:start]):
        del cells[0]
    return _stands("\t".join(cells), there)


def _stands(shown: str, there: str) -> bool:
    there = _SPLIT_POINT.sub(".", there)
    return cover(shown, there) >= ENOUGH and set(numbers(shown)) <= set(numbers(there))
