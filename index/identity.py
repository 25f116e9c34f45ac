"""The fingerprint of an encoder without loading it, where that can be had."""

from __future__ import annotations

from pathlib import Path

from index.encoder import EMBEDDED, FOLDER, check_folder, load_encoder


def fingerprint(name: str, cache_dir: Path) -> str:
    """Fingerprint of the encoder ``name``. Raises `index.errors.EncoderError`.

    The embedded encoder's is read from its manifest; another model must be loaded.
    """
    if name == EMBEDDED:
        return check_folder(cache_dir / FOLDER)
    return load_encoder(name, cache_dir).fingerprint
