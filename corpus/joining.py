"""Which indicator a sentence's figure belongs to, while indicators are being gathered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from corpus.amounts import gives_amount_of, in_base_unit
from corpus.figures import Figure
from corpus.model import IndicatorValue, Passage, Period, WordedValue
from corpus.names import fold_name, head_of, of_people, own_place, same_name


@dataclass
class Draft:
    """An indicator while its values are being gathered.

    ``row`` and ``measure`` say of a cell of a table of projects or places what it measures of
    which row.
    """

    name: str
    unit: str
    values: list[IndicatorValue] = field(default_factory=list)
    not_given: list[tuple[str, int, int]] = field(default_factory=list)
    worded: list[WordedValue] = field(default_factory=list)
    tabular: bool = False
    row: str = ""
    measure: str = ""


def same_draft(drafts: Iterable[Draft], name: str, unit: str) -> Draft | None:
    """The indicator of that name and unit."""
    folded = fold_name(name)
    return next((d for d in drafts if d.unit == unit and fold_name(d.name) == folded), None)


def amount_for(drafts: Sequence[Draft], passage: Passage, figure: Figure) -> Draft | None:
    """The cell of a table of projects that a sentence repeats; None without just one."""
    if passage.kind == "table_row":
        return None
    found = [
        d
        for d in drafts
        if d.row
        and d.values
        and in_base_unit(1, d.unit)[1] == in_base_unit(1, figure.quantity.unit)[1]
        and all(v.year is None for v in d.values)
        and gives_amount_of(d.row, d.measure, passage.text, figure)
    ]
    return found[0] if len(found) == 1 else None


def draft_for(drafts: Sequence[Draft], passage: Passage, figure: Figure) -> Draft | None:
    """Find the indicator that a figure belongs to; None when none fits, or more than one."""
    unit = figure.quantity.unit
    exact = same_draft(drafts, figure.name, unit)
    if exact is not None or not own_place(figure.scope):
        return exact if own_place(figure.scope) else None
    rows = [d for d in drafts if d.tabular and d.unit == unit]
    named = [d for d in rows if same_name(figure.name, d.name)]
    if len(named) == 1:
        return named[0]
    said = fold_name("".join((passage.title or "", *passage.path)))
    placed = [d for d in rows if figure.period is Period.TARGET and _placed(figure, d, said)]
    return placed[0] if len(placed) == 1 else None


def _placed(figure: Figure, draft: Draft, said: str) -> bool:
    """Whether the title over a sentence says what its name leaves out of the row's name."""
    head = head_of(draft.name)
    if len(head) < 3 or head != head_of(figure.name):
        return False
    missing = fold_name(draft.name)[: -len(head)]
    targets = any(v.period is Period.TARGET and v.year == figure.year for v in draft.values)
    return targets and len(missing) >= 2 and missing in said and _general(figure.name, head)


def _general(name: str, head: str) -> bool:
    """Whether a name says nothing but a measure, or whom in general it is of (适龄儿童入园率)."""
    folded = fold_name(name)
    return not folded.startswith(("常住", "户籍")) and of_people(folded[: -len(head)])
