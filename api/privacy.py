"""What the service does about personal data: it refuses the text and says what to take out."""

from __future__ import annotations

import re

from api.faults import ApiError
from qa.normalise import INVISIBLE
from qa.privacy import find_personal, name_kinds

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class PersonalDataError(ApiError):
    """A text that holds personal data; ``detail.found`` says where, without repeating it."""

    def __init__(self, field: str, text: str) -> None:
        found = find_personal(text)
        message = f"内容里有{name_kinds(found)}，为保护您的隐私没有保存，请删去后再提交。"
        places = [{"kind": f.kind, "start": f.start, "end": f.end} for f in found]
        super().__init__(422, "personal_data", message, {"field": field, "found": places})


def refuse_personal(**texts: str | None) -> None:
    """Raise `PersonalDataError` for the first named text that holds personal data."""
    for field, text in texts.items():
        if text and find_personal(text):
            raise PersonalDataError(field, text)


def keepable(text: str) -> str:
    """A text as it may be kept and shown: no invisible, reordering or control characters."""
    return _CONTROL.sub("", INVISIBLE.sub("", text)).strip()
