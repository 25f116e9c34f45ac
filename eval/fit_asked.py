"""Fit what type of thing a question asks for: ``python -m eval.fit_asked [--write FILE]``.

Reads ``eval/data/asked.jsonl`` (``{"by", "question", "asks"}`` a line), fits one logistic
regression a type over runs of characters (`qa.asked`), and prints how well those fitted without
one writer's questions tell that writer's: precision, recall and F1 at `LIKELY`, and the mean
average precision over the types.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from eval.logistic import Matrix, regress
from qa.asked import Type, runs_of
from qa.normalise import normalise

PENALTY = 0.17
LIKELY = 0.25
_SEEN = 3
"""Questions that must hold a run for it to count."""


class Labelled(NamedTuple):
    """A question, who wrote it, and the types that were marked."""

    by: str
    question: str
    asks: frozenset[str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print how well the types of unseen writers' questions are told; write the weights."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit_asked", description=__doc__)
    parser.add_argument("--write", type=Path, help="where to write the weights of all questions")
    options = parser.parse_args(arguments)
    labelled = read_labelled()
    truth = np.array([[kind.value in item.asks for kind in Type] for item in labelled])
    likely = np.zeros(truth.shape)
    for writer in sorted({item.by for item in labelled}):
        others = [item for item in labelled if item.by != writer]
        held = [number for number, item in enumerate(labelled) if item.by == writer]
        runs, bias, weights = fit(others)
        inputs = inputs_of([labelled[number] for number in held], runs)
        likely[held] = 1 / (1 + np.exp(-(inputs @ weights + bias)))
    print(_figures(truth, likely))
    if options.write:
        _write(options.write, *fit(labelled))
    return 0


def read_labelled() -> list[Labelled]:
    """The labelled questions that ship with the benchmark, normalised."""
    text = resources.files("eval").joinpath("data/asked.jsonl").read_text("utf-8")
    records = [json.loads(line) for line in text.splitlines()]
    return [Labelled(r["by"], normalise(r["question"])[0], frozenset(r["asks"])) for r in records]


def inputs_of(labelled: Sequence[Labelled], runs: Sequence[str]) -> csr_matrix:
    """Which of the runs each question holds: (questions, runs)."""
    rows = {run: row for row, run in enumerate(runs)}
    places = [
        (number, rows[run])
        for number, item in enumerate(labelled)
        for run in runs_of(item.question)
        if run in rows
    ]
    at = np.array(places, int).reshape(-1, 2)
    return csr_matrix((np.ones(len(at)), (at[:, 0], at[:, 1])), (len(labelled), len(runs)))


def fit(labelled: Sequence[Labelled]) -> tuple[list[str], Matrix, Matrix]:
    """Runs, bias (types,) and weights (runs, types), each type by its own regression."""
    seen = Counter(run for item in labelled for run in runs_of(item.question))
    runs = sorted(run for run, count in seen.items() if count >= _SEEN)
    inputs = inputs_of(labelled, runs)
    marked = [np.array([kind.value in item.asks for item in labelled]) for kind in Type]
    fitted = [regress(inputs, true, PENALTY) for true in marked]
    return runs, np.array([bias for bias, _ in fitted]), np.stack([w for _, w in fitted], axis=1)


def _figures(truth: NDArray[np.bool_], likely: Matrix) -> str:
    said = likely >= LIKELY
    both = float((truth & said).sum())
    precision, recall = both / float(said.sum()), both / float(truth.sum())
    shares = [average_precision(t, p) for t, p in zip(truth.T, likely.T, strict=True) if t.any()]
    return (
        f"{len(truth)} questions, {int(truth.sum())} types: precision {precision:.3f}, "
        f"recall {recall:.3f}, F1 {2 * precision * recall / (precision + recall):.3f}, "
        f"mean average precision {np.mean(shares):.3f}"
    )


def average_precision(truth: NDArray[np.bool_], likely: Matrix) -> float:
    """Mean precision at the place of each true one, best first (Buckley & Voorhees 2000)."""
    ranked = truth[np.argsort(-likely, kind="stable")]
    places = np.flatnonzero(ranked)
    return float(np.mean(np.arange(1, len(places) + 1) / (places + 1)))


def _write(path: Path, runs: Sequence[str], bias: Matrix, weights: Matrix) -> None:
    """Write the weights, a line a run, so that a change can be read."""
    rows = [
        f"  {json.dumps(run, ensure_ascii=False)}: {json.dumps(row)}"
        for run, row in zip(runs, (weights.round(2) + 0.0).tolist(), strict=True)
    ]
    head = (
        f' "types": {json.dumps([kind.value for kind in Type])},\n "bias": {bias.round(3).tolist()}'
    )
    path.write_text(f'{{\n{head},\n "runs": {{\n' + ",\n".join(rows) + "\n }\n}\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
