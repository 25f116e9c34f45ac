"""BM25 over jieba words, with the plans' own vocabulary as user dictionary.

BM25 after Robertson & Zaragoza (2009) in Lucene's form, computed by ``bm25s`` (Lù 2024).
"""

from __future__ import annotations

import logging
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import bm25s
import jieba
import numpy as np
from numpy.typing import NDArray

from corpus.model import Plan

DICTIONARY_VERSION = 1
_PHRASE = 24
_WORD = re.compile(r"[0-9a-z\u3400-\u9fff]+(?:\.\d+)?%?")
_QUOTED = re.compile(r"[“「]([\u3400-\u9fff]{2,8})[”」]")


class Segmenter:
    """Cuts text into words; ``dictionary`` words are never split at the top level."""

    def __init__(self, dictionary: Iterable[str]) -> None:
        self.dictionary = tuple(sorted(set(dictionary)))
        jieba.setLogLevel(logging.WARNING)
        self._jieba = jieba.Tokenizer()
        # jieba's own cache lies in a world-writable folder: keep it private to this user.
        cache = Path(tempfile.gettempdir()) / f"planqa-jieba-{Path.home().name}"
        cache.mkdir(mode=0o700, exist_ok=True)
        self._jieba.tmp_dir = str(cache)
        self._jieba.initialize()
        for word in self.dictionary:
            self._jieba.add_word(word)
        # The lexicon's phrases come up in most questions: cut each once.
        self._remembered = lru_cache(maxsize=8192)(self._words)

    def tokens(self, text: str) -> list[str]:
        """Consecutive tokens that cover ``text`` as it is."""
        return [str(token) for token in self._jieba.cut(text, HMM=False)]

    def cut(self, text: str) -> list[str]:
        """Search words: NFKC, lower case, no punctuation, long words also in parts."""
        if len(text) <= _PHRASE:
            return list(self._remembered(text))
        return list(self._words(text))

    def _words(self, text: str) -> tuple[str, ...]:
        text = unicodedata.normalize("NFKC", text).lower()
        words: list[str] = []
        for token in self._jieba.cut_for_search(text):
            words.extend(_WORD.findall(token))
        return tuple(words)


def plan_vocabulary(plan: Plan) -> list[str]:
    """Words a plan brings along: short quoted terms and indicator names' heads."""
    text = "".join(p.text for p in plan.passages)
    terms = set(_QUOTED.findall(text))
    return sorted(term for term in terms if 2 <= len(term) <= 6)


class LexicalIndex:
    """BM25 scores of every document for a list of words."""

    def __init__(self, bm25: bm25s.BM25, count: int) -> None:
        self._bm25 = bm25
        self._count = count

    @staticmethod
    def build(documents: Sequence[Sequence[str]]) -> LexicalIndex:
        """Index documents given as words."""
        bm25 = bm25s.BM25(k1=1.2, b=0.75)
        vocabulary: dict[str, int] = {}
        ids = [[vocabulary.setdefault(w, len(vocabulary)) for w in words] for words in documents]
        if not vocabulary:
            raise ValueError("no words to index")
        bm25.index((ids, vocabulary), show_progress=False)
        return LexicalIndex(bm25, len(documents))

    def scores(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Scores (n,) of all documents; zeros where no word is known."""
        known = [word for word in words if word in self._bm25.vocab_dict]
        if not known:
            return np.zeros(self._count, dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)

    def search(self, words: Sequence[str], k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Rows and scores of the best ``k`` documents, best first."""
        scores = self.scores(words)
        order = np.argsort(-scores, kind="stable")[:k]
        return order, scores[order]

    def save(self, folder: Path) -> None:
        """Write numpy arrays and JSON; no pickle."""
        self._bm25.save(str(folder), show_progress=False)
        (folder / "count.txt").write_text(str(self._count))

    @staticmethod
    def load(folder: Path) -> LexicalIndex:
        """Read what `save` wrote."""
        bm25 = bm25s.BM25.load(str(folder), load_corpus=False, allow_pickle=False)
        return LexicalIndex(bm25, int((folder / "count.txt").read_text()))
