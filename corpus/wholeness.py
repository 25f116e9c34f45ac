"""Whether a file holds the whole plan: what its contents page lists, and a proper end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.errors import PlanTruncated
from corpus.model import Paragraph, Section, Table
from corpus.outline import Contents, key

_ENDED = re.compile(r"[。！？；：…!?;:.][”’』」）)】\]]*$")
_PROSE = 20
_LINE = 60
_USUAL = 0.8


def check_whole(
    name: str,
    contents: Contents,
    sections: Sequence[Section],
    paragraphs: Sequence[Paragraph],
    tables: Sequence[Table],
) -> None:
    """Raise `PlanTruncated` where the file is cut.

    It is when a heading that the contents page lists is missing, or when the last text is prose
    that breaks off although the texts before it end with a full stop.
    """
    present = {key(section.path[-1]) for section in sections if section.path}
    present |= {key(table.caption) for table in tables}
    present |= {key(p.text) for p in paragraphs if len(p.text) <= _LINE}  # printed as plain text
    missing = [title for title in contents.titles if not _found(key(title), present)]
    if missing:
        raise PlanTruncated(
            f"{name}: the contents page lists “{missing[0]}” but the body lacks it "
            f"({len(missing)} such headings); the file is cut, get the whole document"
        )
    rest = _broken_off(paragraphs, tables)
    if rest:
        raise PlanTruncated(
            f"{name}: the text breaks off at “{rest[-16:]}”; the file is cut, "
            "get the whole document"
        )


def _found(title: str, present: set[str]) -> bool:
    """Whether a listed heading stands in the body, its number's punctuation aside."""

    def core(text: str) -> str:
        return re.sub(r"[\W_]", "", text)

    return title in present or core(title) in {core(other) for other in present}


def _broken_off(paragraphs: Sequence[Paragraph], tables: Sequence[Table]) -> str:
    """The last text of the plan where it is cut-off prose, else an empty string."""
    texts = [(p.source_span.start, p.text) for p in paragraphs]
    texts += [
        (cell.source_span.start, cell.text)
        for table in tables
        for row in table.rows
        for cell, column in zip(row.cells, table.columns, strict=False)
        if column.role == "text" and cell.text
    ]
    ordered = [text for _, text in sorted(texts)]
    prose = [text for text in ordered if len(text) >= _PROSE and "，" in text]
    if len(prose) < 4 or ordered[-1] != prose[-1] or _ENDED.search(prose[-1]):
        return ""
    usual = sum(bool(_ENDED.search(text)) for text in prose[:-1])
    return prose[-1] if usual >= _USUAL * (len(prose) - 1) else ""
