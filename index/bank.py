"""What people say of matters that plans speak of, linked to the sentences that print the matter.

The general counterpart of a plan's own questions (`index.expansion`): ``data/bank.jsonl`` was
written without any plan, one matter a line, ``say`` as people put it and ``plan`` as plans print
it. At building, what is said of a matter is placed at the few sentences of a plan that print it
in the rarest words; so a plan without questions is also met question against question.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from corpus.model import Passage
from index.expansion import asked_sentences
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


def common_texts(passages: Sequence[Passage], bank: Sequence[Matter]) -> FinerTexts:
    """What people say of the matters that the passages print, with the sentences that do."""
    sentences = list(_sentences(passages))
    found = FinerTexts([], [], [])
    for matter in bank:
        for sentence in _places(matter, sentences):
            for said in matter.say:
                found.texts.append(said)
                found.owners.append(sentence.row)
                found.starts.append(sentence.start)
    return found


def _sentences(passages: Sequence[Passage]) -> Iterator[_Sentence]:
    for row, passage in enumerate(passages):
        for span in asked_sentences(passage):
            yield _Sentence(row, span.start, _plain(passage.text[span.start : span.end]))


def _places(matter: Matter, sentences: Sequence[_Sentence]) -> list[_Sentence]:
    """The sentences that print a matter in the rarest words, best first."""
    weights: dict[int, float] = {}
    most = max(_FEW, _COMMON * len(sentences))
    for words in matter.printed:
        holding = [number for number, s in enumerate(sentences) if words in s.text]
        if not holding or len(holding) > most:
            continue
        weight = math.log(1 + len(sentences) / len(holding))
        for number in holding:
            weights[number] = weights.get(number, 0.0) + weight
    if not weights:
        return []
    bar = _LEAST * max(weights.values())
    best = sorted((n for n, w in weights.items() if w >= bar), key=lambda n: (-weights[n], n))
    return [sentences[number] for number in best[:MOST_SENTENCES]]


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
