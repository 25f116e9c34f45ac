"""Lists of a table's rows: by a mark or a doer, by an amount, the largest, all, and their sum.

Works on the cells themselves, so that tables of projects answer like tables of indicators.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from corpus.columns import is_indicator_table
from corpus.model import Table, TableRow
from corpus.names import split_unit
from qa import grid, rownames
from qa.bounds import RULES, SIGN_WORDS, amount_in, bound_in, bound_with
from qa.cues import Operation
from qa.draft import Draft, Piece, whole
from qa.facets import asked_columns
from qa.question import Understanding
from qa.rowlisting import Asked, RowPassage, listing, says_more, title_run

_LIST = re.compile(
    r"哪[些几个项类]|有几|几[项个条]|多少[项个]|有什么|都有|名单|清单|列出|列举|分别|"
    r"是什么|哪一?[个项]|谁|的(?:重点)?(?:项目|工程|指标|任务)[?？。]?$"
)
_THINGS = re.compile(r"指标|项目|工程|行动|任务|事项")
_MOST = re.compile(r"最(?:大|多|高|长|少|小|低|短)")
_LEAST = re.compile(r"最(?:少|小|低|短)")
_FIRST = re.compile(
    r"前\s*([一二两三四五六七八九十\d]+)(?!年|期)|最[大多高长少小低短]的([一二两三四五六七八九十\d]+)[个家项条座]"
)
_BLANK = re.compile(r"(?:没有?|未)(?:给出?|填|写明?|列出?|标|明确|说)|空着|空白|留空|是空的")
_EACH = re.compile(r"各(?![种类方])|分别|每[一]?[个条项家]|一览")
_SUM = re.compile(r"总共|合计|一共|共计|加起来|总和|总计|全部|所有|总额")
_ALL_FIGURES = re.compile(
    r"指标.{0,6}(?:一共|总共|共)?有?(?:几|多少)[项个]|(?:一共|总共|共)有?(?:几|多少)[项个].{0,4}指标"
)
_ALL = re.compile(r"(?:重点|主要|重大)(?:项目|工程)")
_NOT = re.compile(r"非|不是|不属于|除了|以外|之外")
_NAMES = re.compile(
    r"(?:名[字称里]|叫).{0,6}(?:带|含|有|包括|出现)|(?:带|含)(?:有|着)?[“\"].{0,12}(?:名|项目|工程)"
)
_HOW_MANY = re.compile(r"(?:几|多少)(?:个|项)(?!亿|万|百分)")
_SHORT = 14
_DOERS = ("局", "委", "办", "厅", "社", "院", "中心", "政府", "公司")


def answer_lists(
    question: Understanding,
    words: Sequence[str],
    tables: Sequence[Table],
    passage_of_row: RowPassage,
) -> Draft | None:
    """List the rows that a question picks out; None where it picks none by these tests.

    ``words`` are the question's words of content; one that neither the test nor the table
    accounts for means that something else is asked.
    """
    asked = Asked(question, words, passage_of_row)
    chosen = [t for t in tables if t.label in question.tables] or list(tables)
    for table in chosen:
        if grid.name_column(table) is None:
            continue
        draft = _by_mark(asked, table) or _by_name(asked, table)
        if draft is None and not is_indicator_table(table):
            draft = _by_amount(asked, table)
        if draft is not None:
            return draft
    for table in chosen:
        if grid.name_column(table) is not None and not is_indicator_table(table):
            draft = _by_column(asked, table)
            if draft is not None:
                return draft
    for table in chosen:
        if grid.name_column(table) is not None and (draft := _whole(asked, table)) is not None:
            return draft
    return None


def marked_rows(question: Understanding, tables: Sequence[Table]) -> set[tuple[str, int]] | None:
    """The rows (label, number) with the mark that a question names; None where it names none."""
    for table in tables:
        found = _mark(question.text, table)
        if found is not None:
            return {(table.label, row.number) for row in found[1]}
    return None


def _mark(text: str, table: Table) -> tuple[str, list[TableRow]] | None:
    """The longest mark or doer of a column that a question names, and the rows that have it."""
    texts = grid.texts_of(table)
    best = ""
    kept: list[TableRow] = []
    for at, column in enumerate(table.columns):
        if column.role != "text":
            continue
        held = {row.number: _parts(texts[row.number][at]) for row in grid.body(table)}
        for mark in {part for parts in held.values() for part in parts}:
            if len(best) < len(mark) <= _SHORT and _says(text, mark):
                best = mark
                kept = [row for row in grid.body(table) if mark in held[row.number]]
    return (best, kept) if best else None


def _says(text: str, mark: str) -> bool:
    """Whether a question has a mark, a doer also without its level (商务局 for 县商务局)."""
    short = re.sub(r"^[省市区县州镇乡]", "", mark)
    return mark in text or (len(short) > 2 and short.endswith(_DOERS) and short in text)


def _parts(cell: str) -> list[str]:
    """A short cell's own words: 市水利局、湄浦区政府 names two."""
    parts = [part.strip() for part in re.split(r"[、，,；;]", cell)]
    return [p for p in parts if 2 <= len(p) <= _SHORT and not re.fullmatch(r"[\d.—\-～~%]+", p)]


