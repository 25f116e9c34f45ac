"""What can stop `planqa expand`; each message says what to do, none holds a question or a key.

Exception
└── ExpandError
    ├── MissingClient    the package that asks the model is not there
    ├── DraftFault       the file under review cannot be used or written
    └── ModelFault       the model's server
        ├── Unanswered   no usable answer for one passage, after its retries
        └── Refused      it will refuse every passage: key, model or address
"""

from __future__ import annotations


class ExpandError(Exception):
    """Base of all; fit to be shown to a person."""


class MissingClient(ExpandError):
    """The extra ``expand`` is not installed."""


class DraftFault(ExpandError):
    """The file under review is malformed, locked, out of date or cannot be written."""


class ModelFault(ExpandError):
    """A fault of the model's server."""


class Unanswered(ModelFault):
    """Busy, broken or out of reach for one passage; another try later may do."""


class Refused(ModelFault):
    """The server refuses us, so that asking on is of no use."""
