"""Commitments as rows, CSV and XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from corpus.model import Commitment, Plan

COLUMNS = ("id", "plan", "section", "page", "project", "text", "verb", "object", "actor",
           "quantities", "deadline", "verifiable", "echoes")  # fmt: skip


def rows(commitments: Iterable[Commitment], plans: Sequence[Plan]) -> list[list[str]]:
    """One row of text a commitment, in the order of `COLUMNS`."""
    titles = {plan.entry.id: plan.entry.title for plan in plans}
    return [
        [
            c.id,
            titles.get(c.plan_id, c.plan_id),
            " > ".join(c.path),
            str(c.page.number) if c.page else "",
            c.project or "",
            c.text,
            c.verb,
            c.object,
            c.actor or "",
            "；".join(q.display for q in c.quantities),
            str(c.deadline or ""),
            "是" if c.verifiable else "否",
            "；".join(c.echoes),
        ]
        for c in commitments
    ]


def _safe(text: str) -> str:
    """A leading =, +, -, @ would be run as a formula by a spreadsheet (OWASP, CSV injection)."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def to_csv(table: Sequence[Sequence[str]]) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read Chinese rightly."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([[_safe(cell) for cell in row] for row in table])
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(table: Sequence[Sequence[str]]) -> bytes:
    """One sheet, header row first; every cell is text, also one that starts with ``=``."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("commitments")
    for row in (COLUMNS, *table):
        cells = [WriteOnlyCell(sheet, value=text) for text in row]
        for cell in cells:
            cell.data_type = "s"
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
