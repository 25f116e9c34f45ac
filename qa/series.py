"""Items that stand in paragraphs of their own: what a lead-in announces, what a box lists.

还有几个难点： is followed by 一是…, 二是…; 专栏1 holds 1. …, 2. …. A question for the list is
answered by all of its items, each by its first sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.model import Passage
from qa.cues import Operation
from qa.draft import Draft, Piece, Source
from qa.normalise import fold
from qa.question import Understanding

_MARK = re.compile(
    r"(?:[一二三四五六七八九十]+是|其[一二三四五六七八九]|第[一二三四五六七八九十]+[，、：]|"
    r"（[一二三四五六七八九十\d]+）|\d+[.．、]|[一二三四五六七八九十]+、|[①-⑳])"
)
_ALL = re.compile(r"逐[条个项一]|全部|所有|哪[几些]|列[出举]|都有")
_LEAD = re.compile(r"[：:]$")
_BOX = re.compile(r"专栏\s*[一二三四五六七八九十\d]+")
_LEAST, _MOST = 2, 12
_NAMED = 3
_LITTLE = 0.2
"""Weight of a lead-in, which carries nothing of the list it announces."""


def add_items(draft: Draft, question: Understanding, passages: Sequence[Passage]) -> None:
    """Complete ``draft`` with the items of the list that its first words lead to or stand in.

    ``passages`` are a snapshot's, in reading order. Nothing is added where no list is asked for,
    or where the section of an item is not what the question names.
    """
    source = next((s for piece in draft.pieces[:1] for s in piece.sources), None)
    asked = Operation.LIST in question.operations or _ALL.search(question.text)
    if source is None or not asked or source.passage.kind != "paragraph":
        return
    first = source.passage
    at = next((i for i, p in enumerate(passages) if p is first), None)
    if at is None:
        return
    if _LEAD.search(first.text.strip()):
        items = _run(passages, at + 1)
    elif _MARK.match(first.text) and _names(question, first):
        begin = at
        while begin > 0 and _in_list(passages[begin - 1], first):
            begin -= 1
        items = _run(passages, begin)
    else:
        return
    if _LEAST <= len(items) <= _MOST:
        listed = {item.id for item in items}
        kept = [p for p in draft.pieces if not any(s.passage.id in listed for s in p.sources)]
        lead = [p for p in kept if any(s.passage.id == first.id for s in p.sources)]
        draft.pieces[:] = [replace(p, weight=_LITTLE) for p in lead]
        draft.pieces += [_opening(item, n) for n, item in enumerate(items)]


def _names(question: Understanding, passage: Passage) -> bool:
    """Whether a question names the section of a passage: its box, its quoted name, its title."""
    title = fold(passage.path[-1]) if passage.path else ""
    box = _BOX.search(title)
    if box is not None and fold(box.group()) in fold(question.text):
        return True
    quoted = [fold(term) for term in question.quoted]
    return any(len(term) >= _NAMED and term in title for term in quoted)


def _run(passages: Sequence[Passage], begin: int) -> list[Passage]:
    """The passages from ``begin`` on that open as items of one section do."""
    items: list[Passage] = []
    for passage in passages[begin:]:
        if not _MARK.match(passage.text) or (items and not _in_list(passage, items[0])):
            break
        items.append(passage)
    return items


def _in_list(passage: Passage, other: Passage) -> bool:
    return (
        passage.kind == "paragraph"
        and passage.section_id == other.section_id
        and _MARK.match(passage.text) is not None
    )


def _opening(passage: Passage, position: int) -> Piece:
    """The first sentence of an item; the next as well where the first is but its mark.

    Equal weights keep the items' order among the citations.
    """
    end = passage.sentences[0].end
    if end - passage.sentences[0].start <= _LEAST and len(passage.sentences) > 1:
        end = passage.sentences[1].end
    start = passage.sentences[0].start
    weight = (1000 - position) / max(1, end - start)
    return Piece(
        passage.text[start:end].strip(), "quote", (Source(passage, start, end),), weight=weight
    )
