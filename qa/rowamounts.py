"""Rows of a table by a column of amounts: over a bound, the largest, blank, or all added up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from corpus.model import Table, TableRow
from qa import grid, rownames
from qa.bounds import RULES, SIGN_WORDS, amount_in, bound_with
from qa.draft import Draft, Piece, whole
from qa.facets import asked_columns
from qa.parts import SUM as TOGETHER
from qa.question import Understanding
from qa.rowasked import LIST, MOST, Asked, listing, says_more, title_end

_LEAST = re.compile(r"最(?:少|小|低|短)")
_FIRST = re.compile(
    r"前\s*([一二两三四五六七八九十\d]+)(?!年|期)|最[大多高长少小低短]的([一二两三四五六七八九十\d]+)[个家项条座]"
)
SUM = re.compile(rf"{TOGETHER.pattern}|全部|所有|总额")
_ALL = re.compile(r"(?:重点|主要|重大)(?:项目|工程)")
_WHOLE = re.compile(
    r"(?:比|高于|超过|大于|多于|低于|小于|少于|不及|不到)[^，。？?]{0,4}全[国省市州县区][^，。？?]*"
)
_BLANK = re.compile(
    r"(?:没有?|未)(?:给出?|填|写明?|列出?|标|明确|说|注明|安排)|空着|空白|留空|是空的"
)
_EACH = re.compile(r"各(?![种类方])|分别|每[一]?[个条项家]|一览")
_HOW_MANY = re.compile(r"(?:几|多少)(?:个|项)(?!亿|万|百分)")
_LESS = re.compile(r"低|小|少|不及|不到|短")


def by_amount(asked: Asked, table: Table) -> Draft | None:
    """Rows by a column of amounts; None where a question names none or asks for no such rows."""
    at = amount_column(table, asked.question)
    if at is None:
        return None
    held = amounts(grid.body(table), at)
    if not held:
        return None
    compared = _against_whole(asked, table, at, held)
    return compared or _bounded(asked, table, at, held) or _most_or_all(asked, table, at, held)


def amounts(rows: Sequence[TableRow], at: int) -> list[tuple[TableRow, float]]:
    """The rows that give a number in a column, with it."""
    return [(row, q.value) for row in rows if (q := row.cells[at].quantity)]


def by_column(asked: Asked, table: Table) -> Draft | None:
    """The cells of a column row by row (各县产值分别是多少), or the rows that leave it blank."""
    blank, each = _BLANK.search(asked.text), _EACH.search(asked.text)
    columns = asked_columns(table, asked.text, asked.question) if blank or each else []
    columns = [facet for facet in columns if facet.said in asked.text]
    if not columns or rownames.named_rows(asked.text, [table]):
        return None
    at = max((f.at for f in columns if not f.plain), default=columns[0].at)
    header = grid.heading(table.columns[at])
    if blank and LIST.search(asked.text):
        rows = [r for r in grid.body(table) if not grid.shown(table, r, at)]
        title = f"{table.label}中没有写明{header}的有{len(rows)}项"
        return listing(asked, table, rows, title)
    if not each or says_more(asked, table):
        return None
    return listing(asked, table, grid.body(table), f"{table.label}各项的{header}", [at])


def amount_column(table: Table, question: Understanding) -> int | None:
    """The column of amounts that a question asks for; of several years the last one asked."""
    found = [f.at for f in asked_columns(table, question.text, question)]
    found = [at for at in found if table.columns[at].role == "value"]
    return max(found, key=lambda at: table.columns[at].year or 0, default=None)


def _bounded(
    asked: Asked, table: Table, at: int, held: Sequence[tuple[TableRow, float]]
) -> Draft | None:
    header, unit = grid.heading(table.columns[at]), grid.unit_of(table.columns[at])
    bound = amount_in(asked.text, unit) if "元" in unit else bound_with(asked.text, unit)
    if bound is None or not LIST.search(asked.text):
        return None
    sign, value, said = bound
    rows = [row for row, amount in held if RULES[sign](amount, value)]
    absent = len(grid.body(table)) - len(held)
    note = "（没有写明的不计）" if absent else ""
    title = f"{table.label}中{header}{SIGN_WORDS[sign]}{said}的有{len(rows)}项{note}"
    numbers = (said, str(len(rows)), *re.findall(r"\d+", header))
    return listing(asked, table, rows, title, [at], numbers)


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


def _most_or_all(
    asked: Asked, table: Table, at: int, held: Sequence[tuple[TableRow, float]]
) -> Draft | None:
    most = MOST.search(asked.text) or _FIRST.search(asked.text)
    if most and not says_more(asked, table):
        said = list(dict.fromkeys(m.group() for m in MOST.finditer(asked.text))) or ["最大"]
        drafts = [_at_end(asked, table, at, held, word) for word in said]
        return Draft([piece for draft in drafts for piece in draft.pieces])
    named = rownames.named_row(asked.text, [table])
    summed = SUM.search(asked.text) or _ALL.search(asked.text) or asked.question.tables
    meant = bool(summed or title_end(asked.text, table.title))
    amount = bool(re.search(r"多少|几", asked.text))
    if named is None and meant and amount and not says_more(asked, table):
        return _sum(asked, table, at)
    return None


def _at_end(
    asked: Asked, table: Table, at: int, held: Sequence[tuple[TableRow, float]], said: str
) -> Draft:
    """The rows at one end (最大, 最少), as many as a question asks for."""
    lowest, first = bool(_LEAST.search(said)), _FIRST.search(asked.text)
    count = _count(first.group(1) or first.group(2)) if first else 1
    ordered = sorted(held, key=lambda pair: pair[1], reverse=not lowest)
    limit = ordered[min(count, len(held)) - 1][1]
    rows = [r for r, amount in ordered if (amount <= limit if lowest else amount >= limit)]
    title = f"{table.label}中{grid.heading(table.columns[at])}{said}的"
    return listing(asked, table, rows, title, [at])


def _sum(asked: Asked, table: Table, at: int) -> Draft:
    """The table's own total, else the cells added up with the sum shown."""
    header = grid.heading(table.columns[at])
    total = grid.total_row(table)
    if total is not None and total.cells[at].quantity is not None:
        source = whole(asked.passage_of(table, total.number))
        name = total.cells[grid.name_column(table) or 0].text or "合计"
        text = f"{table.label}：{name}，{header}：{grid.shown(table, total, at)}。"
        return Draft([*_number(asked, table), Piece(text, "figure", (source,))])
    return Draft(
        [*_number(asked, table), added(asked, table, at, grid.body(table), f"{table.label}各项")]
    )


