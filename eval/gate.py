"""The regression gate: a run against the committed last figures."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from corpus.model import Frozen
from eval.errors import DatasetError
from eval.record import read_json
from eval.results import Results
from eval.stats import Difference, paired

BASELINE = Path(__file__).parent / "baseline.json"
GUARDED = (
    *("right", "hit@1", "hit@5", "hit@1000chars", "complete", "decision", "values"),
    *("citation_recall", "citation_precision", "quote_validity", "number_grounding"),
)
LEVEL = 0.05


class Baseline(Frozen):
    """Per-question scores of the last accepted run of one set, for paired tests.

    ``scores`` maps a question's id to one score for each of ``metrics``, None where it does not
    apply; ``figures`` are their means, for the reader.
    """

    set_name: str
    set_sha256: str
    snapshot_id: str
    figures: dict[str, float]
    metrics: tuple[str, ...]
    scores: dict[str, tuple[float | None, ...]]

    def of(self, metric: str) -> dict[str, float]:
        """The scores of one metric by question; none for a metric the baseline does not have."""
        if metric not in self.metrics:
            return {}
        place = self.metrics.index(metric)
        pairs = ((i, row[place]) for i, row in self.scores.items())
        return {i: score for i, score in pairs if score is not None}


class Verdict(Frozen):
    """Drops that are more than chance, and all differences measured."""

    passed: bool
    drops: tuple[str, ...]
    differences: dict[str, Difference]
    note: str = ""


def baseline_of(results: Results, system: str = "product") -> Baseline:
    """The guarded scores of a run, variants left out. Raises `DatasetError` without ``system``."""
    if system not in results.rows:
        raise DatasetError("gate", f"the run has no system {system!r}")
    rows = [row for row in results.rows[system] if not row.variant_of]
    means = results.system(system).metrics
    return Baseline(
        set_name=results.header.set_name,
        set_sha256=results.header.set_sha256,
        snapshot_id=results.header.snapshot_id,
        figures={name: round(means[name].value, 4) for name in GUARDED if name in means},
        metrics=GUARDED,
        scores={row.id: tuple(_short(row.scores.get(name)) for name in GUARDED) for row in rows},
    )


def _short(score: float | None) -> float | None:
    return None if score is None else round(score, 4)


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
    path.write_text(_dump(known), encoding="utf-8")


def _dump(known: dict[str, Baseline]) -> str:
    """One question a line, so that a change of the baselines can be read as a change."""

    def text(value: object) -> str:
        return json.dumps(value, ensure_ascii=False)

    blocks = []
    for name, base in sorted(known.items()):
        fields = base.model_dump(exclude={"scores"})
        head = ",\n".join(f"{text(key)}: {text(value)}" for key, value in fields.items())
        rows = ",\n".join(f" {text(i)}: {text(scores)}" for i, scores in base.scores.items())
        blocks.append(f'{text(name)}: {{\n{head},\n"scores": {{\n{rows}\n}}}}')
    return "{\n" + ",\n".join(blocks) + "\n}\n"


def check(results: Results, baseline: Baseline | None) -> Verdict:
    """Fail where a guarded metric dropped significantly on the questions both runs have."""
    if baseline is None:
        return Verdict(passed=True, drops=(), differences={}, note="no baseline for this set yet")
    now = baseline_of(results)
    differences: dict[str, Difference] = {}
    drops: list[str] = []
    for metric in GUARDED:
        before, after = baseline.of(metric), now.of(metric)
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
    same = baseline.set_sha256 == now.set_sha256
    note = "" if same else "the set has changed since the baseline"
    left = baseline.scores.keys() - now.scores.keys()
    if same and left:
        drops.append(f"{len(left)} of {len(baseline.scores)} questions were not asked")
    return Verdict(passed=not drops, drops=tuple(drops), differences=differences, note=note)
