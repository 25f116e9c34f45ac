"""Location accuracy: section, table row and page of the cited hits."""

from __future__ import annotations

import re
from collections.abc import Sequence

from eval.case import Case
from eval.metrics.hits import applies, hits
from eval.text import key
from qa.model import Citation, Reply

_ROW = re.compile(r"第(\d+)行")
_LABEL = re.compile(r"表\s*(\d+)")


class Location:
    """Share of hitting citations that name a right section, table row and page."""

    name = "location"
    definition = (
        "Share of the citations with a required quote whose section path, table row and page "
        "(each where the gold gives it) are right."
    )
    source = "docs/contract.md, sections and table_rows"

    def score(self, case: Case, reply: Reply) -> float | None:
        """Share of right places; None where the gold has no place or nothing was hit."""
        if not applies(case) or not (case.sections or case.table_rows or case.pages):
            return None
        quotes = [quote for group in case.groups for quote in group]
        found = [c for c in reply.citations if hits(c.text, quotes)]
        if not found:
            return None
        return sum(_right(case, citation) for citation in found) / len(found)


def _right(case: Case, citation: Citation) -> bool:
    path = [key(part) for part in citation.section_path]
    if case.sections and not any(under(path, section) for section in case.sections):
        return False
    row = row_of(citation)
    table = f"{row.split('#')[0]}#" if row else ""
    if row not in case.table_rows and any(r.startswith(table) for r in case.table_rows if table):
        return False
    return not (case.pages and citation.page and citation.page.number not in case.pages)


def under(path: Sequence[str], section: str) -> bool:
    """Whether the titles of ``section`` (joined by “ > ”) occur in ``path`` in order."""
    rest = iter(path)
    return all(any(part == title for title in rest) for part in map(key, section.split(" > ")))


def row_of(citation: Citation) -> str | None:
    """``表2#4`` of a cited table row, from its reference and caption; None if not said."""
    row = _ROW.search(citation.reference)
    label = _LABEL.search(citation.section_path[-1] if citation.section_path else citation.text)
    return f"表{label.group(1)}#{row.group(1)}" if row and label else None
