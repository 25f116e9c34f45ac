"""Sentence boundaries of Chinese prose."""

from __future__ import annotations

from corpus.model import Span

_STOPS = "。！？!?"
_CLOSERS = "”’』」）)》"
_OPEN = {"“": "”", "‘": "’", "（": "）", "(": ")", "《": "》"}


def split_sentences(text: str) -> tuple[Span, ...]:
    """Consecutive spans that cover ``text``; a stop inside brackets or quotes ends nothing.

    Closing quotes and brackets after a stop belong to its sentence. An unbalanced opening
    mark is ignored after 80 characters, so that one slip does not swallow a paragraph.
    """
    spans: list[Span] = []
    start, depth, opened = 0, 0, 0
    index = 0
    while index < len(text):
        character = text[index]
        if character in _OPEN:
            depth, opened = depth + 1, index
        elif character in _OPEN.values():
            depth = max(0, depth - 1)
        if depth and index - opened > 80:
            depth = 0
        if character in _STOPS and depth == 0:
            end = index + 1
            while end < len(text) and text[end] in _CLOSERS:
                end += 1
            spans.append(Span(start=start, end=end))
            start = index = end
            continue
        index += 1
    if start < len(text):
        spans.append(Span(start=start, end=len(text)))
    return tuple(spans)
