"""Thresholds fitted on data that is not the test set.

``python -m eval.calibrate`` fits the bigram cover of `eval.metrics.support` on the hand-labelled
sample and writes it with its accuracy; `best_threshold` fits a baseline's refusal threshold.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corpus.model import Frozen
from eval.datasets import json_lines
from eval.errors import EXIT_DONE, DatasetError
from eval.metrics.support import facts_supported, word_cover
from eval.record import write_json

SAMPLE = Path(__file__).parent / "sets" / "citation_support.jsonl"
TARGET = Path(__file__).parent / "data" / "support.json"


class SupportSample(Frozen):
    """A sentence, the cited text, and a person's judgement whether it supports it."""

    sentence: str
    cited: str
    supported: bool


def best_threshold(scores: ArrayLike, positive: ArrayLike) -> tuple[float, float]:
    """The cut with the best macro-F1 of “score ≥ cut means positive”, and that macro-F1.

    Cuts are tried between neighbouring scores; of equal cuts the lowest is taken.
    """
    values, truth = np.asarray(scores, dtype=float), np.asarray(positive, dtype=bool)
    if not len(values) or len(values) != len(truth):
        raise ValueError("two equally long, non-empty lists are needed")
    points = np.unique(values)
    cuts = [float(points[0])] + [float(c) for c in (points[:-1] + points[1:]) / 2]
    cuts.append(float(np.nextafter(points[-1], np.inf)))
    best = max(cuts, key=lambda cut: (_macro_f1(values >= cut, truth), -cut))
    return best, _macro_f1(values >= best, truth)


def _macro_f1(said: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    total = 0.0
    for a, b in ((said, truth), (~said, ~truth)):
        size = int(a.sum() + b.sum())
        total += 2.0 * int((a & b).sum()) / size if size else 1.0
    return total / 2


def read_sample(path: Path) -> list[SupportSample]:
    """Read the hand-labelled sample. Raises `DatasetError` for a line without its fields."""
    samples: list[SupportSample] = []
    for number, item in json_lines(path):
        sentence, cited, label = item.get("sentence"), item.get("cited"), item.get("supported")
        if isinstance(cited, list):
            cited = "\n".join(map(str, cited))
        if (
            not isinstance(sentence, str)
            or not isinstance(cited, str)
            or not isinstance(label, bool)
        ):
            raise DatasetError(path, "needs 'sentence', 'cited' and true/false 'supported'", number)
        samples.append(SupportSample(sentence=sentence, cited=cited, supported=label))
    if not samples:
        raise DatasetError(path, "no samples")
    return samples


def fit_support(samples: Sequence[SupportSample]) -> dict[str, float]:
    """Threshold on bigram cover given the figure check, its accuracy and leave-one-out accuracy."""
    facts = np.array([facts_supported(s.sentence, [s.cited]) for s in samples])
    covers = np.array([word_cover(s.sentence, [s.cited]) for s in samples])
    truth = np.array([s.supported for s in samples])
    scores = np.where(facts, covers, -1.0)
    cut, _ = best_threshold(scores, truth)
    cut = max(cut, 0.0)
    kept = [
        (scores[i] >= max(0.0, best_threshold(np.delete(scores, i), np.delete(truth, i))[0]))
        == truth[i]
        for i in range(len(samples))
    ]
    return {
        "threshold": round(cut, 4),
        "accuracy": round(float(((scores >= cut) == truth).mean()), 4),
        "leave_one_out_accuracy": round(float(np.mean(kept)), 4),
        "figures_alone_accuracy": round(float((facts == truth).mean()), 4),
        "samples": float(len(samples)),
        "supported": float(truth.sum()),
    }


def main() -> int:
    """Fit on the committed sample and write ``eval/data/support.json``."""
    figures = fit_support(read_sample(SAMPLE))
    write_json(TARGET, figures)
    print(figures, file=sys.stderr)
    return EXIT_DONE


if __name__ == "__main__":
    sys.exit(main())
