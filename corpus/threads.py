"""A plan's links as threads: a goal with its tasks, their projects, and what measures them."""

from __future__ import annotations

from collections import defaultdict

from corpus.links import Link, PlanLinks
from corpus.model import Frozen

_STRONG = {"figure", "echo", "topic"}


class Thread(Frozen):
    """What belongs to one goal, or, for ``goal`` None, to a task that serves no goal alone.

    Ids are node ids in reading order. ``links`` are those among the thread's nodes.
    """

    goal: str | None
    tasks: tuple[str, ...]
    projects: tuple[str, ...]
    indicators: tuple[str, ...]
    links: tuple[Link, ...]


def threads(links: PlanLinks) -> tuple[Thread, ...]:
    """Every goal's thread, then the tasks and projects that no goal's thread holds.

    A task that a goal only mentions stands in the thread, but brings nothing of its own along.
    """
    found = [
        _thread(links, goal=node.id, start=node.id) for node in links.nodes if node.kind == "goal"
    ]
    held = {end for thread in found for end in (*thread.tasks, *thread.projects)}
    for kind in ("task", "project"):
        for node in links.nodes:
            if node.kind == kind and node.id not in held:
                thread = _thread(links, goal=None, start=node.id)
                if thread.links:
                    found.append(thread)
                    held |= {*thread.tasks, *thread.projects}
    return tuple(found)


def unlinked(links: PlanLinks) -> tuple[str, ...]:
    """Ids of the nodes that no link touches."""
    touched = {end for link in links.links for end in (link.source, link.target)}
    return tuple(node.id for node in links.nodes if node.id not in touched)


def _thread(links: PlanLinks, goal: str | None, start: str) -> Thread:
    kinds = {node.id: node.kind for node in links.nodes}
    below: dict[str, list[Link]] = defaultdict(list)
    for link in links.links:
        below[link.source].append(link)
    held, opened = {start}, [start]
    if kinds[start] == "project":
        held |= {link.source for link in links.links if link.target == start}
    while opened:
        for link in below[opened.pop()]:
            strong = bool(_STRONG & {ground.rule for ground in link.grounds})
            if link.target not in held:
                held.add(link.target)
                if strong or kinds[link.target] != "task":
                    opened.append(link.target)
    order = [node.id for node in links.nodes if node.id in held]
    return Thread(
        goal=goal,
        tasks=tuple(i for i in order if kinds[i] == "task"),
        projects=tuple(i for i in order if kinds[i] == "project"),
        indicators=tuple(i for i in order if kinds[i] == "indicator"),
        links=tuple(link for link in links.links if link.source in held and link.target in held),
    )
