"""Rendering of the console's pages: templates, words, and what every page carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from api.auth.session import Session
from api.staff.messages import WEB, text
from api.staff.tables import hour

NO_STORE = {"cache-control": "no-store", "x-robots-tag": "noindex"}

_pages = Environment(
    loader=FileSystemLoader(WEB),
    autoescape=select_autoescape(),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def marked(words: str, marks: Sequence[tuple[int, int]]) -> Markup:
    """A text with its marked ranges in ``<mark>``; everything escaped."""
    out, position = [], 0
    for start, end in marks:
        out.append(escape(words[position:start]))
        out.append(Markup("<mark>{}</mark>").format(words[start:end]))
        position = end
    out.append(escape(words[position:]))
    return Markup("").join(out)


_pages.globals.update(t=text, marked=marked, hour=hour)


def page(
    template: str, session: Session | None, status: int = 200, **values: object
) -> HTMLResponse:
    """A page of the console; never stored by browsers or proxies on the way."""
    body = _pages.get_template(template).render(session=session, **values)
    return HTMLResponse(body, status, headers=NO_STORE)


def query_string(values: Mapping[str, object]) -> str:
    """The filled values as a query, without the empty ones."""
    from urllib.parse import urlencode

    return urlencode({k: v for k, v in values.items() if v not in (None, "", ())}, doseq=True)


_pages.globals.update(query_string=query_string)
