"""Which rows of tables a question names: by the whole name, most of it, or 青山 for 青山县."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.model import Table, TableRow
from corpus.names import split_unit
from corpus.once import once
from qa import grid
from qa.figures import longest_common, parts_kept
from qa.normalise import fold
from qa.question import content_bigrams

NAMED = 0.6
"""Share of a row's name from which a question names the row."""
_CLEAR = 0.1
_SHORT_FORM, _TAIL, _OPENING = 0.9, 0.8, 0.7
_KINDS = re.compile(r"(?:建设)?(?:项目|工程|行动|计划|专项)$")
_PHASE = re.compile(r"[一二三四五六七八九十\d]+期")
_PLACE = re.compile(r"[\u3400-\u9fff]{2,}(?:省|市|区|县|州|盟|旗|镇|乡|村|街道)")
_QUOTED = re.compile(r"[“「]([^”」]{3,})[”」]")
_LEVEL = re.compile(r"(?:省|市|区|县|州|盟|旗|镇|乡|村|街道)$")
_LONGEST_PLACE, _LONG_OPENING, _PART = 8, 4, 3
_SHORTENED = 0.85
_CALLED = re.compile(
    r"([\u3400-\u9fffa-z0-9“”]{2,20}?)(?:这个|那个|的)?(项目|工程|平台|系统|中心|行动|基地|园区)(?:[一二三四五]期)?"
)
_LEAST_KEPT = 4
_WORD_ENDS = r"(?=$|[，。？?、,的那这和与跟及要能会呢投总花由归在有是几多共啥什哪谁何到从])"


@dataclass(frozen=True)
class Named:
    """A row with how well a question names it (0–1)."""

    score: float
    table: Table
    row: TableRow

    @property
    def name(self) -> str:
        """The row's name."""
        return name_of(self.table, self.row)


@dataclass(frozen=True)
class _Row:
    """A row by its name, what the name quotes, and whether a question may name the row.

    ``signs`` are the runs of which a question that names the row has one at least.
    """

    row: TableRow
    name: str
    quoted: tuple[str, ...]
    grams: frozenset[str]
    nameable: bool
    signs: frozenset[str]


def name_of(table: Table, row: TableRow) -> str:
    """What the name column says of a row."""
    return row.cells[grid.name_column(table) or 0].text


def core(name: str) -> str:
    """A row's name without its unit and the word for what it is: X工程 is X."""
    return _KINDS.sub("", fold(split_unit(name)[0]))


def without(text: str, name: str) -> str:
    """A question without a row's name, so that 投资 in a name asks for nothing."""
    short = core(name)
    folded = fold(text)
    for said in (fold(name), short, _LEVEL.sub("", short) if _PLACE.fullmatch(short) else short):
        if said in folded:
            return folded.replace(said, "，")
    while len(part := longest_common(short, folded)) >= _PART:
        folded = folded.replace(part, "，")
    return folded


def named_rows(text: str, tables: Sequence[Table], least: float = NAMED) -> list[Named]:
    """The rows that a question names, best first; the longer name first among equals."""
    folded = fold(text)
    grams, signs = _read(folded)
    held = [(table, row) for table in tables for row in _rows(table)]
    names = [row.name for _, row in held]
    found = []
    for table, row in held:
        if not row.nameable or row.signs.isdisjoint(signs):
            continue
        score = _score(row, folded, grams, names)
        if score >= least:
            found.append(Named(score, table, row.row))
    found = [n for n in found if not any(_within(n, other) for other in found)]
    return sorted(found, key=lambda n: (-n.score, -len(n.name)))


@once
def _rows(table: Table) -> tuple[_Row, ...]:
    """The rows of a table by name; none where no column names them."""
    if grid.name_column(table) is None:
        return ()
    things = {row.id for row in grid.body(table)}
    rows = []
    for row in table.rows:
        said = name_of(table, row)
        name = core(said)
        quoted = tuple(fold(term) for term in _QUOTED.findall(said))
        nameable = row.id in things or _PLACE.fullmatch(name) is not None
        grams = frozenset(content_bigrams(name))
        signs = grams.union(*map(_pairs, (name, *quoted)))
        rows.append(_Row(row, name, quoted, grams, nameable, signs))
    return tuple(rows)


