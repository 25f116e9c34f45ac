"""Figures reckoned from sentences that give their parts, which are quoted, by a rule that is shown.

A change between two ends of one clause (由62%提高到70%), a result against the task it is measured
by, what there was before an addition, the sum of counts that stand side by side, two times of an
indicator that the quoted words speak of. Nothing is reckoned where the words quoted are not of
most of what the question names, or where several could be meant.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from corpus.model import Comparator, Indicator, IndicatorValue, Passage, Quantity, Span
from corpus.once import once
from corpus.quantities import find_quantities
from corpus.roles import Role, section_role
from qa.cues import Operation
from qa.draft import Draft, Piece, Source
from qa.fit import FITS, Fit
from qa.lookup import difference, multiple, size_unit
from qa.normalise import fold
from qa.pairs import pair_of
from qa.periods import tense
from qa.question import Understanding
from qa.stated import sets_against_others, source_of

PassageOf = Callable[[str], Passage]

_HEDGE = "（按所列数值计算；其中有带范围的数，实际可能不同）"
_CLAUSE_END = re.compile(r"[，。；！？,;：:]")
_FROM = re.compile(
    r"[由从](?:原来|原先|此前|之前|(?:19|20)\d\d年[底末]?)?的?(?:每[^，。；]{1,3})?$"
)
_TO = re.compile(r"[^，。；]{0,8}[到至为成]")
_ASKED_UNITS = re.compile(r"(?:多少|几)个?([\u3400-\u9fff]{1,3})")
_MOVES = re.compile(
    r"(?:逐[年步]|不断|持续|稳步|进一步)?(?:提高|提升|上升|增加|增长|下降|降低|减少)$"
)
_AGAINST_TASK = re.compile(
    r"(?<!百分)比[^，。？?]{0,30}(?:任务|目标|要求|指标|标准)(?:数|值)?[^，。？?]{0,8}[多高超低少]|"
    r"超(?:额|出|过)[^，。？?]{0,24}(?:任务|目标|要求|指标)[^，。？?]{0,6}(?:多少|几)"
)
_MET = re.compile(r"(?:超额|提前|超过|超出|超)[^，。；]{0,40}$")
_TASK = re.compile(r"的?(?:目标)?(?:任务|目标|要求|指标)")
_BEFORE = re.compile(r"(?:原来|原先|原有|原本|之前|此前|以前|本来)[^，。？?]{0,10}(?:多少|几)")
_ADDED = re.compile(r"(?:新增|净增|新建|增加|新添)[^，。；]*$")
_TOTAL = re.compile(r"(?:总|累计|共|全[市县区省])[^，。；]*(?:达到|达|增至|增加到|为|至)$")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage, and its numbers with their spans within it."""

    passage: Passage
    start: int
    end: int
    text: str
    quantities: tuple[tuple[Span, Quantity], ...]

    def source(self) -> Source:
        """Where it stands."""
        return Source(self.passage, self.start, self.end)


def sentences_of(passages: Sequence[Passage]) -> Iterator[Sentence]:
    """The sentences of running text that hold a number."""
    for passage in passages:
        yield from _of_passage(passage)


@once
def _of_passage(passage: Passage) -> tuple[Sentence, ...]:
    found = []
    for span in passage.sentences:
        text = passage.text[span.start : span.end]
        quantities = tuple(find_quantities(text))
        if quantities:
            found.append(Sentence(passage, span.start, span.end, text, quantities))
    return tuple(found)


def reckon(question: Understanding, fit: Fit, passages: Sequence[Passage]) -> Draft | None:
    """What a question asks to be reckoned, from one sentence of ``passages`` (best first)."""
    ways: list[Callable[[Understanding, Fit, Sentence], Piece | None]] = []
    if _AGAINST_TASK.search(question.text):
        ways = [_against_task]
    elif _BEFORE.search(question.text):
        ways = [_before]
    elif Operation.CHANGE in question.operations and not sets_against_others(question):
        ways = [_ends, _several_ends]
    for way in ways:
        found = [
            (round(fit.share(_context(sentence, way)), 3), sentence, piece)
            for sentence in sentences_of(passages)
            if (piece := way(question, fit, sentence)) is not None
        ]
        best = max((share for share, _, _ in found), default=0.0)
        top = [(sentence, piece) for share, sentence, piece in found if share == best]
        if best >= FITS and len({piece.derived for _, piece in top}) == 1:
            return _draft(*top[0])
    return None


