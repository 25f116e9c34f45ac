"""What people say of matters that plans speak of, linked to the sentences that print the matter.

The general counterpart of a plan's own questions (`index.expansion`): ``data/bank.jsonl`` was
written without any plan, one matter a line, ``say`` as people put it and ``plan`` as plans print
it. At building, what is said of a matter is placed at the few sentences of a plan that print it
in the rarest terms; so a plan without questions is also met question against question.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from corpus.model import Passage
from index.expansion import asked_sentences
from index.lexical import Segmenter
from index.snapshot import FinerTexts

MOST_SENTENCES = 3
"""Sentences at which one matter is placed."""
_COMMON = 0.04
"""Share of a plan's sentences from which a word says nothing about the one that is meant."""
_FEW = 6
"""Sentences that may hold a word, however short the plan."""
_LEAST = 0.7
"""Share of the best sentence's weight that another must reach."""


class Matter(NamedTuple):
    """One matter: what people ``say`` of it and what plans ``print``."""

    say: tuple[str, ...]
    printed: tuple[str, ...]


class _Sentence(NamedTuple):
    row: int
    start: int
    text: str


@lru_cache(maxsize=1)
def load_bank() -> tuple[Matter, ...]:
    """The reviewed bank that ships with planqa."""
    text = resources.files("index").joinpath("data/bank.jsonl").read_text("utf-8")
    records = [json.loads(line) for line in text.splitlines() if line.strip()]
    return tuple(Matter(tuple(r["say"]), tuple(map(_plain, r["plan"]))) for r in records)


def common_texts(
    passages: Sequence[Passage], bank: Sequence[Matter], asked: Container[str] = ()
) -> FinerTexts:
    """What people say of the matters that the passages print, with the sentences that do.

    A matter none of whose terms is printed is placed by their words, two of them in a sentence;
    not in passages whose ids are ``asked``, which have questions of their own.
    """
    sentences = list(_sentences(passages))
    open_to_words = [passages[s.row].id not in asked for s in sentences]
    by_words = any(open_to_words)
    cut = lru_cache(maxsize=None)(Segmenter(()).tokens)
    whole = "\n".join(s.text for s in sentences)  # most terms stand nowhere: one search each
    found = FinerTexts([], [], [])
    for matter in bank:
        printed = [term for term in matter.printed if term in whole]
        places = _ranked(_weights(printed, sentences), _LEAST)[:MOST_SENTENCES]
        if not places and by_words:
            words = {w for t in matter.printed for w in cut(t) if len(w) > 1 and w in whole}
            weights = _weights(sorted(words), sentences, together=2)
            places = [n for n in _ranked(weights, 1.0) if open_to_words[n]][:1]
        for place in places:
            for said in matter.say:
                found.texts.append(said)
                found.owners.append(sentences[place].row)
                found.starts.append(sentences[place].start)
    return found


def _sentences(passages: Sequence[Passage]) -> Iterator[_Sentence]:
    for row, passage in enumerate(passages):
        for span in asked_sentences(passage):
            yield _Sentence(row, span.start, _plain(passage.text[span.start : span.end]))


def _weights(
    terms: Sequence[str], sentences: Sequence[_Sentence], together: int = 1
) -> dict[int, float]:
    """Sentences with the summed rarity of the terms they hold, where they hold ``together``."""
    held: dict[int, list[float]] = {}
    most = max(_FEW, _COMMON * len(sentences))
    for term in terms:
        holding = [number for number, s in enumerate(sentences) if term in s.text]
        if len(holding) <= most:
            for number in holding:
                held.setdefault(number, []).append(math.log(1 + len(sentences) / len(holding)))
    return {number: sum(rare) for number, rare in held.items() if len(rare) >= together}


def _ranked(weights: Mapping[int, float], least: float) -> list[int]:
    """The sentences that reach a share of the best one's weight, best first."""
    bar = least * max(weights.values(), default=0.0)
    return sorted((n for n, w in weights.items() if w >= bar), key=lambda n: (-weights[n], n))


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
