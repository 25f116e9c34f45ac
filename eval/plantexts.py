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


def plan_beside(set_path: Path) -> list[Path]:
    """The plan that a set brings along as ``plans/<name of the set>.md``, if it does."""
    path = set_path.parent / "plans" / f"{set_path.stem}.md"
    return [path] if path.is_file() else []


def texts_for(set_path: Path, extra: tuple[Path, ...] = ()) -> list[str]:
    """Texts in which the quotes of a set may stand.

    Those of the plan beside the set (a fictional plan that belongs to the benchmark) or, without
    one, the catalogue's; and plans named on the command line.
    """
    beside = plan_beside(set_path)
    own = [read_text(path) for path in beside] if beside else [*catalogue_texts().values()]
    return [*own, *(read_text(path) for path in extra)]
