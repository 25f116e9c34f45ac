"""The goals, tasks, projects and indicators of a plan, as the ends of links."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal

from corpus.columns import is_project_table
from corpus.model import Frozen, Page, Paragraph, Passage, Period, Plan, Section, Table
from corpus.roles import Role, section_role
from corpus.words import words

Kind = Literal["goal", "task", "project", "indicator"]
_TITLE = 40
_NOTE = re.compile(r"\s*[（(]?注\d*[:：]")


class Node(Frozen):
    """One end of a link. ``passage_ids`` are the passages that hold its text, in order.

    ``number`` is what a reader calls it by: a section's number, a row's number, or None.
    """

    id: str
    kind: Kind
    title: str
    number: str | None
    path: tuple[str, ...]
    page: Page | None
    passage_ids: tuple[str, ...]


def find_nodes(plan: Plan) -> tuple[Node, ...]:
    """Every end of a link in reading order; indicators are those that have a target.

    Goals are the titled goals (——标题。) of the goal sections; where a plan prints none, its
    goal sections' own parts. Tasks are the parts of task chapters with all that is below
    them; projects are the rows of tables that name projects in words.
    """
    found: list[Node] = [*_goals(plan), *_tasks(plan), *_projects(plan), *_indicators(plan)]
    return tuple(found)


def _roles(plan: Plan) -> dict[str, Role]:
    return {s.id: section_role(s.path, s.kind) for s in plan.sections}


def _goals(plan: Plan) -> list[Node]:
    roles = _roles(plan)
    by_unit: dict[str, list[Passage]] = defaultdict(list)
    for passage in plan.passages:
        by_unit[passage.unit_id].append(passage)
    goals = [
        p for p in plan.paragraphs if roles[p.section_id] is Role.GOAL and not _NOTE.match(p.text)
    ]
    titled = [p for p in goals if p.title]
    if titled:
        return [_of_goal(p, by_unit[p.id], p.title or "") for p in titled]
    parents = {s.parent_id for s in plan.sections}
    leaves = [
        s
        for s in plan.sections
        if roles[s.id] is Role.GOAL and s.id not in parents and s.parent_id is not None
    ]
    if len(leaves) > 1:
        return [_of_section(plan, s, "goal", {s.id}) for s in leaves]
    return [_of_goal(p, by_unit[p.id], _opening(p.text)) for p in goals]


def _opening(text: str) -> str:
    head = text.split("。", 1)[0]
    return head if len(head) <= _TITLE else head[:_TITLE] + "…"


def _of_goal(paragraph: Paragraph, passages: Iterable[Passage], title: str) -> Node:
    held = tuple(passages)
    return Node(
        id=paragraph.id,
        kind="goal",
        title=title,
        number=None,
        path=held[0].path if held else (),
        page=paragraph.page,
        passage_ids=tuple(p.id for p in held),
    )


def _tasks(plan: Plan) -> Iterator[Node]:
    roles = _roles(plan)
    children: dict[str | None, list[Section]] = defaultdict(list)
    for section in plan.sections:
        children[section.parent_id].append(section)
    # A chapter that holds the table of projects, and no parts, is their frame and no task.
    framed = {t.section_id for t in _project_tables(plan) if not children[t.section_id]}
    for chapter in children[None]:
        for section in children[chapter.id] or [chapter]:
            if roles[section.id] is not Role.TASK or section.id in framed:
                continue
            task = _of_section(plan, section, "task", _below(section.id, children))
            if task.passage_ids:
                yield task


def _below(section_id: str, children: dict[str | None, list[Section]]) -> set[str]:
    found = {section_id}
    for child in children.get(section_id, ()):
        found |= _below(child.id, children)
    return found


def _of_section(plan: Plan, section: Section, kind: Kind, held: set[str]) -> Node:
    return Node(
        id=section.id,
        kind=kind,
        title=section.title,
        number=section.number,
        path=section.path,
        page=section.page,
        passage_ids=tuple(
            p.id for p in plan.passages if p.section_id in held and p.kind == "paragraph"
        ),
    )


def _project_tables(plan: Plan) -> list[Table]:
    return [
        table
        for table in plan.tables
        if is_project_table(table)
        and section_role(table.path) not in (Role.BACKGROUND, Role.GUIDING)
    ]


def _projects(plan: Plan) -> Iterator[Node]:
    named = {table.label for table in _project_tables(plan)}
    totals = words("link_words", "totals")
    for passage in plan.passages:
        if passage.table in named and passage.title and passage.title not in totals:
            yield Node(
                id=passage.unit_id,
                kind="project",
                title=passage.title,
                number=str(passage.row),
                path=passage.path,
                page=passage.page,
                passage_ids=(passage.id,),
            )


def _indicators(plan: Plan) -> Iterator[Node]:
    places = {passage.id: passage for passage in plan.passages}
    for indicator in plan.indicators:
        targets = [v for v in indicator.values if v.period is Period.TARGET]
        if not targets:
            continue
        first = next((v for v in targets if v.source.kind == "table"), targets[0])
        place = places[first.source.passage_id]
        yield Node(
            id=indicator.id,
            kind="indicator",
            title=indicator.name,
            number=str(first.source.row) if first.source.kind == "table" else None,
            path=place.path,
            page=place.page,
            passage_ids=(place.id,),
        )
