"""Public retrieval sets through the product's own retriever (`planqa eval retrieval`)."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import ir_measures
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from corpus.model import Frozen, Passage, Span
from eval.baselines import Bm25, Ranker, Rrf
from eval.beir import Document, RetrievalSet
from eval.results import Header
from eval.stats import Estimate, mean_estimate
from eval.text import sentence_spans
from eval.trec import write_run
from index.cache import VectorCache
from index.encoder import Encoder
from index.lexical import DICTIONARY_VERSION, LexicalIndex, Segmenter
from index.snapshot import FORMAT, Manifest, Snapshot, VectorSet, context_text, sentence_texts
from index.vectors import FlatVectors
from qa.lexicon import load_lexicon
from qa.normalise import normalise
from qa.question import understand
from qa.retrieve import Retriever

MEASURES = ("nDCG@10", "RR@10", "R@5", "R@10", "R@100", "Success@1", "Success@5")
DEPTH = 100
BATCH = 32
Scores = NDArray[np.float32]


class RetrievalResult(Frozen):
    """Figures of one system on a retrieval set, and every query's figures."""

    system: str
    metrics: dict[str, Estimate]
    per_query: dict[str, dict[str, float]]
    ms_per_query: float


class RetrievalResults(Frozen):
    """``results.json`` of a retrieval run."""

    header: Header
    documents: int
    results: tuple[RetrievalResult, ...]


class ProductRanker:
    """The product's retriever: all channels that plain texts have, fused as for plans."""

    name = "product"

    def __init__(self, index: Snapshot, encoder: Encoder) -> None:
        """Build the retriever over ``index``."""
        self._count = len(index.passages)
        self._rows = {passage.id: row for row, passage in enumerate(index.passages)}
        self._retriever = Retriever(index, encoder, load_lexicon(True))

    def scores(self, query: str) -> Scores:
        """Fused scores; documents beyond the first hundred come last."""
        scores = np.full(self._count, -np.inf, dtype=np.float32)
        found = self._retriever.retrieve(understand(normalise(query)[0]), DEPTH)
        for evidence in found.evidence:
            scores[self._rows[evidence.passage.id]] = evidence.score
        return scores

    def confidence(self, best: float) -> float:
        """Not used for retrieval."""
        return 0.0


class DenseRanker:
    """Cosine of the documents' vectors."""

    name = "dense"

    def __init__(self, index: Snapshot, encoder: Encoder) -> None:
        """Use the index's vectors."""
        self._matrix, self._encoder = index.vectors.matrix, encoder

    def scores(self, query: str) -> Scores:
        """Cosine with every document."""
        vector = np.asarray(self._encoder.encode_queries([query])[0], dtype=np.float32)
        return np.asarray(self._matrix @ vector, dtype=np.float32)

    def confidence(self, best: float) -> float:
        """Not used for retrieval."""
        return 0.0


def index_texts(
    documents: Sequence[Document], encoder: Encoder, cache: VectorCache, quiet: bool = False
) -> Snapshot:
    """Index documents as the product indexes passages: words, whole texts, sentences."""
    passages = tuple(_passage(document) for document in documents)
    segmenter = Segmenter(())
    texts = [context_text(passage) for passage in passages]
    sentences, owners = sentence_texts(passages)
    _embed([*texts, *sentences], encoder, cache, quiet)
    finer = VectorSet(
        cache.rows(sentences) if sentences else np.zeros((0, encoder.dim), dtype=np.float32),
        np.asarray(owners, dtype=np.int32),
    )
    manifest = Manifest(
        format=FORMAT,
        id="texts",
        encoder=encoder.fingerprint,
        dictionary=DICTIONARY_VERSION,
        counts={"passages": len(passages)},
        files=(),
    )
    return Snapshot(
        manifest=manifest,
        plans=(),
        passages=passages,
        lexical=LexicalIndex.build([segmenter.cut(text) for text in texts]),
        segmenter=segmenter,
        vectors=FlatVectors(cache.rows(texts)),
        vector_sets={"sentence": finer} if sentences else {},
    )


