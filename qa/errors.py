"""What can be wrong with a question; each fault has a code, a message and what to do.

Exception
└── QuestionError   .code .message .detail
"""

from __future__ import annotations


class QuestionError(ValueError):
    """A question that cannot be asked as it is.

    ``code`` is one of ``question_empty``, ``question_too_long``, ``question_invalid``,
    ``history_too_long``, ``unknown_plan``, ``top_k_invalid`` (docs/contract.md, errors);
    ``message`` is Chinese and says what to do; ``detail`` is JSON-ready or None.
    """

    def __init__(self, code: str, message: str, detail: object = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.detail = detail
