"""Lines to headings, text, goals, captions and table rows, by the numbering grammar.

The outline comes from 第一篇/章/节, 一、, （一）, 1. and ——, never from the depth of ``#``.
The contents page repeats every heading with a page number: it is recognised by its shape,
its numbers kept, its lines dropped (docs/design, "The plan as read").
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import Literal

from corpus.decimals import DEEPEST, decimal_headings, number_text
from corpus.model import Span

_DECIMALS = tuple(f"decimal{depth}" for depth in range(1, DEEPEST + 1))
RANKS = ("part", "chapter", "node", "one", "two", *_DECIMALS, "three", "four", "box")
_NUMBERS: dict[str, re.Pattern[str]] = {
    "part": re.compile(r"^第[一二三四五六七八九十百\d]+(?:篇|编|部分)"),
    "chapter": re.compile(r"^第[一二三四五六七八九十百\d]+章"),
    "node": re.compile(r"^第[一二三四五六七八九十百\d]+节"),
    "one": re.compile(r"^[一二三四五六七八九十]+、"),
    "two": re.compile(r"^\([一二三四五六七八九十]+\)"),
    "three": re.compile(r"^\d{1,2}[.、](?!\d)"),
    "four": re.compile(r"^\(\d{1,2}\)"),
    "box": re.compile(r"^专栏\s*[一二三四五六七八九十\d]*"),
}
_DOTTED = re.compile(r"^(?P<title>.*?[^\s.·])\s*[.·]{2,}[\s.·]*(?P<page>\d{1,4})$")
_TABBED = re.compile(r"^(?P<title>.*?\S)(?:\t|\s{2,})(?P<page>\d{1,4})$")
_CONTENTS_TITLE = re.compile(r"^目\s*[录錄次]$")
_CAPTION = re.compile(
    r"^(?:附表|续表|表)\s*(?:\d+|[一二三四五六七八九十]+)(?![\d.年])|^续表$|^附表[：:\s]"
)
_GOAL = re.compile(r"^(?:——|--+|—\s*—)\s*(?=[^\s\-—|])")
_SKIP = re.compile(r"^(?:!\[[^\]]*\]\([^)]*\)|-{3,}|\*{3,}|[-—]?\s*\d{1,3}\s*[-—]?|<!--.*-->)$")
_PREFACE = re.compile(r"^(?:前\s*言|序\s*言|引\s*言|序)$")
_RUN_IN = re.compile(r"。\s*[^\s”’」』)）]")
"""A heading that its paragraph follows on the same line heads that paragraph only."""
_STOP = re.compile(r"[。！？；;]$")
_TITLE = re.compile(r"(?:规划|纲要|计划|方案|意见)(?:\([^()]*\))?$")
_LONGEST_HEADING = 60

Kind = Literal["heading", "text", "goal", "caption", "row", "blank", "skip", "title"]


@dataclass(frozen=True)
class Line:
    """A line with its kind. ``start``/``end`` are file offsets of its content, without
    hashes; ``text`` is its bare form (for matching only); ``hashes`` the depth of ``#``.
    """

    kind: Kind
    start: int
    end: int
    text: str
    style: str = ""
    hashes: int = 0


_QUOTED = re.compile(r"[ \t]*(?:>[ \t]?)+")


@dataclass
class Contents:
    """The contents page: folded heading → page, titles in order, spans of its lines."""

    pages: dict[str, int] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


def bare(text: str) -> str:
    """A line without emphasis and outer space, NFKC: for matching the grammar only."""
    return unicodedata.normalize("NFKC", re.sub(r"\*\*|__", "", text)).strip()


def key(text: str) -> str:
    """A heading's form for comparison: NFKC, no spaces and quotes, one kind of comma."""
    text = re.sub(r"[\s“”\"'‘’]", "", bare(text))
    return text.replace(",", "，").replace("．", ".").replace(":", "：")


def style_of(text: str) -> str:
    """Numbering style of a bare line, or ""."""
    return next((style for style, pattern in _NUMBERS.items() if pattern.match(text)), "")


def number_of(text: str, style: str) -> str | None:
    """The printed number of a bare heading: 一、, （一）, 1. or 第一章."""
    if style in _DECIMALS:
        return number_text(text)
    match = _NUMBERS[style].match(text) if style in _NUMBERS else None
    return match.group().strip() if match else None


def read_lines(raw: str) -> tuple[list[Line], Contents]:
    """Classify every line of the file; the contents page is taken out."""
    spans = _content_spans(raw)
    texts = [bare(raw[start:end]) for start, end, _ in spans]
    contents = Contents()
    dropped = _read_contents(texts, spans, contents)
    known = set(contents.pages)
    body = ["" if i in dropped or _is_row(text) else text for i, text in enumerate(texts)]
    decimals = decimal_headings(body, _LONGEST_HEADING)
    out: list[Line] = []
    for index, (start, end, hashes) in enumerate(spans):
        if index in dropped:
            continue
        after = (t for t in texts[index + 1 :] if t and not t.startswith(("单位", "(单位")))
        following = next(after, "")
        line = _classify(raw, start, end, hashes, texts[index], known, following)
        if index in decimals and line.kind in ("heading", "text"):
            line = replace(line, kind="heading", style=_DECIMALS[decimals[index] - 1])
        if line.kind not in ("blank", "row", "skip") and _goes_on(raw, line, _widest(raw, out)):
            line = replace(line, kind="row", style="")
        out.append(line)
    return _mark_title(out), contents


