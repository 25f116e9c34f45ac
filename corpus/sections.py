"""The tree of sections: a section stands for all that lies below it."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.model import Section


def subtree(sections: Sequence[Section], section_id: str) -> frozenset[str]:
    """Ids of a section and of every section below it; empty where there is no such id."""
    found = {section.id for section in sections if section.id == section_id}
    for section in sections:  # in reading order: parents come before their children
        if section.parent_id in found:
            found.add(section.id)
    return frozenset(found)
