"""Quote validity: quotes are what they say they are."""

from __future__ import annotations

from eval.case import Case
from qa.model import Reply


class QuoteValidity:
    """Share of quotes whose text equals ``text[start:end]`` of their citation."""

    name = "quote_validity"
    definition = "Share of quotes whose text is exactly text[start:end] of the cited passage."
    source = "docs/contract.md, citations"

    def score(self, case: Case, reply: Reply) -> float | None:
        """Share of valid quotes; None when nothing is quoted."""
        checks = [
            0 <= quote.start < quote.end <= len(citation.text)
            and citation.text[quote.start : quote.end] == quote.text
            for citation in (*reply.citations, *reply.nearest)
            for quote in citation.quotes
        ]
        return sum(checks) / len(checks) if checks else None
