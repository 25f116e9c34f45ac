"""Build a snapshot from plan files; only what changed is embedded again."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from corpus.catalogue import entry_for, load_catalogue, plan_path
from corpus.errors import PlanError
from corpus.model import Frozen, Plan, PlanEntry
from corpus.read import read_plan
from index.contents import libraries, pack, plans_json
from index.embedding import WHOLE, Embedder, Texts
from index.encoder import Encoder
from index.errors import NothingToIndex, SnapshotError
from index.expansion import expansion_texts, read_expansion
from index.files import sha256
from index.lexical import LexicalIndex, Segmenter, plan_vocabulary
from index.snapshot import Manifest, VectorSet, context_text, sentence_texts
from index.store import SnapshotStore
from index.vectors import FlatVectors


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
    """Outcome of a build.

    ``changed`` is False where the same snapshot, undamaged, was current before; ``embedded`` is
    the number of texts whose vectors were not in the cache.
    """

    snapshot_id: str
    changed: bool
    seconds: float
    embedded: int
    plans: tuple[PlanCounts, ...]


def build(
    paths: Sequence[Path] | None,
    store: SnapshotStore,
    encoder: Callable[[], Encoder],
    fingerprint: str,
    *,
    progress: bool = True,
) -> BuildReport:
    """Read plans (None: the catalogue), embed what is new, publish one snapshot of them all.

    ``encoder`` is called only when something must be embedded; ``fingerprint`` is what its own
    will be (`index.identity.fingerprint`). ``progress`` writes to stderr. Raises
    `corpus.errors.PlanError`, `index.errors.IndexingError` and `EncoderError`; the published
    snapshot is untouched by any failure.
    """
    start = time.perf_counter()
    embedded = 0
    with store.building():
        entries = documents(paths)
        plans = read_plans(entries)
        before = _healthy(store)
        texts = gather(plans, [path for path, _ in entries])
        inputs = recipe(plans, texts, fingerprint)
        if before is not None and before.inputs == inputs:
            snapshot_id = before.id
        else:
            embedder = Embedder(store.root / "vectors", encoder, fingerprint, progress)
            embedded = embedder.embed(texts)
            snapshot_id = _publish(plans, texts, embedder.sets(texts), store, fingerprint, inputs)
    return BuildReport(
        snapshot_id=snapshot_id,
        changed=before is None or before.id != snapshot_id,
        seconds=round(time.perf_counter() - start, 2),
        embedded=embedded,
        plans=tuple(count(plan) for plan in plans),
    )


def documents(paths: Sequence[Path] | None) -> list[tuple[Path, PlanEntry]]:
    """The given files, or the whole catalogue, with their entries."""
    if not paths:
        return [(plan_path(entry), entry) for entry in load_catalogue()]
    return [(path, entry_for(path)) for path in paths]


def read_plans(entries: Sequence[tuple[Path, PlanEntry]]) -> tuple[Plan, ...]:
    """Read the plans. Raises `PlanError` naming the file."""
    plans = tuple(read_plan(path, entry) for path, entry in entries)
    ids = Counter(plan.entry.id for plan in plans)
    twice = next((plan_id for plan_id, times in ids.items() if times > 1), None)
    if twice:
        raise PlanError(f"two files give the plan id {twice}; rename one of them")
    if not any(plan.passages for plan in plans):
        raise NothingToIndex("the plans hold no passage; check the catalogue and the files")
    return plans


def gather(plans: Sequence[Plan], paths: Sequence[Path]) -> Texts:
    """The texts of plans and of the question files beside them; empty sets are left out."""
    passages = [passage for plan in plans for passage in plan.passages]
    expansion = {key: asked for path in paths for key, asked in read_expansion(path).items()}
    finer = {
        "sentence": sentence_texts(passages),
        "question": expansion_texts(passages, expansion),
    }
    return Texts(
        [context_text(passage) for passage in passages],
        {name: found for name, found in finer.items() if found.texts},
    )


def recipe(plans: Sequence[Plan], texts: Texts, fingerprint: str) -> str:
    """Hash of all that a snapshot is made from: plans, questions, encoder, code, libraries."""
    made_from = [
        sha256(plans_json(plans)),
        sha256(json.dumps([texts.passages, *map(asdict, texts.finer.values())]).encode()),
        fingerprint,
        *(sha256(path.read_bytes()) for path in sorted(Path(__file__).parent.glob("*.py"))),
        *(f"{name} {version}" for name, version in libraries().items()),
    ]
    return sha256("\n".join(made_from).encode())


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


def _healthy(store: SnapshotStore) -> Manifest | None:
    """The current snapshot's manifest, where all of it is as it was written."""
    try:
        snapshot_id = store.current_id()
        if snapshot_id is None or not store.sound(snapshot_id):
            return None
        return store.manifest(snapshot_id)
    except SnapshotError:
        return None


def _publish(
    plans: Sequence[Plan],
    texts: Texts,
    vectors: dict[str, VectorSet],
    store: SnapshotStore,
    fingerprint: str,
    inputs: str,
) -> str:
    """Make every index and publish them; return the snapshot's id."""
    segmenter = Segmenter(word for plan in plans for word in plan_vocabulary(plan))
    sets = dict(vectors)
    files = pack(
        plans_json(plans),
        LexicalIndex.build([segmenter.cut(text) for text in texts.passages]),
        segmenter.dictionary,
        FlatVectors(sets.pop(WHOLE).matrix),
        sets,
    )
    counts = {"plans": len(plans), "passages": len(texts.passages)}
    counts |= {name: len(found.owner) for name, found in sets.items()}
    return store.publish(files, counts, fingerprint, inputs)