def added(asked: Asked, table: Table, at: int, rows: Sequence[TableRow], whose: str) -> Piece:
    """The cells that ``rows`` give in a column added up, with the sum shown; ``whose`` says which
    rows they are.
    """
    held = amounts(rows, at)
    header, unit = grid.heading(table.columns[at]), grid.unit_of(table.columns[at])
    result = format(sum((Decimal(str(v)) for _, v in held), Decimal()).normalize(), "f")
    rule = f"{'＋'.join(row.cells[at].text for row, _ in held)}＝{result}{unit}"
    absent = len(rows) - len(held)
    note = "（没有写明的不计）" if absent else ""
    text = f"{whose}{header}相加：{rule}{note}。"
    sources = tuple(whole(asked.passage_of(table, row.number)) for row, _ in held)
    numbers = (result, *re.findall(r"\d+", whose))
    return Piece(text, "computed", sources, numbers)


def _number(asked: Asked, table: Table) -> list[Piece]:
    """How many rows a table has, where that is asked beside their sum."""
    if not _HOW_MANY.search(asked.text):
        return []
    rows = grid.body(table)
    sources = (whole(asked.passage_of(table, rows[-1].number)),)
    text = f"{table.label}共列{len(rows)}项。"
    return [Piece(text, "computed", sources, (str(len(rows)), *re.findall(r"\d+", table.label)))]


def _count(text: str) -> int:
    digits = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
    return int(text) if text.isdigit() else digits.get(text, 1)
