"""Answers over a table's rows: tested by a bound, a comparison or a mark; extremes; blanks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from corpus.columns import is_indicator_table
from corpus.model import Indicator, IndicatorValue, Passage, Table
from corpus.names import tells_growth
from qa import rowtests
from qa.bounds import RULES, SIGN_WORDS, bound_in
from qa.cues import Operation
from qa.draft import Draft, Piece, whole
from qa.figures import scope_of
from qa.lookup import label_of
from qa.question import Understanding
from qa.rowextremes import extremes
from qa.rowlists import marked_rows
from qa.rowtests import RowKey

_PRINTED = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "=": ""}
_LOWEST = re.compile(r"最低|最小|最少")
_AREAS_APART = re.compile(
    r"(?:本区|我区|区里|全区).{0,6}[和与跟比].{0,4}(?:市级|全市|市里).{0,8}(?:差|高出|低)"
)

_GROWTH = re.compile(r"年均(?!浓度|值|水平|气温|降水)|增速|增长率")
_BY_TABLE = re.compile(
    r"(?:按照?|根据|照|看|从)?(?:主要)?指标(?:一览)?表(?:[里中上]面?|来看|的)?[，,]?"
)
"""A table named only as the source asks for none of its rows."""
_LISTS = re.compile(r"指标|哪(?:些|几?[项行条]|几个|一[项行])|谁|几(?:[项行条]|个(?!百分))|分别")
_OF_ROWS = {Operation.FILTER, Operation.SAME, Operation.BLANK, Operation.EXTREME}


def asks_rows(question: Understanding) -> bool:
    """Whether a question asks which of a table's indicators pass a test."""
    return "指标" in question.text and bool(question.operations & _OF_ROWS)


def answer_rows(
    question: Understanding,
    chosen: Sequence[Table],
    tables: Sequence[Table],
    indicators: Sequence[Indicator],
    passage_of_row: Callable[[Table, int], Passage],
    base_year: int | None,
) -> Draft | None:
    """The rows of ``chosen`` tables, or of all tables of indicators, that a question asks for.

    None where it asks for no rows.
    """
    operations = question.operations
    text = _BY_TABLE.sub("", question.text)
    listing = _LISTS.search(text)
    if not chosen and not ("指标" in text and listing):
        return None
    scope = list(chosen) or [t for t in tables if is_indicator_table(t)]
    rows = _chosen_rows(question, scope, indicators)
    if rows is None:
        return None
    years = sorted(question.years) or _target_years(rows, base_year)
    if Operation.EXTREME in operations and _AREAS_APART.search(question.text):
        return _widest(question, rows, scope, indicators, passage_of_row)
    tested = _tested(question, rows, years, base_year) if listing else None
    if tested is not None:
        title, keys, numbers = tested
        return _listing(title, keys, rows, scope, indicators, passage_of_row, numbers)
    if not operations & _OF_ROWS and not (listing and bound_in(question.text)):
        return None
    if Operation.BLANK in operations:
        blank = _blank_rows(question, scope, indicators)
        when = "、".join(f"{year}年" for year in question.years)
        numbers = tuple(str(year) for year in question.years)
        title = f"{when}未给出数值的"
        return _listing(title, blank, {}, scope, indicators, passage_of_row, numbers)
    if Operation.SAME in operations and Operation.CONFLICT not in operations and listing:
        same = [key for key, values in rows.items() if _constant(values, question.years)]
        return _listing("所列数值相同的", same, rows, scope, indicators, passage_of_row)
    return _filtered(question, rows, years, scope, indicators, passage_of_row, base_year)


def _chosen_rows(
    question: Understanding, scope: Sequence[Table], indicators: Sequence[Indicator]
) -> dict[RowKey, list[IndicatorValue]] | None:
    """The rows with the marks and values of the area that a question names; None without any."""
    rows = _of_kind(question, _rows(indicators, {t.label for t in scope}))
    marked = marked_rows(question, scope)
    if marked is not None:
        rows = {key: values for key, values in rows.items() if key[1:] in marked}
    if len(question.scopes) == 1 and rowtests.scope_test(question) is None:
        return _of_area(rows, question.scopes[0]) or None
    return rows


