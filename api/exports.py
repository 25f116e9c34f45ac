"""Tables as CSV and XLSX that open rightly, and safely, in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from corpus.model import Commitment, Plan

Cell = str | int | None
COLUMNS = ("id", "plan", "section", "page", "project", "text", "verb", "object", "actor",
           "quantities", "deadline", "verifiable", "echoes")  # fmt: skip
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What XML 1.0 cannot hold, and what reorders text on screen.
_UNFIT = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LONGEST_CELL = 32_767
_WIDEST, _NARROWEST = 60, 8


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


def clean(cell: Cell) -> Cell:
    """A cell without characters that a file cannot hold or that reorder what is shown."""
    return _UNFIT.sub("", cell)[:_LONGEST_CELL] if isinstance(cell, str) else cell


def _unformulated(cell: Cell) -> Cell:
    """A leading =, +, -, @ would be run as a formula by a spreadsheet (OWASP, CSV injection)."""
    cell = clean(cell)
    return "'" + cell if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA) else cell


def to_csv(table: Sequence[Sequence[Cell]], header: Sequence[str] = COLUMNS) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read Chinese rightly."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([[_unformulated(cell) for cell in row] for row in table])
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(
    table: Sequence[Sequence[Cell]],
    header: Sequence[str] = COLUMNS,
    widths: Sequence[int] | None = None,
) -> bytes:
    """One sheet, header row first and always in view; text is text, whatever it begins with."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for number, line in enumerate((header, *table), start=1):
        for column, cell in enumerate(line, start=1):
            placed = sheet.cell(number, column)
            placed.value = clean(cell)
            if isinstance(cell, str):
                # openpyxl would read a leading = as a formula.
                placed.data_type = "s"
            placed.alignment = Alignment(vertical="top", wrap_text=True)
            placed.font = Font(bold=number == 1)
    for column, name in enumerate(header, start=1):
        width = widths[column - 1] if widths else len(name) * 2
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = min(_WIDEST, max(_NARROWEST, width))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
