"""The report of a run: one HTML file, the same as Markdown and CSV, and the README table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from eval import plots
from eval.baselines import REFUSING
from eval.case import Case, CaseSet
from eval.errors import DatasetError
from eval.metrics import METRICS
from eval.record import Answered, read_run
from eval.results import Results, SystemResult, failures
from eval.stats import Estimate

HEADLINE = (
    *("right", "hit@1", "hit@5", "hit@1000chars", "complete", "values_exact"),
    *("citation_recall", "citation_precision", "number_grounding"),
)
QUESTION_FIELDS = (
    *("id", "type", "variant", "question", "answerable", "status", "reason"),
    *("confidence", "elapsed_ms", "answer"),
)
BEGIN, END = "<!-- eval:begin -->", "<!-- eval:end -->"


def write_reports(results: Results, case_set: CaseSet, out: Path) -> list[Path]:
    """Write ``report.html``, ``report.md``, ``questions.csv`` and ``results.json`` into ``out``."""
    main = results.systems[0].name
    run_path = out / f"{main}.jsonl"
    answers = read_run(run_path)[1] if run_path.exists() else {}
    files = {
        out / "report.html": html(results, case_set, answers),
        out / "report.md": markdown(results),
        out / "results.json": results.model_dump_json(indent=1) + "\n",
    }
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    sheet = out / "questions.csv"
    # A byte order mark, so that spreadsheets read Chinese rightly; csv ends its own lines.
    sheet.write_text(questions_csv(results), encoding="utf-8-sig", newline="")
    return [*files, sheet]


def html(results: Results, case_set: CaseSet, answers: Mapping[str, Answered]) -> str:
    """The self-contained page: no foreign request, no script, printable."""
    main = results.systems[0]
    compared = [s for s in results.systems if not s.name.startswith(f"{main.name}-")]
    # A threshold cuts a curve short and moves no point of it.
    curves = [s for s in compared if not s.name.endswith(REFUSING)]
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            results=results,
            main=main,
            compared=compared,
            ablated=[s for s in results.systems if s.name.startswith(f"{main.name}-")],
            metrics=METRICS,
            labels=labels(),
            headline=HEADLINE,
            quality=_quality(compared),
            risk=Markup(plots.risk_coverage(curves)),
            latency=Markup("".join(plots.latency(s) for s in curves[:4])),
            statuses=_statuses(main),
            failed=failed_items(results, case_set, answers),
        )
    )


def _quality(compared: Sequence[SystemResult]) -> Markup:
    """Plots of every metric, of every type and of every system, each with its interval."""
    main, names = compared[0], labels()
    figures = [(names[name], e) for name, e in main.metrics.items()]
    kinds = [(f"{kind}（{m['right'].n}题）", m["right"]) for kind, m in main.by_type.items()]
    systems = [(system.name, system.metrics["right"]) for system in compared]
    parts = [
        plots.intervals(f"各项指标与95%区间：{main.name}", figures),
        plots.intervals(f"各题型答对的比例与95%区间：{main.name}", kinds),
    ]
    if len(systems) > 1:
        parts.append(plots.intervals("各系统答对的比例与95%区间", systems))
    return Markup("".join(parts))


@lru_cache(maxsize=1)
def labels() -> dict[str, str]:
    """Chinese names of the metrics (``eval/data/labels.json``)."""
    text = resources.files("eval").joinpath("data/labels.json").read_text("utf-8")
    return dict(json.loads(text))


def failed_items(
    results: Results, case_set: CaseSet, answers: Mapping[str, Answered]
) -> list[dict[str, object]]:
    """Every failed question of the first system with its reply and its gold."""
    cases: dict[str, Case] = {case.id: case for case in case_set.cases}
    return [
        {
            "row": row,
            "case": cases[row.id],
            "reply": answers[row.id].reply if row.id in answers else None,
        }
        for row in failures(results.rows[results.systems[0].name])
        if row.id in cases
    ]


def _statuses(result: SystemResult) -> list[str]:
    return sorted({status for row in result.confusion.values() for status in row})


def _agrees(said: str, gold: str) -> bool:
    """Whether a cell of the confusion matrix is a right decision (with its right reason)."""
    if gold == "answerable":
        return not said.startswith("refused")
    reasons = gold.removeprefix("refuse: ").split("|")
    return said.startswith("refused") and (reasons == ["—"] or said[9:] in reasons)


def markdown(results: Results) -> str:
    """The figures as Markdown."""
    return (
        _environment()
        .get_template("report.md.j2")
        .render(
            results=results,
            main=results.systems[0],
            headline=HEADLINE,
            table=headline_table(results),
        )
    )


def headline_table(results: Results) -> str:
    """Systems against headline metrics, each with its interval."""
    head = ["system", *HEADLINE, "refusal F1", "AUROC", "p50 ms"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for system in results.systems:
        cells = [shown(system.metrics.get(name)) for name in HEADLINE]
        cells.append(shown(system.refusals.get("refusal_f1")))
        cells.append("—" if system.auroc is None else f"{system.auroc:.2f}")
        cells.append(f"{system.latency['elapsed']['p50']:.0f}" if system.latency else "—")
        lines.append("| " + " | ".join([system.name, *cells]) + " |")
    return "\n".join(lines)


def metric_lines(result: SystemResult) -> str:
    """One line a metric for the terminal: name, value, interval, how many questions."""
    rows = {**result.metrics, **{f"{k} (set)": e for k, e in result.refusals.items()}}
    if result.overstability:
        rows["overstability (pairs)"] = result.overstability
    return "\n".join(
        f"{name:28} {e.value:.3f}  [{e.low:.3f}, {e.high:.3f}]  n={e.n}" for name, e in rows.items()
    )


def questions_csv(results: Results) -> str:
    """Every question of every system in one row with all its scores, for a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    names = [metric.name for metric in METRICS]
    writer.writerow(["system", *QUESTION_FIELDS, *names])
    for system, rows in results.rows.items():
        for row in rows:
            fields = [getattr(row, field) for field in QUESTION_FIELDS]
            scores = [row.scores.get(name) for name in names]
            writer.writerow([system, *(_cell(value) for value in (*fields, *scores))])
    return out.getvalue()


