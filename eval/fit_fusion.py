"""Fit the weights of the retrieval channels on question sets: ``python -m eval.fit_fusion``.

Maximises the log of the softmax over passages that a passage with a gold quote gets (listwise
softmax, Cao et al. 2007, "Learning to Rank: From Pairwise Approach to Listwise Approach"), with
no weight below zero and a small penalty. ``exact`` and ``table`` match whole words and keep the
weights they have. Two sets of weights are fitted together: those of a question in the plan's own
words, and those of one in none of them; between them stands the share of its words that the plan
does not print. Each set counts the same; with several, each is also judged by weights fitted
on the others alone. The weights printed belong into ``qa/lexicon/fusion.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from eval.case import Case
from eval.datasets import read_set
from eval.plantexts import plan_beside
from eval.text import key
from index.build import build
from index.encoder import EMBEDDED, Encoder, load_encoder
from index.store import SnapshotStore
from qa.fusion import RAW, load_fusion, standardise
from qa.lexicon import load_lexicon
from qa.normalise import normalise
from qa.question import understand
from qa.retrieve import Retriever, Stages

FIXED = ("exact", "table")
PENALTY = 0.01

Matrix = NDArray[np.float64]


class Example(NamedTuple):
    """One question: scores (passages, 2 × channels), each channel's score times the share of the
    question's words that the plan prints, then times the rest; fixed scores (passages,) and
    which passages are gold (passages,).
    """

    scores: Matrix
    fixed: Matrix
    gold: NDArray[np.bool_]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the weights, and the shares found first and within five with old and new ones."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit_fusion", description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path, help="question sets to fit on")
    parser.add_argument("--plain", action="store_true", help="without questions beside the plans")
    options = parser.parse_args(arguments)
    encoder = load_encoder(EMBEDDED, Path(os.environ.get("PLANQA_CACHE_DIR", "var/cache")))
    old = load_fusion(not options.plain)
    names = [name for name in old.passages if name not in FIXED]
    per_set = [examples(path, encoder, names, plain=options.plain) for path in options.sets]
    start = np.array([part.get(n, 0.0) for part in (old.passages, old.everyday) for n in names])
    new = fit(per_set, start)
    for path, found in zip(options.sets, per_set, strict=True):
        others = [other for other in per_set if other is not found]
        said = [path.stem, str(len(found)), "old", shares(found, start), "new", shares(found, new)]
        if others:
            said += ["fitted on the others", shares(found, fit(others, start))]
        print(*said)
    for title, part in (("passages", new[: len(names)]), ("everyday", new[len(names) :])):
        found_weights = dict(zip(names, part.round(2).tolist(), strict=True))
        print(json.dumps({title: found_weights}, indent=1))
    return 0


def examples(path: Path, encoder: Encoder, names: Sequence[str], *, plain: bool) -> list[Example]:
    """Questions without a conversation whose gold quotes stand in passages."""
    with tempfile.TemporaryDirectory() as folder:
        store = SnapshotStore(Path(folder))
        plans = plan_beside(path) or None
        build(plans, store, lambda: encoder, encoder.fingerprint, progress=False)
        snapshot = store.load(encoder.fingerprint)
    lexicon, stages = load_lexicon(True), Stages(expansion=not plain)
    retriever = Retriever(snapshot, encoder, lexicon, stages)
    fixed = {name: retriever.fusion.passages.get(name, 0.0) for name in FIXED}
    texts = [key(passage.text) for passage in snapshot.passages]
    found = []
    for case in read_set(path).cases:
        gold = gold_of(case, texts)
        if gold.any() and not case.turns:
            question = understand(normalise(case.question)[0])
            channels = retriever.retrieve(question, 1).channels
            unsaid = retriever.unsaid(question.text)
            found.append(example(channels, names, fixed, gold, unsaid))
    return found


def gold_of(case: Case, texts: Sequence[str]) -> NDArray[np.bool_]:
    """Which passages hold a gold quote."""
    quotes = [key(quote) for group in case.groups for quote in group]
    return np.array([any(quote in text for quote in quotes) for text in texts])


def example(
    channels: Mapping[str, NDArray[np.float32]],
    names: Sequence[str],
    fixed: Mapping[str, float],
    gold: NDArray[np.bool_],
    unsaid: float,
) -> Example:
    """Standardised channels as the retriever sums them; one that says nothing is all zeros."""
    nothing = np.zeros(len(gold), np.float32)
    found = {name: channels.get(name, nothing) for name in names}
    columns = [held if name in RAW else standardise(held) for name, held in found.items()]
    exact = sum((weight * channels.get(name, nothing) for name, weight in fixed.items()), nothing)
    scores = np.stack(columns, axis=1).astype(float)
    mixed = np.concatenate([(1 - unsaid) * scores, unsaid * scores], axis=1)
    return Example(mixed, np.asarray(exact, float), gold)


def fit(sets: Sequence[Sequence[Example]], start: Matrix) -> Matrix:
    """The weights (2 × channels,) that give gold passages the highest likelihood."""

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        total, slope = PENALTY * float(weights @ weights), 2 * PENALTY * weights
        for found in sets:
            for item in found:
                scores = item.scores @ weights + item.fixed
                share = np.exp(scores - scores.max())
                share /= share.sum()
                of_gold = np.where(item.gold, share, 0.0)
                right = max(float(of_gold.sum()), 1e-12)
                total -= float(np.log(right)) / len(found)
                slope = slope - item.scores.T @ (of_gold / right - share) / len(found)
        return total, slope

    bounds = [(0.0, None)] * len(start)
    return np.asarray(minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x)


def shares(found: Sequence[Example], weights: Matrix) -> str:
    """Shares of questions whose gold passage is first and within five: ``0.75/0.93``."""
    ranks = []
    for item in found:
        order = np.argsort(-(item.scores @ weights + item.fixed), kind="stable")
        ranks.append(int(np.flatnonzero(item.gold[order])[0]))
    first, five = (np.mean(np.array(ranks) < limit) for limit in (1, 5))
    return f"{first:.3f}/{five:.3f}"


if __name__ == "__main__":
    sys.exit(main())
