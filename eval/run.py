"""Ask a system every question of a set, keeping each answer as it comes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from eval.case import Case, CaseSet
from eval.errors import SystemFailed
from eval.metrics import score_all
from eval.record import SERVED, Answered, Identity, RunFile, RunKey
from eval.summary import Row, judged
from eval.systems import System
from qa.model import MAX_HISTORY, Question


def run_set(
    case_set: CaseSet,
    system: System,
    out: Path,
    identity: Identity,
    quiet: bool = False,
) -> dict[str, Answered]:
    """Answer every question not yet answered in ``out/<system>.jsonl``; return all answers.

    Raises `SystemFailed` when the system dies; what it had answered stays in the file and a
    rerun goes on from there. A finished run of a server is asked again, because a server does
    not tell whether its code has changed.
    """
    out.mkdir(parents=True, exist_ok=True)
    run_key = RunKey(
        set_name=case_set.name,
        set_sha256=case_set.sha256,
        system=system.name,
        settings=system.settings,
        **identity.model_dump(),
    )
    path = out / f"{system.name}.jsonl"
    file = RunFile(path, run_key)
    if identity.code == SERVED and all(case.id in file.done for case in case_set.cases):
        file = RunFile(path, run_key, fresh=True)
    left = [case for case in case_set.cases if case.id not in file.done]
    progress = tqdm(left, desc=system.name, unit="q", disable=quiet or not left)
    for case in progress:
        file.append(_answer(case, system, file))
    return {case.id: file.done[case.id] for case in case_set.cases}


def _answer(case: Case, system: System, file: RunFile) -> Answered:
    question = Question(
        text=case.question, history=case.turns[-MAX_HISTORY:], plan_ids=case.plan_ids
    )
    started = time.perf_counter()
    try:
        reply = system.ask(question)
    except SystemFailed as fault:
        raise SystemFailed(
            f"{system.name} stopped at {case.id}: {fault}; {len(file.done)} answers kept in "
            f"{file.path}; run again to go on"
        ) from fault
    except Exception as fault:  # an engine's bug must not cost the answers already there
        raise SystemFailed(
            f"{system.name} failed at {case.id}: {type(fault).__name__}: {fault}; "
            f"{len(file.done)} answers kept in {file.path}; run again to go on"
        ) from fault
    return Answered(id=case.id, reply=reply, elapsed_ms=(time.perf_counter() - started) * 1000)


def judge(cases: Sequence[Case], answers: dict[str, Answered]) -> list[Row]:
    """Score every answer against its gold."""
    return [judged(c, answers[c.id], score_all(c, answers[c.id].reply)) for c in cases]
