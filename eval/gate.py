"""The regression gate: a run against the committed last figures."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from corpus.model import Frozen
from eval.errors import DatasetError
from eval.record import read_json, write_json
from eval.results import Results
from eval.stats import Difference, paired

BASELINE = Path(__file__).parent / "baseline.json"
GUARDED = (
    *("right", "hit@1", "hit@5", "hit@1000chars", "complete", "decision", "values"),
    *("citation_recall", "citation_precision", "quote_validity", "number_grounding"),
)
LEVEL = 0.05


class Baseline(Frozen):
    """Per-question scores of the last accepted run of one set, for paired tests."""

    set_name: str
    set_sha256: str
    snapshot_id: str
    scores: dict[str, dict[str, float]]


class Verdict(Frozen):
    """Drops that are more than chance, and all differences measured."""

    passed: bool
    drops: tuple[str, ...]
    differences: dict[str, Difference]
    note: str = ""


def baseline_of(results: Results, system: str = "product") -> Baseline:
    """The guarded scores of a run, by metric and question."""
    rows = results.rows[system]
    return Baseline(
        set_name=results.header.set_name,
        set_sha256=results.header.set_sha256,
        snapshot_id=results.header.snapshot_id,
        scores={
            metric: {
                row.id: round(score, 6)
                for row in rows
                if not row.variant_of and (score := row.scores.get(metric)) is not None
            }
            for metric in GUARDED
        },
    )


def read_baselines(path: Path = BASELINE) -> dict[str, Baseline]:
    """Committed baselines by set name; none where the file does not exist."""
    if not path.exists():
        return {}
    try:
        return {n: Baseline.model_validate(b) for n, b in read_json(path).items()}
    except ValidationError as fault:
        raise DatasetError(path, f"not a baseline file: {fault.errors()[0]['msg']}") from None


def update(results: Results, path: Path = BASELINE) -> None:
    """Accept a run as the new baseline of its set."""
    known = read_baselines(path) | {results.header.set_name: baseline_of(results)}
    write_json(path, {name: base.model_dump() for name, base in sorted(known.items())})


def check(results: Results, baseline: Baseline | None) -> Verdict:
    """Fail where a guarded metric dropped significantly on the questions both runs have."""
    if baseline is None:
        return Verdict(passed=True, drops=(), differences={}, note="no baseline for this set yet")
    now = baseline_of(results)
    differences: dict[str, Difference] = {}
    drops: list[str] = []
    for metric in GUARDED:
        before, after = baseline.scores.get(metric, {}), now.scores[metric]
        common = sorted(before.keys() & after.keys())
        if not common:
            continue
        difference = paired([before[i] for i in common], [after[i] for i in common])
        differences[metric] = difference
        if difference.mean < 0 and difference.p_permutation < LEVEL:
            drops.append(
                f"{metric} {difference.mean:+.3f} on {len(common)} questions "
                f"(p = {difference.p_permutation:.3f})"
            )
    note = "" if baseline.set_sha256 == now.set_sha256 else "the set has changed since the baseline"
    return Verdict(passed=not drops, drops=tuple(drops), differences=differences, note=note)
