"""Public retrieval sets through the product's own retriever (`planqa eval retrieval`)."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import ir_measures
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from corpus.model import Frozen
from eval.baselines import Ranker, plain_rankers
from eval.beir import RetrievalSet
from eval.errors import DatasetError
from eval.results import Header
from eval.stats import Estimate, mean_estimate
from eval.texts import index_texts
from eval.trec import write_qrels, write_run
from index.encoder import Encoder
from index.snapshot import Snapshot
from qa.lexicon import load_lexicon
from qa.normalise import normalise
from qa.question import understand
from qa.retrieve import Retriever

MEASURES = ("nDCG@10", "RR@10", "R@5", "R@10", "R@100", "Success@1", "Success@5")
DEPTH = 100
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
    queries: dict[str, str]
    results: tuple[RetrievalResult, ...]

    def system(self, name: str) -> RetrievalResult:
        """One system's figures. Raises `DatasetError` for an unknown name."""
        for result in self.results:
            if result.system == name:
                return result
        known = ", ".join(result.system for result in self.results)
        raise DatasetError("compare", f"no system {name!r} in the run; it has: {known}")


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


def run_retrieval(
    data: RetrievalSet, encoder: Encoder, out: Path, head: Header, quiet: bool = False
) -> RetrievalResults:
    """Index the set, rank every judged query by every system, write TREC runs and figures."""
    index = index_texts(data.documents, encoder, out / "vectors", quiet)
    rankers: list[Ranker] = [ProductRanker(index, encoder), *plain_rankers(index, encoder)]
    ids = [document.id for document in data.documents]
    write_qrels(out / "test.qrels", data.qrels)
    return RetrievalResults(
        header=head,
        documents=len(ids),
        queries={query: data.queries[query] for query in data.qrels},
        results=tuple(_run_one(ranker, data, ids, out, quiet) for ranker in rankers),
    )


def table(results: RetrievalResults) -> str:
    """Systems against measures, each with its interval, as Markdown."""
    names = list(results.results[0].metrics)
    lines = ["| system | " + " | ".join(names) + " | ms |", "|" + "---|" * (len(names) + 2)]
    for result in results.results:
        cells = [f"{e.value:.3f} ({e.low:.3f}–{e.high:.3f})" for e in result.metrics.values()]
        lines.append(
            f"| {result.system} | " + " | ".join(cells) + f" | {result.ms_per_query:.1f} |"
        )
    return "\n".join(lines)


def markdown(results: RetrievalResults) -> str:
    """The report of a retrieval run."""
    head = results.header
    return (
        f"# Retrieval on {head.set_name}\n\n"
        f"- set sha256 `{head.set_sha256}`, {results.documents} documents, "
        f"{head.questions} judged queries\n"
        f"- encoder `{head.encoder}`, code `{head.code}`\n"
        f"- {', '.join(f'{n} {v}' for n, v in head.versions.items())}; {head.machine}\n"
        f"- {head.created}\n\nMean (95 % bootstrap interval by query).\n\n{table(results)}\n"
    )


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
