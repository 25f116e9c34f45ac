"""How a question is read before it is understood: width, script, pinyin, English, typing errors."""

from __future__ import annotations

from typing import NamedTuple

from index.snapshot import Snapshot
from qa.decide import place_names
from qa.english import to_chinese
from qa.lexicon import load_lexicon
from qa.model import CorrectedWord
from qa.normalise import common_nouns, common_speech, normalise, plain, regional_nouns
from qa.pinyin import PinyinReader
from qa.scope import is_foreign
from qa.spelling import Speller, asked_words
from qa.vocabulary import plan_words
from qa.wordcosts import WordCosts

_COVERED = 0.85
"""From which share of its words on a question in English is searched for in Chinese."""


class Read(NamedTuple):
    """``text`` is what is understood, ``corrections`` what was changed for it, and ``sought`` what
    is searched for by meaning where that is another text; empty otherwise. ``foreign`` says that
    the question is in another language.
    """

    text: str
    corrections: tuple[CorrectedWord, ...] = ()
    sought: str = ""
    foreign: bool = False


class Reader:
    """Reads questions towards one snapshot's words; immutable once built."""

    def __init__(self, snapshot: Snapshot) -> None:
        text = "".join(p.text for p in snapshot.passages)
        words = plan_words(snapshot, text)
        segmenter, lexicon = snapshot.segmenter, load_lexicon(True)
        costs = WordCosts(text, segmenter.tokens, segmenter.frequency)
        self._nouns = {noun: word for noun, word in regional_nouns().items() if noun not in text}
        self._tokens = segmenter.tokens
        self._speller = Speller(words, text, costs, lexicon.known)
        vocabulary = {*words, *asked_words(), *lexicon.known.split("\n"), *place_names()}
        self._pinyin = PinyinReader(sorted(vocabulary), text, costs)

    def read(self, text: str, *, spelling: bool = True) -> Read:
        """Read a question; without ``spelling`` its Chinese words stay as they are typed."""
        text, widths = normalise(text)
        if spelling:
            spelt, changes = self._pinyin.read(text)
            text, widths = plain(spelt) if changes else text, (*widths, *changes)
        if is_foreign(text):
            english = to_chinese(text, self._pinyin.name)
            if english is None:
                return Read(text, widths, foreign=True)
            sought = text if english.covered < _COVERED else ""
            return Read(english.chinese, widths, sought, foreign=True)
        if not spelling:
            return Read(text, widths)
        text, words = self._speller.correct(text)
        common = common_speech(common_nouns(text, self._nouns, self._tokens))
        return Read(common, (*widths, *words), text if common != text else "")
