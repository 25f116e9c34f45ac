"""Answers over a whole table: how many rows, all names, the n-th row; tests in `qa.rowanswers`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from corpus.model import Indicator, Passage, Table
from qa import grid, rowtests
from qa.cues import Operation
from qa.draft import Draft, Piece, Source, whole
from qa.lookup import label_of
from qa.question import Understanding
from qa.rowanswers import answer_rows
from qa.rowlists import marked_rows
from qa.sentences import answering_spans

PassageOf = Callable[[str], Passage]

_CONTENT = re.compile(r"内容|要求|做(?:什么|哪些|啥)|怎么(?:做|推|建)|哪些|举措|措施|讲(?:什么|了)")
_ORDINAL = re.compile(r"第([一二三四五六七八九十\d]+)(?:个|项|条|行|大)")


def answer_table(
    question: Understanding,
    tables: Sequence[Table],
    indicators: Sequence[Indicator],
    passage_of_row: Callable[[Table, int], Passage],
    base_year: int | None,
) -> Draft | None:
    """Answer a question about a table as a whole; None when it is not one."""
    chosen = [t for t in tables if t.label in question.tables]
    operations = question.operations
    if (chosen and operations & {Operation.COUNT, Operation.ORDINAL}) or (
        chosen
        and re.search(
            r"(?:一共|总共|共)?(?:有|列)?(?:了)?(?:多少|(?<!哪)几)(?:个|项)(?!百分)", question.text
        )
    ):
        counted = _count_and_ordinal(question, chosen[0], indicators, passage_of_row)
        marked = marked_rows(question, chosen) is not None
        if counted is not None and not marked and not _tests_rows(question, base_year):
            return counted
    named = _named_rows(question, tables, passage_of_row)
    if named is not None:
        return named
    return answer_rows(question, chosen, tables, indicators, passage_of_row, base_year)


def _tests_rows(question: Understanding, base_year: int | None) -> bool:
    """Whether a count is of the rows that pass a test, or of those on some matter."""
    tests = {Operation.FILTER, Operation.BLANK, Operation.SAME, Operation.EXTREME}
    if question.operations & tests or rowtests.scope_test(question):
        return True
    if Operation.ORDINAL in question.operations:
        return False
    return rowtests.year_test(question, base_year) is not None or bool(
        re.search(r"[跟和与][^，。]{2,8}(?:有关|相关)|关于[^，。]{2,8}的|涉及", question.text)
    )


def _named_rows(
    question: Understanding,
    tables: Sequence[Table],
    passage_of_row: Callable[[Table, int], Passage],
) -> Draft | None:
    """有哪些重点项目: the names of all rows of the table whose name column is headed so."""
    asked = re.search(r"(?:有|是|列了|包括)?(?:哪些|哪几个|哪几项|什么)|名单|清单", question.text)
    if not asked or question.years or question.operations & {Operation.FILTER, Operation.SAME}:
        return None
    for table in tables:
        heads = [(i, c.text) for i, c in enumerate(table.columns) if c.role == "name"]
        texts = any(c.role == "text" for c in table.columns)
        if not texts or not heads or len(heads[0][1]) < 3 or heads[0][1] not in question.text:
            continue
        rest = re.sub(
            re.escape(heads[0][1]) + r"|规划|十[一二三四五六七八九]五|[“”]|表\d+", "", question.text
        )
        if len(re.sub(r"[有都是哪些几个项列了包括什么的里中一共区本我门，。？?]", "", rest)) > 4:
            continue
        return _all_names(table, heads[0][0], passage_of_row)
    return None


def _all_names(table: Table, column: int, passage_of_row: Callable[[Table, int], Passage]) -> Draft:
    rows = grid.body(table)
    count = str(len(rows))
    label = tuple(re.findall(r"\d+", table.label))
    lead = f"{table.label}共列{count}项{table.columns[column].text}："
    draft = Draft([Piece(lead, "computed", (), (count, *label))])
    for position, row in enumerate(rows, start=1):
        end = "。" if position == len(rows) else "；"
        source = whole(passage_of_row(table, row.number))
        draft.pieces.append(Piece(f"{row.cells[column].text}{end}", "figure", (source,)))
    return draft


def _count_and_ordinal(
    question: Understanding,
    table: Table,
    indicators: Sequence[Indicator],
    passage_of_row: Callable[[Table, int], Passage],
) -> Draft | None:
    rows = grid.body(table)
    if not rows:
        return None
    name_at = next((i for i, c in enumerate(table.columns) if c.role == "name"), 0)
    draft = Draft()
    count = len(rows)
    if re.search(r"多少(?:个|项|条|类)|(?<!第)几(?:个|项|条|类)|一共|总共|共", question.text):
        sources = (whole(passage_of_row(table, rows[-1].number)),)
        draft.pieces.append(
            Piece(f"{table.label}共列{count}项。", "computed", sources, (str(count),))
        )
    index = None
    if re.search(r"最后一|倒数第一", question.text):
        index = count - 1
    elif match := _ORDINAL.search(question.text):
        index = _ordinal(match.group(1)) - 1
    if index is not None and 0 <= index < count:
        row = rows[index]
        passage = passage_of_row(table, row.number)
        text = f"第{row.number}项：{row.cells[name_at].text}。"
        draft.pieces.append(Piece(text, "figure", (whole(passage),), (str(row.number),)))
        if question.wants_figure:
            draft.pieces += _values_of(question, table, row.number, indicators, passage)
        if _CONTENT.search(question.text):
            for span in answering_spans(passage)[1:]:
                told = passage.text[span.start : span.end].strip()
                source = Source(passage, span.start, span.end)
                draft.pieces.append(Piece(told, "quote", (source,)))
    return draft if draft.pieces else None


def _values_of(
    question: Understanding,
    table: Table,
    row: int,
    indicators: Sequence[Indicator],
    passage: Passage,
) -> list[Piece]:
    """What a row gives for the years asked for, or for all of them."""
    values = [
        value
        for indicator in indicators
        if indicator.plan_id == passage.plan_id
        for value in indicator.values
        if (value.source.table, value.source.row) == (table.label, row)
        and (not question.years or value.year in question.years)
    ]
    if not values:
        return []
    said = "，".join(f"{label_of(value)}{value.display}" for value in values)
    return [Piece(f"{values[0].name}{said}。", "figure", (whole(passage),))]


def _ordinal(text: str) -> int:
    if text.isdigit():
        return int(text)
    digits = {c: i for i, c in enumerate("零一二三四五六七八九十")}
    if len(text) == 1:
        return digits.get(text, 0)
    if text[0] == "十":
        return 10 + digits.get(text[1], 0)
    return digits.get(text[0], 0) * 10 + (digits.get(text[2], 0) if len(text) > 2 else 0)
