"""Whether a written question may stand for a sentence of a plan (`index.expansion`).

A question beside a plan draws people to its sentence. One that names a number, a year or a name
which the passage does not hold, or that is as near to another passage's, would draw them to the
wrong place, so it is turned down. Nothing here asks a model or reads a file.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import rjieba

from corpus.model import Passage, Plan, Quantity, Span
from corpus.quantities import find_quantities
from index.expansion import asked_sentences
from index.snapshot import context_text
from qa.decide import other_places, screen
from qa.model import MAX_QUESTION, Reason
from qa.normalise import INVISIBLE, fold
from qa.privacy import holds_personal
from qa.question import content_bigrams
from qa.verify import numbers

SHORTEST, LONGEST = 4, 60
"""Characters of a question."""
_NEAR = 0.8
"""Jaccard similarity of character bigrams above which two questions say the same."""
_COPIED = 0.8
"""Share of a sentence's bigrams above which a question repeats it."""
_CLAUSE = 16
_PARTICLES = re.compile(r"[的了吗呢呀啊吧嘛]")


class Fault(StrEnum):
    """Why a question is turned down; the value is what a person reads."""

    LENGTH = f"is not {SHORTEST} to {LONGEST} characters long"
    CHARACTERS = "holds control, invisible or markup characters, or an address"
    NOT_CHINESE = "is not Chinese"
    NOT_A_QUESTION = "is neither a question nor a few words to look for"
    PERSONAL = "holds or asks for personal data"
    UNSAFE = "reads like an instruction"
    NUMBER = "names a number or year that the passage does not hold"
    NAME = "names something that the passage does not hold"
    COPY = "repeats the sentence"
    REPEATED = "says the same as another question of this sentence"
    AMBIGUOUS = "says the same as a question of another sentence"


UNKEPT = frozenset({Fault.PERSONAL, Fault.UNSAFE, Fault.CHARACTERS})
"""Faults of texts that are written nowhere, not even for a reviewer."""