@lru_cache(maxsize=256)  # one question is held against the rows of several sets of tables
def _read(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The runs of a question, and with them all that names of rows are known by."""
    grams = frozenset(content_bigrams(text))
    return grams, grams | _pairs(text)


def _pairs(text: str) -> set[str]:
    """Any two characters side by side."""
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _within(place: Named, other: Named) -> bool:
    """Whether a place's short form is but the beginning of another row's name (青山产业园)."""
    name = core(place.name)
    if place is other or place.score == 1 or not _PLACE.fullmatch(name):
        return False
    return name != core(other.name) and _LEVEL.sub("", name) in core(other.name)


def clear_of(found: Sequence[Named]) -> Named | None:
    """The best named row; None where several fit about as well."""
    if not found:
        return None
    best = found[0]
    if len(found) > 1 and found[1].score > best.score - _CLEAR and best.score < 1:
        return None
    return best


def named_row(
    text: str, tables: Sequence[Table], least: float = NAMED
) -> tuple[Table, TableRow] | None:
    """The one row whose name a question gives in whole or most of it; None where several fit."""
    best = clear_of(named_rows(text, tables, least))
    return (best.table, best.row) if best is not None else None


def asks_which(text: str, table: Table) -> bool:
    """Whether a question asks which of what the name column holds: 哪些乡镇, 哪几条线路."""
    header = grid.heading(table.columns[grid.name_column(table) or 0])
    which = re.search(r"哪(?:一?[个条座家]|[些几][个条座家]?)([\u3400-\u9fff])", text)
    return header in text or (which is not None and which[1] in header)


def _score(row: _Row, text: str, grams: frozenset[str], names: Sequence[str]) -> float:
    name = row.name
    phases = set(_PHASE.findall(name)), set(_PHASE.findall(text))
    if len(name) < 2 or (all(phases) and not phases[0] & phases[1]):
        return 0.0
    if len(name) > 2 and name in text:
        return 1.0
    if any(term in text for term in row.quoted):
        return _SHORT_FORM
    if len(name) <= _LONGEST_PLACE and _PLACE.fullmatch(name):
        return _place_score(name, text, names)
    if _shortened(name, text, names):
        return _SHORTENED
    share = len(row.grams & grams) / len(row.grams) if row.grams else 0.0
    opening = _opening(name, text)
    if opening and sum(opening in other for other in names) == 1:
        return max(share, _OPENING)
    return share if len(name) > 2 else 0.0


def _shortened(name: str, text: str, names: Sequence[str]) -> bool:
    """Whether a question calls a thing by its name with words left out (白石加工园项目 for
    白石果品加工园): the characters before 项目 stand in the name in that order, pairs of them
    side by side, and in no other name.
    """
    if _between(name, text, names):
        return True
    for run in _called(text):
        if _leaves_out(run, name):
            return sum(_leaves_out(run, other) for other in names) == 1
    return False


@lru_cache(maxsize=256)
def _called(text: str) -> tuple[str, ...]:
    """What a question may call a thing: the words before 项目 and the like, the most first."""
    found = []
    for match in _CALLED.finditer(text):
        said = match.group(1) if match.group(2) in ("项目", "工程") else match.group()
        found += [said[begin:] for begin in range(len(said) - _LEAST_KEPT + 1)]
    return tuple(found)


_ENDS, _LONG_NAME = 2, 6
_POINTS = re.compile(r"(?:这|那)(?:个|座|处|条|片)|的")


def _between(name: str, text: str, names: Sequence[str]) -> bool:
    """Whether a question has a run that begins and ends as a name does and leaves out some of
    what stands between (江湾那个水上乐园 for 江湾滨江水上主题乐园).
    """
    if len(name) < _LONG_NAME:
        return False
    first, last = name[:_ENDS], name[-_ENDS:]
    if first not in text or last not in text:
        return False
    said = _POINTS.sub("", text)
    begin = said.find(first)
    end = said.find(last, begin + _ENDS)
    run = said[begin : end + _ENDS]
    if end < 0 or not _LEAST_KEPT < len(run) < len(name) or not _leaves_out(run, name):
        return False
    return sum(_leaves_out(run, other) for other in names) == 1


@lru_cache(maxsize=4096)
def _leaves_out(run: str, name: str) -> bool:
    """Whether ``run`` is ``name`` with some words left out, or its end."""
    parts = parts_kept(run, name)
    return parts > 1 or (parts == 1 and name.endswith(run))


def _place_score(name: str, text: str, names: Sequence[str]) -> float:
    """A place without the word for its level, or by its end where only one has it (高新区)."""
    short, tail = _LEVEL.sub("", name), name[-3:]
    if len(short) > 1 and short in text and sum(n in (short, name) for n in names) == 1:
        return _SHORT_FORM
    if len(name) > 4 and tail in text and sum(n.endswith(tail) for n in names) == 1:
        return _TAIL
    return 0.0


def _opening(name: str, text: str) -> str:
    """The longest opening of a name, of some length, that ends a word in a question or that
    another word of the name follows.
    """
    if name[:_LONG_OPENING] not in text:
        return ""
    for size in range(len(name) - 1, _LONG_OPENING - 1, -1):
        at = text.find(name[:size])
        after = text[at + size : at + size + 2]
        if at >= 0 and (re.match(_WORD_ENDS, after) or (len(after) > 1 and after in name)):
            return name[:size]
    return ""
