"""Build a snapshot from plan files; only what changed is embedded again."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from corpus.catalogue import entry_for, load_catalogue, plan_path
from corpus.errors import PlanError
from corpus.model import Frozen, Plan, PlanEntry
from corpus.read import read_plan
from index.cache import VectorCache
from index.encoder import Encoder
from index.errors import SnapshotError
from index.expansion import expansion_texts, read_expansion
from index.lexical import LexicalIndex, Segmenter, plan_vocabulary
from index.snapshot import Snapshot, VectorSet, context_text, sentence_texts
from index.store import SnapshotStore
from index.vectors import FlatVectors

_BATCH = 32


class PlanCounts(Frozen):
    """What was read from one plan."""

    id: str
    title: str
    sections: int
    passages: int
    tables: int
    indicators: int
    commitments: int
    conflicts: int
    corrections: int


class BuildReport(Frozen):
    """Outcome of a build; ``changed`` is False where the same snapshot was current."""

    snapshot_id: str
    changed: bool
    seconds: float
    embedded: int
    plans: tuple[PlanCounts, ...]


def documents(paths: Sequence[Path] | None) -> list[tuple[Path, PlanEntry]]:
    """The given files, or the whole catalogue, with their entries."""
    if not paths:
        return [(plan_path(entry), entry) for entry in load_catalogue()]
    return [(path, entry_for(path)) for path in paths]


def read_plans(entries: Sequence[tuple[Path, PlanEntry]]) -> tuple[Plan, ...]:
    """Read the plans. Raises `PlanError` naming the file."""
    plans = tuple(read_plan(path, entry) for path, entry in entries)
    ids = [plan.entry.id for plan in plans]
    twice = {plan_id for plan_id in ids if ids.count(plan_id) > 1}
    if twice:
        raise PlanError(f"two files give the plan id {sorted(twice)[0]}; rename one of them")
    return plans


def build(
    paths: Sequence[Path] | None,
    store: SnapshotStore,
    encoder: Callable[[], Encoder],
    fingerprint: str,
    *,
    progress: bool = True,
) -> BuildReport:
    """Read, embed and publish. ``encoder`` is called only when something must be embedded.

    Raises `corpus.errors.PlanError` and `index.errors.IndexingError`; the published snapshot
    is untouched by any failure.
    """
    start = time.perf_counter()
    with store.building():
        entries = documents(paths)
        plans = read_plans(entries)
        passages = [passage for plan in plans for passage in plan.passages]
        sentences, owners = sentence_texts(passages)
        cache = VectorCache(store.root / "vectors", fingerprint)
        texts = [context_text(passage) for passage in passages]
        expansion = {k: v for path, _ in entries for k, v in read_expansion(path).items()}
        questions, asked_of = expansion_texts(passages, expansion)
        embedded = _embed(cache, [*texts, *sentences, *questions], encoder, progress)
        previous = store.current_id()
        vocabulary = sorted({word for plan in plans for word in plan_vocabulary(plan)})
        segmenter = Segmenter(vocabulary)
        snapshot_id = store.publish(
            plans,
            LexicalIndex.build([segmenter.cut(text) for text in texts]),
            segmenter.dictionary,
            FlatVectors(cache.rows(texts)),
            {
                name: VectorSet(cache.rows(rows), np.asarray(owner, np.int32))
                for name, rows, owner in (
                    ("sentence", sentences, owners),
                    ("question", questions, asked_of),
                )
                if rows
            },
            fingerprint,
        )
    return BuildReport(
        snapshot_id=snapshot_id,
        changed=snapshot_id != previous,
        seconds=round(time.perf_counter() - start, 2),
        embedded=embedded,
        plans=tuple(count(plan) for plan in plans),
    )


def count(plan: Plan) -> PlanCounts:
    """What a plan holds, in numbers."""
    return PlanCounts(
        id=plan.entry.id,
        title=plan.entry.title,
        sections=len(plan.sections),
        passages=len(plan.passages),
        tables=len(plan.tables),
        indicators=len(plan.indicators),
        commitments=len(plan.commitments),
        conflicts=len(plan.conflicts),
        corrections=len(plan.corrections),
    )


def _embed(
    cache: VectorCache, texts: Sequence[str], encoder: Callable[[], Encoder], progress: bool
) -> int:
    """Embed the texts the cache lacks, in batches, and keep them; return how many."""
    missing = sorted({text for text in texts if text not in cache}, key=len)
    if not missing:
        return 0
    model = encoder()
    with tqdm(total=len(missing), desc="embedding", unit="text", file=sys.stderr,
              disable=not progress) as bar:  # fmt: skip
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            cache.add(batch, model.encode_passages(batch))
            bar.update(len(batch))
    cache.save(texts)
    return len(missing)


def digest(text: str) -> str:
    """Key of a text in the vector cache."""
    return hashlib.sha256(text.encode()).hexdigest()


__all__ = ["BuildReport", "NDArray", "Snapshot", "SnapshotError", "build", "count", "read_plans"]
