"""Fit when a plan is taken to answer: ``python -m eval.fit_doubt --plain SET… --expanded SET…``.

Every draft that is tried for a question (`qa.answering`) is released once, so that it can be
judged. A draft of a question that the plan does not answer is one to refuse, a right one to
release; wrong drafts of other questions teach nothing. A logistic regression with a small
penalty is fitted on the signals of `qa.doubt`, standardised; the weights are given for the
signals as they are. ``--half`` sets count by `PAIRS`: half of their questions have no answer, far
more than people ask. Plans with questions beside them have weights of their own, on which the
plain sets count by `OTHERS`. Prints what the plain sets would come to, each judged by the weights
of the others, and writes ``qa/lexicon/doubt.json`` with ``--write``.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from corpus.catalogue import load_catalogue, plan_path
from eval.case import Case
from eval.datasets import read_set
from eval.logistic import Matrix, regress
from eval.metrics import score_all
from eval.plantexts import plan_beside
from eval.systems import Workbench, build_workbench, open_encoder
from qa.doubt import Features, Tried, choose, is_exact
from qa.draft import Draft
from qa.engine import Engine
from qa.model import MAX_HISTORY, Question, Reply

PAIRS, OTHERS = 0.3, 0.1
PENALTY_PLAIN, PENALTY_EXPANDED = 10.0, 5.0
_MOST = 8
"""Drafts of a question that are tried."""


class Judged(NamedTuple):
    """A draft's signals and whether releasing it is right."""

    signals: Features
    right: bool


class Example(NamedTuple):
    """A question of a set with the drafts that are tried for it, in order."""

    name: str
    answerable: bool
    drafts: tuple[Judged, ...]
    half: bool = False


class Fitted(NamedTuple):
    """A logistic function: the names of its signals, its bias, its weights (signals,)."""

    names: tuple[str, ...]
    bias: float
    weights: Matrix

    def __call__(self, signals: Features) -> float:
        """The doubt (0–1)."""
        if is_exact(signals):
            return 0.0
        values = np.array([signals[name] for name in self.names])
        return float(1 / (1 + np.exp(-(self.bias + values @ self.weights))))


class OnlyOne:
    """Releases the n-th draft of a question and no other, and keeps the signals of each."""

    def __init__(self) -> None:
        self.wanted = 0
        self.seen: list[Features] = []

    def __call__(self, signals: Features) -> float:
        """No doubt of the draft that is wanted, all of the others."""
        self.seen.append(signals)
        return 0.0 if len(self.seen) - 1 == self.wanted else 1.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, print figures and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit_doubt", description=__doc__)
    for name in ("--plain", "--half", "--expanded"):
        parser.add_argument(name, nargs="+", type=Path, default=[])
    parser.add_argument("--write", type=Path, help="where to write the weights")
    options = parser.parse_args(arguments)
    half = [e._replace(half=True) for path in options.half for e in examples_of(path)]
    plain = [*(e for path in options.plain for e in examples_of(path)), *half]
    print(_figures(plain))
    found = {"plain": fit(plain, PENALTY_PLAIN)}
    if options.expanded:
        own = [e for path in options.expanded for e in examples_of(path)]
        found["expanded"] = fit(own, PENALTY_EXPANDED, plain)
    if options.write:
        options.write.write_text(json.dumps(_data(found), indent=1) + "\n", "utf-8")
    return 0


def examples_of(path: Path) -> list[Example]:
    """Every question of a set with every draft tried for it, over the set's own plan."""
    encoder = open_encoder(Path(os.environ.get("PLANQA_CACHE_DIR", "var/cache")))
    case_set = read_set(path)
    with tempfile.TemporaryDirectory() as folder:
        bench = build_workbench(
            plan_beside(path) or _catalogue(), encoder, Path(folder), quiet=True
        )
        return list(_examples(bench, case_set.cases, path.stem))


