"""Read a plan: the one public call of this package, `read_plan`."""

from __future__ import annotations

import re
from pathlib import Path

from corpus.blocks import BlockReader
from corpus.catalogue import check_digest, entry_for
from corpus.cleaning import Cleaner, Log, mostly_traditional
from corpus.commitments import find_commitments
from corpus.conflicts import find_conflicts
from corpus.errors import PlanEmpty
from corpus.indicators import find_indicators
from corpus.model import Plan, PlanEntry, Span
from corpus.outline import Contents, Line, read_lines
from corpus.passages import make_passages
from corpus.readers import read_document
from corpus.tables import read_tables
from corpus.wholeness import check_whole


def read_plan(path: Path, entry: PlanEntry | None = None) -> Plan:
    """Read a plan file into a `Plan`; the same bytes always give the same plan.

    Raises `corpus.errors.PlanError` (missing, empty, binary, wrong encoding, truncated, or
    not the catalogued file), with a message that says what to do.
    """
    document = read_document(path)
    entry = entry or entry_for(path)
    check_digest(entry, document)
    raw = document.text
    lines, contents = read_lines(raw)
    log = Log()
    _log_dropped(raw, lines, contents, log)
    cleaner = Cleaner(log, traditional=mostly_traditional(raw))
    reader = BlockReader(raw, contents, cleaner, log)
    blocks = reader.read(lines)
    mapped = read_tables(raw, blocks.tables, blocks.paragraphs, contents, cleaner)
    tables = tuple(table.table for table in mapped)
    if not blocks.paragraphs and not tables:
        raise PlanEmpty(f"{path.name}: no paragraph or table was found; is this a plan document?")
    check_whole(path.name, contents, blocks.sections, blocks.paragraphs, tables)
    sections = tuple(blocks.sections)
    paragraphs = tuple(blocks.paragraphs)
    passages = make_passages(entry.id, sections, paragraphs, reader.origins, mapped)
    indicators = find_indicators(
        entry.id, entry.period_start, entry.period_end, paragraphs, tables, passages, sections
    )
    return Plan(
        entry=entry,
        sections=sections,
        paragraphs=paragraphs,
        tables=tables,
        passages=passages,
        indicators=indicators,
        conflicts=find_conflicts(entry.id, indicators),
        commitments=find_commitments(
            entry.id, passages, paragraphs, tables, sections, entry.period_end
        ),
        corrections=tuple(sorted(log.entries, key=lambda c: (c.span.start, c.span.end))),
        raw=raw,
    )


def _log_dropped(raw: str, lines: list[Line], contents: Contents, log: Log) -> None:
    """Log the lines that are no text of the plan, and the ``#`` of its headings."""
    for span in contents.spans:
        log.add(
            "contents_page", raw[span.start : span.end], "", span, "a line of the contents page"
        )
    for line in lines:
        begins = max(raw.rfind(end, 0, line.start) for end in "\n\r\f") + 1
        marks = re.search(r"[>#].*", raw[begins : line.start], re.DOTALL)
        if marks is not None:
            span = Span(start=begins + marks.start(), end=line.start)
            log.add("markup", marks.group(), "", span, "Markdown mark before a line is no text")
        if line.kind == "skip":
            span = Span(start=line.start, end=line.end)
            reason = "a page number, rule, picture or comment"
            log.add("dropped_line", raw[line.start : line.end], "", span, reason)
