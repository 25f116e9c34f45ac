"""Chroma: dense search over given vectors, cosine space."""

from __future__ import annotations

from uuid import uuid4

import chromadb
from chromadb.config import Settings

from eval.peers.base import Search
from index.encoder import Encoder


def build(texts: list[str], encoder: Encoder) -> Search:
    """Index ``texts`` in an in-memory collection."""
    client = chromadb.EphemeralClient(Settings(anonymized_telemetry=False))
    collection = client.create_collection(
        f"peer-{uuid4().hex}", metadata={"hnsw:space": "cosine"}, embedding_function=None
    )
    vectors = encoder.encode_passages(texts)
    collection.add(ids=[str(i) for i in range(len(texts))], embeddings=vectors, documents=texts)

    def search(query: str, k: int) -> list[tuple[int, float]]:
        found = collection.query(
            query_embeddings=encoder.encode_queries([query]), n_results=k, include=["distances"]
        )
        return [
            (int(i), 1.0 - d) for i, d in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    return search
