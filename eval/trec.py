"""TREC run and qrels files of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from eval.case import Case
from eval.metrics.hits import applies, relevance
from eval.record import Answered


def export(cases: Iterable[Case], answers: Mapping[str, Answered], out: Path, system: str) -> None:
    """Write ``<system>.run`` and ``<system>.qrels`` of the questions with known places.

    Judgements depend on the citations (see `eval.metrics.hits.relevance`), so each system has
    its own; ids with white space are not in the sets, and are folded to ``_``.
    """
    run: dict[str, dict[str, float]] = {}
    qrels: dict[str, dict[str, int]] = {}
    for case in cases:
        if applies(case):
            qrels[case.id], run[case.id] = relevance(case, answers[case.id].reply)
    write_run(out / f"{system}.run", run, system)
    write_qrels(out / f"{system}.qrels", qrels)


def write_run(path: Path, run: Mapping[str, Mapping[str, float]], tag: str) -> None:
    """Write a TREC run file, best document first."""
    lines = []
    for query, scores in run.items():
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        lines += [
            f"{_id(query)} Q0 {_id(document)} {rank} {score:.6f} {tag}"
            for rank, (document, score) in enumerate(ranked, start=1)
        ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_qrels(path: Path, qrels: Mapping[str, Mapping[str, int]]) -> None:
    """Write a TREC judgements file."""
    lines = [f"{_id(q)} 0 {_id(d)} {g}" for q, row in qrels.items() for d, g in row.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _id(text: str) -> str:
    return "_".join(text.split())
