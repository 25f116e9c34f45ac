"""What each ``planqa eval`` subcommand does, from parsed arguments to an `Outcome`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from corpus.model import Frozen
from eval import compare, trec
from eval import gate as gates
from eval.baselines import PassageSystem
from eval.beir import read_retrieval
from eval.case import CaseSet
from eval.datasets import check_quotes, read_set
from eval.errors import EXIT_DONE, EXIT_FAILED, DatasetError, SystemFailed
from eval.fingerprint import code_fingerprint
from eval.lineup import identity_of, line_up, open_bench
from eval.plantexts import texts_for, texts_of
from eval.record import SERVED, Identity, read_json, write_json
from eval.report import headline_table, metric_lines, update_readme, write_reports
from eval.results import Results, header, load_results, summarise
from eval.retrieval import RetrievalResults, markdown, run_retrieval, table
from eval.run import judge, run_set
from eval.systems import Server, System, open_encoder
from eval.variants import make_variants


class Outcome(Frozen):
    """What a subcommand prints and returns."""

    text: str
    document: object
    code: int = EXIT_DONE


def question_answer(arguments: argparse.Namespace) -> Outcome:
    """Run a set through the chosen systems and write all results."""
    path: Path = arguments.set_path
    case_set = read_set(path)
    asked = _shape(case_set, arguments.limit, arguments.variants)
    out: Path = arguments.out or arguments.var / "eval" / case_set.name
    if out.exists() and not out.is_dir():
        raise DatasetError(out, "is a file; --out names a folder")
    left_out: list[str] = []
    if arguments.url:
        identity = Identity()
        check_quotes(path, case_set, texts_for(path, tuple(arguments.plan)))
        systems: list[System] = [Server(arguments.url, settings=arguments.url)]
    else:
        bench = open_bench(arguments, out)
        identity = identity_of(bench)
        check_quotes(path, case_set, texts_of(bench.snapshot))
        systems, left_out = line_up(bench, arguments, case_set, out)
    results = _run(systems, asked, out, identity, arguments.quiet, left_out)
    files = write_reports(results, asked, out)
    main = results.systems[0]
    parts = (headline_table(results), f"{main.name}:\n{metric_lines(main)}", *results.not_run)
    text = "\n\n".join((*parts, "\n".join(f"wrote {file}" for file in files)))
    document = results.model_dump(mode="json", exclude={"rows"})
    return Outcome(text=text, document={"out": str(out), **document})


def _shape(case_set: CaseSet, limit: int | None, variants: bool) -> CaseSet:
    """The first questions of a set, with or without variants made by rule."""
    cases = tuple(case for case in case_set.cases if not case.variant_of)[:limit]
    if variants:
        cases = (*cases, *make_variants(cases))
    return case_set.model_copy(update={"cases": tuple(cases)})


def _run(
    systems: Sequence[System],
    case_set: CaseSet,
    out: Path,
    identity: Identity,
    quiet: bool,
    left_out: Sequence[str],
) -> Results:
    """Ask every system; another system's fault leaves it out, the first one's ends the run.

    Baselines and peers are not asked the variants: these measure the product's own repairs.
    """
    main, *others = systems
    answers = run_set(case_set, main, out, identity, quiet)
    if identity.snapshot_id == SERVED:
        told = next((a.reply.snapshot_id for a in answers.values()), SERVED)
        identity = identity.model_copy(update={"snapshot_id": told})
    rows = {main.name: judge(case_set.cases, answers)}
    own = rows[main.name]
    done = [summarise(main, case_set.cases, own, answers)]
    trec.export(case_set.cases, answers, out, main.name)
    not_run = list(left_out)
    plain = _shape(case_set, None, False)
    for system in others:
        asked = plain if isinstance(system, PassageSystem) else case_set
        try:
            answers = run_set(asked, system, out, identity, quiet)
        except SystemFailed as fault:
            not_run.append(str(fault))
            continue
        rows[system.name] = judge(asked.cases, answers)
        done.append(summarise(system, asked.cases, rows[system.name], answers, own))
        trec.export(asked.cases, answers, out, system.name)
    head = header(case_set, identity)
    return Results(header=head, systems=done, rows=rows, not_run=not_run)


def retrieval(arguments: argparse.Namespace) -> Outcome:
    """Run a retrieval set and write TREC runs and figures."""
    data = read_retrieval(arguments.data_set)
    out: Path = arguments.out or arguments.var / "eval" / data.name
    out.mkdir(parents=True, exist_ok=True)
    encoder = open_encoder(arguments.cache, arguments.encoder)
    identity = Identity(snapshot_id="", encoder=encoder.fingerprint, code=code_fingerprint())
    sizes = CaseSet(name=data.name, sha256=data.sha256, cases=())
    head = header(sizes, identity).model_copy(update={"questions": len(data.qrels)})
    results = run_retrieval(data, encoder, out, head, arguments.quiet)
    write_json(out / "results.json", results.model_dump(mode="json"))
    (out / "report.md").write_text(markdown(results), encoding="utf-8")
    document = results.model_dump(
        mode="json", exclude={"queries": True, "results": {"__all__": {"per_query"}}}
    )
    text = f"{table(results)}\n\nwrote {out / 'report.md'}\nwrote {out / 'results.json'}"
    return Outcome(text=text, document={"out": str(out), **document})


def compare_runs(arguments: argparse.Namespace) -> Outcome:
    """Compare two runs question by question."""
    first, second = load_any(arguments.first), load_any(arguments.second)
    names = (arguments.system, arguments.second_system)
    if isinstance(first, Results) and isinstance(second, Results):
        found = compare.compare(first, second, *names)
    elif isinstance(first, RetrievalResults) and isinstance(second, RetrievalResults):
        found = compare.compare_retrieval(first, second, *names)
    else:
        raise DatasetError(arguments.second, "is a run of another kind than the first")
    return Outcome(text=compare.as_text(found), document=found.model_dump(mode="json"))


def load_any(place: Path) -> Results | RetrievalResults:
    """Read the results of a question-answer or of a retrieval run. Raises `DatasetError`."""
    path = place / "results.json" if place.is_dir() else place
    document = read_json(path)
    if "documents" not in document:
        return load_results(path)
    try:
        return RetrievalResults.model_validate(document)
    except ValidationError as fault:
        raise DatasetError(path, f"not a results file: {fault.errors()[0]['msg']}") from None


def report(arguments: argparse.Namespace) -> Outcome:
    """Write the reports of runs again, and the README's table where asked."""
    if arguments.set_path and len(arguments.runs) > 1:
        raise DatasetError(arguments.set_path, "--set goes with one run")
    runs = [load_results(path) for path in arguments.runs]
    written: list[str] = []
    for folder, run in zip(arguments.runs, runs, strict=True):
        case_set = _set_of(run, arguments.set_path)
        written += map(
            str, write_reports(run, case_set, folder if folder.is_dir() else folder.parent)
        )
    if arguments.readme:
        update_readme(arguments.readme, runs)
        written.append(str(arguments.readme))
    text = "\n\n".join(headline_table(run) for run in runs)
    for file in written:
        print(f"wrote {file}", file=sys.stderr)
    document = {
        "written": written,
        "runs": [r.model_dump(mode="json", exclude={"rows"}) for r in runs],
    }
    return Outcome(text=text, document=document)


