"""Plan files as they came, for checking quotes and source spans against them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from corpus.catalogue import load_catalogue, plan_path
from corpus.errors import PlanError
from eval.datasets import read_text


@lru_cache(maxsize=1)
def catalogue_texts() -> dict[str, str]:
    """Decoded text of every plan in the catalogue, by plan id; unreadable plans are left out."""
    texts: dict[str, str] = {}
    for entry in load_catalogue():
        try:
            texts[entry.id] = plan_path(entry).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError, PlanError):
            continue
    return texts


def texts_for(set_path: Path, extra: tuple[Path, ...] = ()) -> list[str]:
    """Texts in which the quotes of a set may stand.

    The catalogue's plans, plans named on the command line, and those in a folder ``plans``
    beside the set (fictional plans that belong to the benchmark).
    """
    beside = sorted((set_path.parent / "plans").glob("*.md"))
    return [*catalogue_texts().values(), *(read_text(path) for path in (*extra, *beside))]
