"""Turns texts into vectors: the embedded encoder, or any sentence-transformers model.

Answering with the embedded encoder imports onnxruntime, tokenizers and numpy, never torch.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderError, ModelCorrupt, ModelMissing
from index.vocabulary import normalise

if TYPE_CHECKING:
    import onnxruntime
    import tokenizers

EMBEDDED = "embedded"
FOLDER = "multilingual-e5-small-int8-2"
MODEL_FILE = "model.int8.onnx"
TOKENIZER_FILE = "tokenizer.json"
NORMALISER_FILE = "normaliser.json"
MANIFEST_FILE = "manifest.json"
FILES = (MODEL_FILE, TOKENIZER_FILE, NORMALISER_FILE)
MAX_TOKENS = 512
PREFIXES: Mapping[str, str] = {"query": "query: ", "passage": "passage: "}

Vectors = NDArray[np.float32]
Role = Literal["query", "passage"]
Progress = Callable[[int], None]
Result = TypeVar("Result")
_LONGEST_PIECE = 16


class Encoder(Protocol):
    """Texts to unit vectors; safe to call from several threads."""

    @property
    def fingerprint(self) -> str:
        """Identity of weights, tokenizer and settings; differs whenever vectors may differ."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of questions, float32 (texts, dim)."""
        ...

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Unit vectors of passages, float32 (texts, dim).

        `progress` is called, in the calling thread, with the number of texts newly done.
        """
        ...


def load_encoder(name: str, cache_dir: Path) -> Encoder:
    """`embedded` (prepared in `cache_dir`), else a sentence-transformers model name or path.

    Raises `ModelMissing` or `ModelCorrupt`; never prepares anything (see `index.prepare`).
    """
    if name == EMBEDDED:
        return EmbeddedEncoder(cache_dir / FOLDER)
    return SentenceTransformersEncoder(name)


def fingerprint_of(hashes: Mapping[str, str]) -> str:
    """Fingerprint of the embedded encoder from the sha256 of each of `FILES`."""
    settings = {"prefixes": dict(PREFIXES), "max_tokens": MAX_TOKENS, "pooling": "mean"}
    text = json.dumps([{name: hashes[name] for name in FILES}, settings], sort_keys=True)
    return f"{FOLDER}:{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def check_folder(folder: Path) -> str:
    """The fingerprint of a prepared folder, every file hashed; raises as `load_encoder`."""
    try:
        manifest = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
        expected = {name: manifest["files"][name]["sha256"] for name in FILES}
    except OSError as error:
        raise ModelMissing("the encoder has not been prepared") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelCorrupt("the encoder's manifest cannot be read") from error
    for name, value in expected.items():
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ModelCorrupt(f"the encoder's file {name} cannot be read") from error
        if found != value:
            raise ModelCorrupt(f"the encoder's file {name} is damaged")
    return fingerprint_of(expected)


class Tokenizer:
    """Text to token ids, with the prefix of its role; at most `MAX_TOKENS`."""

    def __init__(self, inner: tokenizers.Tokenizer, table: Mapping[int, str]) -> None:
        inner.enable_truncation(MAX_TOKENS)
        inner.encode_special_tokens = True
        self._inner = inner
        self._table = table

    def encode(self, text: str, role: Role) -> tokenizers.Encoding:
        """The encoding of prefix and text; its offsets refer to the normalised text."""
        clean = re.sub(" {2,}", " ", normalise(PREFIXES[role] + text, self._table))
        return self._inner.encode(clean[: MAX_TOKENS * _LONGEST_PIECE])


class EmbeddedEncoder:
    """multilingual-e5-small in int8 on onnxruntime: `Encoder`, and token vectors besides.

    Each text runs by itself on one thread: its vector then does not depend on its neighbours
    (activations are quantised per call), and batches were measured to be no faster. Passages run
    on `workers` threads at once.
    """

    def __init__(self, folder: Path, workers: int | None = None) -> None:
        self._fingerprint = check_folder(folder)
        try:
            self._tokenizer = open_tokenizer(folder)
            self._session = open_session(folder / MODEL_FILE)
        except ImportError as error:
            raise ModelMissing(f"the package `{error.name}` is missing") from error
        except Exception as error:  # tokenizers and onnxruntime raise bare or private types
            raise ModelCorrupt(f"the encoder cannot be opened ({error})") from error
        self._workers = workers or min(4, os.cpu_count() or 1)
        self._dim = int(self._session.get_outputs()[0].shape[-1])

    @property
    def fingerprint(self) -> str:
        """Identity; see `Encoder`."""
        return self._fingerprint

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._dim

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`; raises `EncoderError`."""
        vectors = [self._both(text, "query")[0] for text in texts]
        return np.stack(vectors) if vectors else np.empty((0, self._dim), np.float32)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """See `Encoder`; raises `EncoderError`."""
        vectors = np.empty((len(texts), self._dim), np.float32)
        encoded = self._parallel(texts, lambda text: self._both(text, "passage")[0])
        for number, vector in enumerate(encoded):
            vectors[number] = vector
            if progress is not None:
                progress(1)
        return vectors

    def encode_with_tokens(
        self, texts: Sequence[str], role: Role = "passage"
    ) -> list[tuple[Vectors, Vectors]]:
        """Each text's unit vector (dim,) and the unit vectors of its own tokens (tokens, dim).

        One pass gives both. The prefix, `<s>` and `</s>` are left out of the tokens; the space
        after the prefix may leave one.
        """
        return list(self._parallel(texts, lambda text: self._both(text, role)))

    def _parallel(self, texts: Sequence[str], encode: Callable[[str], Result]) -> Iterator[Result]:
        if self._workers == 1 or len(texts) < 2:
            yield from map(encode, texts)
            return
        with ThreadPoolExecutor(self._workers, "encoder") as pool:
            yield from pool.map(encode, texts)

    def _hidden(self, encoding: tokenizers.Encoding) -> Vectors:
        ids = np.array([encoding.ids], np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        try:
            output = self._session.run(None, feed)[0]
        except Exception as error:  # onnxruntime's own types derive from Exception only
            raise EncoderError(f"the encoder failed on a text ({error})") from error
        hidden: Vectors = np.asarray(output, np.float32)[0]
        return hidden

    def _both(self, text: str, role: Role) -> tuple[Vectors, Vectors]:
        """The vector of a text (dim,) and those of its own tokens (tokens, dim)."""
        encoding = self._tokenizer.encode(text, role)
        hidden = self._hidden(encoding)
        prefix = len(PREFIXES[role].rstrip())
        own = [number for number, (_, end) in enumerate(encoding.offsets) if end > prefix]
        return unit(np.asarray(hidden.mean(axis=0), np.float32)), unit(hidden[own])


class SentenceTransformersEncoder:
    """Any model that sentence-transformers loads; needs that package and torch.

    Prompts come from the model's own configuration; an E5 model without them gets its prefixes.
    """

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ModelMissing(f"the encoder {name!r} needs sentence-transformers") from error
        try:
            try:  # what is here already needs no network
                self._model: Any = SentenceTransformer(name, local_files_only=True)
            except Exception:
                if Path(name).is_absolute() or name.startswith("."):
                    raise
                self._model = SentenceTransformer(name)
        except Exception as error:  # the hub client raises many unrelated types
            raise ModelMissing(f"the encoder {name!r} cannot be loaded ({error})") from error
        own = {role: text for role, text in (self._model.prompts or {}).items() if text}
        self._prompts = own or (dict(PREFIXES) if "e5" in Path(name).name.lower() else {})
        self._dim = len(self._encode(["维"], "query")[0])
        self._fingerprint = self._identify()

    @property
    def fingerprint(self) -> str:
        """Identity; see `Encoder`."""
        return self._fingerprint

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._dim

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        return self._encode(texts, "query")

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """See `Encoder`."""
        step = 32
        parts = [np.empty((0, self._dim), np.float32)]
        for start in range(0, len(texts), step):
            parts.append(self._encode(texts[start : start + step], "passage"))
            if progress is not None:
                progress(len(parts[-1]))
        return np.concatenate(parts)

    def _encode(self, texts: Sequence[str], role: Role) -> Vectors:
        if not texts:
            return np.empty((0, self._dim), np.float32)
        prompt = self._prompts.get(role) or (
            self._prompts.get("document", "") if role == "passage" else ""
        )
        vectors = self._model.encode(
            list(texts), prompt=prompt, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, np.float32)

    def _identify(self) -> str:
        digest = hashlib.sha256()
        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(name.encode() + str(tuple(tensor.shape)).encode())
            digest.update(tensor.detach().cpu().float().numpy().tobytes())
        backend = getattr(self._model.tokenizer, "backend_tokenizer", None)
        tokenizer = backend.to_str() if backend is not None else repr(self._model.tokenizer)
        settings = [tokenizer, self._prompts, self._model.max_seq_length, repr(self._model)]
        digest.update(json.dumps(settings, sort_keys=True).encode())
        return f"sentence-transformers:{digest.hexdigest()[:16]}"


def unit(vectors: Vectors) -> Vectors:
    """The vectors, scaled to length 1 along the last axis; a zero vector stays zero."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-12), np.float32)


def open_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a prepared folder; errors are those of `tokenizers`, json and files."""
    from tokenizers import Tokenizer as Inner

    stored = json.loads((folder / NORMALISER_FILE).read_text(encoding="utf-8"))
    table = {int(character): text for character, text in stored.items()}
    return Tokenizer(Inner.from_file(str(folder / TOKENIZER_FILE)), table)


def open_session(model: Path | bytes) -> onnxruntime.InferenceSession:
    """A one-thread session that never spins; errors are those of onnxruntime."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    source = model if isinstance(model, bytes) else str(model)
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
