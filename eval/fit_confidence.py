"""Fit what confidence means: ``python -m eval.fit_confidence RUN…``.

Each RUN is a folder that ``planqa eval qa`` wrote. Its questions are asked again for the signals
of `qa.confidence`, and a logistic regression with no weight below zero says how often answers
with such signals were right there. Prints the weights for ``qa/lexicon/confidence.json``, the area
under the ROC curve, and the expected calibration error in ten bins (Naeini et al. 2015).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from eval.datasets import read_set
from eval.plantexts import plan_beside
from index.build import build
from index.encoder import EMBEDDED, Encoder, load_encoder
from index.store import SnapshotStore
from qa.confidence import Signals
from qa.engine import Engine
from qa.model import Question

PENALTY = 1.0
_BINS = 10

Matrix = NDArray[np.float64]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print weights and how well they tell right answers from wrong ones."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit_confidence", description=__doc__)
    parser.add_argument("runs", nargs="+", type=Path, help="folders of finished runs")
    options = parser.parse_args(arguments)
    encoder = load_encoder(EMBEDDED, Path(os.environ.get("PLANQA_CACHE_DIR", "var/cache")))
    signals: list[Signals] = []
    right: list[bool] = []
    refusals: list[bool] = []
    for run in options.runs:
        found, judged, refused = observe(run, encoder)
        signals, right, refusals = signals + found, right + judged, refusals + refused
    inputs, truth = np.array(signals, float), np.array(right)
    weights = fit(inputs, truth)
    sure = probability(inputs, weights)
    names = ("bias", *Signals._fields)
    data = dict(zip(names, weights.round(2).tolist(), strict=True))
    print(json.dumps({**data, "refused": round(1 - float(np.mean(refusals)), 3)}))
    above, error = area(sure, truth), calibration_error(sure, truth)
    print(f"{len(truth)} answers, {truth.mean():.3f} right")
    print(f"area under the curve {above:.3f}, calibration error {error:.3f}")
    return 0


def observe(run: Path, encoder: Encoder) -> tuple[list[Signals], list[bool], list[bool]]:
    """Signals and rightness of a run's answers, and the rightness of its refusals."""
    header = json.loads((run / "results.json").read_text("utf-8"))["header"]
    path = Path(header["set_path"])
    with (run / "questions.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["system"] == "product" and not r["variant"]]
    judged = {row["id"]: float(row["right"] or 0) == 1 for row in rows}
    seen: list[Signals] = []
    signals: list[Signals] = []
    answers: list[bool] = []
    refusals: list[bool] = []
    with tempfile.TemporaryDirectory() as folder:
        store = SnapshotStore(Path(folder))
        build(
            plan_beside(path) or None, store, lambda: encoder, encoder.fingerprint, progress=False
        )
        engine = Engine(store.load(encoder.fingerprint), encoder, observe=seen.append)
        for case in read_set(path).cases:
            if case.id not in judged:
                continue
            before = len(seen)
            engine.ask(Question(text=case.question, history=case.turns))
            if len(seen) > before:
                signals.append(seen[-1])
                answers.append(judged[case.id])
            else:
                refusals.append(judged[case.id])
    return signals, answers, refusals


def fit(inputs: Matrix, right: NDArray[np.bool_]) -> Matrix:
    """Bias and weights (1 + signals,) of the likeliest logistic function, no weight negative."""
    sign = np.where(right, 1.0, -1.0)

    def loss(weights: Matrix) -> float:
        margin = sign * (inputs @ weights[1:] + weights[0])
        return float(np.logaddexp(0, -margin).sum() + PENALTY * (weights[1:] ** 2).sum())

    bounds = [(None, None)] + [(0.0, None)] * inputs.shape[1]
    return np.asarray(minimize(loss, np.zeros(1 + inputs.shape[1]), bounds=bounds).x)


def probability(inputs: Matrix, weights: Matrix) -> Matrix:
    """The logistic function of the weighted signals."""
    return np.asarray(1 / (1 + np.exp(-(inputs @ weights[1:] + weights[0]))))


def area(sure: Matrix, right: NDArray[np.bool_]) -> float:
    """Chance that a right answer is surer than a wrong one; ties count half."""
    good, bad = sure[right], sure[~right]
    if not len(good) or not len(bad):
        return float("nan")
    above = (good[:, None] > bad).mean() + 0.5 * (good[:, None] == bad).mean()
    return float(above)


def calibration_error(sure: Matrix, right: NDArray[np.bool_]) -> float:
    """Mean distance of confidence and share right over ten bins, weighted by their size."""
    bins = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    parts = [(sure[bins == i], right[bins == i]) for i in range(_BINS) if (bins == i).any()]
    return float(sum(abs(s.mean() - r.mean()) * len(s) for s, r in parts) / len(sure))


if __name__ == "__main__":
    sys.exit(main())
