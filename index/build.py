"""Build a snapshot from plan files; only what changed is embedded again."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from corpus.catalogue import entry_for, load_catalogue, plan_path
from corpus.errors import PlanError
from corpus.model import Frozen, Plan, PlanEntry
from corpus.read import read_plan
from corpus.readers import plan_files
from index.bank import common_texts, load_bank
from index.contents import PLANS_FILE, libraries, pack, plans_json
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
    the number of texts whose vectors were not in the cache; ``dropped`` are the titles of plans
    that the former snapshot held and this one does not.
    """

    snapshot_id: str
    changed: bool
    seconds: float
    embedded: int
    plans: tuple[PlanCounts, ...]
    dropped: tuple[str, ...] = ()


def build(
    paths: Sequence[Path] | None,
    store: SnapshotStore,
    encoder: Callable[[], Encoder],
    fingerprint: str,
    *,
    progress: bool = True,
    catalogue: bool = False,
) -> BuildReport:
    """Read plans (None: the catalogue), embed what is new, publish one snapshot of them all.

    ``catalogue`` takes the catalogue's plans in beside the given ones.

    ``encoder`` is called only when something must be embedded; ``fingerprint`` is what its own
    will be (`index.identity.fingerprint`). ``progress`` writes to stderr. Raises
    `corpus.errors.PlanError`, `index.errors.IndexingError` and `EncoderError`; the published
    snapshot is untouched by any failure.
    """
    start = time.perf_counter()
    embedded = 0
    with store.building():
        entries = documents(paths, catalogue=catalogue)
        plans = read_plans(entries)
        before = _healthy(store)
        texts = gather(plans, [path for path, _ in entries])
        inputs = recipe(plans, texts, fingerprint)
        served = {} if before is None else _titles(store, before)
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
        dropped=_dropped(served, plans),
    )


def _dropped(served: dict[str, str], plans: Sequence[Plan]) -> tuple[str, ...]:
    kept = {plan.entry.id for plan in plans}
    return tuple(title for plan_id, title in served.items() if plan_id not in kept)


def documents(
    paths: Sequence[Path] | None, *, catalogue: bool = False
) -> list[tuple[Path, PlanEntry]]:
    """The given files and folders of files with their entries; the catalogue where none is given
    or ``catalogue`` asks for it too. A document given twice is read once.
    """
    shipped = [] if paths and not catalogue else load_catalogue()
    found = {entry.id: (plan_path(entry), entry) for entry in shipped}
    named = [(file, entry_for(file)) for path in paths or () for file in plan_files(path)]
    for path, entry in named:
        known = found.setdefault(entry.id, (path, entry))
        if known[1].sha256 != entry.sha256:
            raise PlanError(
                f"{known[0]} and {path} both give the plan id {entry.id}; rename one of them"
            )
    return [(_catalogued(entry) or path, entry) for path, entry in found.values()]


def _catalogued(entry: PlanEntry) -> Path | None:
    """The shipped file of a catalogued document, beside which its questions lie."""
    return plan_path(entry) if entry in load_catalogue() else None


def read_plans(entries: Sequence[tuple[Path, PlanEntry]]) -> tuple[Plan, ...]:
    """Read the plans. Raises `PlanError` naming the file."""
    plans = tuple(read_plan(path, entry) for path, entry in entries)
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
        "common": common_texts(passages, load_bank(), expansion),
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


def _titles(store: SnapshotStore, manifest: Manifest) -> dict[str, str]:
    """Plan id to title of a snapshot."""
    plans = json.loads(store.read(manifest, PLANS_FILE))
    return {plan["entry"]["id"]: plan["entry"]["title"] for plan in plans}


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
