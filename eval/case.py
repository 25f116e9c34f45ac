"""The benchmark's types: a question with its gold, and a set of them."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from corpus.model import Frozen
from eval.text import number_key, plain_digits

_SIGNED = re.compile(r"^\s*(>=|<=|>|<|=|~|≥|≤|约)?\s*(-?\d+(?:\.\d+)?)\s*$")
_SIGNS = {"≥": ">=", "≤": "<=", "约": "~", "": "="}


class _Open(BaseModel):
    """Frozen, and tolerant of added fields (the contract lets fields be added)."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class GoldValue(_Open):
    """A value that the reply must list; ``value`` carries its comparator as in ≥95."""

    indicator: str
    year: int | None = None
    value: str
    unit: str = ""
    source: Literal["table", "text"] | None = None
    scope: str | None = None
    table: str | None = None
    row: int | None = None
    raw: str | None = None

    @field_validator("value", mode="before")
    @classmethod
    def _readable(cls, value: object) -> str:
        text = plain_digits(str(value))
        if not _SIGNED.match(text):
            raise ValueError(f"value {value!r} is not a comparator and a number")
        return text

    @property
    def comparator(self) -> str:
        """The comparator in the contract's signs."""
        match = _SIGNED.match(self.value)
        sign = (match.group(1) or "") if match else ""
        return _SIGNS.get(sign, sign)

    @property
    def number(self) -> str:
        """The number, canonical."""
        match = _SIGNED.match(self.value)
        return number_key(match.group(2)) if match else ""


class GoldConflict(_Open):
    """A conflict that the reply must show."""

    indicator: str
    year: int | None = None
    kind: Literal["value", "wording", "scope"]


class Case(_Open):
    """One question with its gold (docs/contract.md, question-answer benchmark).

    ``variant`` and ``variant_of`` are set for cases made by rule from another; ``pair`` is
    shared by the two sides of an over-stability pair; ``answers`` are the short gold answers
    of extractive sets; ``documents`` names the plan file where it is not in the catalogue.
    """

    id: str = Field(min_length=1)
    type: str = "question"
    question: str = Field(min_length=1)
    turns: tuple[str, ...] = ()
    answerable: bool = True
    reason: str | None = None
    quotes: tuple[str, ...] = ()
    quote_groups: tuple[tuple[str, ...], ...] = ()
    near_quotes: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    table_rows: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    values: tuple[GoldValue, ...] = ()
    conflicts: tuple[GoldConflict, ...] | None = None
    must_include: tuple[str, ...] = ()
    answer: str = ""
    answers: tuple[str, ...] = ()
    plan_ids: tuple[str, ...] | None = None
    variant: str | None = None
    variant_of: str | None = None
    pair: str | None = None
    note: str | None = None

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Places that must be cited: each a tuple of alternatives."""
        return self.quote_groups or ((self.quotes,) if self.quotes else ())


class CaseSet(Frozen):
    """A named set with the hash of what it was read from, and where that is."""

    name: str
    sha256: str
    path: str = ""
    cases: tuple[Case, ...]
