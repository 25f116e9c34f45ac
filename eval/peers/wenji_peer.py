"""wenji: its searcher as shipped, SQLite full text and dense search.

Its full text takes a question without spaces for one phrase, which is hardly ever found, so that
the dense half decides (wenji 0.6, ``wenji.search.bm25.build_fts_query``).
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from wenji.core.db import connect, initialise_schema
from wenji.ingest import ingest_one
from wenji.search import Searcher
from wenji.search.vector import VECTOR_DIM

from eval.peers.base import Search
from index.encoder import Encoder


class _Embedder:
    """wenji asks one object for passages and queries; each side gets its own.

    Its tables hold vectors of one length only; zeros at the end change no cosine.
    """

    def __init__(self, encoder: Encoder, *, queries: bool) -> None:
        self.DIM = VECTOR_DIM
        self._encode = encoder.encode_queries if queries else encoder.encode_passages

    def encode_batch(self, texts: list[str]) -> NDArray[np.float32]:
        vectors = np.asarray(self._encode(texts), dtype=np.float32)
        return np.pad(vectors, ((0, 0), (0, VECTOR_DIM - vectors.shape[1])))


def build(texts: list[str], encoder: Encoder) -> Search:
    """Index every text as one article."""
    connection = connect(":memory:")
    initialise_schema(connection)
    passages = _Embedder(encoder, queries=False)
    rows: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        for row, text in enumerate(texts):
            path = Path(folder) / f"{row:06}.md"
            path.write_text(
                f"---\ntitle: '{row}'\nsource_type: plan\n---\n\n{text}\n", encoding="utf-8"
            )
            article = ingest_one(path, connection, passages)
            if article is not None:
                rows[article] = row
    searcher = Searcher(connection, _Embedder(encoder, queries=True))

    def search(query: str, k: int) -> list[tuple[int, float]]:
        found = searcher.search(query, limit=k)
        return [(rows[a["article_id"]], float(a.get("_rankingScore", 0.0))) for a in found]

    return search
