"""A table as rows and columns that a question can name: headers by kind, rows by name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.model import Table, TableColumn, TableRow
from corpus.names import split_unit
from corpus.words import words
from qa.normalise import fold
from qa.question import content_bigrams

NAMED = 0.6
"""Share of a row's name from which a question names the row."""
_CLEAR = 0.1
_KINDS = re.compile(r"(?:建设)?(?:项目|工程|行动|计划|专项)$")
_PHASE = re.compile(r"[一二三四五六七八九十\d]+期")


@dataclass(frozen=True)
class Kind:
    """What plans put in a column: words of its header, and how people ask for it.

    ``plain`` kinds are asked for by words that mean other things too (什么时候), so they count
    only where nothing else is asked.
    """

    header: re.Pattern[str]
    asked: re.Pattern[str]
    plain: bool = False


KINDS = (
    Kind(
        re.compile(r"责任|牵头|主体|部门|单位|主管|负责"),
        re.compile(
            r"责任(?:单位|部门|主体)|牵头|主管|实施主体|负责(?!人)|承担|"
            r"(?:哪|什么)(?:些|个|几个|家)?(?:部门|单位|委办局|局)|谁(?:来)?(?:建|管|抓|干|做|实施)|归谁"
        ),
    ),
    Kind(
        re.compile(r"年限|起止|工期|时间|时限|进度|周期"),
        re.compile(
            r"年限|起止|工期|时限|周期|哪几年|(?:哪|几)年|什么时(?:候|间)|啥时候|何时|多久|建设时间|多长时间"
        ),
        plain=True,
    ),
    Kind(
        re.compile(r"地点|位置|地址|选址|区域|范围"),
        re.compile(r"地点|位置|地址|选址|(?:在|落在|位于)(?:哪|什么地方)"),
        plain=True,
    ),
    Kind(
        re.compile(r"投资|资金|金额|概算|估算|经费"),
        re.compile(
            r"投资(?!者|人|主体)|要投|投(?=\s*\d)|概算|造价|多少钱|花多少|多少(?:个)?[亿万]|几个亿|"
            r"(?:资金|经费|金额)[^，。？]{0,4}(?:多少|几)"
        ),
    ),
    Kind(re.compile(r"内容|规模"), re.compile(r"(?:建设|主要|工程)?(?:内容|规模)")),
)


def name_column(table: Table) -> int | None:
    """Which column names the rows."""
    return next((i for i, column in enumerate(table.columns) if column.role == "name"), None)


def body(table: Table) -> list[TableRow]:
    """The rows that stand for a thing each: those that add others up (合计) left out."""
    totals = words("link_words", "totals")
    return [row for row in table.rows if not any(cell.text in totals for cell in row.cells)]


def total_row(table: Table) -> TableRow | None:
    """The row that adds the others up."""
    kept = body(table)
    return next((row for row in table.rows if row not in kept), None)


def texts_of(table: Table) -> dict[int, list[str]]:
    """The cells' texts by row number; a blank cell before the name repeats the one above."""
    at = name_column(table) or 0
    found: dict[int, list[str]] = {}
    above = [""] * len(table.columns)
    for row in table.rows:
        texts = [cell.text or (above[i] if i < at else "") for i, cell in enumerate(row.cells)]
        found[row.number] = above = texts
    return found


def heading(column: TableColumn) -> str:
    """A header without its unit: 总投资（亿元） is 总投资."""
    return split_unit(column.text)[0]


def shown(table: Table, row: TableRow, at: int) -> str:
    """A cell as read, with the unit that its header gives; empty where it gives nothing."""
    cell = row.cells[at]
    if cell.not_given:
        return ""
    unit = split_unit(table.columns[at].text)[1]
    if table.columns[at].role == "value" and unit and not cell.text.endswith(unit):
        return f"{cell.text}{unit}"
    return cell.text


def kind_of(column: TableColumn) -> Kind | None:
    """The kind of a column, by its header."""
    if column.role in ("ordinal", "name", "unit"):
        return None
    return next((kind for kind in KINDS if kind.header.search(heading(column))), None)


def asked_columns(table: Table, text: str) -> list[tuple[int, str, bool]]:
    """The columns a question asks for: where, the words that ask, and whether they are plain."""
    found = []
    for at, column in enumerate(table.columns):
        if column.role in ("ordinal", "name", "unit"):
            continue
        header, kind = heading(column), kind_of(column)
        said = kind.asked.search(text) if kind else None
        if len(header) > 1 and header in text:
            found.append((at, header, False))
        elif kind is not None and said is not None:
            found.append((at, said.group(), kind.plain))
    return found


def core(name: str) -> str:
    """A row's name without its unit and the word for what it is: X工程 is X."""
    return _KINDS.sub("", fold(split_unit(name)[0]))


def named_row(
    text: str, tables: Sequence[Table], least: float = NAMED
) -> tuple[Table, TableRow] | None:
    """The one row whose name a question gives in whole or most of it; None where several fit."""
    folded = fold(text)
    grams = content_bigrams(folded)
    scored = []
    for table in tables:
        at = name_column(table)
        for row in body(table) if at is not None else ():
            score = _named(row.cells[at or 0].text, folded, grams)
            if score >= least:
                scored.append((score, len(row.cells[at or 0].text), table, row))
    scored.sort(key=lambda item: (-item[0], -item[1]))
    if not scored or (
        len(scored) > 1 and scored[1][0] > scored[0][0] - _CLEAR and scored[0][0] < 1
    ):
        return None
    return scored[0][2], scored[0][3]


def _named(name: str, text: str, grams: set[str]) -> float:
    short, own = _folded(name)
    phases = set(_PHASE.findall(short)), set(_PHASE.findall(text))
    if len(short) < 3 or (all(phases) and not phases[0] & phases[1]):
        return 0.0
    if short in text:
        return 1.0
    return len(own & grams) / len(own) if own else 0.0


@lru_cache(maxsize=4096)
def _folded(name: str) -> tuple[str, frozenset[str]]:
    short = core(name)
    return short, frozenset(content_bigrams(short))
