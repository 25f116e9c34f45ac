"""Markdown and plain text, in UTF-8, UTF-16 (with a byte order mark) or GB18030."""

from __future__ import annotations

import hashlib
from pathlib import Path

from corpus.errors import PlanBinary, PlanEmpty, PlanEncoding, PlanMissing, PlanTruncated
from corpus.readers.base import RawDocument

_SIGNATURES = (
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
)


class TextReader:
    """Reader of ``.md``, ``.markdown`` and ``.txt``."""

    def read(self, path: Path) -> RawDocument:
        """Decode the file. Raises the faults of `corpus.errors` that a file itself can have."""
        try:
            data = path.read_bytes()
        except OSError as error:
            raise PlanMissing(
                f"{path}: cannot be read ({error.strerror}); check the path and its permissions"
            ) from error
        text, encoding = decode(data, path.name)
        if not text.strip():
            raise PlanEmpty(f"{path.name}: the file is empty; export the plan again")
        digest = hashlib.sha256(data).hexdigest()
        return RawDocument(text=text, encoding=encoding, sha256=digest, name=path.name)


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Text and encoding of a file's bytes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), "utf-16"
        except UnicodeDecodeError as error:
            raise PlanTruncated(f"{name}: ends within a character; copy the file again") from error
    if data.startswith(_SIGNATURES) or b"\x00" in data:
        raise PlanBinary(f"{name}: not a text file; export the plan as Markdown or plain text")
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and len(data) - error.start < 4:
            raise PlanTruncated(f"{name}: ends within a character; copy the file again") from error
    try:
        return data.decode("gb18030"), "gb18030"
    except UnicodeDecodeError as error:
        raise PlanEncoding(
            f"{name}: neither UTF-8 nor GB18030 (byte {error.start}); save it as UTF-8"
        ) from error
