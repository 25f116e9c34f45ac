"""Follow-ups about a row of a table: another thing of it, or the same thing of another row.

Only the row is inherited from the question before, or only what was asked of it: 筒仓呢 after
X物流园谁负责 asks X物流园筒仓, 那青山呢 after 石桥县的吞吐量 asks 青山县的吞吐量.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.columns import is_indicator_table
from corpus.model import Table
from qa import facets, rownames
from qa.question import Understanding, understand
from qa.rownames import Named

_POINTING = re.compile(
    r"^(?:那么?|这个|那个|这项|那项|该|它的?|其|这|此)(?:项目|工程|行动|地方|线路?|产业园|基地)?的?"
)
_SAYS_LITTLE = re.compile(r"[的那么呢吗啊，,？?是又换成]|怎么样|多少|如何")
_WHOLE = re.compile(
    r"最[大多高长少小低短快慢]的?|(?:哪(?:些|几个?|个|一?[项条家])|所有的?|全部的?|各个?)"
    r"(?:项目|工程|县|区|乡|镇|村|地方|地区|线|指标)|表\d"
)
_SURE = 0.7


def about_row(core: str, previous: str, tables: Sequence[Table]) -> str | None:
    """A follow-up as a question of its own; None where neither names a row that answers it.

    ``core`` is the follow-up without particles, ``previous`` the completed question before.
    """
    held = [table for table in tables if not is_indicator_table(table)]
    before = rownames.clear_of(rownames.named_rows(previous, held))
    if before is None:
        return None
    named = rownames.clear_of(rownames.named_rows(core, held, _SURE))
    if named is not None:
        return _other_row(core, previous, before, named)
    if asks_rows(core):
        return None
    asked = understand(core)
    return f"{before.name}{_POINTING.sub('', core)}" if _asks(asked, before) else None


def asks_rows(text: str) -> bool:
    """Whether a question asks for rows of a table, not for a cell of one that was named before."""
    return bool(_WHOLE.search(text))


def _other_row(core: str, previous: str, before: Named, named: Named) -> str | None:
    """The question before, asked of another row of its table."""
    rest = _SAYS_LITTLE.sub("", rownames.without(core, named.name))
    if rest or named.table is not before.table or named.row is before.row:
        return None
    asked = rownames.without(previous, before.name).lstrip("，")
    return f"{named.name}{asked}"


def _asks(asked: Understanding, named: Named) -> bool:
    """Whether a question asks for a cell of a row, or for an amount within one."""
    return any(
        facets.asked_columns(named.table, part, asked)
        or facets.asked_amount(named.table, named.row, part)
        for part in facets.parts_of(asked.text)
    )