def _by_mark(asked: Asked, table: Table) -> Draft | None:
    things = (
        _THINGS.search(asked.text)
        or asked.question.tables
        or rownames.asks_which(asked.text, table)
    )
    if not (_LIST.search(asked.text) and things) or _NOT.search(asked.text):
        return None
    each = _each_mark(asked, table)
    if each is not None:
        return each
    found = _mark(asked.text, table)
    if found is None or bound_in(asked.text) or _MOST.search(asked.text) or asked.question.years:
        return None
    mark, rows = found
    if says_more(asked, table, mark):
        return None
    return listing(asked, table, rows, f"{table.label}中“{mark}”的有{len(rows)}项")


def _by_name(asked: Asked, table: Table) -> Draft | None:
    """名称里带“提升”的项目有几个: the rows whose names have the words that a question quotes."""
    if not (_NAMES.search(asked.text) and asked.question.quoted and _LIST.search(asked.text)):
        return None
    if is_indicator_table(table) != ("指标" in asked.text):
        return None
    words = asked.question.quoted[0]
    rows = [r for r in grid.body(table) if words in rownames.name_of(table, r)]
    if not rows:
        return None
    title = f"{table.label}中名称含“{words}”的有{len(rows)}项"
    return listing(asked, table, rows, title)


def _each_mark(asked: Asked, table: Table) -> Draft | None:
    """约束性和预期性指标各有几项: how many rows have each of the marks that a question names."""
    if not re.search(r"各|分别", asked.text):
        return None
    texts = grid.texts_of(table)
    for at, column in enumerate(table.columns):
        rows: dict[str, list[TableRow]] = {}
        for row in grid.body(table) if column.role == "text" else ():
            rows.setdefault(texts[row.number][at], []).append(row)
        named = {m: held for m, held in rows.items() if m and m.rstrip("性类") in asked.text}
        if len(named) > 1:
            said = "，".join(f"“{mark}”的有{len(held)}项" for mark, held in named.items())
            first = [whole(asked.passage_of(table, h[0].number)) for h in named.values()]
            counts = tuple(str(len(held)) for held in named.values())
            label = tuple(re.findall(r"\d+", table.label))
            text = f"{table.label}中{said}。"
            return Draft([Piece(text, "computed", tuple(first), (*counts, *label))])
    return None


def _by_amount(asked: Asked, table: Table) -> Draft | None:
    """Rows by a column of amounts: over a bound, the largest, or all added up."""
    at = _amount_column(table, asked.question)
    if at is None:
        return None
    held = [(row, q.value) for row in grid.body(table) if (q := row.cells[at].quantity)]
    if not held:
        return None
    header, unit = grid.heading(table.columns[at]), split_unit(table.columns[at].text)[1]
    bound = amount_in(asked.text, unit) if "元" in unit else bound_with(asked.text, unit)
    if bound is not None and _LIST.search(asked.text):
        sign, value, said = bound
        rows = [row for row, amount in held if RULES[sign](amount, value)]
        absent = len(grid.body(table)) - len(held)
        note = f"（另有{absent}项没有写明）" if absent else ""
        title = f"{table.label}中{header}{SIGN_WORDS[sign]}{said}的有{len(rows)}项{note}"
        numbers = (said, str(len(rows)), str(absent), *re.findall(r"\d+", header))
        return listing(asked, table, rows, title, at, numbers)
    most = _MOST.search(asked.text) or _FIRST.search(asked.text)
    if most and not says_more(asked, table):
        lowest = bool(_LEAST.search(asked.text))
        first = _FIRST.search(asked.text)
        count = _count(first.group(1) or first.group(2)) if first else 1
        held.sort(key=lambda pair: pair[1] if lowest else -pair[1])
        limit = held[min(count, len(held)) - 1][1]
        rows = [r for r, amount in held if (amount <= limit if lowest else amount >= limit)]
        said = most.group() if "最" in most.group() else "最大"
        title = f"{table.label}中{header}{said}的"
        return listing(asked, table, rows, title, at)
    named = rownames.named_row(asked.text, [table])
    whole = _SUM.search(asked.text) or _ALL.search(asked.text) or asked.question.tables
    meant = bool(whole or title_run(asked.text, table.title))
    amount = bool(re.search(r"多少|几", asked.text))
    if named is None and meant and amount and not says_more(asked, table):
        return _sum(asked, table, at, held)
    return None