def _context(sentence: Sentence, way: object) -> str:
    """The words that must be of what is asked: clauses of their own rest on the whole passage."""
    if way is not _several_ends:
        return sentence.text
    return "".join((sentence.passage.text, *sentence.passage.path))


def _draft(sentence: Sentence, piece: Piece) -> Draft:
    quoted = sentence.text.strip()
    return Draft([piece, Piece(quoted, "quote", (sentence.source(),))])


def _ends(question: Understanding, fit: Fit, sentence: Sentence) -> Piece | None:
    """The change between two numbers of a clause: 由4.2%降至1.5%."""
    found = []
    for subject, first, last in _moves(sentence):
        printed = f"{first.value:g}" in question.text and f"{last.value:g}" in question.text
        if fit.unit(first.unit) and (printed or fit.share(subject) >= FITS):
            found.append((subject, first, last))
    if len(found) != 1 or not _of_time(question, sentence):
        return None
    return _told(*found[0], sentence)


def _several_ends(question: Understanding, fit: Fit, sentence: Sentence) -> Piece | None:
    """The changes in several clauses of a sentence, one for each unit asked for (几份, 几天)."""
    units = [match.group(1) for match in _ASKED_UNITS.finditer(question.text)]
    found = {}
    for subject, first, last in _moves(sentence):
        asked = [unit for unit in units if unit.startswith(first.unit.removeprefix("个"))]
        found.update(dict.fromkeys(asked, (subject, first, last)))
    if len(units) < 2 or len(found) < len(units) or not _of_time(question, sentence):
        return None
    told = [_told(*found[unit], sentence) for unit in units]
    derived = tuple(number for piece in told for number in piece.derived)
    return Piece("".join(p.text for p in told), "computed", (sentence.source(),), derived)


def _moves(sentence: Sentence) -> Iterator[tuple[str, Quantity, Quantity]]:
    """Each change that a clause gives by both ends, with what it is of."""
    for (span, first), (other, last) in itertools.pairwise(sentence.quantities):
        before, between = sentence.text[: span.start], sentence.text[span.end : other.start]
        opened = _FROM.search(before)
        if opened is not None and _TO.fullmatch(between) and first.unit == last.unit:
            yield _subject(before[: opened.start()]), first, last


def _told(subject: str, first: Quantity, last: Quantity, sentence: Sentence) -> Piece:
    return _gap(f"{subject}：{first.display} → {last.display}", first, last, sentence)


def _subject(before: str) -> str:
    """The clause before a change, or the one before it where nothing stands between."""
    parts = [part.strip() for part in _CLAUSE_END.split(before)]
    named = [part for part in parts if len(part) > 1]
    return _MOVES.sub("", named[-1]) if named else ""


def _of_time(question: Understanding, sentence: Sentence) -> bool:
    """Whether a sentence is of the years asked for, where it names any, and no result where an
    aim is asked, nor the reverse.
    """
    told = {int(year) for year in re.findall(r"(?:19|20)\d\d(?=年)", sentence.text)}
    if question.years and told and not told & set(question.years):
        return False
    role = section_role(sentence.passage.path)
    if tense(question) == "target":
        return role is not Role.BACKGROUND
    return question.period != "past" or role in (Role.BACKGROUND, Role.UNKNOWN)


def _against_task(question: Understanding, fit: Fit, sentence: Sentence) -> Piece | None:
    """A result less the task that it is said to exceed: 达到98%，超额完成95%的任务."""
    for at, (span, task) in enumerate(sentence.quantities):
        earlier = [q for q in sentence.quantities[:at] if q[1].unit == task.unit]
        if not earlier or not _TASK.match(sentence.text[span.end :]) or not fit.unit(task.unit):
            continue
        before, own = earlier[-1]
        between = sentence.text[before.end : span.start]
        if _MET.search(between) and "；" not in between:
            clause = _CLAUSE_END.split(sentence.text[: before.end])[-1].strip()
            said = f"{clause}，任务为{task.display}"
            return _gap(said, task, own, sentence, ("多", "少"))
    return None


