"""Extractive answers: which whole sentences of the evidence to quote, complete and short.

The best sentence leads; others of its passage are quoted while they score nearly as well; another
passage adds a sentence only where it says something new and scores as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from corpus.model import Passage
from corpus.roles import Role, section_role
from qa.cues import GOAL as GOAL_ASKED
from qa.cues import Operation
from qa.draft import BESIDE, Draft, Piece, Source
from qa.exact import GOAL, RARE_YEAR
from qa.model import Evidence
from qa.normalise import fold
from qa.periods import tense
from qa.question import Understanding, content_bigrams
from qa.requirements import asks_quantity, missing_quantity
from qa.retrieve import Retrieved
from qa.sentences import Scored, SentenceScorer, answering_spans

BUDGET = 420
"""Characters an extractive answer may hold; a list question gets half as many again."""
_CONSIDERED = 4
_REACHED = 8
_NEAR = 3.0
_NEAR_OF_A_LIST = 4.5
_NEAR_ELSEWHERE = 1.6
_MOST, _MOST_OF_A_LIST = 4, 7
_SEARCHED = 8
_NEAR_ENOUGH = 2.5
_HEADING = 24
_FAR, _SURE = 0.7, 0.8
"""Shares of the best passage's score below which a passage is not quoted, and below which what
is quoted of it stands beside the answer."""
_AS_NEAR, _FAR_PAST = 0.9, 0.7
"""Share from which a passage takes the lead that holds the amount asked for: of any time, and of
the past where the past is asked."""


class Composer:
    """Chooses the sentences to quote from one snapshot."""

    def __init__(self, scorer: SentenceScorer, weights: Mapping[str, float]) -> None:
        self._scorer = scorer
        self._weights = weights

    def extract(self, question: Understanding, words: Sequence[str], found: Retrieved) -> Draft:
        """Quote the sentences that answer; the first passage always carries part of it.

        ``words`` are the question's words of content (`qa.scope.content_words`).
        """
        evidence = _in_time(question, found.evidence[:_REACHED])[:_CONSIDERED]
        if not evidence:
            return Draft()
        passages = [item.passage for item in evidence]
        groups = self._scorer.score(question, found, passages, self._weights)
        listing = Operation.LIST in question.operations
        entire = _is_goal(question, passages[0]) or _is_named(words, passages[0])
        chosen = list(groups[0]) if entire else _of_first(groups[0], passages[0], listing)
        chosen += _asked_amount(question, words, groups[0], chosen)
        bar = max((s.score for s in groups[0]), default=0.0)
        used = sum(len(s.text) for s in chosen)
        beside: list[Scored] = []
        for item, group in zip(evidence[1:], groups[1:], strict=True):
            if item.score < _FAR * evidence[0].score or entire:
                break
            near = [s for s in group if s.score >= bar - _NEAR_ELSEWHERE]
            near = sorted(near, key=lambda s: -s.score)[: 3 if listing else 2]
            size = sum(len(s.text) for s in near)
            new = _adds(near, [*chosen, *beside])
            if near and new and used + size <= BUDGET * (3 if listing else 2) // 2:
                sure = item.score >= _SURE * evidence[0].score and near[0].score >= bar - 1.0
                (chosen if sure else beside).extend(near)
                used += size
        return Draft([*_pieces(chosen), *_pieces(beside, weight=BESIDE)])

    def holding(
        self,
        question: Understanding,
        words: Sequence[str],
        found: Retrieved,
        lacks: Callable[[Draft], Mapping[str, str]],
    ) -> Draft | None:
        """The best sentence, of more passages, that holds what the question requires.

        ``lacks`` names what a draft lacks (`qa.lacking`). None where no sentence comes near the
        best one and shares most of the question's ``words``: an amount alone, of another matter,
        is no answer.
        """
        words = [word for word in words if len(word) > 1]
        passages = [item.passage for item in found.evidence[:_SEARCHED]]
        groups = self._scorer.score(question, found, passages, self._weights)
        every = sorted((s for group in groups for s in group), key=lambda s: -s.score)
        for sentence in every:
            if sentence.score < every[0].score - _NEAR_ENOUGH:
                break
            draft = Draft(_pieces([sentence]))
            said = fold(sentence.text + (sentence.passage.title or ""))
            shared = sum(any(w[i : i + 2] in said for i in range(len(w) - 1)) for w in words)
            if 2 * shared >= len(words) and shared and not lacks(draft):
                return draft
        return None


def _in_time(question: Understanding, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence with the passage first that holds the amount asked for, of the time asked.

    A question in the past (了, 已, 十三五) means what the background tells where that holds such
    an amount and the best passage is a promise. The others keep their order.
    """
    ordered = _year_first(question, _goal_first(question, evidence))
    if not ordered or not asks_quantity(question):
        return ordered
    if question.ahead:
        ordered = [e for e in ordered if not _is_of_before(question, e.passage)]
    past = tense(question) == "past" and not question.years
    best = ordered[0] if ordered else None
    if best is None:
        return []
    if past and not _is_background(best.passage):
        told, share = [e for e in ordered if _is_background(e.passage)], _FAR_PAST
    elif missing_quantity(question, best.passage.text) is not None:
        told, share = ordered[1:], _AS_NEAR
    else:
        return ordered
    for item in told:
        near = item.score >= share * best.score
        if near and missing_quantity(question, item.passage.text) is None:
            return [item, *(e for e in ordered if e is not item)]
    return ordered


