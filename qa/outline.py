"""Answers that are a part of the outline: what a section or box lists, and the overall goals.

A list is what stands directly below a title: its sections' titles, else the first sentences of
its items, else its sentences that count (一是, 二是), always the whole of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.model import Paragraph, Passage, Plan, Section, Span
from corpus.quantities import read_number
from corpus.roles import Role, section_role
from qa.bounds import bound_in
from qa.draft import Draft, Piece, Source
from qa.normalise import fold
from qa.question import Understanding

_LIST = re.compile(
    r"哪[些几]|有几|几(?:条|项|个|大|点|方面|部分|节|章)|(?:是|有|包括|包含|列了|写了)(?:什么|啥)|分别|列(?:了|出|举)|名单|都有|"
    r"第[一二三四五六七八九十\d]+(?:条|个|项|点|大)"
)
_MATTERS = re.compile(
    r"保障措施|实施保障|原则|任务|措施|举措|问题|短板|不足|挑战|成就|成效|形势|机遇|目标|工程|行动"
)
_OVERALL = re.compile(
    r"(?:整体|总体|全[区市县省]|最终|收官)[^，。]{0,12}(?:建|变|做|发展)(?:设)?成(?:个|一个|为)?(?:什么|啥|怎么?)样|"
    r"总(?:的|体)?(?:的)?(?:发展|规划)?目标|整体目标|大目标|远景|长远|展望|愿景|目标是(?:什么|啥|怎么)|^规划目标"
)
_FAR = re.compile(r"远景|长远|展望|愿景")
_FRAME = re.compile(
    r"规划|主要|专栏\d*|方面|具体|工程|项目|任务|举措|措施|内容|重点|列[了出举]?|提出|明确|安排|原则|目标|总体|总目标|总|"
    r"达到|实现|做到|完成|远景|长远|展望|愿景|发展|遵循|坚持|包括|包含|十[一二三四五六七八九]五|时期|期间|全?[区市县]里?|章|节|基本|[哪那]?[几些]\S?|第[一二三四五六七八九十\d]+\S|都有|20\d\d|年|末|底|收官|整体|标题|名称|一共|总共|分列|列出来|每个|所有|全部|逐[一条项]|完整|样子|建成|成个"
)
_COUNTED = re.compile(r"[一二三四五六七八九十]是")
_LEAD = re.compile(r"(?:到|至|展望)?\s*(20\d\d)\s*年")
_ORDINAL = re.compile(r"第([一二三四五六七八九十\d]+)(?:条|个|项|点|大)")
_AHEAD = 20
_NEXT = re.compile(r"(?:如下|以下)[：:]?。?$")
_SHORTEST = 4
_WHOLE = 420


def answer_list(
    question: Understanding, words: Sequence[str], plans: Sequence[Plan]
) -> Draft | None:
    """What stands below the section or box that a question for a list names, or is; else None.

    ``words`` are the question's words of content: beside the title none may be left.
    """
    bare = fold(question.text).rstrip("?？。")
    asked = _LIST.search(question.text) or any(
        bare == fold(section.title) for plan in plans for section in plan.sections
    )
    if not asked or "指标" in question.text or bound_in(question.text):
        return None
    for plan in plans:
        section = _named_section(question.text, words, plan)
        if section is not None:
            pieces = list(_below(plan, section))
            nth = _ORDINAL.search(question.text)
            number = read_number(nth[1]) if nth else None
            if number is not None and 0 < number <= len(pieces):
                return Draft([pieces[int(number) - 1]])
            if len(pieces) > 1:
                return _counted(f"“{section.title}”", pieces)
    for plan in plans:
        chapters = _chapters_of_tasks(question.text, words, plan)
        if len(chapters) > 1:
            return _counted("各项任务", [_titled(plan, c) for c in chapters])
    return None


def answer_goal(
    question: Understanding, words: Sequence[str], plans: Sequence[Plan]
) -> Draft | None:
    """The sentences that state the goal as a whole, of the year asked or of the plan's end."""
    overall = _OVERALL.search(question.text)
    single = question.tables or bound_in(question.text) or "指标" in question.text
    dated = "目标" in question.text and question.years and not single
    if not overall and not dated:
        return None
    draft = Draft()
    for plan in plans:
        if _left(words, plan.entry.title):
            continue
        end = plan.entry.period_end
        for year, source in _led(plan):
            far = _FAR.search(question.text) and end is not None and year is not None and year > end
            if (year in question.years) if question.years else (far or (not _FAR.search(
                question.text) and year == end)):  # fmt: skip
                text = source.passage.text[source.start : source.end].strip()
                draft.pieces.append(Piece(text, "quote", (source,)))
    if not draft.pieces and overall and question.years and not _speak_of(plans, question.years):
        draft.missing = "、".join(f"{year}年" for year in question.years) + "的目标"
        return draft
    return draft if draft.pieces else None


def _speak_of(plans: Sequence[Plan], years: Sequence[int]) -> bool:
    said = [f"{year}年" for year in years]
    return any(word in p.text for plan in plans for p in plan.passages for word in said)


def _led(plan: Plan) -> Iterator[tuple[int | None, Source]]:
    """The untitled sentences of the goal sections, each with the year that its run begins with."""
    goals = {s.id for s in plan.sections if section_role(s.path, s.kind) is Role.GOAL}
    for passage in plan.passages:
        if passage.section_id not in goals or passage.title or passage.kind != "paragraph":
            continue
        year: int | None = None
        for span in passage.sentences:
            text = passage.text[span.start : span.end].strip()
            lead = _LEAD.search(text[:_AHEAD])
            year = int(lead[1]) if lead else year
            if year is not None and not _NEXT.search(text):
                yield year, Source(passage, span.start, span.end)


