"""The results of a run: every figure with its interval, and every question's row."""

from __future__ import annotations

import os
import platform
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.model import Frozen
from eval import summary
from eval.case import Case, CaseSet
from eval.errors import DatasetError
from eval.metrics import METRICS
from eval.record import Answered, Identity, read_json
from eval.stats import Difference, Estimate, mean_estimate, paired
from eval.summary import Row
from eval.systems import System

PACKAGES = (
    *("planqa", "numpy", "scipy", "ir-measures", "rjieba", "opencc", "bm25s", "faiss-cpu"),
    *("onnxruntime", "pydantic"),
)


MUST_HOLD = ("right", "values_exact", "number_grounding", "citation_recall", "quote_validity")
"""Scores that a faultless answer has in full."""


class Header(Identity):
    """What was run, so that a figure can be traced and repeated."""

    set_name: str
    set_sha256: str
    set_path: str = ""
    questions: int
    variants: int = 0
    versions: dict[str, str]
    machine: str
    created: str


class SystemResult(Frozen):
    """All figures of one system. ``metrics`` and ``by_type`` leave out rule-made variants."""

    name: str
    settings: str
    metrics: dict[str, Estimate]
    by_type: dict[str, dict[str, Estimate]]
    by_variant: dict[str, dict[str, float]]
    variants: Estimate | None = None
    """Share of the variants answered right, resampled by their source questions."""
    refusals: dict[str, Estimate]
    auroc: float | None
    aurc: float | None
    risk_coverage: list[tuple[float, float]]
    overstability: Estimate | None
    against: Difference | None = None
    """``right`` against the first system of the run, on the same questions."""
    confusion: dict[str, dict[str, int]]
    latency: dict[str, dict[str, float]]


class Results(BaseModel):
    """``results.json``."""

    model_config = ConfigDict(frozen=True)

    format: int = 1
    header: Header
    systems: list[SystemResult]
    rows: dict[str, list[Row]]
    not_run: list[str] = []

    def system(self, name: str) -> SystemResult:
        """One system's figures. Raises KeyError for an unknown name."""
        return next(s for s in self.systems if s.name == name)


def header(case_set: CaseSet, identity: Identity) -> Header:
    """Describe the run."""
    return Header(
        set_name=case_set.name,
        set_sha256=case_set.sha256,
        set_path=case_set.path,
        questions=sum(not case.variant_of for case in case_set.cases),
        variants=sum(bool(case.variant_of) for case in case_set.cases),
        **identity.model_dump(),
        versions={"python": platform.python_version(), **_versions()},
        machine=f"{platform.machine()}, {os.cpu_count()} cores",
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _versions() -> dict[str, str]:
    found: dict[str, str] = {}
    for package in PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def summarise(
    system: System,
    cases: Sequence[Case],
    rows: Sequence[Row],
    answers: dict[str, Answered],
    first: Sequence[Row] = (),
) -> SystemResult:
    """All figures of one system from its judged rows; ``first`` are the first system's."""
    own = [row for row in rows if not row.variant_of]
    by_type: dict[str, list[Row]] = defaultdict(list)
    for row in own:
        by_type[row.type].append(row)
    points = summary.risk_coverage(own)
    return SystemResult(
        name=system.name,
        settings=system.settings,
        metrics=_means(own),
        by_type={kind: _means(group) for kind, group in sorted(by_type.items())},
        by_variant=summary.variant_figures(rows),
        variants=summary.variants_right(rows),
        refusals=summary.refusal_figures(own),
        auroc=summary.auroc(own),
        aurc=summary.aurc(points),
        risk_coverage=points,
        overstability=summary.overstability(rows),
        against=_against(first, own),
        confusion=summary.confusion(own, {case.id: case.reason for case in cases}),
        latency=summary.latency(list(answers.values())),
    )


def _against(first: Sequence[Row], own: Sequence[Row]) -> Difference | None:
    before = {row.id: row.scores["right"] or 0.0 for row in first}
    both = [(before[row.id], row.scores["right"] or 0.0) for row in own if row.id in before]
    return paired([a for a, _ in both], [b for _, b in both]) if both else None


def _means(rows: Sequence[Row]) -> dict[str, Estimate]:
    found: dict[str, Estimate] = {}
    for metric in METRICS:
        estimate = mean_estimate([row.scores.get(metric.name) for row in rows])
        if estimate is not None:
            found[metric.name] = estimate
    return found


def failures(rows: Iterable[Row]) -> list[Row]:
    """Questions not answered as they should be: wrong ones first, then the set's own ones."""
    failed = [row for row in rows if any(_short(row, name) for name in MUST_HOLD)]
    return sorted(failed, key=lambda row: (not _short(row, "right"), bool(row.variant_of)))


def _short(row: Row, name: str) -> bool:
    score = row.scores.get(name)
    return score is not None and score < 1.0


def load_results(place: Path) -> Results:
    """Read ``results.json`` (or the folder that holds it). Raises `DatasetError`."""
    path = place / "results.json" if place.is_dir() else place
    try:
        return Results.model_validate(read_json(path))
    except ValidationError as fault:
        raise DatasetError(path, f"not a results file: {fault.errors()[0]['msg']}") from None