def _goal_first(question: Understanding, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence with the goal first whose title names the subject of a question for a goal."""
    if not GOAL_ASKED.search(question.text):
        return list(evidence)
    return sorted(evidence, key=lambda item: item.channels.get("exact", 0.0) < GOAL)


def _year_first(question: Understanding, ordered: Sequence[Evidence]) -> list[Evidence]:
    """The evidence with the passage first that names a rare year (2035), where that is asked of
    and the best passage names another time.
    """
    years = [f"{year}年" for year in question.years]
    if question.wants_figure or not ordered or any(y in ordered[0].passage.text for y in years):
        return list(ordered)
    rare = [e for e in ordered if e.channels.get("exact", 0.0) >= RARE_YEAR]
    told = [e for e in rare if any(year in e.passage.text for year in years)][:1]
    return [*told, *(e for e in ordered if e not in told)]


def _is_of_before(question: Understanding, passage: Passage) -> bool:
    """Whether a passage tells of the time before the plan and names no year of the question."""
    said = any(str(year) in passage.text for year in question.years)
    return _is_background(passage) and not said


def _is_background(passage: Passage) -> bool:
    return section_role(passage.path) is Role.BACKGROUND


def _asked_amount(
    question: Understanding,
    words: Sequence[str],
    group: Sequence[Scored],
    chosen: Sequence[Scored],
) -> list[Scored]:
    """The best sentence that holds the amount asked for, where none that was chosen does.

    It shares a word of content with the question.
    """
    if not asks_quantity(question) or not group:
        return []
    if missing_quantity(question, "".join(s.text for s in chosen)) is None:
        return []
    holding = [
        s
        for s in group
        if missing_quantity(question, s.text) is None
        and any(len(word) > 1 and word in fold(s.text) for word in words)
    ]
    return [max(holding, key=lambda s: s.score)] if holding else []


def _is_goal(question: Understanding, passage: Passage) -> bool:
    """A goal is stated in its own paragraph: nothing else is quoted beside it."""
    if passage.kind != "paragraph" or not GOAL_ASKED.search(question.text):
        return False
    stated = section_role(passage.path) is Role.GOAL and _heads(passage)
    return (passage.title is not None or stated) and len(passage.text) <= BUDGET


def _heads(passage: Passage) -> bool:
    """Whether a paragraph opens with a short sentence that names what the rest is about."""
    first = passage.sentences[0] if passage.sentences else None
    size = first.end - first.start if first else 0
    return len(passage.sentences) > 1 and size <= _HEADING


def _is_named(words: Sequence[str], passage: Passage) -> bool:
    """Whether a question only names a short passage (a project, a goal): all of it is meant."""
    name = fold(_name(passage) or "")
    if not name or len(passage.text) > BUDGET:
        return False
    other = [word for word in words if len(word) > 1 and word not in name]
    return any(len(word) > 1 and word in name for word in words) and not other


def _name(passage: Passage) -> str | None:
    """What a passage is called: a goal's title, a row's name cell where text follows it."""
    if passage.kind == "paragraph":
        return passage.title
    spans = answering_spans(passage)
    return passage.text[spans[0].start : spans[0].end].strip() if len(spans) > 1 else None


def _of_first(group: Sequence[Scored], passage: Passage, listing: bool) -> list[Scored]:
    """The best sentences of the best passage.

    Its name or heading repeats the question and is no answer by itself: it only leads.
    """
    named = _name(passage) is not None
    headed = len(group) > 2 and len(group[0].text) <= _HEADING
    told = group[1:] if len(group) > 1 and (named or headed) else group
    best = max(s.score for s in told)
    near = _NEAR_OF_A_LIST if listing else _NEAR
    kept = [s for s in told if s.score >= best - near]
    kept = sorted(kept, key=lambda s: -s.score)[: _MOST_OF_A_LIST if listing else _MOST]
    if listing:
        kept += [s for s in told if s not in kept and _parallel(s, kept)]
    if told is not group and (named or group[0].score >= best - 1):
        kept.append(group[0])
    return sorted(kept, key=lambda s: s.span.start)


def _parallel(sentence: Scored, kept: Sequence[Scored]) -> bool:
    """Whether a sentence begins as one that is quoted: the items of a list do."""
    return any(sentence.text.strip()[:2] == other.text.strip()[:2] for other in kept)


def _adds(picked: Sequence[Scored], chosen: Sequence[Scored]) -> bool:
    """False where a passage only repeats what is quoted already."""
    said: set[str] = set()
    for item in chosen:
        said |= content_bigrams(item.text)
    new: set[str] = set()
    for item in picked:
        new |= content_bigrams(item.text)
    return bool(new) and len(new & said) / len(new) < 0.7


def _pieces(scored: Sequence[Scored], weight: float = 1.0) -> list[Piece]:
    """The sentences as quotes, passage by passage in reading order."""
    pieces = []
    for passage_id in dict.fromkeys(s.passage.id for s in scored):
        here = [s for s in scored if s.passage.id == passage_id]
        for item in sorted(here, key=lambda s: s.span.start):
            text = re.sub(r"\s*[\t\n]\s*", "：", item.text.strip())
            source = Source(item.passage, item.span.start, item.span.end)
            pieces.append(Piece(text, "quote", (source,), weight=weight))
    return pieces


def mentions(
    term: str, passages: Sequence[Passage], allowed: set[str] | None = None
) -> list[Source]:
    """Every sentence that holds ``term`` word for word, quotation marks aside."""
    wanted = fold(term)
    found = []
    for passage in passages:
        if allowed is not None and passage.plan_id not in allowed:
            continue
        for span in passage.sentences:
            if wanted and wanted in fold(passage.text[span.start : span.end]):
                found.append(Source(passage, span.start, span.end))
    return found
