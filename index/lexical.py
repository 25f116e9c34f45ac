"""BM25 over jieba words, with the plans' own vocabulary as user dictionary.

BM25 after Robertson & Zaragoza (2009) in Lucene's form; the weights are computed by ``bm25s``
(Lù 2024) when building. Answering only adds them up, so it need not import bm25s and scipy.
Words come from ``rjieba`` (jieba in Rust): the same cuts as jieba on every plan passage and
question tried, a third of its start-up time, half its memory, and no cache file to trust.
"""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import rjieba
from numpy.typing import NDArray

from corpus.model import Plan

DICTIONARY_VERSION = 1
K1, B = 1.2, 0.75
_PHRASE = 24
_WORD = re.compile(r"[0-9a-z\u3400-\u9fff]+(?:\.\d+)?%?")
_QUOTED = re.compile(r"[“「]([\u3400-\u9fff]{2,8})[”」]")


class Segmenter:
    """Cuts text into words; ``dictionary`` words are never split at the top level.

    Any number can live in one process: nothing is shared between them.
    """

    def __init__(self, dictionary: Iterable[str]) -> None:
        self.dictionary = tuple(sorted(set(dictionary)))
        self._jieba = rjieba.Jieba()
        for word in self.dictionary:
            self._jieba.add_word(word, None, None)
        # The lexicon's phrases come up in most questions: cut each once.
        self._remembered = lru_cache(maxsize=8192)(self._words)

    def tokens(self, text: str) -> list[str]:
        """Consecutive tokens that cover ``text`` as it is (a lone surrogate becomes ``?``)."""
        return self._jieba.cut(_encodable(text), hmm=False)

    def frequency(self, word: str) -> int:
        """How often general Chinese has a word, of about 60 million; 0 where it is unknown."""
        return int(self._jieba.suggest_freq(word)) if self._jieba.has_word(word) else 0

    def cut(self, text: str) -> list[str]:
        """Search words: NFKC, lower case, no punctuation, long words also in parts."""
        if len(text) <= _PHRASE:
            return list(self._remembered(text))
        return list(self._words(text))

    def _words(self, text: str) -> tuple[str, ...]:
        text = unicodedata.normalize("NFKC", _encodable(text)).lower()
        words: list[str] = []
        for token in self._jieba.cut_for_search(text):
            words.extend(_WORD.findall(token))
        return tuple(words)


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def plan_vocabulary(plan: Plan) -> list[str]:
    """Words a plan brings along: its short quoted terms (“双师型”, “四个一”)."""
    text = "".join(p.text for p in plan.passages)
    terms = set(_QUOTED.findall(text))
    return sorted(term for term in terms if 2 <= len(term) <= 6)


class LexicalIndex:
    """BM25 scores of every document for a list of words.

    Word i has the weights ``weights[starts[i]:starts[i + 1]]`` in the documents of the same
    slice of ``documents``; a document occurs at most once in a slice.
    """

    def __init__(
        self,
        words: Sequence[str],
        weights: NDArray[np.float32],
        documents: NDArray[np.int32],
        starts: NDArray[np.int64],
        count: int,
    ) -> None:
        """Raises `ValueError` where the parts do not fit together."""
        self._number = {word: number for number, word in enumerate(words)}
        self._weights, self._documents, self._starts, self._count = (
            weights,
            documents,
            starts,
            count,
        )
        if not (
            len(starts) == len(self._number) + 1 == len(words) + 1
            and starts[0] == 0
            and starts[-1] == len(weights) == len(documents)
            and bool((np.diff(starts) >= 0).all())
            and (not len(documents) or 0 <= documents.min() <= documents.max() < count)
        ):
            raise ValueError("the parts of the lexical index do not fit together")

    @staticmethod
    def build(documents: Sequence[Sequence[str]]) -> LexicalIndex:
        """Index documents given as words; a document without words never scores."""
        numbers: dict[str, int] = {}
        ids = [[numbers.setdefault(word, len(numbers)) for word in words] for words in documents]
        if not numbers:
            nothing = np.zeros(0, np.float32), np.zeros(0, np.int32), np.zeros(1, np.int64)
            return LexicalIndex((), *nothing, len(documents))
        import bm25s

        bm25 = bm25s.BM25(k1=K1, b=B, method="lucene")
        bm25.index((ids, dict(numbers)), show_progress=False)
        return LexicalIndex(
            tuple(numbers),
            np.asarray(bm25.scores["data"], np.float32),
            np.asarray(bm25.scores["indices"], np.int32),
            np.asarray(bm25.scores["indptr"], np.int64),
            len(documents),
        )

    def scores(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Scores (n,) of all documents; a repeated word counts again, an unknown one not."""
        total = np.zeros(self._count, np.float32)
        for word in words:
            number = self._number.get(word)
            if number is not None:
                part = slice(self._starts[number], self._starts[number + 1])
                total[self._documents[part]] += self._weights[part]
        return total

    def search(self, words: Sequence[str], k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Rows and scores of the best ``k`` documents, best first, equal scores by row."""
        scores = self.scores(words)
        order = np.argsort(-scores, kind="stable")[: max(0, k)]
        return order, scores[order]

    def to_files(self) -> dict[str, bytes]:
        """Files by name: numpy arrays and JSON, no pickle."""
        content = {"documents": self._count, "words": list(self._number)}
        return {
            "weights.npy": npy(self._weights),
            "documents.npy": npy(self._documents),
            "starts.npy": npy(self._starts),
            "words.json": json.dumps(content, ensure_ascii=False).encode(),
        }

    @staticmethod
    def from_files(read: Callable[[str], bytes]) -> LexicalIndex:
        """Read `to_files`. Raises `ValueError` or `KeyError` for anything else."""
        content = json.loads(read("words.json"))
        return LexicalIndex(
            content["words"],
            np.asarray(from_npy(read("weights.npy")), np.float32),
            np.asarray(from_npy(read("documents.npy")), np.int32),
            np.asarray(from_npy(read("starts.npy")), np.int64),
            int(content["documents"]),
        )

    def save(self, folder: Path) -> None:
        """Write `to_files` into a folder. Raises `OSError`."""
        for name, data in self.to_files().items():
            (folder / name).write_bytes(data)

    @staticmethod
    def load(folder: Path) -> LexicalIndex:
        """Read what `save` wrote. Raises `OSError`, `ValueError`, `KeyError`."""
        return LexicalIndex.from_files(lambda name: (folder / name).read_bytes())


def npy(array: NDArray[np.generic]) -> bytes:
    """An array as a ``.npy`` file; equal arrays give equal bytes."""
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(array), allow_pickle=False)
    return buffer.getvalue()


def from_npy(data: bytes) -> NDArray[np.generic]:
    """Read `npy`. Raises `ValueError` for anything else, objects included."""
    try:
        return np.asarray(np.load(io.BytesIO(data), allow_pickle=False))
    except (EOFError, OSError) as error:
        raise ValueError("not a .npy file") from error
