"""The number gate: nothing is released that the cited words do not carry.

A quote must stand verbatim in its passage. Every number of a figure or computed piece must
stand in a cited span or be declared as derived by the rule that the piece shows.
"""

from __future__ import annotations

import re
import unicodedata

from qa.draft import Draft, Piece
from qa.normalise import fold

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def numbers(text: str) -> set[str]:
    """Numbers of a text as printed, after NFKC; 95.0 and 95 are different strings."""
    return set(_NUMBER.findall(unicodedata.normalize("NFKC", text)))


def supported(piece: Piece) -> bool:
    """Whether the cited words carry the piece."""
    if piece.kind == "frame":
        return not numbers(piece.text) or bool(piece.sources)
    if piece.kind == "quote":
        said = fold(re.sub("：", "", piece.text))
        return any(
            said in fold(s.passage.text[s.start : s.end].replace("：", "")) for s in piece.sources
        )
    if piece.kind == "title":
        return any(piece.text in s.passage.path for s in piece.sources)
    carried: set[str] = set(piece.derived)
    for source in piece.sources:
        # A table row's caption and header say the year and scope of its cells.
        carried |= numbers(source.passage.text)
    return numbers(piece.text) <= carried


def gate(draft: Draft) -> tuple[Draft, list[Piece]]:
    """Return the draft without unsupported pieces, and those pieces."""
    dropped = [piece for piece in draft.pieces if not supported(piece)]
    kept = [piece for piece in draft.pieces if supported(piece)]
    return Draft(kept, draft.indicators, draft.conflicts, draft.missing), dropped