def _cell(value: object) -> str:
    """A cell as text; a leading = + - @ would be run as a formula (OWASP, CSV injection)."""
    text = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def shown(estimate: Estimate | None) -> str:
    """``0.86 (0.82–0.90)``, or a dash where nothing could be measured."""
    if estimate is None:
        return "—"
    return f"{estimate.value:.2f} ({estimate.low:.2f}–{estimate.high:.2f})"


def update_readme(readme: Path, runs: Sequence[Results]) -> None:
    """Put the headline tables between the two marks. Raises `DatasetError` without marks."""
    try:
        text = readme.read_text(encoding="utf-8")
    except OSError as fault:
        raise DatasetError(readme, fault.strerror or "cannot be read") from None
    begin, end = text.find(BEGIN), text.find(END)
    if begin < 0 or end < begin:
        raise DatasetError(readme, f"needs the lines {BEGIN} and {END}")
    table = readme_table(runs)
    readme.write_text(f"{text[:begin]}{BEGIN}\n{table}\n{text[end:]}", encoding="utf-8")


README_FIGURES = (
    *("right", "hit@1", "hit@5", "hit@1000chars", "complete", "values_exact"),
    *("refusal_f1", "citation_recall", "number_grounding"),
)


def readme_table(runs: Sequence[Results]) -> str:
    """Every run and system in one table in Chinese: what was measured, on what, how surely."""
    names = labels()
    head = ["题集", "系统", *(names[name] for name in README_FIGURES), "时延中位数"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for run in runs:
        title = f"{run.header.set_name}（{run.header.questions}题）"
        for system in run.systems:
            figures = {**system.metrics, **system.refusals}
            cells = [shown(figures.get(name)) for name in README_FIGURES]
            cells.append(f"{system.latency['elapsed']['p50']:.0f} ms" if system.latency else "—")
            lines.append("| " + " | ".join([title, system.name, *cells]) + " |")
            title = ""
    marks = "；".join(
        f"{run.header.set_name} sha256 `{run.header.set_sha256[:12]}`，"
        f"快照 `{run.header.snapshot_id}`"
        for run in runs
    )
    head0 = runs[0].header
    note = f"均值（95%区间）。{marks}。编码器 `{head0.encoder}`，{head0.created[:10]}。"
    return "\n".join(lines) + f"\n\n{note}"


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("eval"),
        autoescape=lambda name: bool(name and ".html" in name),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["estimate"] = shown
    environment.filters["agrees"] = _agrees
    return environment
