"""Search as you type over everything a plan holds: passages, indicators, commitments, projects.

For people who know the plan's words: a query's words are looked up as they stand, also half
typed, in titles, texts and section paths; nothing is guessed and no model is asked. Meaning is
the business of `qa.retrieve`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Literal

from corpus.model import Frozen, Page
from qa.normalise import INVISIBLE, simplified

Kind = Literal["passage", "indicator", "commitment", "project"]
KINDS: tuple[Kind, ...] = ("commitment", "indicator", "project", "passage")
_SNIPPET = 120
_IN_TITLE, _IN_TEXT, _IN_PATH = 3.0, 1.0, 0.25


class Item(Frozen):
    """Something that can be found. ``verifiable`` is None for what promises nothing.

    ``title`` is empty for what has none of its own; ``chapter`` and ``section`` are the first
    two titles of ``path``; ``order`` is the reading order over all plans.
    """

    kind: Kind
    id: str
    plan_id: str
    passage_id: str
    title: str
    text: str
    path: tuple[str, ...]
    chapter: str
    section: str
    page: Page | None
    reference: str
    permalink: str
    has_figure: bool
    verifiable: bool | None
    deadlines: tuple[int, ...]
    order: int


class Filter(Frozen):
    """What to keep; None keeps all. ``deadline`` 0 keeps what names none."""

    kind: Kind | None = None
    plan: str | None = None
    chapter: str | None = None
    section: str | None = None
    figure: bool | None = None
    verifiable: bool | None = None
    deadline: int | None = None


class Hit(Frozen):
    """A found item; ``marks`` are the found words in ``snippet``, half-open."""

    item: Item
    snippet: str
    marks: tuple[tuple[int, int], ...]
    title_marks: tuple[tuple[int, int], ...]


class FacetValue(Frozen):
    """A value one can narrow to, and how many of the found items have it."""

    value: str
    count: int


class Findings(Frozen):
    """``hits`` best first, cut to the limit; ``total`` before the cut; counts by facet.

    A facet counts what the query and the *other* filters keep.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[FacetValue, ...]]


