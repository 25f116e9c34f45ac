"""One search for the page and for ``/v1/staff/search``: words first, meaning where few match."""

from __future__ import annotations

from api.faults import ApiError
from api.service import Service
from api.staff.library import Library
from corpus.model import Frozen
from qa.errors import QuestionError
from qa.finder import FacetValue, Filter, Hit

_FEW = 3
_LONG_ENOUGH = 4
_NEAR = 5


class Found(Frozen):
    """What a search found; ``near`` are passages of like meaning, where few hold the words.

    ``near`` None says that few do and that the like was not looked for.
    """

    query: str
    total: int
    hits: tuple[Hit, ...]
    near: tuple[Hit, ...] | None
    facets: dict[str, tuple[FacetValue, ...]]


async def look(
    service: Service,
    library: Library,
    query: str,
    wanted: Filter,
    limit: int = 50,
    *,
    meaning: bool = True,
) -> Found:
    """Search. Never fails for what is typed: without an encoder at hand nothing is near.

    Words take a few milliseconds; ``meaning`` takes an encoding, which a page that follows every
    key asks for only once nobody types.
    """
    findings = library.finder.find(query, wanted, limit)
    near: tuple[Hit, ...] | None = ()
    few = findings.total < _FEW and len(query.strip()) >= _LONG_ENOUGH and wanted == Filter()
    if few and not meaning:
        near = None
    elif few:
        try:
            engine = service.engine
            similar = await service.run(lambda: engine.search(query, _NEAR))
        except (QuestionError, ApiError):
            similar = ()
        shown = {hit.item.passage_id for hit in findings.hits}
        wished = [c.passage_id for c in similar if c.passage_id not in shown]
        near = library.finder.passages(wished)
    return Found(
        query=query, total=findings.total, hits=findings.hits, near=near, facets=findings.facets
    )
