"""The console's tables as rows of cells for CSV and XLSX."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from api.exports import Cell
from api.feedback import Feedback, Unanswered
from api.staff.messages import text
from api.staff.register import Row

Table = tuple[tuple[str, ...], list[list[Cell]], tuple[int, ...]]
"""Header, rows, and the width of each column in characters."""

_COMMITMENTS = {
    "number": 6, "what": 60, "plan": 30, "verb": 12, "object": 30, "actor": 16, "quantity": 20,
    "deadline": 8, "section": 34, "project": 24, "page": 8, "verifiable": 8, "echoes": 40,
    "reference": 60, "permalink": 46, "id": 16,
}  # fmt: skip


def commitments(rows: Sequence[Row], base: str) -> Table:
    """The register; ``base`` (https://host) makes the permanent links whole."""
    header = tuple(text(f"column_{name}") for name in _COMMITMENTS)
    cells: list[list[Cell]] = [
        [
            number,
            row.what,
            row.plan_title,
            row.verb,
            row.object,
            row.actor,
            "；".join(q.display for q in row.quantities),
            row.deadline,
            " › ".join(row.path),
            row.project,
            row.page,
            text("yes") if row.verifiable else text("no"),
            "\n".join(f"{echo.place}：{echo.text}" for echo in row.echoes),
            row.reference,
            base + row.permalink,
            row.id,
        ]
        for number, row in enumerate(rows, start=1)
    ]
    return header, cells, tuple(_COMMITMENTS.values())


def unanswered(items: Sequence[Unanswered]) -> Table:
    """Questions without an answer, the newest first."""
    names = ("hour", "question", "reason", "section", "plan")
    header = tuple(text(f"column_{name}") for name in names)
    cells: list[list[Cell]] = [
        [hour(i.hour), i.question, text(f"reason_{i.reason}"), i.section, i.plan_id] for i in items
    ]
    return header, cells, (18, 50, 20, 40, 30)


def feedback(items: Sequence[Feedback]) -> Table:
    """Opinions, the newest first."""
    names = ("hour", "question", "useful", "comment", "answer")
    header = tuple(text(f"column_{name}") for name in names)
    cells: list[list[Cell]] = [
        [hour(i.hour), i.question, text("useful" if i.useful else "useless"), i.comment,
         i.answer_id]
        for i in items
    ]  # fmt: skip
    return header, cells, (18, 50, 10, 50, 16)


def hour(number: int) -> str:
    """An hour since 1970 as local time, to the hour: 2025-03-04 15时."""
    local = datetime.fromtimestamp(number * 3600, UTC).astimezone()
    return f"{local:%Y-%m-%d %H}时"