def _blank_rows(
    question: Understanding, scope: Sequence[Table], indicators: Sequence[Indicator]
) -> list[RowKey]:
    """The rows that give no value, of the years asked for or of any."""
    labels = {t.label for t in scope}
    found = [
        (i, label, row)
        for i in indicators
        for label, row, year in i.not_given
        if label in labels and (not question.years or year in question.years)
    ]
    return sorted(dict.fromkeys(found), key=lambda key: key[1:])


def _tested(
    question: Understanding,
    rows: dict[RowKey, list[IndicatorValue]],
    years: Sequence[int],
    base_year: int | None,
) -> tuple[str, list[RowKey], tuple[str, ...]] | None:
    """Rows that pass a test beyond one bound (`qa.rowtests`): title, rows, numbers said."""
    written = rowtests.written_as(question.text)
    if written is not None:
        sign, bound = written
        shown = str(int(bound) if bound.is_integer() else bound)
        keys = [
            key
            for key, values in rows.items()
            if any(v.year in years and (v.comparator, v.value) == written for v in values)
        ]
        said = "、".join(f"{y}年" for y in years)
        title = f"{said}写作“{_PRINTED[sign]}{shown}”的"
        return title, keys, (shown, *(str(y) for y in years))
    test = rowtests.scope_test(question) or rowtests.year_test(question, base_year)
    if test is None:
        return None
    passes, title = test
    keys = [key for key, values in rows.items() if passes(values)]
    return title, keys, tuple(re.findall(r"\d+", title))


def _rows(indicators: Sequence[Indicator], labels: set[str]) -> dict[RowKey, list[IndicatorValue]]:
    rows: dict[tuple[str, str, int], list[IndicatorValue]] = {}
    owner = {i.id: i for i in indicators}
    for indicator in indicators:
        for value in indicator.values:
            label, row = value.source.table, value.source.row
            if value.source.kind == "table" and label in labels and label and row is not None:
                rows.setdefault((indicator.id, label, row), []).append(value)
    keyed = {(owner[i], label, row): values for (i, label, row), values in rows.items()}
    return dict(sorted(keyed.items(), key=lambda item: (item[0][1], item[0][2])))


def _of_kind(
    question: Understanding, rows: dict[RowKey, list[IndicatorValue]]
) -> dict[RowKey, list[IndicatorValue]]:
    """The rows' growth where that is asked, else their levels (totals where there are none)."""
    growth = bool(_GROWTH.search(question.text))
    kept = {k: v for k, v in rows.items() if tells_growth(k[0].name) == growth}
    if growth:
        return kept or rows
    levels = {k: [x for x in v if not x.period_label] or v for k, v in kept.items()}
    return levels


def _of_area(
    rows: dict[RowKey, list[IndicatorValue]], area: str
) -> dict[RowKey, list[IndicatorValue]]:
    """The rows' values of one area; none where the plan gives none of it, all where of one only."""
    scopes = {scope_of(v) for values in rows.values() for v in values if v.scope}
    if not scopes:
        return rows if area == "district" else {}
    kept = {
        key: [v for v in values if (v.scope is None and area == "district") or _is(v, area)]
        for key, values in rows.items()
    }
    return {key: values for key, values in kept.items() if values}


def _is(value: IndicatorValue, area: str) -> bool:
    return value.scope is not None and scope_of(value) == area


def _target_years(rows: dict[RowKey, list[IndicatorValue]], base_year: int | None) -> list[int]:
    years = {v.year for values in rows.values() for v in values if v.year is not None}
    later = [y for y in years if base_year is None or y > base_year]
    return [max(later or years)] if years else []


def _constant(values: Sequence[IndicatorValue], years: Sequence[int]) -> bool:
    chosen = [v for v in values if not years or v.year in years]
    wanted = len(set(years)) if years else 2
    if len({(v.year, v.scope) for v in chosen}) < max(2, wanted):
        return False
    return len({(v.comparator, v.value) for v in chosen}) == 1


