"""Haystack: BM25 over character bigrams and dense search, joined by reciprocal rank."""

from __future__ import annotations

from haystack import Document
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.document_stores.in_memory import InMemoryDocumentStore

from eval.peers.base import Search
from eval.text import key
from index.encoder import Encoder


def _bigrams(text: str) -> str:
    flat = key(text)
    return " ".join(flat[i : i + 2] for i in range(max(1, len(flat) - 1)))


def build(texts: list[str], encoder: Encoder) -> Search:
    """Index ``texts``; the store's default tokenizer cannot cut Chinese, hence bigrams."""
    store = InMemoryDocumentStore(
        bm25_tokenization_regex=r"\S+", embedding_similarity_function="cosine"
    )
    vectors = encoder.encode_passages(texts)
    store.write_documents(
        [
            Document(id=str(i), content=_bigrams(text), embedding=[float(x) for x in vector])
            for i, (text, vector) in enumerate(zip(texts, vectors, strict=True))
        ]
    )
    lexical, dense = InMemoryBM25Retriever(store), InMemoryEmbeddingRetriever(store)
    joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion")

    def search(query: str, k: int) -> list[tuple[int, float]]:
        vector = [float(x) for x in encoder.encode_queries([query])[0]]
        lists = [
            lexical.run(query=_bigrams(query), top_k=k)["documents"],
            dense.run(query_embedding=vector, top_k=k)["documents"],
        ]
        joined = joiner.run(documents=lists, top_k=k)["documents"]
        return [(int(d.id), float(d.score or 0.0)) for d in joined]

    return search
