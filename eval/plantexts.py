"""Plan files as they came, for checking quotes and source spans against them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from corpus.catalogue import load_catalogue, plan_path
from corpus.errors import PlanError
from corpus.model import Plan
from corpus.readers import READERS, read_document
from eval.errors import SystemMissing
from index.snapshot import Snapshot

_named: dict[str, str] = {}
"""Decoded text of the plans asked over that are not in the catalogue, by plan id."""


@lru_cache(maxsize=1)
def catalogue_texts() -> dict[str, str]:
    """Decoded text of every plan in the catalogue, by plan id; unreadable plans are left out."""
    texts: dict[str, str] = {}
    for entry in load_catalogue():
        try:
            texts[entry.id] = read_document(plan_path(entry)).text
        except PlanError:
            continue
    return texts


def known_texts() -> dict[str, str]:
    """Texts by plan id: the catalogue's and those remembered."""
    return {**catalogue_texts(), **_named}


def remember(plans: Iterable[Plan], paths: Iterable[Path]) -> None:
    """Keep the texts of the files that ``plans`` were read from (matched by their hash)."""
    documents = {document.sha256: document.text for document in map(read_document, paths)}
    for plan in plans:
        if plan.entry.sha256 in documents:
            _named[plan.entry.id] = documents[plan.entry.sha256]


def texts_of(snapshot: Snapshot) -> list[str]:
    """What the plans of a snapshot say: its passages, and the plan files that are known."""
    texts = known_texts()
    files = [texts[plan.entry.id] for plan in snapshot.plans if plan.entry.id in texts]
    return [*files, *(passage.text for passage in snapshot.passages)]


def plan_beside(set_path: Path) -> list[Path]:
    """The plan that a set brings along as ``plans/<name of the set>.<format>``, if it does."""
    folder = set_path.parent / "plans"
    found = [folder / f"{set_path.stem}{suffix}" for suffix in READERS]
    return [path for path in found if path.is_file()][:1]


def texts_for(set_path: Path, extra: tuple[Path, ...] = ()) -> list[str]:
    """Texts in which the quotes of a set may stand.

    Those of the plan beside the set (a fictional plan that belongs to the benchmark) or, without
    one, the catalogue's; and plans named on the command line. Raises `SystemMissing` for a plan
    that cannot be read.
    """
    beside = plan_beside(set_path)
    texts = [] if beside else [*catalogue_texts().values()]
    for path in (*beside, *extra):
        try:
            texts.append(read_document(path).text)
        except PlanError as fault:
            raise SystemMissing(str(fault)) from None
    return texts
