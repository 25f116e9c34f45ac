"""How Han characters sound: toneless pinyin of one character, as typed and with fuzzy sounds."""

from __future__ import annotations

import os
from functools import lru_cache
from importlib import resources

_FUZZY = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
_PRIVATE = 0xE000
"""First of the characters that stand for sounds (Unicode's private use area)."""
_READINGS = 3
"""Readings of a character that are looked at: 长 is zhang and chang; further ones are rare."""
_PLAIN = str.maketrans("āáǎàēéěèêếềōóǒòīíǐìūúǔùǖǘǚǜüńňǹḿ", "aaaaeeeeeeeooooiiiiuuuuvvvvvnnnm")


@lru_cache(maxsize=20_000)
def readings(character: str) -> tuple[str, ...]:
    """Toneless pinyin of a character, the usual one first; empty where it has none."""
    return tuple(dict.fromkeys(toneless(r) for r in _listed(character)))[:_READINGS]


def _listed(character: str) -> list[str]:
    """Readings with tones. Phrases are not loaded: they take 0.2 s and change few sounds."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin.pinyin_dict import pinyin_dict

    return [r for r in pinyin_dict.get(ord(character), "").split(",") if r]


def toneless(text: str) -> str:
    """Pinyin without its tone marks, ü as v: lǜ → lv."""
    return text.lower().translate(_PLAIN)


def reading(character: str) -> str:
    """The usual reading; the character itself where it has none."""
    return (readings(character) or (character,))[0]


@lru_cache(maxsize=20_000)
def sound(character: str) -> str:
    """The usual reading with what many people mix up folded: zh and z, ing and in, l and n."""
    return _folded(reading(character))


def _folded(syllable: str) -> str:
    folded = syllable
    for long, short in _FUZZY:
        folded = folded.replace(long, short)
    return "n" + folded[1:] if folded.startswith("l") and len(folded) > 1 else folded


def sounds(text: str) -> str:
    """`sound` of each character as one character, so that pieces of it compare as pieces do."""
    return "".join(map(_code, text))


@lru_cache(maxsize=20_000)
def _code(character: str) -> str:
    number = _numbers().get(sound(character))
    return character if number is None else chr(_PRIVATE + number)


@lru_cache(maxsize=1)
def syllables() -> tuple[str, ...]:
    """All syllables of pinyin, without tones, ü as v (``lexicon/syllables.txt``)."""
    text = resources.files("qa").joinpath("lexicon/syllables.txt").read_text("utf-8")
    return tuple(text.split())


@lru_cache(maxsize=1)
def _numbers() -> dict[str, int]:
    folded = sorted({_folded(syllable) for syllable in syllables()})
    return {syllable: number for number, syllable in enumerate(folded)}
