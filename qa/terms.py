"""Programmes and slogans by name (五航工程, “十百千”): what the plan says of them, and whether it
says what they stand for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import Passage
from qa.compose import mentions
from qa.cues import Ask
from qa.draft import Draft, Piece, Source
from qa.normalise import fold
from qa.question import Understanding

_MOST = 4
"""A term with more mentions is a matter, not a name."""
_LEAD = 32
_AROUND = 2
_PERIOD = re.compile(r"十[一二三四五六七八九]五(?:规划|时期)?")
_DIGITS = "零一二三四五六七八九十"
_MEANING = re.compile(
    r"(?:各|分别|都|具体|究竟|到底)?(?:指|代表|是|有|包括|包含|叫)(?:的)?(?:哪|什么|啥)|含义|意思|定义|解释"
)

_PLACE = re.compile(
    r"属于|出现在|在讲|哪(?:个|项|一?个|方面|部分|一?节|一?章|里)|怎么(?:写|说|用|提)"
)

_SHORTEST = 3
"""Characters of the shortest name that is looked for."""
_COUNTED = re.compile(r"[一二两三四五六七八九十\d][\u3400-\u9fff]")
"""A part of a slogan that counts things (一廊三园 has two)."""


class TermFinder:
    """Finds names in one snapshot's passages; ``names`` are the plans' own short terms."""

    def __init__(self, passages: Sequence[Passage], names: Sequence[str]) -> None:
        self._passages = passages
        self._folded = [fold(p.text) for p in passages]
        folded = dict.fromkeys(map(fold, names))
        self._names = sorted((n for n in folded if len(n) >= _SHORTEST), key=len, reverse=True)

    def named(self, question: Understanding) -> list[str]:
        """Quoted terms and names of the plan in a question, periods left out."""
        text = fold(question.text)
        found = [term for term in question.quoted if not _PERIOD.fullmatch(fold(term))]
        for name in self._names:
            if name not in text or _PERIOD.fullmatch(name):
                continue
            if not any(name in fold(term) or fold(term) in name for term in found):
                found.append(name)
        return found

    def sources(self, term: str, allowed: set[str]) -> list[Source]:
        """The sentences that name a term; none where it is too common to be a name."""
        wanted = fold(term)
        holding = [
            p for p, text in zip(self._passages, self._folded, strict=True) if wanted in text
        ]
        found = mentions(term, holding, allowed)
        return found if len(found) <= _MOST else []

    def answer(
        self, question: Understanding, words: Sequence[str], allowed: set[str]
    ) -> Draft | None:
        """Every sentence on the terms a question is about; None where it asks something else.

        ``words`` are the question's words of content. Where the meaning of a term is asked and
        the plan gives none, ``missing`` says so.
        """
        terms = self.named(question)
        about = [w for w in words if not any(w in fold(t) or fold(t) in w for t in terms)]
        meaning = Ask.DEFINITION in question.asks or bool(_MEANING.search(question.text))
        wide = meaning or bool(_PLACE.search(question.text))
        if not terms or len(about) > (3 * _AROUND if wide else _AROUND):
            return None
        draft, seen = Draft(), set[str]()
        for term in terms:
            sources = self.sources(term, allowed)
            for source in sources:
                for said in with_context(source):
                    text = said.passage.text[said.start : said.end].strip()
                    if fold(text) not in seen:
                        seen.add(fold(text))
                        draft.pieces.append(Piece(text, "quote", (said,)))
            if sources and meaning and not any(defines(term, source) for source in sources):
                told = self._part_by_part(term, allowed)
                draft.pieces += told
                draft.missing = draft.missing if told else f"“{term}”的具体含义"
        return draft if draft.pieces else None

    def _part_by_part(self, term: str, allowed: set[str]) -> list[Piece]:
        """The sentence that says what each part of a slogan is: “一廊”为…，“三园”为…."""
        parts = _COUNTED.findall(fold(term))
        if len(parts) < 2 or "".join(parts) != fold(term):
            return []
        for source in mentions(parts[0], self._passages, allowed):
            said = source.passage.text[source.start : source.end]
            if all(re.search(rf"{part}(?:为|是|指|即|包括|[:：])", fold(said)) for part in parts):
                return [Piece(said.strip(), "quote", (source,))]
        return []

    def complete(self, draft: Draft, question: Understanding, allowed: set[str]) -> None:
        """Add a sentence for each term of the question that the draft does not mention."""
        said = fold("".join(piece.text for piece in draft.pieces))
        for term in self.named(question):
            if fold(term) not in said:
                for source in self.sources(term, allowed)[:2]:
                    text = source.passage.text[source.start : source.end].strip()
                    if source.passage.kind == "paragraph":
                        draft.pieces.append(Piece(text, "quote", (source,)))


def with_context(source: Source) -> list[Source]:
    """A sentence with the short first sentence that names its paragraph's matter.

    Where the sentence is that first one, what follows it belongs to it.
    """
    spans = source.passage.sentences
    first = spans[0]
    if source.passage.kind == "table_row" or first.end - first.start > _LEAD:
        return [source]
    lead = Source(source.passage, first.start, first.end)
    if source.start == first.start:
        return [Source(source.passage, s.start, s.end) for s in spans[:5]]
    return [lead, source]


def defines(term: str, source: Source) -> bool:
    """Whether a sentence says what a term stands for (X是指…, X包括…), or lists as many things
    as the term counts (督政、督学、评估监测“三位一体”).
    """
    folded = fold(source.passage.text[source.start : source.end])
    bare = re.escape(fold(term))
    if re.search(bare + r"[^，。；]{0,4}(?:是指|指的是|即|包括|分别是|就是|[:：])", folded):
        return True
    counts = {
        int(d) if d.isdigit() else _DIGITS.index(d)
        for d in re.findall(r"\d|[二三四五六七八九]", term)
    }
    return bool(counts & {len(items) for items in _lists(folded)})


def _lists(text: str) -> list[list[str]]:
    """Runs of things set side by side: 课堂教育、日常宣传、专题活动、实践体验."""
    found = []
    for clause in re.split(r"[，。；：:]", text):
        items = [item for item in re.split(r"、|和|与|及", clause) if item]
        if "、" in clause and len(items) >= 2:
            found.append(items)
    return found