def _set_of(run: Results, path: Path | None) -> CaseSet:
    """The set of a run, with its variants where it was run with them."""
    path = path or Path(run.header.set_path)
    case_set = read_set(path)
    if case_set.sha256 != run.header.set_sha256:
        raise DatasetError(path, "is not the set of this run (other sha256); name it with --set")
    return _shape(case_set, None, run.header.variants > 0)


def gate(arguments: argparse.Namespace) -> Outcome:
    """Compare runs with the committed baselines; fail on a significant drop."""
    lines, verdicts, passed = [], {}, True
    baselines = gates.read_baselines()
    for path in arguments.runs:
        results = load_results(path)
        name = results.header.set_name
        if arguments.update:
            gates.update(results)
            lines.append(f"{name}: accepted as the new baseline")
            continue
        verdict = gates.check(results, baselines.get(name))
        verdicts[name] = verdict.model_dump(mode="json")
        passed = passed and verdict.passed
        lines.append(f"{name}: {'passed' if verdict.passed else 'DROPPED'} {verdict.note}".rstrip())
        lines += [f"  {drop}" for drop in verdict.drops]
    code = EXIT_DONE if passed else EXIT_FAILED
    return Outcome(text="\n".join(lines), document={"passed": passed, "sets": verdicts}, code=code)
