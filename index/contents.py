"""What the files of a snapshot hold: from values to bytes and back. No pickle anywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.metadata import version

import numpy as np
from pydantic import TypeAdapter

from corpus.model import Plan
from index.files import sha256
from index.lexical import DICTIONARY_VERSION, LexicalIndex, Segmenter, from_npy, npy
from index.projection import Projection
from index.snapshot import FORMAT, PARENTS, FileEntry, Manifest, Snapshot, VectorSet
from index.vectors import FlatVectors

PLANS_FILE = "plans.json"
DICTIONARY_FILE = "dictionary.json"
PASSAGE_FILE = "passage.faiss"
FILE_NAME = re.compile(r"(?:(?:lexical|sets)/)?[a-z][a-z0-9_]*\.[a-z.]*[a-z]")
SET_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_PLANS = TypeAdapter(tuple[Plan, ...])
_WHOLE = ("plans", "passages")


@cache
def libraries() -> dict[str, str]:
    """Versions of the libraries that shape a snapshot, by name."""
    return {name: version(name) for name in ("bm25s", "faiss-cpu", "numpy", "pydantic", "rjieba")}


def plans_json(plans: Sequence[Plan]) -> bytes:
    """Plans as JSON; equal plans give equal bytes."""
    return _PLANS.dump_json(tuple(plans))


def pack(
    plans: bytes,
    lexical: LexicalIndex,
    dictionary: Sequence[str],
    vectors: FlatVectors,
    vector_sets: Mapping[str, VectorSet],
) -> dict[str, bytes]:
    """Every file of a snapshot but the manifest. ``plans`` is `plans_json`."""
    files = {
        PLANS_FILE: plans,
        DICTIONARY_FILE: json.dumps(list(dictionary), ensure_ascii=False).encode(),
        PASSAGE_FILE: vectors.to_bytes(),
    }
    files |= {f"lexical/{name}": data for name, data in lexical.to_files().items()}
    for name, vector_set in sorted(vector_sets.items()):
        if not SET_NAME.fullmatch(name) or name in _WHOLE:
            raise ValueError(f"a vector set cannot be called {name!r}")
        # Tokens are a hundred times as many, and half precision ranks the same.
        width = np.float16 if name in PARENTS else np.float32
        files[f"sets/{name}.matrix.npy"] = npy(vector_set.matrix.astype(width))
        files[f"sets/{name}.owner.npy"] = npy(vector_set.owner.astype(np.int32))
        files[f"sets/{name}.start.npy"] = npy(vector_set.start.astype(np.int32))
        if vector_set.projection is not None:
            files[f"sets/{name}.projection.npy"] = npy(vector_set.projection.to_array())
    return files


def make_manifest(
    files: Mapping[str, bytes], counts: Mapping[str, int], encoder: str, inputs: str
) -> Manifest:
    """The manifest of `pack`'s files."""
    manifest = Manifest(
        format=FORMAT,
        id="",
        encoder=encoder,
        dictionary=DICTIONARY_VERSION,
        counts=dict(counts),
        files=tuple(
            FileEntry(name=name, size=len(data), sha256=sha256(data))
            for name, data in sorted(files.items())
        ),
        inputs=inputs,
        libraries=libraries(),
    )
    named = manifest.model_copy(update={"id": identity(manifest)})
    return named.model_copy(update={"check": checksum(named)})


def identity(manifest: Manifest) -> str:
    """The id that belongs to a manifest's content: 16 hexadecimal digits."""
    text = manifest.model_dump_json(exclude={"id", "inputs", "libraries", "check"})
    return sha256(text.encode())[:16]


def checksum(manifest: Manifest) -> str:
    """Guard over the whole manifest."""
    return sha256(manifest.model_dump_json(exclude={"check"}).encode())


def manifest_bytes(manifest: Manifest) -> bytes:
    """The one way a manifest is written."""
    return manifest.model_dump_json(indent=1).encode() + b"\n"


def parse_manifest(data: bytes, snapshot_id: str) -> Manifest | None:
    """Read and check a manifest; None where its format or dictionary is another version.

    Raises `ValueError` for a damaged manifest or another snapshot's.
    """
    raw = json.loads(data)
    if not isinstance(raw, dict):
        raise ValueError("the manifest is not an object")
    if (raw.get("format"), raw.get("dictionary")) != (FORMAT, DICTIONARY_VERSION):
        return None
    manifest = Manifest.model_validate_json(data)
    if manifest_bytes(manifest) != data or manifest.check != checksum(manifest):
        raise ValueError("the manifest is damaged")
    if manifest.id != snapshot_id or manifest.id != identity(manifest):
        raise ValueError("the manifest is another snapshot's")
    for entry in manifest.files:
        if not FILE_NAME.fullmatch(entry.name):
            raise ValueError(f"the manifest names an impossible file {entry.name!r}")
    return manifest


def unpack(manifest: Manifest, read: Callable[[str], bytes]) -> Snapshot:
    """A snapshot from its files; ``read`` must give verified contents.

    Raises `ValueError` or `KeyError` where the files do not fit together.
    """
    plans = _PLANS.validate_json(read(PLANS_FILE))
    passages = tuple(passage for plan in plans for passage in plan.passages)
    vectors = FlatVectors.from_bytes(read(PASSAGE_FILE))
    lexical = LexicalIndex.from_files(lambda name: read(f"lexical/{name}"))
    names = sorted(set(manifest.counts) - set(_WHOLE))
    sizes = {name: manifest.counts[parent] for name, parent in PARENTS.items() if name in names}
    dim = vectors.matrix.shape[1]
    vector_sets = {
        name: _vector_set(name, read, sizes.get(name, len(vectors.matrix)), dim) for name in names
    }
    counts = {"plans": len(plans), "passages": len(passages)}
    counts |= {name: len(vector_set.owner) for name, vector_set in vector_sets.items()}
    rows = {len(passages), len(vectors.matrix), len(lexical.scores(()))}
    if counts != manifest.counts or len(rows) != 1:
        raise ValueError("the index does not hold what its manifest says")
    return Snapshot(
        manifest=manifest,
        plans=plans,
        passages=passages,
        lexical=lexical,
        segmenter=Segmenter(json.loads(read(DICTIONARY_FILE))),
        vectors=vectors,
        vector_sets=vector_sets,
    )


def _vector_set(name: str, read: Callable[[str], bytes], rows: int, dim: int) -> VectorSet:
    matrix = np.asarray(from_npy(read(f"sets/{name}.matrix.npy")), np.float32)
    owner = np.asarray(from_npy(read(f"sets/{name}.owner.npy")), np.int32)
    start = np.asarray(from_npy(read(f"sets/{name}.start.npy")), np.int32)
    projection = _projection(name, read, dim) if name in PARENTS else None
    width = dim if projection is None else projection.basis.shape[1]
    if owner.ndim != 1 or start.shape != owner.shape or matrix.shape != (len(owner), width):
        raise ValueError(f"the vector set {name} has shape {matrix.shape}")
    if len(owner) and not 0 <= owner.min() <= owner.max() < rows:
        raise ValueError(f"the vector set {name} names texts that are not there")
    return VectorSet(matrix, owner, start, projection)


def _projection(name: str, read: Callable[[str], bytes], dim: int) -> Projection:
    rows = np.asarray(from_npy(read(f"sets/{name}.projection.npy")), np.float32)
    projection = Projection.from_array(rows)
    if projection.centre.shape != (dim,):
        raise ValueError(f"the projection of {name} is of another encoder")
    return projection
