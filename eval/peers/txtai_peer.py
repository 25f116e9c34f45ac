"""txtai: hybrid index (its BM25 with Unicode word boundaries, and dense)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from txtai import Embeddings

from eval.peers.base import Search
from index.encoder import Encoder

_QUERY = "query:"


def build(texts: list[str], encoder: Encoder) -> Search:
    """Index ``texts``; txtai marks queries with a prefix so that each side is encoded rightly."""

    def transform(inputs: list[str]) -> NDArray[np.float32]:
        rows = [
            encoder.encode_queries([t.removeprefix(_QUERY)])[0]
            if t.startswith(_QUERY)
            else encoder.encode_passages([t])[0]
            for t in inputs
        ]
        return np.stack(rows).astype(np.float32)

    index = Embeddings(
        method="external",
        transform=transform,
        instructions={"query": _QUERY},
        hybrid=True,
        content=False,
    )
    index.index(list(enumerate(texts)))

    def search(query: str, k: int) -> list[tuple[int, float]]:
        return [(int(row), float(score)) for row, score in index.search(query, k)]

    return search
