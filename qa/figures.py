"""Find the indicators a question is about, by name; nothing is computed here.

A question names an indicator by a distinctive run of its name (“双师型”) or by most of it
(学前教育教师接受专业教育的比例). Both are scored on characters, weighted by how few of the
plan's indicators share them, so that 比例 or 教师 alone select nothing.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from corpus.figure_time import OPENS
from corpus.model import Indicator, IndicatorValue, Period
from corpus.names import tells_growth
from corpus.words import words
from qa.normalise import fold
from qa.periods import tense
from qa.question import Understanding, content_bigrams

MATCH = 0.5
"""Score from which an indicator counts as named by the question."""

_NOISE = re.compile(r"(?:19|20)\d\d年?|表\d+|20\d\d|[“”\"]?十[三四五]五[”\"]?|\d+(?:\.\d+)?%?")

_BREAKS = re.compile(
    r"[^\u3400-\u9fff]+|[的到至和与]|比(?![例重率值])|从(?![业事])|多少|增[加长]|提高|减少|下降|现在|目前|怎么|如何"
)
_LEAST_RUN, _PAIR, _SHORTENED = 5, 2, 0.8
_TOTALS = re.compile(r"年均(?!浓度|值|水平|气温|降水)|累计|增[速幅]")
_REMEMBERED = 4096
_YEARS = re.compile(r"(?:19|20)\d\d|表\d+")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_PRINTED = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Match:
    """An indicator with how well the question names it (0–1)."""

    indicator: Indicator
    score: float


@lru_cache(maxsize=1)
def abbreviations() -> tuple[tuple[str, str], ...]:
    """Short and everyday forms of official words (``qa/lexicon/abbreviations.json``)."""
    text = resources.files("qa").joinpath("lexicon/abbreviations.json").read_text("utf-8")
    pairs: dict[str, str] = json.loads(text)
    return tuple(sorted(pairs.items(), key=lambda item: -len(item[0])))


def official(text: str) -> str:
    """Replace short forms by official words: 中职 → 中等职业教育, 老师 → 教师."""
    for short, long in abbreviations():
        if short in text and long not in text:
            text = text.replace(short, long)
    return text


class IndicatorMatcher:
    """Scores a plan's indicators against questions; built once per snapshot."""

    def __init__(self, indicators: Sequence[Indicator]) -> None:
        self._indicators = tuple(indicators)
        self._names = [self._all_names(indicator) for indicator in self._indicators]
        self._grams = [[content_bigrams(name) for name in names] for names in self._names]
        frequency: dict[str, int] = {}
        for grams in self._grams:
            for gram in set().union(*grams):
                frequency[gram] = frequency.get(gram, 0) + 1
        count = max(1, len(self._indicators))
        self._idf = {gram: math.log(1 + count / n) for gram, n in frequency.items()}
        self._sharing = lru_cache(maxsize=_REMEMBERED)(self._count_sharing)
        # One question is matched at several steps of its answer.
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._match)

    @staticmethod
    def _all_names(indicator: Indicator) -> tuple[str, ...]:
        """Its names, also without what stands in brackets: 执业（助理）医师数, 执业医师数."""
        names = [name for name in (indicator.name, *(v.name for v in indicator.values)) if name]
        names += [_BRACKETS.sub("", name) for name in names]
        return tuple(dict.fromkeys(official(fold(name)) for name in names))

    def match(self, text: str, limit: int = 6) -> list[Match]:
        """Indicators named by ``text`` (normalised), best first, scores in [0, 1]."""
        return list(self._remembered(text)[:limit])

    def _match(self, text: str) -> tuple[Match, ...]:
        question = official(fold(_NOISE.sub("，", text)))
        grams = content_bigrams(question)
        printed = {float(n) for n in _PRINTED.findall(_YEARS.sub("，", text))}
        scored = [
            Match(indicator, self._score(i, question, grams))
            for i, indicator in enumerate(self._indicators)
        ]
        # A question that quotes a value means the indicator that has it.
        scored = [
            Match(m.indicator, min(1.0, m.score + 0.2))
            if m.score and any(v.value in printed for v in m.indicator.values)
            else m
            for m in scored
        ]
        named = [match for match in scored if match.score >= MATCH * 0.6]
        return tuple(sorted(named, key=lambda match: -match.score))

    def _score(self, index: int, question: str, grams: set[str]) -> float:
        return max(
            self._score_name(name, name_grams, question, grams)
            for name, name_grams in zip(self._names[index], self._grams[index], strict=True)
        )

    def _score_name(self, name: str, name_grams: set[str], question: str, grams: set[str]) -> float:
        shared = name_grams & grams
        if not shared:
            return 0.0
        total = sum(self._idf[gram] for gram in name_grams)
        cover = sum(self._idf[gram] for gram in shared) / total
        run = longest_common(name, question)
        anchor = min(1.0, len(run) / 4) / self._sharing(run) if len(run) >= 3 else 0.0
        score = 0.65 * cover + 0.35 * anchor
        return max(score, _SHORTENED) if _leaves_out(name, question) else score

    def _count_sharing(self, run: str) -> int:
        """How many indicators have a run of characters in a name; at least 1. The growth of an
        indicator shares its name and does not count.
        """
        own = [names for names in self._names if not tells_growth(names[0])]
        return sum(any(run in name for name in names) for names in own) or 1


