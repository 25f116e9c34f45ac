"""The links page: each goal's thread as columns of nodes, every node with its evidence."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.link_nodes import Node
from corpus.links import Ground, PlanLinks
from corpus.model import Frozen, Plan
from corpus.threads import Thread, threads, unlinked
from qa.present import passage_link


class Place(Frozen):
    """A quoted sentence with where it stands."""

    text: str
    place: str
    permalink: str


class Evidence(Frozen):
    """Why a node is linked to another one, in words or sentences."""

    to: str
    rule: str
    words: tuple[str, ...]
    quotes: tuple[Place, ...]


class Shown(Frozen):
    """A node with its evidence towards the nodes before it."""

    node: Node
    permalink: str
    evidence: tuple[Evidence, ...]


class Chain(Frozen):
    """A goal (or None) with what belongs to it."""

    goal: Shown | None
    tasks: tuple[Shown, ...]
    projects: tuple[Shown, ...]
    indicators: tuple[Shown, ...]


class Chains(Frozen):
    """All chains of one plan, and the nodes that no link touches."""

    plan_id: str
    title: str
    chains: tuple[Chain, ...]
    alone: tuple[Shown, ...]


def make_chains(plan: Plan, links: PlanLinks) -> Chains:
    """Read the page's content from a plan's links."""
    shower = _Shower(plan, links)
    return Chains(
        plan_id=plan.entry.id,
        title=plan.entry.title,
        chains=tuple(shower.chain(thread) for thread in threads(links)),
        alone=tuple(shower.shown(node_id, None) for node_id in unlinked(links)),
    )


class _Shower:
    def __init__(self, plan: Plan, links: PlanLinks) -> None:
        self._plan = plan
        self._nodes = {node.id: node for node in links.nodes}
        self._passages = {passage.id: passage for passage in plan.passages}

    def chain(self, thread: Thread) -> Chain:
        def column(ids: Sequence[str]) -> tuple[Shown, ...]:
            return tuple(self.shown(node_id, thread) for node_id in ids)

        measured = sorted(thread.indicators, key=self._by_number)
        return Chain(
            goal=self.shown(thread.goal, None) if thread.goal else None,
            tasks=column(thread.tasks),
            projects=column(thread.projects),
            indicators=column(measured),
        )

    def shown(self, node_id: str, thread: Thread | None) -> Shown:
        node = self._nodes[node_id]
        found = [
            self._evidence(self._nodes[link.source].title, ground)
            for link in (thread.links if thread else ())
            if link.target == node_id
            for ground in link.grounds
        ]
        first = node.passage_ids[0] if node.passage_ids else ""
        return Shown(
            node=node, permalink=f"/plans/{self._plan.entry.id}#{first}", evidence=tuple(found)
        )

    def _by_number(self, node_id: str) -> tuple[int, int]:
        """Numbered rows of the table first, in its order."""
        number = self._nodes[node_id].number
        return (0, int(number)) if number and number.isdigit() else (1, 0)

    def _evidence(self, to: str, ground: Ground) -> Evidence:
        places = []
        for quote in ground.quotes:
            passage = self._passages[quote.passage_id]
            link = passage_link(self._plan.entry.id, passage.id, (quote.start, quote.end))
            place = " › ".join(passage.path)
            places.append(Place(text=quote.text, place=place, permalink=link))
        return Evidence(to=to, rule=ground.rule, words=ground.words, quotes=tuple(places))
