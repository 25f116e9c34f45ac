"""What the model is asked and how its reply is read; plan text travels as data only."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, StrictInt, StrictStr, ValidationError

from corpus.model import Passage, Span

_LONGEST_REPLY = 200_000
_FENCE = re.compile(r"```(?:json)?\s*(\{.*\})\s*```", re.DOTALL)
_THOUGHT = "</think>"
"""Ends what some models write before their answer."""


class Counts(NamedTuple):
    """How many questions of each kind a sentence gets: half of them in everyday words."""

    everyday: int
    official: int
    keywords: int


class Answer(BaseModel):
    """The questions for one sentence, as the model wrote them."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    n: StrictInt
    everyday: tuple[StrictStr, ...] = ()
    official: tuple[StrictStr, ...] = ()
    keywords: tuple[StrictStr, ...] = ()

    def all(self, counts: Counts) -> tuple[str, ...]:
        """As many of each kind as were asked for, trimmed, one line each."""
        kinds = zip((self.everyday, self.official, self.keywords), counts, strict=True)
        return tuple(" ".join(text.split()) for texts, most in kinds for text in texts[:most])


class _Reply(BaseModel):
    sentences: tuple[Answer, ...]


def counts_of(per: int) -> Counts:
    """Divide ``per`` questions: half everyday (rounded up), most of the rest official."""
    everyday = (per + 1) // 2
    official = (per - everyday + 1) // 2
    return Counts(everyday, official, per - everyday - official)


@lru_cache(maxsize=1)
def system_prompt() -> str:
    """The instruction, the same for every passage (``prompt.txt``)."""
    return Path(__file__).with_name("prompt.txt").read_text("utf-8")


def user_message(passage: Passage, sentences: Sequence[Span], counts: Counts) -> str:
    """A passage and its numbered sentences (from 1), as one JSON object."""
    data = {
        "path": list(passage.path),
        "title": passage.title,
        "passage": passage.text,
        "sentences": [
            {"n": number, "text": passage.text[span.start : span.end].strip()}
            for number, span in enumerate(sentences, start=1)
        ],
        "count": counts._asdict(),
    }
    return json.dumps(data, ensure_ascii=False)


def read_reply(text: str) -> dict[int, Answer]:
    """The answers by sentence number; empty where the reply is not what was asked for."""
    if len(text) > _LONGEST_REPLY:
        return {}
    text = text.rpartition(_THOUGHT)[2]
    fenced = _FENCE.search(text)
    body = fenced[1] if fenced else text[text.find("{") : text.rfind("}") + 1]
    try:
        reply = _Reply.model_validate(json.loads(body))
    except (ValueError, RecursionError, ValidationError):
        return {}
    return {answer.n: answer for answer in reply.sentences}
