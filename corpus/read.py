"""Read a plan: the one public call of this package, `read_plan`."""

from __future__ import annotations

import re
from pathlib import Path

from corpus.blocks import BlockReader
from corpus.catalogue import check_digest, derive_entry, entry_for
from corpus.cleaning import Cleaner, Log, mostly_traditional
from corpus.commitments import find_commitments
from corpus.conflicts import find_conflicts
from corpus.errors import PlanEmpty, PlanTruncated
from corpus.indicators import find_indicators
from corpus.model import Plan, PlanEntry, Section, Span, Table
from corpus.outline import Contents, Line, key, read_lines
from corpus.passages import make_passages
from corpus.readers import read_document
from corpus.tables import read_tables


def read_plan(path: Path, entry: PlanEntry | None = None) -> Plan:
    """Read a plan file into a `Plan`; the same bytes always give the same plan.

    Raises `corpus.errors.PlanError` (missing, empty, binary, wrong encoding, truncated, or
    not the catalogued file), with a message that says what to do.
    """
    document = read_document(path)
    if entry is None:
        entry = entry_for(path) if path.exists() else derive_entry(path, document)
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
    _check_whole(path.name, contents, blocks.sections, tables)
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
        if line.kind == "skip":
            span = Span(start=line.start, end=line.end)
            reason = "a page number, rule, picture or comment"
            log.add("dropped_line", raw[line.start : line.end], "", span, reason)
        elif line.hashes:
            mark = re.search(r"#+\s+$", raw[max(0, line.start - 16) : line.start])
            start = line.start - len(mark.group()) if mark else line.start
            span = Span(start=start, end=line.start)
            log.add("markup", raw[start : line.start], "", span, "Markdown heading mark is no text")


def _check_whole(
    name: str, contents: Contents, sections: list[Section], tables: tuple[Table, ...]
) -> None:
    """A heading that the contents page lists and the body lacks means a cut file."""
    present = {key(section.path[-1]) for section in sections if section.path}
    present |= {key(table.caption) for table in tables}
    missing = [title for title in contents.titles if not _found(key(title), present)]
    if missing:
        raise PlanTruncated(
            f"{name}: the contents page lists “{missing[0]}” but the body lacks it "
            f"({len(missing)} such headings); the file is cut, get the whole document"
        )


def _found(title: str, present: set[str]) -> bool:
    """Whether a listed heading stands in the body, its number's punctuation aside."""

    def core(text: str) -> str:
        return re.sub(r"[\W_]", "", text)

    return title in present or core(title) in {core(other) for other in present}