@lru_cache(maxsize=256)
def _runs(question: str) -> tuple[str, ...]:
    """Runs of a question that may be a name with words left out."""
    return tuple(run for run in _BREAKS.split(question) if len(run) >= _LEAST_RUN)


def _leaves_out(name: str, question: str) -> bool:
    """Whether a question has a name with some words (two characters and more) left out of its
    middle (新能源船舶功率 for 新能源船舶动力功率); its beginning alone names many.
    """
    return any(
        run[:_PAIR] == name[:_PAIR] and not name.startswith(run) and parts_kept(run, name) > 0
        for run in _runs(question)
    )


def parts_kept(run: str, name: str) -> int:
    """In how many parts ``run`` is ``name`` with words (two characters and more) left out; 0
    where it is not.
    """
    kept, at, parts = 0, 0, 0
    while kept < len(run):
        size = 0
        for length in range(len(run) - kept, 1, -1):
            found = name.find(run[kept : kept + length], at)
            if found >= 0:
                size, at = length, found + length
                break
        if not size:
            return 0
        kept, parts = kept + size, parts + 1
    return parts


def longest_common(a: str, b: str) -> str:
    """Longest common substring of two short strings."""
    best = ""
    for start in range(len(a)):
        end = start + len(best) + 1
        while end <= len(a) and a[start:end] in b:
            best = a[start:end]
            end += 1
    return best


def choose_values(
    indicator: Indicator, question: Understanding, base_year: int | None
) -> tuple[IndicatorValue, ...]:
    """The values the question asks for: its years, its period, its scope.

    A question without year or period gets every value. A year that the plan does not give
    yields no value: a 2020 result is never given as a target (docs/adr/0005).
    """
    values: Iterable[IndicatorValue] = indicator.values
    if question.tables:
        in_tables = [v for v in values if v.source.table in question.tables]
        values = in_tables or values
    years = set(question.years)
    period = tense(question)
    if years:
        dated = [v for v in values if v.year in years]
        values = dated or [v for v in values if base_year in years and at_base(v)]
    elif period == "past" and base_year is not None:
        past = [v for v in values if v.year is None or v.year <= base_year]
        values = past or values
    elif period == "target" and base_year is not None:
        targets = [v for v in values if v.year is not None and v.year > base_year]
        values = targets or values
    return _level_or_total(tuple(values), question)


def at_base(value: IndicatorValue) -> bool:
    """Whether a result of the five years before is of their end, the base year: what there was,
    not what they did (发放补贴). What there is now (现有) is of no year.
    """
    if value.year is not None or value.period is not Period.RESULT or not value.period_label:
        return False
    opens = (value.period_label or "").endswith(OPENS)
    return not (opens or value.name.startswith(words("figure_words", "making")))


def _level_or_total(
    values: tuple[IndicatorValue, ...], question: Understanding
) -> tuple[IndicatorValue, ...]:
    """The totals over years that a table gives (五年累计) where they are asked, else the levels."""
    totals = tuple(v for v in values if v.source.kind == "table" and v.period_label)
    levels = tuple(v for v in values if v not in totals)
    if not totals or not levels:
        return values
    return totals if _TOTALS.search(question.text) else levels


def is_row_amount(indicator: Indicator) -> bool:
    """Whether an indicator is a cell of a table of projects or places (X工程总投资): it answers a
    question for that column (`qa.cells`), not every question that names the row.
    """
    cells = [v for v in indicator.values if v.source.kind == "table"]
    return bool(cells) and all(_of_row(value) for value in cells)


def _of_row(value: IndicatorValue) -> bool:
    placed = value.scope is not None and value.name.startswith(value.scope)
    return placed or (value.year is None and value.period_label is None)


def of_growth(matches: Sequence[Match], text: str) -> list[Match]:
    """The matches without growth where none is asked; where it is, the growth of the first."""
    levels = [m for m in matches if not tells_growth(m.indicator.name)]
    growth = [m for m in matches if m not in levels]
    if not _TOTALS.search(text):
        return levels or growth
    of_first = bool(growth) and matches[0].indicator.name in growth[0].indicator.name
    return growth + [m for m in levels if m is not matches[0]] if of_first else list(matches)


def only_results(indicator: Indicator) -> bool:
    """Whether a plan gives an indicator's result and no target for it."""
    return bool(indicator.values) and all(v.period is not Period.TARGET for v in indicator.values)


def only_targets(indicator: Indicator) -> bool:
    """Whether a plan gives an indicator's target and no result of it."""
    return bool(indicator.values) and all(v.period is Period.TARGET for v in indicator.values)


def in_time(matches: Sequence[Match], question: Understanding) -> list[Match]:
    """The matches, or none where the best has no value of the time that is asked."""
    period = tense(question)
    if not matches or question.years or period is None:
        return list(matches)
    wrong = only_targets if period == "past" else only_results
    if wrong(matches[0].indicator):
        return []
    return list(matches)


def scope_of(value: IndicatorValue) -> str:
    """``city``, ``district`` or ``nation`` of a value's scope label; district by default."""
    label = value.scope or ""
    if re.search(r"市级|全市|市$", label):
        return "city"
    if re.search(r"全国|国家", label):
        return "nation"
    return "district"