def _widest(raw: str, lines: list[Line]) -> int:
    """Most tabs of a row of the table that stands just above, 0 where none does."""
    widest = 0
    for line in reversed(lines):
        if line.kind == "row":
            widest = max(widest, raw.count("\t", line.start, line.end))
        elif line.kind not in ("blank", "skip"):
            break
    return widest


def _goes_on(raw: str, line: Line, widest: int) -> bool:
    """Whether a line below a table is the rest of a row whose other cells are empty.

    Its only tabs stand outside its text, where one alone would be an indent.
    """
    return 2 <= raw.count("\t", line.start, line.end) <= widest


def _content_spans(raw: str) -> list[tuple[int, int, int]]:
    """(start, end, hashes) of each line, without line break, the marks of a quoted block
    (``>``), leading hashes and spaces.
    """
    spans, start = [], 0
    breaks = [(m.start(), m.end()) for m in re.finditer(r"\r\n|\n|\r|\f", raw)]
    for end, following in [*breaks, (len(raw), len(raw))]:
        quoted = _QUOTED.match(raw, start, end)
        start = quoted.end() if quoted else start
        match = re.match(r"\s*(#{1,6})\s+", raw[start:end])
        skip = match.end() if match else 0
        spans.append((start + skip, end, len(match.group(1)) if match else 0))
        start = following
    return spans


def _read_contents(
    texts: list[str], spans: list[tuple[int, int, int]], contents: Contents
) -> set[int]:
    """Rows of the contents page: dotted leaders, or tabbed numbers below its title."""
    dotted = {i: m for i, t in enumerate(texts) if (m := _DOTTED.match(t))}
    rows = dotted if len(dotted) >= 3 else {}
    title = next((i for i, t in enumerate(texts) if _CONTENTS_TITLE.match(t)), None)
    if title is not None and not rows:
        for index in range(title + 1, len(texts)):
            match = _TABBED.match(texts[index])
            if match:
                rows[index] = match
            elif texts[index]:
                break
    for _, match in sorted(rows.items()):
        contents.pages.setdefault(key(match["title"]), int(match["page"]))
        contents.titles.append(match["title"].strip())
    dropped = set(rows) | ({title} if title is not None and rows else set())
    contents.spans = [Span(start=spans[i][0], end=spans[i][1]) for i in sorted(dropped)]
    return dropped


def _classify(
    raw: str, start: int, end: int, hashes: int, text: str, known: set[str], following: str
) -> Line:
    if not text:
        return Line("blank", start, end, text)
    if _is_row(raw[start:end]):
        return Line("row", start, end, text)
    if _SKIP.match(text):
        return Line("skip", start, end, text)
    if _is_caption(text, following, known):
        return Line("caption", start, end, text)
    if _GOAL.match(text):
        return Line("goal", start, end, text)
    style = style_of(text)
    if style and _is_heading(text, style, hashes, key(text) in known, bool(known)):
        return Line("heading", start, end, text, style, hashes)
    if hashes or _PREFACE.match(text):
        return Line("heading", start, end, text, "", hashes)
    return Line("text", start, end, text, style)


def _is_caption(text: str, following: str, known: set[str]) -> bool:
    if not _CAPTION.match(text) or _STOP.search(text) or len(text) > _LONGEST_HEADING:
        return False
    return "\t" in following or following.startswith("|") or key(text) in known


def _is_row(raw: str) -> bool:
    line = raw.strip()
    return "\t" in line or (line.startswith("|") and line.count("|") >= 2)


def _is_heading(text: str, style: str, hashes: int, listed: bool, has_contents: bool) -> bool:
    if listed or hashes:
        return len(text) <= 2 * _LONGEST_HEADING
    if len(text) > _LONGEST_HEADING or _STOP.search(text) or _RUN_IN.search(text):
        return False
    # Below the second level an unmarked short line may be a list item: a contents page
    # that does not list it, or a comma-rich line, says it is one.
    listing = has_contents or text.endswith(("：", ":", "，", ","))
    return style not in ("three", "four") or not listing


def _mark_title(lines: list[Line]) -> list[Line]:
    """The first unnumbered heading before any text is the document's title; in a file without
    ``#``, a first line that ends as titles of plans do.
    """
    for index, line in enumerate(lines):
        named = line.kind == "text" and len(line.text) <= _LONGEST_HEADING
        named = named and bool(_TITLE.search(line.text))
        heading = line.kind == "heading" and not _PREFACE.match(line.text)
        if not line.style and (heading or named):
            lines[index] = Line("title", line.start, line.end, line.text, "", line.hashes)
            break
        if line.kind not in ("blank", "skip"):
            break
    return lines


def is_preface(text: str) -> bool:
    """Whether a heading names a preface."""
    return bool(_PREFACE.match(text))
