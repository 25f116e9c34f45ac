"""Which index is asked and which systems are run, from the arguments of ``planqa eval qa``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from eval.baselines import MARK, REFUSING, PassageSystem, baselines
from eval.beir import contexts_of
from eval.calibrate import best_threshold
from eval.case import CaseSet
from eval.datasets import check_quotes, read_set
from eval.errors import DatasetError
from eval.fingerprint import code_fingerprint
from eval.plantexts import plan_beside, remember, texts_of
from eval.record import Identity
from eval.results import load_results
from eval.run import run_set
from eval.systems import (
    System,
    Workbench,
    ablations,
    build_workbench,
    open_encoder,
    open_workbench,
    product,
)
from eval.texts import index_texts


def open_bench(arguments: argparse.Namespace, out: Path) -> Workbench:
    """What the set is asked over.

    The plans that ``--plan`` names; else the plan ``plans/<set>.md`` beside the set; for a
    SQuAD-style file its own contexts; else the snapshot that is served.
    """
    path: Path = arguments.set_path
    plans: Sequence[Path] = arguments.plan or plan_beside(path)
    if not plans and path.suffix.lower() == ".jsonl":
        return open_workbench(arguments.var, arguments.cache, arguments.encoder)
    encoder = open_encoder(arguments.cache, arguments.encoder)
    if plans:
        bench = build_workbench(plans, encoder, out / "index", arguments.quiet)
        remember(bench.snapshot.plans, plans)
        return bench
    texts = index_texts(contexts_of(path), encoder, out / "vectors", arguments.quiet)
    return Workbench(texts, encoder)


def identity_of(bench: Workbench) -> Identity:
    """What answers, so that a run is resumed only by the same."""
    return Identity(
        snapshot_id=bench.snapshot.id, encoder=bench.encoder.fingerprint, code=code_fingerprint()
    )


def line_up(
    bench: Workbench, arguments: argparse.Namespace, case_set: CaseSet, out: Path
) -> tuple[list[System], list[str]]:
    """The systems to run, the product first, and why others are left out."""
    plain: list[PassageSystem] = []
    left_out: list[str] = []
    if arguments.baselines or arguments.calibrate:
        plain += baselines(bench)
    if arguments.peers:
        from eval.peers import installed_peers

        peers, left_out = installed_peers(bench)
        plain += peers
    if arguments.calibrate:
        cuts = _thresholds(plain, bench, arguments, case_set, out / "tune")
        # Beside the systems that never refuse, so that refusing costs no one their retrieval.
        plain += [replace(s, threshold=cuts[s.name]) for s in plain if s.name in cuts]
    more = ablations(bench) if arguments.ablations else ()
    return [product(bench), *plain, *more], left_out


def _thresholds(
    systems: Sequence[PassageSystem],
    bench: Workbench,
    arguments: argparse.Namespace,
    case_set: CaseSet,
    folder: Path,
) -> dict[str, float]:
    """Refusal thresholds: those of an earlier run, or fitted on a tuning set over this index."""
    source: Path = arguments.calibrate
    if source.is_dir():
        return thresholds_of(source)
    tune = read_set(source)
    if tune.sha256 == case_set.sha256:
        raise DatasetError(source, "is the set under test; tune on another")
    check_quotes(source, tune, texts_of(bench.snapshot))
    found: dict[str, float] = {}
    for system in systems:
        answers = run_set(tune, system, folder, identity_of(bench), arguments.quiet)
        scores = [answers[case.id].reply.confidence for case in tune.cases]
        found[system.name], _ = best_threshold(scores, [case.answerable for case in tune.cases])
    return found


def thresholds_of(folder: Path) -> dict[str, float]:
    """The refusal thresholds of an earlier run. Raises `DatasetError` if it has none."""
    marked = {s.name.removesuffix(REFUSING): s.settings for s in load_results(folder).systems}
    found = {n: float(t.removeprefix(MARK)) for n, t in marked.items() if t.startswith(MARK)}
    if not found:
        raise DatasetError(folder, "no system of that run has a refusal threshold")
    return found
