"""What changed between two runs, question by question, and whether it is more than chance."""

from __future__ import annotations

from corpus.model import Frozen
from eval.errors import DatasetError
from eval.metrics import METRICS
from eval.results import Results
from eval.retrieval import MEASURES, RetrievalResults
from eval.stats import Difference, paired
from eval.summary import Row

LEVEL = 0.05
FOUND = "Success@5"


class Change(Frozen):
    """A question whose headline score differs."""

    id: str
    question: str
    before: float
    after: float
    status_before: str
    status_after: str
    answer_before: str
    answer_after: str


class Comparison(Frozen):
    """Second run against first on the questions that both have.

    ``differences`` leave out the variants made by rule; ``changes`` list them too.
    """

    first: str
    second: str
    common: int
    only_first: int
    only_second: int
    differences: dict[str, Difference]
    changes: tuple[Change, ...]
    same_set: bool


def compare(
    first: Results, second: Results, system: str = "product", second_system: str | None = None
) -> Comparison:
    """Compare one system of each run. Raises `DatasetError` when nothing can be compared."""
    a = _rows(first, system)
    b = _rows(second, second_system or system)
    common = [i for i in a if i in b]
    if not common:
        raise DatasetError("compare", "the two runs have no question in common")
    # Variants of one question are not independent of it: they would make p-values too small.
    asked = [i for i in common if not a[i].variant_of]
    differences = {
        metric.name: difference
        for metric in METRICS
        if (difference := _difference(metric.name, [(a[i], b[i]) for i in asked])) is not None
    }
    return Comparison(
        first=f"{system} on {first.header.snapshot_id}",
        second=f"{second_system or system} on {second.header.snapshot_id}",
        common=len(common),
        only_first=len(a) - len(common),
        only_second=len(b) - len(common),
        differences=differences,
        changes=tuple(_change(a[i], b[i]) for i in common if _right(a[i]) != _right(b[i])),
        same_set=first.header.set_sha256 == second.header.set_sha256,
    )


def compare_retrieval(
    first: RetrievalResults,
    second: RetrievalResults,
    system: str = "product",
    second_system: str | None = None,
) -> Comparison:
    """Compare two retrieval runs query by query; changes are of Success@5."""
    other = second_system or system
    a, b = first.system(system).per_query, second.system(other).per_query
    common = [query for query in a if query in b]
    if not common:
        raise DatasetError("compare", "the two runs have no query in common")

    def change(query: str) -> Change:
        before, after = a[query][FOUND], b[query][FOUND]
        said = {0.0: "missed", 1.0: "found"}
        return Change(
            id=query,
            question=first.queries[query],
            before=before,
            after=after,
            status_before=said[before],
            status_after=said[after],
            answer_before="",
            answer_after="",
        )

    return Comparison(
        first=f"{system} on {first.header.code}",
        second=f"{other} on {second.header.code}",
        common=len(common),
        only_first=len(a) - len(common),
        only_second=len(b) - len(common),
        differences={
            name: paired([a[q][name] for q in common], [b[q][name] for q in common])
            for name in MEASURES
        },
        changes=tuple(change(q) for q in common if a[q][FOUND] != b[q][FOUND]),
        same_set=first.header.set_sha256 == second.header.set_sha256,
    )


def _rows(results: Results, system: str) -> dict[str, Row]:
    if system not in results.rows:
        known = ", ".join(results.rows) or "none"
        raise DatasetError("compare", f"no system {system!r} in the run; it has: {known}")
    return {row.id: row for row in results.rows[system]}


def _difference(metric: str, pairs: list[tuple[Row, Row]]) -> Difference | None:
    scores = [(a.scores.get(metric), b.scores.get(metric)) for a, b in pairs]
    both = [(x, y) for x, y in scores if x is not None and y is not None]
    return paired([x for x, _ in both], [y for _, y in both]) if both else None


def _right(row: Row) -> float:
    return row.scores.get("right") or 0.0


def _change(before: Row, after: Row) -> Change:
    return Change(
        id=after.id,
        question=after.question,
        before=_right(before),
        after=_right(after),
        status_before=before.status,
        status_after=after.status,
        answer_before=before.answer,
        answer_after=after.answer,
    )


def as_text(comparison: Comparison) -> str:
    """The comparison for a terminal, as Markdown."""
    lines = [
        f"{comparison.first} → {comparison.second}: {comparison.common} questions in common",
        *([] if comparison.same_set else ["The two runs used different sets."]),
        "",
        "| metric | change | 95 % interval | n | better | worse | p (permutation) | p (McNemar) |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, d in comparison.differences.items():
        star = " *" if d.p_permutation < LEVEL else ""
        exact = "" if d.p_mcnemar is None else f"{d.p_mcnemar:.3f}"
        lines.append(
            f"| {name} | {d.mean:+.3f}{star} | {d.low:+.3f} … {d.high:+.3f} | {d.n} | {d.better} "
            f"| {d.worse} | {d.p_permutation:.3f} | {exact} |"
        )
    for title, sign in (("Now right", 1), ("No longer right", -1)):
        chosen = [c for c in comparison.changes if (c.after - c.before) * sign > 0]
        lines += ["", f"{title} ({len(chosen)}):"]
        lines += [f"- {c.id} {c.question}（{c.status_before} → {c.status_after}）" for c in chosen]
    return "\n".join(lines)