def _named_section(text: str, words: Sequence[str], plan: Plan) -> Section | None:
    """The section whose title, or a clause of it, a question names and asks nothing beside."""
    folded = fold(text)
    best: tuple[int, Section] | None = None
    for section in plan.sections:
        if section.kind == "preface":
            continue
        for clause in re.split(r"[，,：:]", section.title):
            name = fold(clause)
            said = len(name) >= _SHORTEST and name in folded
            if said and not _left(words, plan.entry.title, section.title):
                best = best if best and best[0] >= len(name) else (len(name), section)
        number = fold(section.number or "")
        known = section.title + number
        if len(number) > 2 and number in folded and not _left(words, plan.entry.title, known):
            return section
    if best is not None:
        return best[1]
    matter = _MATTERS.search(text)
    if matter is None:
        return None
    word = "保障" if "保障" in matter.group() else matter.group()
    if _left(words, plan.entry.title, word):
        return None
    holding = [s for s in plan.sections if s.kind == "section" and word in s.title]
    outermost = [s for s in holding if s.level == min(h.level for h in holding)]
    if word == "保障":  # the last chapter; others may assure a supply
        return outermost[-1] if outermost and outermost[0].parent_id is None else None
    return outermost[0] if len(outermost) == 1 else None


def names_section(text: str, plans: Sequence[Plan]) -> bool:
    """Whether a question gives a section's whole title, be its words ever so general."""
    folded = fold(text)
    titles = (fold(s.title) for plan in plans for s in plan.sections if s.kind == "section")
    return any(len(title) >= _SHORTEST and title in folded for title in titles)


def _chapters_of_tasks(text: str, words: Sequence[str], plan: Plan) -> list[Section]:
    """The chapters that are the tasks, where no title says 任务."""
    if "任务" not in text or _left(words, plan.entry.title):
        return []
    if any("任务" in s.title for s in plan.sections):
        return []
    return [
        s
        for s in plan.sections
        if s.parent_id is None
        and s.kind == "section"
        and section_role(s.path, s.kind) in (Role.TASK, Role.UNKNOWN)
        and not re.search(r"保障措施|组织实施|实施保障|工程$|项目$", s.title)
    ]


def _left(words: Sequence[str], title: str, known: str = "") -> bool:
    """Whether words of a question remain that such questions do not hold anyway.

    The plan's ``title`` accounts for its own words whole, ``known`` for words that it shares a
    part with.
    """
    rest = [
        w
        for w in (_FRAME.sub("", word) for word in words)
        if w not in fold(title) and not any(w[i : i + 2] in fold(known) for i in range(len(w) - 1))
    ]
    return any(re.search(r"[\u3400-\u9fff]{2}", word) for word in rest)


def _below(plan: Plan, section: Section) -> Iterator[Piece]:
    """What stands directly below a section, as pieces in reading order."""
    parts = [s for s in plan.sections if s.parent_id == section.id]
    parts = [s for s in parts if not re.match(r"专栏|附", s.number or s.title)] or []
    if len(parts) > 1:
        yield from (_titled(plan, part) for part in parts)
        return
    items = _items([p for p in plan.paragraphs if p.section_id == section.id])
    if items:
        firsts = _firsts(plan)
        yield from (_opening(firsts[item.id]) for item in items if item.id in firsts)
        return
    for passage in plan.passages:
        if passage.section_id == section.id and passage.kind == "paragraph":
            for span in passage.sentences:
                if _COUNTED.search(passage.text[span.start : span.end]):
                    yield _quote(passage, span)


def _items(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The items of a list: titled goals where there are any, else its numbered paragraphs."""
    titled = [p for p in paragraphs if p.title and p.kind in ("goal", "item")]
    items = titled or [p for p in paragraphs if p.kind == "item"]
    return items if len(items) > 1 else []


def _firsts(plan: Plan) -> dict[str, Passage]:
    found: dict[str, Passage] = {}
    for passage in plan.passages:
        found.setdefault(passage.unit_id, passage)
    return found


def _opening(passage: Passage) -> Piece:
    return _quote(passage, passage.sentences[0])


def _quote(passage: Passage, span: Span) -> Piece:
    source = Source(passage, span.start, span.end)
    return Piece(passage.text[span.start : span.end].strip(), "quote", (source,))


def _titled(plan: Plan, section: Section) -> Piece:
    """A section's title as printed, cited by the first passage that stands in it."""
    depth = len(section.path)
    inside = next((p for p in plan.passages if p.path[:depth] == section.path), None)
    title = section.path[-1]
    if inside is None:
        return Piece(title, "title")
    first = inside.sentences[0]
    return Piece(title, "title", (Source(inside, first.start, first.end),))


def _counted(name: str, pieces: Sequence[Piece]) -> Draft:
    """The list with a sentence that says how many there are; its order is that of the plan."""
    count = str(len(pieces))
    draft = Draft(
        [Piece(f"{name}共{count}项：", "computed", (), (count, *re.findall(r"\d+", name)))]
    )
    for position, piece in enumerate(pieces, start=1):
        size = sum(source.end - source.start for source in piece.sources)
        weight = (1 - position / 1000) / max(1, size)
        draft.pieces.append(Piece(piece.text, piece.kind, piece.sources, weight=weight))
    return draft
