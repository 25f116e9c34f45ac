"""The catalogue of plan documents, and entries for documents that are dropped in."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from corpus.errors import CatalogueError
from corpus.model import PlanEntry
from corpus.outline import bare
from corpus.readers import read_document
from corpus.readers.base import RawDocument

PLANS = Path(__file__).parent / "plans"
_ENTRIES = TypeAdapter(tuple[PlanEntry, ...])
_FIVE_YEARS = {"十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026, "十六五": 2031}
_YEARS = re.compile(r"((?:19|20)\d\d)\s*[—–\-~至到]+\s*((?:19|20)\d\d)年?")
_REGION = re.compile(
    r"((?:[\u3400-\u9fff]{2,7}?(?:省|自治区|特别行政区))?(?:[\u3400-\u9fff]{2,6}?(?:市|自治州|盟))?(?:[\u3400-\u9fff]{1,6}?(?:区|县|旗))?)"
)


def load_catalogue(folder: Path = PLANS) -> tuple[PlanEntry, ...]:
    """Every catalogued plan. Raises `CatalogueError` naming what is wrong."""
    path = folder / "catalogue.json"
    try:
        entries = _ENTRIES.validate_python(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise CatalogueError(f"{path.name}: {error}; mend the catalogue entry") from error
    ids = [entry.id for entry in entries]
    if len(set(ids)) != len(ids):
        raise CatalogueError(f"{path.name}: an id occurs twice; ids must be unique")
    return entries


def plan_path(entry: PlanEntry, folder: Path = PLANS) -> Path:
    """Where the catalogued document lies."""
    return folder / entry.file


def entry_for(path: Path) -> PlanEntry:
    """The catalogue's entry of a document, or one read from the document itself.

    A copy of a catalogued document is known by its content. What a document does not say is
    "" or None: nothing is guessed.
    """
    if path.parent.resolve() == PLANS.resolve():
        for entry in load_catalogue():
            if entry.file == path.name:
                return entry
    document = read_document(path)
    for entry in load_catalogue():
        if entry.sha256 == document.sha256:
            return entry
    return derive_entry(path, document)


_ANNOUNCED = re.compile(r"(?:印发|关于|批准)[^《》]*《([^《》]{4,100})》[^《》]*(?:通知|批复|公告)")
"""A document that is sent out by a notice: the title of what is sent out."""


def derive_entry(path: Path, document: RawDocument) -> PlanEntry:
    """Title from the first heading, region and period from the title (or the opening)."""
    lines = [bare(re.sub(r"^\s*#+\s*", "", line)) for line in document.text.splitlines()]
    lines = [line for line in lines if line and not line.startswith("<!--")]
    title = next(
        (line for line in lines if "规划" in line or "纲要" in line or "计划" in line), lines[0]
    )
    announced = _ANNOUNCED.search(title)
    title = announced[1] if announced else title
    # The title speaks of the plan's own period; its opening may look back at the last one.
    start, end = _period(title)
    if start is None:
        start, end = _period("\n".join(lines[:12]))
    region = _REGION.match(re.sub(r"^[（(].*?[)）]", "", title))
    place = region.group(1) if region else ""
    level = place[-1] if place and place[-1] in "省市区县旗" else ""
    slug = re.sub(r"[^\w-]+", "-", path.stem.lower()).strip("-_") or "plan"
    return PlanEntry(
        id=slug if slug.isascii() else "plan-" + hashlib.sha256(slug.encode()).hexdigest()[:10],
        file=path.name,
        title=title[:120],
        issuer="",
        region=place,
        level=level,
        period_start=start,
        period_end=end,
        source="",
        sha256=document.sha256,
    )


def _period(text: str) -> tuple[int | None, int | None]:
    years = _YEARS.search(text)
    if years:
        return int(years.group(1)), int(years.group(2))
    for name, start in _FIVE_YEARS.items():
        if name in text:
            return start, start + 4
    return None, None


def check_digest(entry: PlanEntry, document: RawDocument) -> None:
    """Raise `CatalogueError` where a catalogued document has changed."""
    if entry.sha256 and entry.sha256 != document.sha256:
        raise CatalogueError(
            f"{entry.file}: the file is not the catalogued one (sha256 differs); "
            "restore it or update its sha256 in corpus/plans/catalogue.json"
        )
