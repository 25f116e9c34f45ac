"""Words by jieba's general dictionary, for baselines and variant rules."""

from __future__ import annotations

from functools import lru_cache

import rjieba


@lru_cache(maxsize=1)
def _cutter() -> rjieba.Jieba:
    return rjieba.Jieba()


def cut(text: str) -> list[str]:
    """Words that cover ``text``, new ones guessed as jieba does by default.

    ``rjieba`` is jieba in Rust with the same cuts and no cache file (see `index.lexical`).
    """
    return list(_cutter().cut(text.encode("utf-8", "replace").decode("utf-8"), hmm=True))