def _before(question: Understanding, fit: Fit, sentence: Sentence) -> Piece | None:
    """A total less what was added to it, of neighbouring clauses: 新增5公里，总里程达到30公里."""
    for (span, added), (other, total) in zip(
        sentence.quantities, sentence.quantities[1:], strict=False
    ):
        made = _ADDED.search(sentence.text[: span.start])
        between = sentence.text[span.end : other.start]
        same = added.unit == total.unit and fit.unit(added.unit) and total.value > added.value
        if made is None or not same or not _TOTAL.search(between) or "；" in between:
            continue
        named = fold(made.group())[2:]
        if not any(named[i : i + 2] in fold(between) for i in range(len(named) - 1)):
            continue
        result = written(number_of(total) - number_of(added))
        rule = f"{written(number_of(total))}－{written(number_of(added))}＝{result}{total.unit}"
        exact = {added.comparator, total.comparator} == {Comparator.EQ}
        text = f"原有{result}{total.unit}（{rule}）{'' if exact else _HEDGE}。"
        return Piece(text, "computed", (sentence.source(),), (result, *_numbers(added, total)))
    return None


def _gap(
    said: str,
    first: Quantity,
    last: Quantity,
    sentence: Sentence,
    verbs: tuple[str, str] | None = None,
) -> Piece:
    gap = number_of(last) - number_of(first)
    size = written(abs(gap))
    verbs = verbs or (("提高", "降低") if last.unit in ("%", "‰") else ("增加", "减少"))
    unit = size_unit(last.unit)
    high, low = (last, first) if gap >= 0 else (first, last)
    moved = f"{verbs[gap < 0]}{size}{unit}" if gap else "没有变化"
    rule = f"{written(number_of(high))}－{written(number_of(low))}＝{size}{unit}"
    exact = {first.comparator, last.comparator} == {Comparator.EQ}
    text = f"{said}，{moved}（{rule}）{'' if exact else _HEDGE}。"
    return Piece(text, "computed", (sentence.source(),), (size, *_numbers(first, last)))


def number_of(quantity: Quantity) -> Decimal:
    """A quantity's number, exact."""
    return Decimal(str(quantity.value))


def _numbers(*quantities: Quantity) -> tuple[str, ...]:
    return tuple(written(number_of(quantity)) for quantity in quantities)


def written(value: Decimal) -> str:
    """A number without needless zeros."""
    return format(value.normalize(), "f")


def of_quoted(
    question: Understanding,
    fit: Fit,
    draft: Draft,
    indicators: Sequence[Indicator],
    base_year: int | None,
    passage_of: PassageOf,
) -> Draft | None:
    """The change of the one indicator that quoted words are about and that the question fits."""
    if Operation.CHANGE not in question.operations or sets_against_others(question):
        return None
    quoted = [source for piece in draft.pieces for source in piece.sources]
    found = []
    for indicator in indicators:
        share = fit.share(indicator.name)
        if share < FITS or not fit.unit(indicator.unit):
            continue
        pair = pair_of(indicator, question, base_year, indicators)
        if pair is not None and any(_stands(v, quoted, passage_of) for v in indicator.values):
            found.append((share, -len(indicator.name), indicator, pair))
    best = max((share for share, *_ in found), default=0.0)
    top = [item for item in found if item[0] == best]
    if len(top) != 1:
        return None
    _, _, indicator, (first, last) = top[0]
    build = multiple if re.search(r"(?:几|多少)倍", question.text) else difference
    piece = build(indicator.name, first, last, passage_of)
    return Draft([piece], [indicator]) if piece is not None else None


def _stands(value: IndicatorValue, quoted: Sequence[Source], passage_of: PassageOf) -> bool:
    """Whether a value stands in words that are quoted."""
    source = source_of(value, passage_of)
    return any(
        q.passage.id == source.passage.id and q.start < source.end and source.start < q.end
        for q in quoted
    )
