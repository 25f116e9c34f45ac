"""Rows of a table by a column of amounts: over a bound, the largest, blank, or all added up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from corpus.model import Table, TableRow
from corpus.names import split_unit
from qa import grid
from qa.bounds import RULES, SIGN_WORDS, amount_in, bound_in
from qa.cues import Operation
from qa.draft import Draft, Piece, whole
from qa.rowasked import LIST, MOST, Asked, listing, other, title_end

_LEAST = re.compile(r"最(?:少|小|低|短)")
_FIRST = re.compile(r"前\s*([一二两三四五六七八九十\d]+)(?!年|期)")
SUM = re.compile(
    r"总共|合计|一共|共计|加起来|加在一起|加一起|合起来|合在一起|加总|相加|之和|总和|总计|统共|拢共|全部|所有|总额|共有?(?=多少|几)"
)
_ALL = re.compile(r"(?:重点|主要|重大)(?:项目|工程)")
_WHOLE = re.compile(
    r"(?:比|高于|超过|大于|多于|低于|小于|少于|不及|不到)[^，。？?]{0,4}全[国省市州县区][^，。？?]*"
)
_LESS = re.compile(r"低|小|少|不及|不到|短")


def by_amount(asked: Asked, table: Table) -> Draft | None:
    """Rows by a column of amounts; None where a question names none or asks for no such rows."""
    at = _amount_column(table, asked)
    if at is None:
        return None
    held = [(row, q.value) for row in grid.body(table) if (q := row.cells[at].quantity)]
    if not held:
        return None
    compared = _against_whole(asked, table, at, held) or _blank(asked, table, at, held)
    return compared or _bounded(asked, table, at, held) or _most_or_all(asked, table, at, held)


def _amount_column(table: Table, asked: Asked) -> int | None:
    found = grid.measured_columns(table, asked.text, asked.question.years)
    dated = [at for at in found if table.columns[at].year is not None]
    if dated and (len(dated) > 1 or len(asked.question.years) != 1):
        return None  # which of the years is not said
    return found[0] if found else None


def _bounded(
    asked: Asked, table: Table, at: int, held: Sequence[tuple[TableRow, float]]
) -> Draft | None:
    header, unit = grid.heading(table.columns[at]), split_unit(table.columns[at].text)[1]
    bound = amount_in(asked.text, unit)
    if bound is None and "元" not in unit and (limit := bound_in(asked.text)) is not None:
        bound = (*limit, f"{limit[1]:g}{unit}")
    if bound is None or not LIST.search(asked.text):
        return None
    sign, value, said = bound
    rows = [row for row, amount in held if RULES[sign](amount, value)]
    title = f"{table.label}中{header}{SIGN_WORDS[sign]}{said}的有{len(rows)}项"
    return listing(asked, table, rows, title, [at], (said, str(len(rows))))


def _against_whole(
    asked: Asked, table: Table, at: int, held: Sequence[tuple[TableRow, float]]
) -> Draft | None:
    """Rows above or below the place as a whole: 哪些乡镇低于全县."""
    match, total = _WHOLE.search(asked.text), grid.total_row(table)
    limit = total.cells[at].quantity if total is not None else None
    if match is None or total is None or limit is None:
        return None
    less, bound = bool(_LESS.search(match.group())), limit.value
    rows = [row for row, amount in held if (amount < bound if less else amount > bound)]
    name = total.cells[grid.name_column(table) or 0].text
    header, shown = grid.heading(table.columns[at]), grid.shown(table, total, at)
    sign = SIGN_WORDS["<" if less else ">"]
    title = f"{table.label}中{header}{sign}{name}（{shown}）的有{len(rows)}项"
    draft = listing(asked, table, rows, title, [at], tuple(re.findall(r"[\d.]+", shown)))
    absent = [row for row in grid.body(table) if row.cells[at].quantity is None]
    if absent:
        names = "、".join(row.cells[grid.name_column(table) or 0].text for row in absent)
        sources = tuple(whole(asked.passage_of(table, row.number)) for row in (total, *absent))
        draft.pieces.append(Piece(f"{names}没有写明{header}。", "figure", sources))
    return draft


def _blank(
    asked: Asked, table: Table, at: int, held: Sequence[tuple[TableRow, float]]
) -> Draft | None:
    """Rows that leave the column blank: 哪些项目没有写投资."""
    missing = re.search(r"(?:没有?|未|没)(?:填|写|列|标|给|注明|安排|明确)", asked.text)
    if not (missing or Operation.BLANK in asked.question.operations):
        return None
    if not LIST.search(asked.text):
        return None
    given = {row.number for row, _ in held}
    rows = [row for row in grid.body(table) if row.number not in given]
    header = grid.heading(table.columns[at])
    title = f"{table.label}中没有写明{header}的有{len(rows)}项"
    return listing(asked, table, rows, title)


def _most_or_all(
    asked: Asked, table: Table, at: int, held: list[tuple[TableRow, float]]
) -> Draft | None:
    header = grid.heading(table.columns[at])
    most = MOST.search(asked.text) or _FIRST.search(asked.text)
    if most and not other(asked, table):
        lowest = bool(_LEAST.search(asked.text))
        first = _FIRST.search(asked.text)
        count = _count(first.group(1)) if first else 1
        held.sort(key=lambda pair: pair[1] if lowest else -pair[1])
        limit = held[min(count, len(held)) - 1][1]
        rows = [r for r, amount in held if (amount <= limit if lowest else amount >= limit)]
        title = f"{table.label}中{header}最{'小' if lowest else '大'}的"
        return listing(asked, table, rows, title, [at])
    named = grid.named_row(asked.text, [table])
    summed = SUM.search(asked.text) or _ALL.search(asked.text) or asked.question.tables
    meant = bool(summed or title_end(asked.text, table.title))
    amount = bool(re.search(r"多少|几", asked.text))
    if named is None and meant and amount and not other(asked, table):
        return _sum(asked, table, at, held)
    return None


def _sum(asked: Asked, table: Table, at: int, held: Sequence[tuple[TableRow, float]]) -> Draft:
    """The table's own total, else the cells added up with the sum shown."""
    header, unit = grid.heading(table.columns[at]), split_unit(table.columns[at].text)[1]
    total = grid.total_row(table)
    if total is not None and total.cells[at].quantity is not None:
        source = whole(asked.passage_of(table, total.number))
        name = total.cells[grid.name_column(table) or 0].text or "合计"
        text = f"{table.label}：{name}，{header}：{grid.shown(table, total, at)}。"
        return Draft([Piece(text, "figure", (source,))])
    cells = [row.cells[at].text for row, _ in held]
    result = format(sum((Decimal(str(v)) for _, v in held), Decimal()).normalize(), "f")
    absent = len(grid.body(table)) - len(held)
    note = f"，另有{absent}项没有写明" if absent else ""
    rule = f"{'＋'.join(cells)}＝{result}{unit}"
    text = f"{table.label}各项{header}相加：{rule}（{len(held)}项{note}）。"
    sources = tuple(whole(asked.passage_of(table, row.number)) for row, _ in held)
    return Draft([Piece(text, "computed", sources, (result, str(len(held)), str(absent)))])


def _count(text: str) -> int:
    digits = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
    return int(text) if text.isdigit() else digits.get(text, 1)