def _catalogue() -> list[Path]:
    """The plans of the catalogue, for sets that bring none along."""
    return [plan_path(entry) for entry in load_catalogue()]


def _examples(bench: Workbench, cases: Sequence[Case], name: str) -> Iterator[Example]:
    judge = OnlyOne()
    engine = Engine(bench.snapshot, bench.encoder, judge=judge)
    for case in cases:
        question = Question(text=case.question, history=case.turns[-MAX_HISTORY:])
        drafts: list[Judged] = []
        for wanted in range(_MOST):
            judge.wanted, judge.seen = wanted, []
            reply = engine.ask(question)
            if len(judge.seen) <= wanted:
                break
            drafts.append(Judged(judge.seen[wanted], is_right(case, reply)))
        yield Example(name, case.answerable, tuple(drafts))


def is_right(case: Case, reply: Reply) -> bool:
    """Whether the benchmark counts a reply as right."""
    return score_all(case, reply).get("right") == 1.0


def fit(examples: Sequence[Example], penalty: float, others: Sequence[Example] = ()) -> Fitted:
    """The likeliest logistic function, its weights for standardised signals kept small."""
    taught = [
        (draft.signals, not example.answerable, share * (PAIRS if example.half else 1.0))
        for share, group in ((1.0, examples), (OTHERS, others))
        for example in group
        for draft in example.drafts
        if draft.right or not example.answerable
    ]
    names = tuple(sorted(taught[0][0]))
    inputs = np.array([[signals[name] for name in names] for signals, _, _ in taught])
    refused = np.array([refuse for _, refuse, _ in taught])
    counts = np.array([count for _, _, count in taught])
    mean, spread = inputs.mean(axis=0), inputs.std(axis=0) + 1e-6
    scaled = (inputs - mean) / spread

    bias, scaled_weights = regress(scaled, refused, penalty, counts)
    weights = scaled_weights / spread
    return Fitted(names, float(bias - weights @ mean), weights)


def outcome(example: Example, fitted: Fitted) -> str:
    """``answered`` and ``refused`` where that is right; ``wrong``, ``missed`` or ``false``."""
    tried = [Tried(Draft(), {}, fitted(draft.signals), False) for draft in example.drafts]
    chosen = choose(tried)
    if chosen is None:
        return "false" if example.answerable else "refused"
    if not example.answerable:
        return "missed"
    return "answered" if example.drafts[tried.index(chosen)].right else "wrong"


def _figures(examples: Sequence[Example]) -> str:
    """Shares over the sets, each judged by weights fitted on the others."""
    lines = []
    for half in (False, True):
        counts: Counter[str] = Counter()
        for name in sorted({e.name for e in examples if e.half is half}):
            fitted = fit([e for e in examples if e.name != name], PENALTY_PLAIN)
            counts.update(outcome(e, fitted) for e in examples if e.name == name)
        if counts:
            lines.append(f"{'half unanswerable' if half else 'as asked'}: {_shares(counts)}")
    return "\n".join(lines)


def _shares(counts: Counter[str]) -> str:
    right, refused = counts["answered"] + counts["refused"], counts["refused"]
    answerable = counts["answered"] + counts["wrong"] + counts["false"]
    return (
        f"{counts.total()} questions, right {right / counts.total():.3f}, refusal precision "
        f"{refused / max(1, refused + counts['false']):.2f}, recall "
        f"{refused / max(1, refused + counts['missed']):.2f}, false refusals "
        f"{counts['false'] / max(1, answerable):.3f}"
    )


def _data(found: dict[str, Fitted]) -> dict[str, object]:
    return {
        name: {
            "bias": round(fitted.bias, 4),
            "weights": dict(
                zip(fitted.names, (fitted.weights.round(4) + 0.0).tolist(), strict=True)
            ),
        }
        for name, fitted in found.items()
    }


if __name__ == "__main__":
    sys.exit(main())