def _by_column(asked: Asked, table: Table) -> Draft | None:
    """The cells of a column row by row (各县产值分别是多少), or the rows that leave it blank."""
    blank, each = _BLANK.search(asked.text), _EACH.search(asked.text)
    columns = asked_columns(table, asked.text, asked.question) if blank or each else []
    columns = [facet for facet in columns if facet.said in asked.text]
    if not columns or rownames.named_rows(asked.text, [table]):
        return None
    at = max((f.at for f in columns if not f.plain), default=columns[0].at)
    header = grid.heading(table.columns[at])
    if blank and _LIST.search(asked.text):
        rows = [r for r in grid.body(table) if not grid.shown(table, r, at)]
        title = f"{table.label}中没有写明{header}的有{len(rows)}项"
        return listing(asked, table, rows, title)
    if not each or says_more(asked, table):
        return None
    return listing(asked, table, grid.body(table), f"{table.label}各项的{header}", at)


def _amount_column(table: Table, question: Understanding) -> int | None:
    """The column of amounts that a question asks for; of several years the last one asked."""
    found = [f.at for f in asked_columns(table, question.text, question)]
    found = [at for at in found if table.columns[at].role == "value"]
    return max(found, key=lambda at: table.columns[at].year or 0, default=None)


def _sum(asked: Asked, table: Table, at: int, held: Sequence[tuple[TableRow, float]]) -> Draft:
    """The table's own total, else the cells added up with the sum shown."""
    header, unit = grid.heading(table.columns[at]), split_unit(table.columns[at].text)[1]
    total = grid.total_row(table)
    if total is not None and total.cells[at].quantity is not None:
        source = whole(asked.passage_of(table, total.number))
        name = total.cells[grid.name_column(table) or 0].text or "合计"
        text = f"{table.label}：{name}，{header}：{grid.shown(table, total, at)}。"
        return Draft([*_number(asked, table), Piece(text, "figure", (source,))])
    cells = [row.cells[at].text for row, _ in held]
    result = format(sum((Decimal(str(v)) for _, v in held), Decimal()).normalize(), "f")
    absent = len(grid.body(table)) - len(held)
    note = f"，另有{absent}项没有写明" if absent else ""
    rule = f"{'＋'.join(cells)}＝{result}{unit}"
    text = f"{table.label}各项{header}相加：{rule}（{len(held)}项{note}）。"
    sources = tuple(whole(asked.passage_of(table, row.number)) for row, _ in held)
    total_piece = Piece(text, "computed", sources, (result, str(len(held)), str(absent)))
    return Draft([*_number(asked, table), total_piece])


def _number(asked: Asked, table: Table) -> list[Piece]:
    """How many rows a table has, where that is asked beside their sum."""
    if not _HOW_MANY.search(asked.text):
        return []
    rows = grid.body(table)
    sources = (whole(asked.passage_of(table, rows[-1].number)),)
    text = f"{table.label}共列{len(rows)}项。"
    return [Piece(text, "computed", sources, (str(len(rows)), *re.findall(r"\d+", table.label)))]


def _whole(asked: Asked, table: Table) -> Draft | None:
    """重点工程有哪些: all rows of the table whose title ends in the words of the question."""
    run = title_run(asked.text, table.title)
    if not run and is_indicator_table(table) and _ALL_FIGURES.search(asked.text):
        run = "指标"
    if not run or not _LIST.search(asked.text) or asked.question.years or bound_in(asked.text):
        return None
    single = _MOST.search(asked.text) or Operation.ORDINAL in asked.question.operations
    if single or says_more(asked, table, run):
        return None
    rows = grid.body(table)
    return listing(asked, table, rows, f"{table.label}共列{len(rows)}项")


def _count(text: str) -> int:
    digits = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
    return int(text) if text.isdigit() else digits.get(text, 1)
