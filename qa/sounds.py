"""How Han characters sound: toneless pinyin of one character, as typed and with fuzzy sounds."""

from __future__ import annotations

import os
from functools import lru_cache

_FUZZY = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
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
    folded = reading(character)
    for long, short in _FUZZY:
        folded = folded.replace(long, short)
    return "n" + folded[1:] if folded.startswith("l") and len(folded) > 1 else folded


def sounds(text: str) -> tuple[str, ...]:
    """`sound` of each character."""
    return tuple(sound(character) for character in text)
