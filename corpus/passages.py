"""Passages: the units that are retrieved and cited.

Along paragraphs and goals, sentences never cut, short enough to be read as a citation; a
table row is a passage that repeats caption and header.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corpus.blocks import identity
from corpus.cleaning import MappedText
from corpus.model import Paragraph, Passage, Section, Span, Table
from corpus.sentences import split_sentences
from corpus.tables import MappedTable

LONGEST = 360
"""Characters above which a paragraph is split at a sentence end."""
_AIM = 240
_MARK = 12


def make_passages(
    plan_id: str,
    sections: Sequence[Section],
    paragraphs: Sequence[Paragraph],
    origins: Mapping[str, MappedText],
    tables: Sequence[MappedTable],
) -> tuple[Passage, ...]:
    """Passages in reading order, ids from content."""
    by_id = {section.id: section for section in sections}
    found: list[Passage] = []
    for paragraph in paragraphs:
        section = by_id[paragraph.section_id]
        found += _of_paragraph(plan_id, section, paragraph, origins[paragraph.id])
    for table in tables:
        found += [_of_row(plan_id, table, index) for index in range(len(table.table.rows))]
    return tuple(sorted(found, key=lambda p: p.source_span.start))


def _of_paragraph(
    plan_id: str, section: Section, paragraph: Paragraph, text: MappedText
) -> list[Passage]:
    passages = []
    for number, group in enumerate(_groups(paragraph)):
        start, end = group[0].start, group[-1].end
        sentences = tuple(Span(start=s.start - start, end=s.end - start) for s in group)
        passages.append(
            Passage(
                id="p" + identity(plan_id, paragraph.id, str(number)),
                plan_id=plan_id,
                section_id=section.id,
                unit_id=paragraph.id,
                kind="paragraph",
                title=paragraph.title,
                path=section.path,
                text=paragraph.text[start:end],
                sentences=sentences,
                page=paragraph.page,
                source_span=text.span_of(start, end),
            )
        )
    return passages


def _groups(paragraph: Paragraph) -> list[list[Span]]:
    """Runs of whole sentences: one where the paragraph is short, else of about equal size."""
    length = len(paragraph.text)
    if length <= LONGEST or len(paragraph.sentences) < 2:
        return [list(paragraph.sentences)]
    parts = max(2, round(length / _AIM))
    aim = length / parts
    groups: list[list[Span]] = [[]]
    for span in paragraph.sentences:
        if groups[-1] and len(groups) < parts and (span.start + span.end) / 2 > aim * len(groups):
            groups.append([])
        groups[-1].append(span)
    return groups


def _of_row(plan_id: str, mapped: MappedTable, index: int) -> Passage:
    table, row = mapped.table, mapped.table.rows[index]
    header = "\t".join(column.text for column in table.columns)
    lead = f"{table.caption}\n{header}\n"
    texts = [
        cell.text or (_above(table, index, at) if at < _first_name(table) else "")
        for at, cell in enumerate(row.cells)
    ]
    cells = "\t".join(texts)
    sentences = [Span(start=0, end=len(lead))]
    position = len(lead)
    for number, text in enumerate(texts):
        tail = 1 if number < len(texts) - 1 else 0
        for span in split_sentences(text) or ():
            sentences.append(Span(start=position + span.start, end=position + span.end))
        position += len(text) + tail
    if _of_values(table):
        sentences = [sentences[0], Span(start=len(lead), end=len(lead) + len(cells))]
    return Passage(
        id="p" + identity(plan_id, row.id),
        plan_id=plan_id,
        section_id=table.section_id,
        unit_id=row.id,
        kind="table_row",
        title=next(
            (c.text for c, k in zip(row.cells, table.columns, strict=True) if k.role == "name"),
            None,
        ),
        path=table.path,
        text=lead + cells,
        sentences=tuple(sentences),
        table=table.label,
        row=row.number,
        page=table.page,
        source_span=row.source_span,
    )


def _of_values(table: Table) -> bool:
    """Whether a row is one statement: no column of texts, or only short marks (约束性) beside
    the values of some year.
    """
    texts = [i for i, column in enumerate(table.columns) if column.role == "text"]
    dated = any(c.role == "value" and c.year is not None for c in table.columns)
    short = all(len(row.cells[i].text) <= _MARK for row in table.rows for i in texts)
    return not texts or (dated and short)


def _first_name(table: Table) -> int:
    """How many columns stand before ordinal and name: they group rows (类别)."""
    roles = [column.role for column in table.columns]
    return next((i for i, role in enumerate(roles) if role in ("ordinal", "name")), 0)


def _above(table: Table, index: int, at: int) -> str:
    """Text of the cell that a blank one is merged with, in the rows above."""
    return next((r.cells[at].text for r in reversed(table.rows[:index]) if r.cells[at].text), "")