class Finder:
    """An index of items; immutable once built, safe to share by threads."""

    def __init__(self, items: Sequence[Item], cut: Callable[[str], Sequence[str]]) -> None:
        self._items = tuple(items)
        self._cut = cut
        self._fields = [
            (fold(item.title), fold(item.text), fold(" ".join(item.path))) for item in items
        ]
        # Kinds in the order of KINDS, chapters and sections in reading order.
        self._places: dict[tuple[str, str], int] = {("kind", k): n for n, k in enumerate(KINDS)}
        for item in self._items:
            self._places.setdefault(("chapter", item.chapter), item.order)
            self._places.setdefault(("section", item.section), item.order)
        self._holding: dict[str, set[int]] = defaultdict(set)
        for number, fields in enumerate(self._fields):
            for field in fields:
                for at in range(len(field)):
                    self._holding[field[at]].add(number)
                    self._holding[field[at : at + 2]].add(number)

    def find(self, query: str, wanted: Filter | None = None, limit: int = 50) -> Findings:
        """Everything that holds all words of the query; an empty query finds all items."""
        wanted = wanted or Filter()
        terms = terms_of(query)
        found = self._all_of(terms) if terms else dict.fromkeys(range(len(self._items)), 0.0)
        if terms and not found:
            terms = [w for w in map(fold, self._cut(simplified(query))) if len(w) > 1]
            found = self._most_of(terms)
        kept = [n for n in found if keeps(wanted, self._items[n])]
        kept.sort(key=lambda n: (-found[n], self._items[n].order))
        return Findings(
            total=len(kept),
            hits=tuple(self._hit(n, terms) for n in kept[:limit]),
            facets=self._facets(found, wanted),
        )

    def passages(self, passage_ids: Sequence[str]) -> tuple[Hit, ...]:
        """The passages with these ids, or what is shown in a passage's stead, unmarked."""
        first: dict[str, int] = {}
        for number, item in enumerate(self._items):
            first.setdefault(item.passage_id, number)
        return tuple(self._hit(first[i], ()) for i in passage_ids if i in first)

    def _candidates(self, term: str) -> set[int]:
        """Items that may hold a term: those that hold each of its pairs of characters."""
        pairs = {term[i : i + 2] for i in range(len(term) - 1)} or {term}
        sets = sorted((self._holding.get(pair, set()) for pair in pairs), key=len)
        return set.intersection(*sets) if sets else set()

    def _all_of(self, terms: Sequence[str]) -> dict[int, float]:
        numbers = set.intersection(*(self._candidates(term) for term in terms))
        scored = {}
        for number in numbers:
            scores = [self._score(number, term) for term in terms]
            if all(scores):
                scored[number] = sum(scores)
        return scored

    def _most_of(self, words: Sequence[str]) -> dict[int, float]:
        """Items that hold more than half of the words: a sentence was typed, not words."""
        scored: dict[int, float] = defaultdict(float)
        held: Counter[int] = Counter()
        for word in dict.fromkeys(words):
            for number in self._candidates(word):
                score = self._score(number, word)
                if score:
                    scored[number] += score
                    held[number] += 1
        least = max(1, len(set(words)) // 2 + 1)
        return {number: scored[number] for number in scored if held[number] >= least}

    def _score(self, number: int, term: str) -> float:
        title, text, path = self._fields[number]
        score = _IN_TITLE * (1 + (title == term)) if term in title else 0.0
        times = text.count(term)
        if times:
            # The same words weigh more in a short text; repeating them soon adds nothing.
            score += _IN_TEXT * (times / (times + 1)) * (1 + 40 / (40 + len(text)))
        if term in path:
            score += _IN_PATH
        return score

    def _hit(self, number: int, terms: Sequence[str]) -> Hit:
        item = self._items[number]
        title, text, _ = self._fields[number]
        start, snippet = window(item.text, text, terms)
        inside = text[start : start + len(snippet)]
        return Hit(
            item=item, snippet=snippet, marks=marks_of(inside, terms),
            title_marks=marks_of(title, terms),
        )  # fmt: skip

    def _facets(self, found: Iterable[int], wanted: Filter) -> dict[str, tuple[FacetValue, ...]]:
        counts: dict[str, Counter[str]] = {}
        items = [self._items[number] for number in found]
        for name, values_of in _VALUES.items():
            others = wanted.model_copy(update=dict.fromkeys(_LOOSENED[name]))
            kept = items if others == _ALL else [item for item in items if keeps(others, item)]
            counts[name] = Counter(chain.from_iterable(map(values_of, kept)))
        return {
            name: tuple(
                FacetValue(value=value, count=count)
                for value, count in sorted(tally.items(), key=lambda e: self._place(name, e[0]))
            )
            for name, tally in counts.items()
        }

    def _place(self, facet: str, value: str) -> tuple[int, str]:
        return self._places.get((facet, value), 0), value


_VALUES: dict[str, Callable[[Item], tuple[str, ...]]] = {
    "kind": lambda item: (item.kind,),
    "plan": lambda item: (item.plan_id,),
    "chapter": lambda item: (item.chapter,),
    "section": lambda item: (item.section,) if item.section else (),
    "figure": lambda item: ("true" if item.has_figure else "false",),
    "verifiable": lambda item: (
        () if item.verifiable is None else ("true" if item.verifiable else "false",)
    ),
    "deadline": lambda item: tuple(map(str, item.deadlines)) or ("0",),
}
_ALL = Filter()
# A chapter's count does not depend on the section chosen in another one.
_LOOSENED = {name: (name,) for name in _VALUES} | {"chapter": ("chapter", "section")}


def keeps(wanted: Filter, item: Item) -> bool:
    """Whether a filter keeps an item."""
    return (
        wanted.kind in (None, item.kind)
        and wanted.plan in (None, item.plan_id)
        and wanted.chapter in (None, item.chapter)
        and wanted.section in (None, item.section)
        and wanted.figure in (None, item.has_figure)
        and wanted.verifiable in (None, item.verifiable)
        and (wanted.deadline is None or wanted.deadline in (item.deadlines or (0,)))
    )


def fold(text: str) -> str:
    """A form for finding: width and case folded, character by character, so offsets stay."""
    return "".join(map(_fold_one, text))


def _fold_one(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character).lower()
    return plain if len(plain) == 1 else character


def terms_of(query: str) -> list[str]:
    """The words of a query as typed, in simplified characters."""
    return [fold(word) for word in simplified(INVISIBLE.sub("", query)).split()][:8]


def window(text: str, folded: str, terms: Sequence[str]) -> tuple[int, str]:
    """The part of a text to show: from the clause before the first found word, or its start."""
    first = min((at for at in (folded.find(term) for term in terms) if at >= 0), default=0)
    start = 0
    if first > _SNIPPET // 3:
        stops = [m.end() for m in re.finditer(r"[，。；：、\n]", text[:first])]
        start = next((s for s in stops if first - s <= _SNIPPET // 3), first)
    return start, text[start : start + _SNIPPET]


def marks_of(folded: str, terms: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Where the terms stand in a text, joined where they touch."""
    found = sorted(
        (match.start(), match.end())
        for term in set(terms)
        for match in re.finditer(re.escape(term), folded)
    )
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
