"""Variants of a question by rule: typing errors, scripts, word order. The gold is inherited.

Every rule takes a question and a seeded random generator and returns the changed question,
or the same one where it does not apply; a variant equal to its source is not emitted.
Numbers, in digits or in Han characters, and negations are never touched, because the right
answer turns on them.

Sources: Ravichander et al. 2021, NoiseQA; Tang et al. 2021, DuReader-robust and its Checklist.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import resources
from itertools import chain, pairwise

from opencc import OpenCC
from pypinyin import lazy_pinyin

from eval.case import Case
from eval.words import cut

Rule = Callable[[str, random.Random], str]

_HAN = re.compile(r"[\u4e00-\u9fff]")
_KEPT = frozenset("〇零一二两三四五六七八九十百千万亿几不没未无非")
_PLACES = frozenset("省市区县乡镇")
"""Dropped, one of these turns 市级 or 本区 into any level."""
_LATIN = re.compile(r"([A-Za-z0-9.+%-]+年?)")
_QUOTED = re.compile(r"“[^”]*”|‘[^’]*’|《[^》]*》|（[^）]*）|[，,；;]")
ANSWERABLE_ONLY = frozenset({"keyword"})
"""Without its question word, an unanswerable question may be an answerable one."""


def make_variants(cases: Iterable[Case], seed: int = 7) -> list[Case]:
    """All variants of all cases that are no variants themselves; ids ``<id>~<class>``."""
    made: list[Case] = []
    for case in cases:
        if case.variant_of:
            continue
        for name, rule in RULES.items():
            if name in ANSWERABLE_ONLY and not case.answerable:
                continue
            changed = rule(case.question, _generator(case.id, name, seed))
            if changed.strip() and changed != case.question:
                update = {
                    "id": f"{case.id}~{name}",
                    "question": changed,
                    "variant": name,
                    "variant_of": case.id,
                }
                made.append(case.model_copy(update=update))
    return made


def _generator(case_id: str, rule: str, seed: int) -> random.Random:
    return random.Random(zlib.crc32(f"{seed}:{case_id}:{rule}".encode()))


def homophone_typos(question: str, rng: random.Random) -> str:
    """Characters replaced by very common ones of the same sound (pinyin input)."""
    return _replace(question, rng, lambda c: homophones().get(lazy_pinyin(c)[0], ""))


def lookalike_typos(question: str, rng: random.Random) -> str:
    """Characters replaced by ones of like shape (handwriting, OCR)."""
    return _replace(question, rng, lambda c: lookalikes().get(c, ""))


def dropped_characters(question: str, rng: random.Random) -> str:
    """One character in ten left out, at least one."""
    return _edit_places(question, rng, lambda c: "", _PLACES)


def doubled_characters(question: str, rng: random.Random) -> str:
    """One character in ten typed twice, at least one."""
    return _edit_places(question, rng, lambda c: c * 2)


def traditional(question: str, rng: random.Random) -> str:
    """Traditional characters (OpenCC s2t)."""
    return str(_s2t().convert(question))


def full_width(question: str, rng: random.Random) -> str:
    """Digits, letters and ASCII signs in full width."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in question)


def keyword_only(question: str, rng: random.Random) -> str:
    """Content words, as typed into a search box."""
    parts = _LATIN.split(question)
    cuts = [[part] if _LATIN.fullmatch(part) else cut(part) for part in parts]
    words = [w for w in chain(*cuts) if w not in stopwords() and any(c.isalnum() for c in w)]
    return " ".join(words) if len(words) >= 2 else question


def mixed_pinyin(question: str, rng: random.Random) -> str:
    """One word of two to four characters written in pinyin."""
    words = cut(question)
    places = [
        i
        for i, w in enumerate(words)
        if 2 <= len(w) <= 4 and w not in stopwords() and all(map(_editable, w))
    ]
    if not places:
        return question
    place = rng.choice(places)
    words[place] = "".join(lazy_pinyin(words[place]))
    return "".join(words)


def reordered_clauses(question: str, rng: random.Random) -> str:
    """Clauses in another order; questions of one clause stay as they are."""
    end = re.search(r"[？?。！!]*$", question)
    tail = end.group() if end else ""
    body = question[: len(question) - len(tail)]
    cuts = [m.start() for m in _QUOTED.finditer(body) if len(m.group()) == 1]
    clauses = [body[a + 1 : b] for a, b in pairwise([-1, *cuts, len(body)]) if body[a + 1 : b]]
    if len(clauses) < 2:
        return question
    return "，".join([*clauses[1:], clauses[0]]) + tail


RULES: dict[str, Rule] = {
    "homophone": homophone_typos,
    "lookalike": lookalike_typos,
    "dropped": dropped_characters,
    "doubled": doubled_characters,
    "traditional": traditional,
    "full_width": full_width,
    "keyword": keyword_only,
    "mixed_pinyin": mixed_pinyin,
    "reordered": reordered_clauses,
}


def _replace(question: str, rng: random.Random, options: Callable[[str], str]) -> str:
    """Replace about one Han character in eight, among those that have a stand-in."""
    choices = {i: options(c).replace(c, "") for i, c in enumerate(question) if _editable(c)}
    places = [i for i, stand_ins in choices.items() if stand_ins]
    count = min(len(places), max(1, len(question) // 8), 3)
    changed = list(question)
    for i in rng.sample(places, count):
        changed[i] = rng.choice(choices[i])
    return "".join(changed)


def _editable(char: str) -> bool:
    return bool(_HAN.match(char)) and char not in _KEPT


def _edit_places(
    question: str,
    rng: random.Random,
    edit: Callable[[str], str],
    kept: frozenset[str] = frozenset(),
) -> str:
    places = [i for i, c in enumerate(question) if _editable(c) and c not in kept]
    if len(places) < 4:
        return question
    chosen = set(rng.sample(places, max(1, len(places) // 10)))
    return "".join(edit(c) if i in chosen else c for i, c in enumerate(question))


@lru_cache(maxsize=1)
def homophones() -> dict[str, str]:
    """Toneless pinyin → the very common characters so read (``eval/data/common.txt``)."""
    text = resources.files("eval").joinpath("data/common.txt").read_text("utf-8")
    sounds: dict[str, str] = {}
    for char in dict.fromkeys(text.strip()):
        if _editable(char):
            sound = lazy_pinyin(char)[0]
            sounds[sound] = sounds.get(sound, "") + char
    return sounds


@lru_cache(maxsize=1)
def stopwords() -> frozenset[str]:
    """Words that keyword searches leave out (``eval/data/stopwords.txt``)."""
    text = resources.files("eval").joinpath("data/stopwords.txt").read_text("utf-8")
    return frozenset(text.split())


@lru_cache(maxsize=1)
def lookalikes() -> dict[str, str]:
    """Character → those it is confused with by eye (``eval/data/lookalikes.tsv``)."""
    text = resources.files("eval").joinpath("data/lookalikes.tsv").read_text("utf-8")
    table: dict[str, str] = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            row = line.split("\t")
            for char in row:
                table[char] = table.get(char, "") + "".join(c for c in row if c != char)
    return table


@lru_cache(maxsize=1)
def _s2t() -> OpenCC:
    return OpenCC("s2t")
