"""Templates with their words; everything is escaped by the template engine."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from api.reader import Piece, cut
from api.texts import WEB, Words
from qa.model import Citation, ShownSource, ShownValue, Statement

_pages = Environment(
    loader=FileSystemLoader(WEB / "pages"),
    autoescape=select_autoescape(),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
READINGS = ("homophone", "lookalike", "pinyin")


def render(template: str, words: Words, **values: object) -> str:
    """A page in the words' language."""
    return _pages.get_template(template).render(t=words, **values)


def quoted(citation: Citation) -> tuple[Piece, ...]:
    """The passage's text, its quotes marked."""
    return cut(citation.text, [(q.start, q.end) for q in citation.quotes])


def linked(answer: str, count: int, label: str) -> Markup:
    """The answer with its ``[n]`` marks as links to the citations."""
    parts = []
    for part in re.split(r"(\[\d+\])", answer):
        n = int(part[1:-1]) if re.fullmatch(r"\[\d{1,4}\]", part) else 0
        mark = Markup('<a class="mark" href="#c{}" aria-label="{}">[{}]</a>')
        shown = 0 < n <= count
        parts.append(mark.format(n, label.replace("{n}", str(n)), n) if shown else escape(part))
    return Markup("").join(parts)


def full_text(citation: Citation) -> str:
    """Link to the passage in the plan's page, its quotes marked there."""
    path, _, anchor = citation.permalink.partition("#")
    quote = ",".join(f"{q.start}-{q.end}" for q in citation.quotes)
    query = f"?{urlencode({'passage': citation.passage_id, 'quote': quote}, safe=',')}"
    return f"{path}{query if quote else ''}#{anchor}"


def in_words(value: ShownValue, words: Words) -> str:
    """A value with its comparator in words: 不低于95%."""
    return words(f"cmp_{value.comparator}", value=f"{value.value}{value.unit}")


def as_words(value: ShownValue) -> bool:
    """Whether the words for a value say it otherwise than the plan prints it."""
    return value.display != f"{value.value}{value.unit}"


def side(statement: Statement, citations: Sequence[Citation]) -> tuple[Piece, ...]:
    """The sentence or row that a side of a conflict stands in, its figure marked."""
    cited = next((c for c in citations if c.n == statement.citation), None)
    if cited is None:
        return ()
    # A column's unit stands in its head, not beside each figure.
    forms = (statement.display, statement.display.rstrip("%"))
    texts = [quote.text for quote in cited.quotes] or [cited.text]
    for form in forms:
        for text in texts:
            at = text.find(form)
            if at >= 0 and (statement.text or "") in text:
                return cut(text, [(at, at + len(form))])
    return cut(texts[0], ())


def place(source: ShownSource, words: Words) -> str:
    """Where a value stands: 表2第3行, or 正文."""
    if source.table is None:
        return words("in_text")
    return words("in_table", table=source.table, row=source.row or "")


_pages.globals.update(
    quoted=quoted, linked=linked, full_text=full_text, in_words=in_words, place=place,
    as_words=as_words, side=side, readings=READINGS,
)  # fmt: skip
