"""What can be wrong with a plan file; every message says what to do.

Exception
└── PlanError
    ├── PlanMissing      no such file
    ├── PlanEmpty        nothing in it
    ├── PlanBinary       not a text document
    ├── PlanEncoding     neither UTF-8 nor GB18030
    ├── PlanTruncated    ends in the middle
    ├── PlanFormat       no reader for this suffix
    └── CatalogueError   catalogue and file do not agree
"""

from __future__ import annotations


class PlanError(Exception):
    """Base of all faults of a plan file."""


class PlanMissing(PlanError):
    """The path names no readable file."""


class PlanEmpty(PlanError):
    """The file holds no text."""


class PlanBinary(PlanError):
    """The file is not text (NUL bytes or a binary signature)."""


class PlanEncoding(PlanError):
    """The bytes are neither UTF-8 nor GB18030."""


class PlanTruncated(PlanError):
    """The text ends in the middle of a character, sentence or table."""


class PlanFormat(PlanError):
    """No reader is registered for the file's suffix."""


class CatalogueError(PlanError):
    """The catalogue is malformed or does not match the file."""
