"""The words a draft rests on, as its requirements read them.

A table cell means little without its column: of a quoted row each cell is read after its
header, with the unit the header gives (总投资（亿元） over 38.6 reads 总投资38.6亿元).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.model import Passage
from corpus.once import once
from corpus.roles import Role, section_role
from qa.draft import BESIDE, Draft, Source

_UNIT = re.compile(r"[(（]([^)）]{1,12})[)）]\s*$")


@dataclass(frozen=True)
class Held:
    """``quoted`` are the plan's words, ``said`` also the draft's own, ``around`` also the
    passages' whole texts with their titles and section paths. ``background`` says that all of
    them tell how things stood, ``ahead`` that all stand among goals and tasks.
    """

    quoted: str
    said: str
    around: str
    background: bool = False
    ahead: bool = False


def held_by(draft: Draft) -> Held:
    """What the sources of a draft hold; what stands beside the answer answers nothing."""
    pieces = [piece for piece in draft.pieces if piece.weight > BESIDE]
    sources = [source for piece in pieces for source in piece.sources]
    quoted = "\n".join(_words(source) for source in sources)
    said = quoted + "\n" + "\n".join(piece.text for piece in pieces)
    around = [said]
    for passage in {source.passage.id: source.passage for source in sources}.values():
        around += [passage.text, passage.title or "", *passage.path]
    roles = {section_role(source.passage.path) for source in sources}
    return Held(
        quoted,
        said,
        "\n".join(around),
        background=roles == {Role.BACKGROUND},
        ahead=bool(roles) and roles <= {Role.GOAL, Role.TASK},
    )


def _words(source: Source) -> str:
    words = source.passage.text[source.start : source.end]
    if source.passage.kind == "table_row":
        return f"{words}\n{labelled(source.passage)}"
    return words


@once
def labelled(row: Passage) -> str:
    """A row's cells, each after its column's header: 责任单位市水利局；总投资38.6亿元。"""
    lines = row.text.split("\n")
    if len(lines) < 2:
        return row.text
    cells = _cells(row)
    return "；".join(f"{name}{cell}" for name, cell in cells) if cells else lines[-1]


def row_in_words(row: Passage) -> str:
    """A row as a sentence: 表2：青山县，2020年产值：215亿元，主导产业：食品。"""
    named = row.title or ""
    said = [f"{name}：{cell}" for name, cell in _cells(row) or () if cell != named]
    return f"{'：'.join(part for part in (row.table or '', named) if part)}，{'，'.join(said)}。"


def _cells(row: Passage) -> list[tuple[str, str]]:
    """Header and cell of each column that says something, with the unit the header gives."""
    lines = row.text.split("\n")
    headers, cells = lines[-2].split("\t"), lines[-1].split("\t")
    if len(headers) != len(cells):
        return []
    said = []
    for header, cell in zip(headers, cells, strict=True):
        if not re.search(r"\w", cell):
            continue  # a blank, or a mark for one, says nothing
        unit = _UNIT.search(header)
        printed = unit is not None and re.search(r"\d\s*$", cell) is not None
        text = f"{cell.strip()}{unit.group(1) if unit and printed else ''}"
        said.append((_UNIT.sub("", header).strip(), text))
    return said