def run_retrieval(
    data: RetrievalSet, encoder: Encoder, out: Path, head: Header, quiet: bool = False
) -> RetrievalResults:
    """Index the set, rank every judged query by every system, write TREC runs and figures."""
    cache = VectorCache(out / "vectors", encoder.fingerprint)
    index = index_texts(data.documents, encoder, cache, quiet)
    bm25 = Bm25([context_text(passage) for passage in index.passages])
    dense = DenseRanker(index, encoder)
    rankers: list[Ranker] = [ProductRanker(index, encoder), bm25, dense, Rrf([bm25, dense])]
    ids = [document.id for document in data.documents]
    results = tuple(_run_one(ranker, data, ids, out, quiet) for ranker in rankers)
    return RetrievalResults(header=head, documents=len(ids), results=results)


def _run_one(
    ranker: Ranker, data: RetrievalSet, ids: Sequence[str], out: Path, quiet: bool
) -> RetrievalResult:
    run: dict[str, dict[str, float]] = {}
    started = time.perf_counter()
    for query in tqdm(data.qrels, desc=ranker.name, unit="q", disable=quiet):
        scores = ranker.scores(data.queries[query])
        best = np.argsort(-scores, kind="stable")[:DEPTH]
        # Ranks, not scores, go to the file: equal scores would be reordered by evaluators.
        rows = [row for row in best if np.isfinite(scores[row])]
        run[query] = {ids[row]: float(DEPTH - rank) for rank, row in enumerate(rows)}
    elapsed = (time.perf_counter() - started) * 1000 / len(data.qrels)
    write_run(out / f"{ranker.name}.run", run, ranker.name)
    per_query = measure(data.qrels, run)
    return RetrievalResult(
        system=ranker.name,
        metrics={
            name: estimate
            for name in MEASURES
            if (estimate := mean_estimate([row.get(name) for row in per_query.values()]))
            is not None
        },
        per_query=per_query,
        ms_per_query=elapsed,
    )


def measure(
    qrels: Mapping[str, Mapping[str, int]], run: Mapping[str, Mapping[str, float]]
) -> dict[str, dict[str, float]]:
    """Every measure of every judged query by ir-measures; a query without results scores 0."""
    measures = [ir_measures.parse_measure(name) for name in MEASURES]
    found: dict[str, dict[str, float]] = {query: {} for query in qrels}
    for value in ir_measures.iter_calc(measures, qrels, run):
        found[value.query_id][str(value.measure)] = float(value.value)
    for row in found.values():
        for name in MEASURES:
            row.setdefault(name, 0.0)
    return found


def _passage(document: Document) -> Passage:
    text = document.text or document.title
    return Passage(
        id=document.id,
        plan_id="texts",
        section_id=None,
        unit_id=document.id,
        kind="paragraph",
        title=document.title or None,
        path=(document.title,) if document.title else (),
        text=text,
        sentences=tuple(Span(start=a, end=b) for a, b in sentence_spans(text)),
        page=None,
        source_span=Span(start=0, end=len(text)),
    )


def _embed(texts: Sequence[str], encoder: Encoder, cache: VectorCache, quiet: bool) -> None:
    """Embed what the cache lacks, like lengths together; kept now and then for a rerun."""
    missing = sorted({text for text in texts if text not in cache}, key=len)
    kept = [text for text in texts if text in cache]
    for step, start in enumerate(
        tqdm(range(0, len(missing), BATCH), desc="embedding", unit="batch", disable=quiet), start=1
    ):
        batch = missing[start : start + BATCH]
        cache.add(batch, np.asarray(encoder.encode_passages(batch), dtype=np.float32))
        kept.extend(batch)
        if step % 50 == 0 or start + BATCH >= len(missing):
            cache.save(kept)
