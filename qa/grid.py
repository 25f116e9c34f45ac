"""A table as rows and columns that a question can name: headers by kind, rows by name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.model import Table, TableColumn, TableRow
from corpus.names import split_unit
from corpus.words import words
from qa.cues import YEAR
from qa.normalise import fold
from qa.question import content_bigrams

NAMED = 0.6
"""Share of a row's name from which a question names the row."""
_CLEAR = 0.1
_HEAD = 20
_WHOLE_PLACE = re.compile(r"全[国省市州县区旗镇乡](?:合计|总计|平均|总体)?")
_YEARS = re.compile(r"^(?:19|20)\d\d年?(?:末|底)?")
_AIM = re.compile(r"(?:规划|预期)?(?:目标|指标)[值数]?$")
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
    """Which column names the rows: the one read so, else the first that heads rows of values."""
    for at, column in enumerate(table.columns):
        if column.role == "name":
            return at
    return _heads(table)


def _heads(table: Table) -> int | None:
    """The first column of short texts, each of one row (地区, 线路), in a table of values."""
    if not any(column.role == "value" for column in table.columns):
        return None
    for at, column in enumerate(table.columns):
        if column.role == "ordinal":
            continue
        texts = [row.cells[at].text for row in table.rows]
        apart = len(set(texts)) == len(texts) > 1 and all(texts)
        return at if column.role == "text" and apart and max(map(len, texts)) <= _HEAD else None
    return None


def body(table: Table) -> list[TableRow]:
    """The rows that stand for a thing each: those that add others up (合计, 全市) left out."""
    totals = words("link_words", "totals")
    at = name_column(table)
    return [
        row
        for row in table.rows
        if not any(cell.text in totals for cell in row.cells)
        and not (at is not None and _WHOLE_PLACE.fullmatch(row.cells[at].text))
    ]


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
    if table.columns[at].role != "value":
        return cell.text
    unit = split_unit(table.columns[at].text)[1]
    if unit and not cell.text.endswith(unit):
        return f"{cell.text}{unit}"
    return cell.text if unit or cell.quantity is None else cell.quantity.display


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
    if found:
        return found
    years = [int(year) for year in YEAR.findall(text)]
    measured = measured_columns(table, text, years)
    return [(at, measure(table.columns[at]), False) for at in measured]


def measure(column: TableColumn) -> str:
    """What a column of values measures of each row: 2025年接诊量目标（万人次） is 接诊量."""
    return _AIM.sub("", _YEARS.sub("", heading(column))) if column.role == "value" else ""


def measured_columns(table: Table, text: str, years: Sequence[int] = ()) -> list[int]:
    """The columns of values whose measure a question names, those of its years where it has any."""
    grams = content_bigrams(fold(text))
    found = []
    for at, column in enumerate(table.columns):
        name, kind = fold(measure(column)), kind_of(column)
        own = content_bigrams(name)
        named = len(name) > 2 and len(own & grams) >= NAMED * len(own)
        named = named or (len(name) > 1 and name.removesuffix("数") in text)
        asked = kind is not None and column.role == "value" and kind.asked.search(text)
        if named or asked:
            found.append(at)
    if not found:
        found = _of_unit(table, text)
    dated = [at for at in found if table.columns[at].year in years]
    return dated or found


def _of_unit(table: Table, text: str) -> list[int]:
    """The one column whose unit is asked for: 多少公里 of a table with 长度（公里）."""
    found = [
        at
        for at, column in enumerate(table.columns)
        if column.role == "value"
        and (unit := split_unit(column.text)[1])
        and re.search(rf"(?:多少|几)个?{re.escape(unit)}", text)
    ]
    return found if len(found) == 1 else []


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
