"""Which goal, task, project and indicator of a plan belong together, and by what evidence.

A plan seldom says which task serves which goal. Five rules read it from the plan's words, and
each link carries what it rests on, so that a reader can judge it: ``figure`` (the sentence that
gives an indicator's target stands there), ``echo`` (both say the same), ``topic`` (they share
rare words), and, where these leave a node alone, ``mention`` (a sentence there names its subject)
and ``name`` (an indicator is named like it). Rather no link than a doubtful one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Literal

from corpus.link_nodes import Kind, Node, find_nodes
from corpus.link_subjects import bare, subject_of_title
from corpus.model import Frozen, Passage, Period, Plan, Span
from corpus.topics import Cut, Topics, likeness, shared_words
from corpus.words import words

Rule = Literal["figure", "echo", "topic", "mention", "name"]
# Read against every pair of the first plan (tests/corpus/test_links.py keeps the outcome).
_ALIKE = 0.15
_NEAR_BEST = 0.75
_FAINT = 0.08
_CLEAR = 0.7
_MOST_MENTIONS = 2
_SHORTEST_SUBJECT = 3
_NAMED_IN = {("goal", "task"), ("goal", "project"), ("project", "task"),
             ("indicator", "task"), ("indicator", "project")}  # fmt: skip
_SHOWN_WORDS = 5
_SHOWN_QUOTES = 3
_ORDER: dict[str, int] = {"goal": 0, "task": 1, "project": 2, "indicator": 3}


class Said(Frozen):
    """A sentence of a passage: ``text`` is ``passage.text[start:end]``."""

    passage_id: str
    start: int
    end: int
    text: str


class Ground(Frozen):
    """What a link rests on: shared words, or sentences; ``score`` is the cosine for ``topic``."""

    rule: Rule
    words: tuple[str, ...] = ()
    quotes: tuple[Said, ...] = ()
    score: float | None = None


class Link(Frozen):
    """Two nodes that belong together; ``source`` is the one nearer the goal."""

    source: str
    target: str
    grounds: tuple[Ground, ...]


Found = Iterator[tuple[Node, Node, Ground]]


class PlanLinks(Frozen):
    """All nodes of a plan and the links between them."""

    plan_id: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]


def find_links(plan: Plan, cut: Cut) -> PlanLinks:
    """Find every link of a plan; the same plan and cutter always give the same links."""
    nodes = find_nodes(plan)
    finder = _Finder(plan, nodes, cut)
    grounds: dict[tuple[str, str], list[Ground]] = defaultdict(list)

    def take(found: Found) -> None:
        for one, other, ground in found:
            first, second = sorted((one, other), key=lambda n: _ORDER[n.kind])
            grounds[first.id, second.id].append(ground)

    kinds = {node.id: node.kind for node in nodes}
    take(finder.figures())
    take(finder.echoes())
    take(finder.topics())
    parts = [pair for pair in grounds if kinds[pair[1]] != "indicator"]
    placed = {(a, kinds[b]) for a, b in parts} | {(b, kinds[a]) for a, b in parts}
    take(finder.mentions(placed, frozenset(grounds)))
    take(finder.names({end for pair in grounds for end in pair}))
    place = {node.id: number for number, node in enumerate(nodes)}
    ordered = sorted(grounds, key=lambda pair: (place[pair[0]], place[pair[1]]))
    links = tuple(Link(source=a, target=b, grounds=tuple(grounds[a, b])) for a, b in ordered)
    return PlanLinks(plan_id=plan.entry.id, nodes=nodes, links=links)


class _Finder:
    """The rules over the nodes of one plan."""

    def __init__(self, plan: Plan, nodes: Sequence[Node], cut: Cut) -> None:
        self._plan, self._nodes = plan, nodes
        self._passages = {passage.id: passage for passage in plan.passages}
        self._parts = [node for node in nodes if node.kind != "indicator"]
        self._holders: dict[str, list[Node]] = defaultdict(list)
        for node in self._parts:
            for passage_id in node.passage_ids:
                self._holders[passage_id].append(node)
        self._topics = Topics((p.text for p in plan.passages), cut, words("link_words", "kinds"))
        self._vectors = {
            node.id: self._topics.vector(node.title, self._text(node)) for node in self._parts
        }

    def figures(self) -> Found:
        """An indicator and the parts whose sentences give its target."""
        by_id = {indicator.id: indicator for indicator in self._plan.indicators}
        for node in self._nodes:
            if node.kind != "indicator":
                continue
            said: dict[str, list[Said]] = defaultdict(list)
            for value in by_id[node.id].values:
                source = value.source
                if value.period is Period.TARGET and source.start is not None:
                    quote = _sentence(self._passages[source.passage_id], source.start)
                    if quote not in said[source.passage_id]:
                        said[source.passage_id].append(quote)
            for passage_id, quotes in said.items():
                for part in self._holders[passage_id]:
                    yield part, node, Ground(rule="figure", quotes=tuple(quotes))

    def echoes(self) -> Found:
        """Two parts of different kinds that promise the same."""
        by_id = {c.id: c for c in self._plan.commitments}
        pairs: dict[tuple[str, str], list[Said]] = defaultdict(list)
        ends = {node.id: node for node in self._parts}
        for commitment in self._plan.commitments:
            for other_id in commitment.echoes:
                other = by_id[other_id]
                for a in self._holders[commitment.passage_id]:
                    for b in self._holders[other.passage_id]:
                        if _ORDER[a.kind] < _ORDER[b.kind]:
                            said = pairs[a.id, b.id]
                            for c in (commitment, other):
                                quote = Said(passage_id=c.passage_id, start=c.start,
                                             end=c.end, text=c.text)  # fmt: skip
                                said.append(quote)
        for (source, target), said in pairs.items():
            kept = tuple(dict.fromkeys(said))[: 2 * _SHOWN_QUOTES]
            yield ends[source], ends[target], Ground(rule="echo", quotes=kept)

    def topics(self) -> Found:
        """Parts that share rare words, where no other part shares nearly as many."""
        kinds: tuple[Kind, ...] = ("goal", "task", "project")
        for one_kind, other_kind in combinations(kinds, 2):
            ones = [n for n in self._parts if n.kind == one_kind]
            others = [n for n in self._parts if n.kind == other_kind]
            score = {(a.id, b.id): self._alike(a, b) for a in ones for b in others}
            for a in ones:
                for b in others:
                    row = sorted((score[a.id, x.id] for x in others), reverse=True)
                    column = sorted((score[x.id, b.id] for x in ones), reverse=True)
                    # A task holds a whole section, so its words are many enough for a faint
                    # likeness to count; the short side chooses among the long ones.
                    chosen = column if other_kind == "project" else row
                    faint = "task" in (one_kind, other_kind)
                    if _stands_out(score[a.id, b.id], chosen, row, column, faint):
                        yield a, b, self._shared(a, b, score[a.id, b.id])

    def mentions(self, placed: set[tuple[str, Kind]], linked: frozenset[tuple[str, str]]) -> Found:
        """A part whose sentence names another node's subject, where few parts do.

        Goals and projects are looked for only where no other rule has placed them among the
        parts of that kind (``placed``): their subjects are wide. ``linked`` pairs need no more.
        """
        for node in self._nodes:
            subject = subject_of_title(node.title, node.kind)
            if len(subject) < _SHORTEST_SUBJECT:
                continue
            found = []
            for part in self._parts:
                if (node.kind, part.kind) in _NAMED_IN and (node.id, part.kind) not in placed:
                    said = self._naming(part, subject)
                    if said:
                        found.append((part, said))
            if len(found) <= _MOST_MENTIONS:
                for part, said in found:
                    if (part.id, node.id) in linked:
                        continue
                    yield part, node, Ground(rule="mention", words=(subject,), quotes=said)

    def names(self, linked: set[str]) -> Found:
        """An indicator that nothing else places, and the parts titled with its first word."""
        for node in self._nodes:
            if node.kind != "indicator" or node.id in linked:
                continue
            found = self._topics.words(subject_of_title(node.title, node.kind))
            longest = max(found[:2], key=len, default="")
            for part in self._parts:
                if len(longest) > 2 and longest in bare(part.title):
                    yield part, node, Ground(rule="name", words=(longest,))

    def _text(self, node: Node) -> str:
        return "\n".join(_body(self._passages[i]) for i in node.passage_ids)

    def _alike(self, one: Node, other: Node) -> float:
        return likeness(self._vectors[one.id], self._vectors[other.id])

    def _shared(self, one: Node, other: Node, score: float) -> Ground:
        shared = shared_words(self._vectors[one.id], self._vectors[other.id], _SHOWN_WORDS)
        return Ground(rule="topic", words=shared, score=round(score, 3))

    def _naming(self, part: Node, subject: str) -> tuple[Said, ...]:
        said = []
        for passage_id in part.passage_ids:
            passage = self._passages[passage_id]
            for span in passage.sentences:
                if subject in bare(passage.text[span.start : span.end]):
                    quote = _said(passage, span)
                    if quote.text and not _is_header(passage, span):
                        said.append(quote)
        return tuple(said[:_SHOWN_QUOTES])


def _stands_out(
    score: float,
    chosen: Sequence[float],
    row: Sequence[float],
    column: Sequence[float],
    faint: bool,
) -> bool:
    """Whether a likeness is strong and near the best, or faint but clearly the best both ways."""
    if score >= _ALIKE:
        return score >= _NEAR_BEST * chosen[0]
    second = chosen[1] if len(chosen) > 1 else 0.0
    best = score == row[0] == column[0]
    return faint and score >= _FAINT and best and second <= _CLEAR * score


def _body(passage: Passage) -> str:
    """A passage's own words: a table row without the caption and header that it repeats."""
    if passage.kind == "table_row" and passage.sentences:
        return passage.text[passage.sentences[0].end :]
    return passage.text


def _is_header(passage: Passage, span: Span) -> bool:
    return passage.kind == "table_row" and span == passage.sentences[0]


def _sentence(passage: Passage, at: int) -> Said:
    span = next((s for s in passage.sentences if s.start <= at < s.end), None)
    return _said(passage, span or Span(start=0, end=len(passage.text)))


def _said(passage: Passage, span: Span) -> Said:
    raw = passage.text[span.start : span.end]
    text = raw.strip()
    start = span.start + raw.index(text) if text else span.start
    return Said(passage_id=passage.id, start=start, end=start + len(text), text=text)
