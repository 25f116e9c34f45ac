"""jieba with its general dictionary, quiet and without a cache file shared between users."""

from __future__ import annotations

import getpass
import logging
import tempfile
from functools import lru_cache
from pathlib import Path

import jieba


@lru_cache(maxsize=1)
def segmenter() -> jieba.Tokenizer:
    """The plain tokenizer that baselines and variant rules use."""
    jieba.setLogLevel(logging.WARNING)
    words = jieba.Tokenizer()
    cache = Path(tempfile.gettempdir()) / f"planqa-jieba-{getpass.getuser()}"
    cache.mkdir(exist_ok=True)
    words.tmp_dir = str(cache)
    return words
