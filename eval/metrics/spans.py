"""Source spans: the cited text really stands where the citation says, in the file as it came."""

from __future__ import annotations

from eval.case import Case
from eval.plantexts import catalogue_texts
from eval.text import cover
from qa.model import Citation, Reply

ENOUGH = 0.95
"""Cleaning joins lines and folds characters, so a few bigrams may differ."""


class SourceSpans:
    """Share of citations whose text is what their span of the plan file says."""

    name = "source_span"
    definition = (
        f"Share of citations of which {ENOUGH:.0%} of the character bigrams stand in the plan "
        "file at source_span (for a table row: its cells)."
    )
    source = "docs/contract.md, source_span"

    def score(self, case: Case, reply: Reply) -> float | None:
        """Share of right spans; None where no cited plan is in the catalogue."""
        checks = [c for c in reply.citations if c.plan_id in catalogue_texts()]
        return sum(map(_right, checks)) / len(checks) if checks else None


def _right(citation: Citation) -> bool:
    raw = catalogue_texts()[citation.plan_id]
    start, end = citation.source_span.start, citation.source_span.end
    if not 0 <= start < end <= len(raw):
        return False
    shown = citation.text.splitlines()[-1] if citation.kind == "table_row" else citation.text
    return cover(shown, raw[start:end]) >= ENOUGH