def _filtered(
    question: Understanding,
    rows: dict[RowKey, list[IndicatorValue]],
    years: Sequence[int],
    scope: Sequence[Table],
    indicators: Sequence[Indicator],
    passage_of_row: Callable[[Table, int], Passage],
    base_year: int | None,
) -> Draft | None:
    valued = {key: [v for v in values if v.year in years] or [] for key, values in rows.items()}
    valued = {key: values for key, values in valued.items() if values}
    if Operation.EXTREME in question.operations and valued:
        drafts = [
            _listing(e.title, e.keys, e.values, scope, indicators, passage_of_row, e.numbers)
            for e in extremes(question, valued, rows)
        ]
        return joined(drafts)
    limit = bound_in(question.text)
    if limit is None:
        return None
    sign, bound = limit
    unit = "%" if "%" in question.text or "百分" in question.text else None
    kept = [
        key
        for key, values in valued.items()
        if any(RULES[sign](v.value, bound) and (unit is None or v.unit == unit) for v in values)
    ]
    shown = int(bound) if bound.is_integer() else bound
    said = "、".join(f"{y}年" for y in years)
    title = f"{said}所列数值{SIGN_WORDS[sign]}{shown}{unit or ''}的"
    return _listing(title, kept, valued, scope, indicators, passage_of_row, (str(shown),))


def _widest(
    question: Understanding,
    rows: dict[RowKey, list[IndicatorValue]],
    scope: Sequence[Table],
    indicators: Sequence[Indicator],
    passage_of_row: Callable[[Table, int], Passage],
) -> Draft | None:
    """The rows on which own and upper value of one year are furthest (or least) apart."""
    gaps = {k: gap for k, v in rows.items() if (gap := rowtests.gap_of(v, question.years))}
    if not gaps:
        return None
    least = bool(_LOWEST.search(question.text))
    most = (min if least else max)(gaps.values())
    keys = [key for key, gap in gaps.items() if gap == most]
    title = f"本区与市级所列数值相差最{'小' if least else '大'}的"
    return _listing(title, keys, rows, scope, indicators, passage_of_row)


def joined(drafts: Sequence[Draft]) -> Draft | None:
    """Drafts one after the other; None where there are none."""
    if not drafts:
        return None
    indicators = [i for draft in drafts for i in draft.indicators]
    return Draft([p for draft in drafts for p in draft.pieces], list(dict.fromkeys(indicators)))


def _listing(
    title: str,
    keys: Sequence[RowKey],
    rows: Mapping[RowKey, Sequence[IndicatorValue]],
    tables: Sequence[Table],
    indicators: Sequence[Indicator],
    passage_of_row: Callable[[Table, int], Passage],
    derived: tuple[str, ...] = (),
) -> Draft:
    draft = Draft()
    by_label = {t.label: t for t in tables}
    where = "、".join(dict.fromkeys(t.label for t in tables))
    count = len(keys)
    lead = f"{where}中{title}有{count}项" + ("：" if keys else "。")
    sources = tuple(whole(passage_of_row(by_label[label], row)) for _, label, row in keys)
    if not keys:
        sources = tuple(whole(passage_of_row(t, row.number)) for t in tables for row in t.rows[:1])
    years = tuple(str(v.year) for values in rows.values() for v in values if v.year)
    labels = tuple(re.findall(r"\d+", where))
    shown = sources[:1] if not keys else ()
    draft.pieces.append(Piece(lead, "computed", shown, (str(count), *derived, *years, *labels)))
    for position, (indicator, label, row) in enumerate(keys):
        values = rows.get((indicator, label, row), [])
        said = "，".join(f"{label_of(v)}{v.display}" for v in values)
        end = "。" if position == count - 1 else "；"
        name = values[0].name if values else indicator.name
        draft.pieces.append(Piece(f"{name}{said}{end}", "figure", (sources[position],)))
        if indicator not in draft.indicators:
            draft.indicators.append(indicator)
    return draft