_MARKUP = re.compile(
    r"[\x00-\x1f\x7f-\x9f\ud800-\udfff{}\[\]\\`|#*_~^]|[<>](?!=?\s*\d)|://|www\.|"
    r"\.(?:com|cn|net|org)\b",
    re.IGNORECASE,
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_ASKS = re.compile(
    r"[？?]$|什么|啥|哪|谁|几|多少|多[大高久长远]|怎|如何|为何|是否|[吗呢么嘛]$|没有?$|不$|"
    r"([\u3400-\u9fff])[不没]\1"
)
_STATES = re.compile(r"[。！!；;，,：:…]")
_PHRASE = 20
_HAN_YEAR = re.compile(r"[〇零一二三四五六七八九]{2,4}(?=年)")
_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_TENTHS = re.compile(r"((?<![一二三四五六七八九十])[一二三四五六七八九]成半?)(?![为员立果])")
_PERIOD = re.compile(r"十[一二三四五六七八九]五")
_QUOTED = re.compile(r"[“「『《]([^“”「」『』《》]{1,24})[”」』》]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9.+-]*")
_PLACE_TAGS = ("ns", "nt")


@lru_cache(maxsize=1)
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """Common surnames, and everyday words that the tagger takes for places."""
    data = json.loads(resources.files("qa").joinpath("lexicon/names.json").read_text("utf-8"))
    return frozenset(data["surnames"]), frozenset(data["not_places"])


class Written(NamedTuple):
    """A question and the sentence it was written for: passage id and start (-1: all of it)."""

    passage_id: str
    start: int
    question: str


def bare(question: str) -> str:
    """The words alone, for comparing: NFKC, lower case, letters, digits and Han only."""
    return re.sub(r"[^\w%.+]|_", "", fold(question))


def _grams(question: str) -> set[str]:
    return content_bigrams(_PARTICLES.sub("", bare(question)))


class Checker:
    """Checks the questions of one plan against its passages and against each other."""

    def __init__(self, plan: Plan, accepted: Iterable[Written] = ()) -> None:
        """``accepted`` are the questions that stand already."""
        self._plan = plan
        self._passages = {passage.id: passage for passage in plan.passages}
        self._own = fold(plan.entry.region + plan.entry.title)
        self._seen: dict[str, Written] = {}
        self._holding: dict[str, list[int]] = {}
        self._kept: list[tuple[Written, int]] = []
        for written in accepted:
            self.accept(written)

    def accept(self, written: Written) -> None:
        """Take a question as standing: later ones are compared with it."""
        number, grams = len(self._kept), _grams(written.question)
        self._seen.setdefault(bare(written.question), written)
        self._kept.append((written, len(grams)))
        for gram in grams:
            self._holding.setdefault(gram, []).append(number)

    def fault(self, written: Written, *, vouched: bool = False) -> Fault | None:
        """What is wrong with a question; None where it may stand.

        ``vouched``: a person has read it, so that names, wording and likeness, which are judged
        by rule of thumb, are left to them. Raises `KeyError` for a passage not of the plan.
        """
        passage = self._passages[written.passage_id]
        text = written.question
        found = _harm(text) or _form(text) or _numbers(text, passage)
        if found or vouched:
            return found or (self._like(written) if bare(text) in self._seen else None)
        if self._names(text, passage):
            return Fault.NAME
        if _copies(text, passage, written.start):
            return Fault.COPY
        return self._like(written)

    def _names(self, text: str, passage: Passage) -> list[str]:
        """Quoted terms, Latin words, places, organisations and people not in the passage.

        The plan's own place and title are no foreign names anywhere in it.
        """
        held = fold(context_text(passage)) + self._own
        surnames, not_places = _known()
        names = [*_QUOTED.findall(text), *_LATIN.findall(text), *other_places(text, [self._plan])]
        for word, tag in rjieba.tag(text, False):
            person = tag == "nr" and len(word) == 3 and word[0] in surnames
            place = tag in _PLACE_TAGS and len(word) > 1 and word not in not_places
            if person or place:
                names.append(word)
        return [name for name in names if fold(name) not in held]

    def _like(self, written: Written) -> Fault | None:
        """Whether the question says what another one says already, and whose that is.

        Another year or figure makes another question.
        """
        grams = _grams(written.question)
        shared = Counter(number for gram in grams for number in self._holding.get(gram, ()))
        like = [
            other
            for number, count in shared.items()
            for other, size in (self._kept[number],)
            if count >= _NEAR * (len(grams) + size - count)
            and numbers(other.question) == numbers(written.question)
        ]
        if not like:
            return None
        same = all(other[:2] == written[:2] for other in like)
        return Fault.REPEATED if same else Fault.AMBIGUOUS


def _form(text: str) -> Fault | None:
    if not SHORTEST <= len(text.strip()) <= LONGEST:
        return Fault.LENGTH
    letters = re.findall(r"[^\W\d_]", text)
    han = len(_HAN.findall(text))
    if han < 2 or han < len(letters) / 2:
        return Fault.NOT_CHINESE
    phrase = " " in text.strip() or len(text) <= _PHRASE
    if not _ASKS.search(text) and (_STATES.search(text) or not phrase):
        return Fault.NOT_A_QUESTION
    return None


def _harm(text: str) -> Fault | None:
    """What must not even be kept for a reviewer; a text of any length is dealt with in time."""
    if len(text) > MAX_QUESTION:
        return Fault.LENGTH
    if _MARKUP.search(text) or INVISIBLE.search(text):
        return Fault.CHARACTERS
    if holds_personal(text):
        return Fault.PERSONAL
    reason = screen(unicodedata.normalize("NFKC", text), text).reason
    if reason is None:
        return None
    return Fault.PERSONAL if reason is Reason.PERSONAL_DATA else Fault.UNSAFE


def _numbers(text: str, passage: Passage) -> Fault | None:
    """Whether a number is named that the passage (its path, title and text) does not hold.

    Numbers are compared as printed, Chinese numerals by their value; years and five-year
    periods (十四五) in either writing.
    """
    context = context_text(passage)
    held, printed = fold(context), numbers(context)
    values = {quantity.value for quantity in _quantities(context)} | set(map(float, printed))
    years = {y.translate(_HAN_DIGITS) for y in _HAN_YEAR.findall(text) if fold(y) not in held}
    periods = {period for period in _PERIOD.findall(fold(text)) if period not in held}
    others = [
        quantity
        for quantity in _quantities(text)
        if quantity.value not in values and fold(quantity.display) not in held
    ]
    strange = {n for n in numbers(text) - printed if float(n) not in values}
    strange |= (years - printed) | periods
    return Fault.NUMBER if strange or others else None


def _quantities(text: str) -> list[Quantity]:
    """Quantities of a text; 七成 also where words follow it (占七成吗)."""
    return [quantity for _, quantity in find_quantities(_TENTHS.sub(r"\1。", text))]


def _copies(text: str, passage: Passage, start: int) -> bool:
    """Whether a question says a whole sentence again, or a long clause of it as it stands.

    A table row is a name and figures: its name alone is a question, not a copy.
    """
    sentence = passage.text[slice(*_sentence(passage, start))]
    asked, said = bare(text), bare(sentence)
    if passage.kind == "table_row":
        return asked == said
    grams = content_bigrams(said)
    whole = len(said) >= SHORTEST and len(content_bigrams(asked) & grams) >= _COPIED * len(grams)
    clause = len(asked) >= _CLAUSE and asked in said
    return (whole or clause) and not _ASKS.search(text.rstrip("？?吗"))


def _sentence(passage: Passage, start: int) -> tuple[int, int]:
    spans = [*asked_sentences(passage), Span(start=0, end=len(passage.text))]
    found = next((span for span in spans if span.start == start), spans[-1])
    return found.start, found.end
