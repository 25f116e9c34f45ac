"""LlamaIndex: vector index and, where its BM25 package is there, rank fusion with BM25."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from llama_index.core import VectorStoreIndex
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.schema import TextNode
from pydantic import PrivateAttr

from eval.peers.base import Search
from eval.words import cut
from index.encoder import Encoder


class _Embedding(BaseEmbedding):  # type: ignore[misc, unused-ignore]
    _encoder: Any = PrivateAttr()

    def __init__(self, encoder: Encoder) -> None:
        super().__init__(model_name="same-encoder")
        self._encoder = encoder

    def _get_query_embedding(self, query: str) -> list[float]:
        return [float(x) for x in self._encoder.encode_queries([query])[0]]

    def _get_text_embedding(self, text: str) -> list[float]:
        return [float(x) for x in self._encoder.encode_passages([text])[0]]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


def build(texts: list[str], encoder: Encoder) -> Search:
    """Index ``texts``; BM25 gets words cut by jieba, its own tokenizer being English."""
    nodes = [TextNode(id_=str(i), text=text) for i, text in enumerate(texts)]
    index = VectorStoreIndex(nodes, embed_model=_Embedding(encoder))

    def search(query: str, k: int) -> list[tuple[int, float]]:
        retrievers: list[Any] = [index.as_retriever(similarity_top_k=k)]
        lists = [
            [(int(n.node.node_id), float(n.score or 0.0)) for n in retrievers[0].retrieve(query)]
        ]
        if bm25 is not None:
            words = " ".join(cut(query))
            lists.append(
                [(int(n.node.node_id), float(n.score or 0.0)) for n in bm25.retrieve(words)]
            )
        return _fuse(lists)[:k]

    bm25 = _bm25(texts)
    return search


def _bm25(texts: list[str]) -> Any:
    if find_spec("llama_index.retrievers.bm25") is None:
        return None
    from llama_index.retrievers.bm25 import BM25Retriever

    nodes = [TextNode(id_=str(i), text=" ".join(cut(t))) for i, t in enumerate(texts)]
    return BM25Retriever.from_defaults(
        nodes=nodes,
        similarity_top_k=min(20, len(nodes)),
        token_pattern=r"(?u)\S+",
        skip_stemming=True,
    )


def _fuse(lists: list[list[tuple[int, float]]]) -> list[tuple[int, float]]:
    """Reciprocal rank fusion as in `QueryFusionRetriever` (k = 60), without its language model."""
    if len(lists) == 1:
        return lists[0]
    fused: dict[int, float] = {}
    for ranked in lists:
        for rank, (row, _) in enumerate(ranked):
            fused[row] = fused.get(row, 0.0) + 1.0 / (60 + rank)
    return sorted(fused.items(), key=lambda item: -item[1])
