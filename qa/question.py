"""Understand a question: its subject, years, period, scope, operations and asks.

Nothing is looked up in the plan here; `qa.figures`, `qa.retrieve` and `qa.decide` do that.
"""

from __future__ import annotations

import re
from typing import Literal

from corpus.model import Frozen
from qa import cues
from qa.asked import Type, asked_types
from qa.cues import Ask, Operation

_OPERATIONS: dict[Type, Operation] = {
    Type.CHANGE: Operation.CHANGE,
    Type.LIST: Operation.LIST,
}
_LIKELY = 0.5
"""Probability from which a learned type (`qa.asked`) is asked for."""

_CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九十")}


class Understanding(Frozen):
    """What a question says about itself.

    ``text`` is the normalised question without politeness; ``years`` in order of mention;
    ``period`` is ``past`` or ``target`` where words say so; ``scopes`` among ``city``,
    ``district``, ``nation``; ``tables`` are labels such as 表2; ``quoted`` are the terms the
    user put in quotation marks. ``ahead`` says that its years lie after the plan's base year
    (`qa.periods.placed` knows). ``sought`` is what is searched for by meaning where that is not
    ``text``: the words as typed; ``foreign`` says that the question is in another language.
    """

    text: str
    years: tuple[int, ...]
    period: Literal["past", "target"] | None
    scopes: tuple[str, ...]
    compare_scope: bool
    tables: tuple[str, ...]
    quoted: tuple[str, ...]
    operations: frozenset[Operation]
    asks: frozenset[Ask]
    wants_figure: bool
    ahead: bool = False
    sought: str = ""
    foreign: bool = False


def understand(text: str, sought: str = "", *, foreign: bool = False) -> Understanding:
    """Read a normalised question (`qa.normalise.normalise`); the others as in `Understanding`."""
    stripped = strip_filler(text)
    years = _years(stripped)
    likely = {} if foreign else asked_types(stripped)
    operations = {op for op, pattern in cues.OPERATIONS.items() if pattern.search(stripped)}
    asks = {ask for ask, pattern in cues.ASKS.items() if pattern.search(stripped)}
    operations |= {op for kind, op in _OPERATIONS.items() if likely.get(kind, 0.0) >= _LIKELY}
    return Understanding(
        text=stripped,
        years=years,
        period=_period(stripped, years),
        scopes=tuple(name for name, pattern in cues.SCOPES.items() if pattern.search(stripped)),
        compare_scope=bool(cues.COMPARE_SCOPE.search(stripped)),
        tables=tuple(dict.fromkeys(_table_label(m) for m in cues.TABLE.findall(stripped))),
        quoted=tuple(dict.fromkeys(cues.QUOTED.findall(stripped))),
        operations=frozenset(operations),
        asks=frozenset(asks),
        wants_figure=bool(cues.FIGURE_ASK.search(stripped) or cues.PERCENT_ASK.search(stripped)),
        sought=sought,
        foreign=foreign,
    )


def strip_filler(text: str) -> str:
    """Drop opening politeness (请问, 麻烦问一下 …), which names nothing in the plan."""
    previous = None
    while previous != text:
        previous = text
        shorter = cues.FILLER.sub("", text)
        if len(shorter) < 2:
            break
        text = shorter
    return text


def _years(text: str) -> tuple[int, ...]:
    years = [int(y) for y in cues.YEAR.findall(text)]
    years += [2000 + int(y) for y in cues.SHORT_YEAR.findall(text)]
    return tuple(dict.fromkeys(years))


def _period(text: str, years: tuple[int, ...]) -> Literal["past", "target"] | None:
    """A stated past wins over general target words; where both are asked, neither is meant."""
    if cues.BOTH_TIMES.search(text):
        return None
    if cues.PAST.search(text):
        return "past"
    if cues.TARGET.search(text):
        return "target"
    return None


def _table_label(number: str) -> str:
    if number.isdigit():
        return f"表{int(number)}"
    value = _CHINESE_DIGITS.get(number[-1], 0) + (10 if len(number) == 2 else 0)
    return f"表{value}" if value else f"表{number}"


def content_bigrams(text: str) -> set[str]:
    """Character bigrams of the Han, letter and digit runs of a text."""
    grams: set[str] = set()
    for run in re.findall(r"[\u3400-\u9fff]+|[a-z]+|\d+(?:\.\d+)?", text.lower()):
        if len(run) == 1 or run[0].isascii():
            grams.add(run)
        else:
            grams.update(run[i : i + 2] for i in range(len(run) - 1))
    return grams
