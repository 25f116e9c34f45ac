"""Rows of a table by words of their names: those that hold a term, those on one matter."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.columns import is_indicator_table
from corpus.model import Table, TableRow
from qa import grid
from qa.draft import Draft
from qa.facets import asked_columns
from qa.figures import official
from qa.normalise import fold
from qa.rowasked import LIST, Asked, listing

_HOLDS = re.compile(
    r"(?:名|名字|名称|名儿|标题|项目名|叫法)(?:里面?|中|上|当中)?(?:都)?(?:带有?|含有?|有|包含|包括|出现|写着)(?:了|着)?"
    r"\s*(?:“([^”]{1,12})”|([\u3400-\u9fff]{2,6}?)(?=[一二两三四五六七八]?个?字|这个?词|的))"
)
_ABOUT = re.compile(
    r"[跟和与同]([\u3400-\u9fff“”]{2,8}?)(?:直接|密切|最)?(?:有关|相关|沾边|挂钩)|"
    r"(?:涉及|关于)(?:到)?([\u3400-\u9fff“”]{2,8}?)(?:方面)?的"
)
_PLAIN = re.compile(
    r"(?:队伍|建设|工作|发展|方面|情况|领域|事业|问题|这块|本身|群体|行业|数量|水平|保障|服务|类)+$"
)
_FIGURES = re.compile(r"指标")
_TASKS = re.compile(r"项目|工程|行动")


def by_name(asked: Asked, tables: Sequence[Table]) -> Draft | None:
    """The rows whose names hold the words asked for; None where a question asks for no such."""
    holds, about = _HOLDS.search(asked.text), _ABOUT.search(asked.text)
    match = holds or about
    figures = bool(_FIGURES.search(asked.text))
    if match is None or not (LIST.search(asked.text) or re.search(r"几|多少", asked.text)):
        return None
    if not (figures or _TASKS.search(asked.text) or asked.question.tables):
        return None
    term = fold(next(group for group in match.groups() if group))
    terms = [term] if holds else _matters(term)
    kept = [
        (table, rows)
        for table in tables
        if grid.name_column(table) is not None
        and (asked.question.tables or is_indicator_table(table) is figures)
        and (rows := _rows(table, terms, asked.question.years, whole=bool(holds)))
    ]
    return _listed(asked, kept, terms) if kept else None


def _matters(term: str) -> list[str]:
    """A matter without its general end (护士队伍 is 护士), and how plans write it."""
    stem = _PLAIN.sub("", term) or term
    return list(dict.fromkeys((stem, official(stem)))) if len(stem) > 1 else [term]


def _rows(
    table: Table, terms: Sequence[str], years: Sequence[int], *, whole: bool
) -> list[TableRow]:
    """Rows with one of the terms in the name or, unless ``whole``, in a mark; of the years asked
    for those with a value.
    """
    at, texts = grid.name_column(table) or 0, grid.texts_of(table)
    marks = [] if whole else [i for i, c in enumerate(table.columns) if c.role == "text" and i < at]
    dated = [i for i, c in enumerate(table.columns) if c.role == "value" and c.year in years]
    if years and not dated:
        return []
    return [
        row
        for row in grid.body(table)
        if any(term in fold(texts[row.number][i]) for term in terms for i in (at, *marks))
        and (not dated or any(row.cells[i].text and not row.cells[i].not_given for i in dated))
    ]


def _listed(
    asked: Asked, kept: Sequence[tuple[Table, list[TableRow]]], terms: Sequence[str]
) -> Draft:
    """Each table's rows with the values of the years asked for."""
    draft = Draft()
    said = "或".join(f"“{term}”" for term in terms)
    for table, rows in kept:
        at = grid.name_column(table) or 0
        named = all(any(term in fold(row.cells[at].text) for term in terms) for row in rows)
        title = f"{table.label}中名称{'' if named else '或类别'}含{said}的有{len(rows)}项"
        values = [
            i
            for i, column in enumerate(table.columns)
            if column.role == "value" and column.year is not None
            and (not asked.question.years or column.year in asked.question.years)
        ]  # fmt: skip
        money = _amounts(table, asked) if not values else []
        draft.pieces += listing(asked, table, rows, title, values or money[:1]).pieces
    return draft


def _amounts(table: Table, asked: Asked) -> list[int]:
    """The columns of amounts that a question asks for beside the names."""
    found = [facet.at for facet in asked_columns(table, asked.text, asked.question)]
    return [at for at in found if table.columns[at].role == "value"]
