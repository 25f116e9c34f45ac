"""The encoder's tokenizer: rebuilt from the Unigram vocabulary, pruned to what plans use.

Pruning loses nothing for texts of the kept characters: Unigram picks the best-scored cut, every
piece that could match such a text is kept, and so is every score. Text of other scripts (Cyrillic
words, kana, Hangul, accented Latin words) falls back to single characters or to `<unk>`.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
UNKNOWN = 3
SPACE = "▁"
_EMOJI_MARKS = "\ufe0f\u20e3"
_SINGLE_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")


def keep_pieces(pieces: Sequence[str]) -> list[int]:
    """The ids to keep, ascending; the special tokens first, so that their ids do not change."""
    return [number for number, piece in enumerate(pieces) if number < 4 or _keep(piece)]


def _keep(piece: str) -> bool:
    bare = piece.lstrip(SPACE)
    if len(bare) == 1 and unicodedata.name(bare, "").split(" ")[0] in _SINGLE_SCRIPTS:
        return True
    return all(_plain(character) for character in piece)


@cache
def _plain(character: str) -> bool:
    """Han, ASCII, digits, punctuation and symbols of any width, the space mark, emoji marks."""
    if character.isascii() or character == SPACE or character in _EMOJI_MARKS:
        return True
    if unicodedata.name(character, "").startswith(("CJK", "KANGXI")):
        return True
    return unicodedata.category(character)[0] in "PSN"


def tokenizer_json(pieces: Sequence[str], scores: Sequence[float]) -> str:
    """A `tokenizers` file for pieces in id order; texts must come through `normalise` first."""
    template = [
        {"SpecialToken": {"id": "<s>", "type_id": 0}},
        {"Sequence": {"id": "A", "type_id": 0}},
        {"SpecialToken": {"id": "</s>", "type_id": 0}},
    ]
    document = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [_special(number, text) for number, text in enumerate(SPECIAL)],
        "normalizer": {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
        "pre_tokenizer": {
            "type": "Metaspace",
            "replacement": SPACE,
            "prepend_scheme": "always",
            "split": True,
        },
        "post_processor": {
            "type": "TemplateProcessing",
            "single": template,
            "pair": [*template, {"Sequence": {"id": "B", "type_id": 0}}, template[2]],
            "special_tokens": {
                text: {"id": text, "ids": [SPECIAL.index(text)], "tokens": [text]}
                for text in ("<s>", "</s>")
            },
        },
        "decoder": None,
        "model": {
            "type": "Unigram",
            "unk_id": UNKNOWN,
            "vocab": [[piece, float(score)] for piece, score in zip(pieces, scores, strict=True)],
            "byte_fallback": False,
        },
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _special(number: int, text: str) -> dict[str, object]:
    flags = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
    return {"id": number, "content": text, **flags, "special": True}


def normalise(text: str, table: Mapping[int, str]) -> str:
    """What the original precompiled map does: compose, then replace character by character.

    A lone surrogate, which has no UTF-8 form, becomes a question mark.
    """
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", clean).translate(table)
