"""What the title of a goal or project, or an indicator's name, is about: its subject."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.names import head_of
from corpus.words import any_of, words

_MARKS = re.compile(r"[“”‘’「」『』\"'《》\s·—－-]")


@lru_cache(maxsize=4096)
def subject_of_title(title: str, kind: str) -> str:
    """Read the subject without marks: 智慧校园 of 智慧校园建设项目, 平安校园 of 平安校园达标率.

    Empty where the title opens with a verb, or where nothing but general words is left.
    """
    plain = bare(title)
    if kind == "indicator":
        measure = head_of(title)
        return plain.removesuffix(measure) if measure and plain.endswith(measure) else ""
    if kind == "task":
        return ""
    plain = re.sub(rf"(?:{any_of(words('link_words', 'kinds'))})$", "", plain)
    head = _breaks().split(plain, maxsplit=1)[0]
    return head.rstrip("的")


def bare(text: str) -> str:
    """A text as subjects are looked for in it: no quotation marks, dashes or white space."""
    return _MARKS.sub("", text)


@lru_cache(maxsize=1)
def _breaks() -> re.Pattern[str]:
    """Verbs and general words after which a title says no more what it is about."""
    verbs = [verb for verb in words("commitment_words", "verbs") if len(verb) > 1]
    return re.compile(any_of((*verbs, *words("link_words", "breaks"))))
