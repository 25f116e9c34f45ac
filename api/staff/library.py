"""Everything the console derives from a snapshot, made once a snapshot."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from api.staff.figures import Figures, make_figures
from api.staff.register import Row, make_rows
from api.staff.threads import Chains, make_chains
from corpus.links import find_links
from corpus.model import Plan
from index.snapshot import Snapshot
from qa.finder import Finder
from qa.items import make_items


@dataclass(frozen=True)
class Library:
    """What the pages show of the snapshot's plans, and the finder over all of them."""

    snapshot_id: str
    plans: tuple[Plan, ...]
    finder: Finder
    rows: tuple[Row, ...]
    figures: tuple[Figures, ...]
    chains: tuple[Chains, ...]


def make_library(snapshot: Snapshot) -> Library:
    """Derive everything; takes about a second for a long plan."""
    cut = snapshot.segmenter.cut
    links = tuple(find_links(plan, cut) for plan in snapshot.plans)
    projects = [node for found in links for node in found.nodes if node.kind == "project"]
    finder = Finder(make_items(snapshot.plans, projects), cut)
    return Library(
        snapshot_id=snapshot.id,
        plans=snapshot.plans,
        finder=finder,
        rows=make_rows(snapshot.plans),
        figures=tuple(make_figures(plan) for plan in snapshot.plans),
        chains=tuple(
            make_chains(plan, found) for plan, found in zip(snapshot.plans, links, strict=True)
        ),
    )


class Shelf:
    """Keeps the library of the snapshot that serves; safe to share by threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._library: Library | None = None

    def of(self, snapshot: Snapshot) -> Library:
        """The library of a snapshot, made now when it is not at hand."""
        held = self._library
        if held is None or held.snapshot_id != snapshot.id:
            with self._lock:
                held = self._library
                if held is None or held.snapshot_id != snapshot.id:
                    held = self._library = make_library(snapshot)
        return held
