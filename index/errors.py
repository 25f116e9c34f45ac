"""Errors that `index` raises; each message says what went wrong and which command mends it."""

MEND = "run `planqa doctor` to see what is missing, `make setup` to prepare it"


class EncoderError(Exception):
    """The encoder cannot be used; the text is fit to be shown to a person."""


class ModelMissing(EncoderError):
    """No prepared model, and the packages or the weights to prepare one are not there."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason}; {MEND}")


class ModelCorrupt(EncoderError):
    """A model file is there but is not what its manifest or its pinned hash says."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason}; {MEND}")


class IndexingError(Exception):
    """A fault of the stored index or of its building."""


class NothingToIndex(IndexingError):
    """The plans hold no passage."""


class EncoderMismatch(IndexingError):
    """The encoder is not the announced one, or gave vectors that cannot be used."""


class SnapshotError(IndexingError):
    """A fault of the stored snapshot."""


class SnapshotMissing(SnapshotError):
    """No snapshot has been published yet."""


class SnapshotCorrupt(SnapshotError):
    """A file of the snapshot is missing, cut or changed."""


class SnapshotMismatch(SnapshotError):
    """The snapshot was made by another encoder or another format."""


class DiskFull(IndexingError):
    """No space is left; nothing was published."""


class StoreUnwritable(IndexingError):
    """The index folder cannot be written (permissions, a failing disk); nothing was published."""


class BuildLocked(IndexingError):
    """Another build is under way."""
