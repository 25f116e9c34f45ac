"""Sentences that promise: verb, object, quantities, deadline and whether one can check them.

Read from the goal, task and measure sections and from tables of projects; background,
achievements and guiding thought promise nothing. Verbs are reviewed general Chinese
(``corpus/data/commitment_words.json``): a promise opens a clause with one, or, in a goal,
closes a clause with the state to be reached (体系进一步完善).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from corpus.columns import is_indicator_table, is_project_table
from corpus.echoes import find_echoes
from corpus.indicators import body_sentences
from corpus.model import Commitment, Paragraph, Passage, Quantity, Section, Span, Table
from corpus.quantities import find_quantities
from corpus.roles import Horizon, Role, lead_years, section_role, tells_past
from corpus.words import any_of, words

_DASH = re.compile(r"^\s*(?:——|--+|—)\s*")
_CLAUSE = re.compile(r"[^，。；;！？!?：:、\s][^，。；;！？!?：:]*")
_DEADLINE = re.compile(
    r"(?:到|至|于|在)\s*(20\d\d)\s*年|(20\d\d)\s*年\s*(?:\d{1,2}\s*月)?\s*(?:底|末|年底|前|之前|以前|内|[，,])"
    r"|(?:^|[，；])\s*(20\d\d)\s*年(?!以来|度|以后|起)"
)
_WHEN = re.compile(
    r"^(?:(?:到|至|在|于|从)?\s*20\d\d年(?:\d{1,2}月)?(?:[底末初]|上半年|下半年)?(?:之?前|以前|起)?"
    r"|每(?:[一两三]?年|半年|季度|个?月|周)|[三五]年(?:内|间)?(?:累计)?|“[^”]{3,4}”(?:时期|期间|期末))"
)
_FRAMES_OF_NAMES = ("以", "将", "使")
_MEASURE = re.compile(r"(?:率|比例|比重|占比|数|量|面积|规模|水平|标准|寿命)$|[个所家]$")
_RUN_IN = re.compile(
    r"\s*(?:（[一二三四五六七八九十\d]+）|[一二三四五六七八九十]+、|\d+[.．、])[^，；]{2,30}。$"
)
_PERIOD_END = re.compile(r"“[^”]{2,3}五”(?:时期|期|规划期)?末|规划期末")


class Promise(NamedTuple):
    """What a sentence promises: the verb, its object, and who does it where that is said."""

    verb: str
    object: str
    actor: str | None


def find_commitments(
    plan_id: str,
    passages: Sequence[Passage],
    paragraphs: Sequence[Paragraph],
    tables: Sequence[Table],
    sections: Sequence[Section],
    period_end: int | None,
) -> tuple[Commitment, ...]:
    """Find every promise in reading order, with the places that say the same.

    ``paragraphs`` is not read: passages carry the same text with their place.
    """
    kinds = {section.id: section.kind for section in sections}
    leads = lead_years(passages)
    projects = _projects(tables)
    numeric = {table.label for table in tables if is_indicator_table(table)}
    found = []
    for passage in passages:
        role = section_role(passage.path, kinds.get(passage.section_id or "", "section"))
        if passage.table in numeric or role in (Role.BACKGROUND, Role.GUIDING):
            continue
        lead = leads.get(passage.id) if role is Role.GOAL else None
        project = projects.get((passage.table or "", passage.row or 0))
        for sentence in body_sentences(passage):
            made = _commitment(plan_id, passage, sentence, role, period_end, lead, project)
            if made is not None:
                found.append(made)
    echoes = find_echoes([(c.text, c.passage_id) for c in found])
    return tuple(
        c.model_copy(update={"echoes": tuple(found[j].id for j in echoes[i])})
        for i, c in enumerate(found)
    )


def _projects(tables: Sequence[Table]) -> dict[tuple[str, int], str]:
    """Name of each row of a table of projects, by table label and row number."""
    names = {}
    for table in tables:
        at = next((i for i, c in enumerate(table.columns) if c.role == "name"), None)
        if at is None or not is_project_table(table):
            continue
        for row in table.rows:
            if at < len(row.cells):
                names[table.label, row.number] = row.cells[at].text
    return names


def _commitment(
    plan_id: str,
    passage: Passage,
    sentence: Span,
    role: Role,
    period_end: int | None,
    lead: int | None,
    project: str | None,
) -> Commitment | None:
    raw = passage.text[sentence.start : sentence.end]
    start = sentence.start + len(raw) - len(raw.lstrip())
    text = raw.strip()
    promise = read_promise(text, role) if text != project else None
    if promise is None or tells_past(text, role, Horizon(None, period_end)):
        return None
    quantities = tuple(q for _, q in find_quantities(text))
    stated = deadline_of(text, period_end)
    key = "\x1f".join((plan_id, passage.id, str(start), text))
    return Commitment(
        id="c-" + hashlib.sha256(key.encode()).hexdigest()[:12],
        plan_id=plan_id,
        passage_id=passage.id,
        section_id=passage.section_id,
        path=passage.path,
        text=text,
        start=start,
        end=start + len(text),
        verb=promise.verb,
        object=promise.object,
        actor=promise.actor,
        quantities=quantities,
        deadline=stated if stated is not None else lead,
        project=project,
        verifiable=_verifiable(text, promise, quantities, stated),
        echoes=(),
        page=passage.page,
    )


def read_promise(sentence: str, role: Role) -> Promise | None:
    """Read what a sentence promises; None when it promises nothing.

    A clause that only frames the promise (通过…, 以…为契机) is passed over when a later one
    opens with a verb. The title of a goal states what will be reached: its end is read first.
    A numbered title at the head of its paragraph (2. 提升素养。) promises what follows it.
    """
    if _RUN_IN.match(sentence):
        return None
    if role is Role.GOAL and _DASH.match(sentence):
        title = _closing(next(_clauses(sentence), ""))
        if title is not None:
            return title
    framed: Promise | None = None
    for clause in _clauses(sentence):
        opening = _opening(clause)
        if opening is None:
            continue
        level = _level(clause) if opening.actor or opening.verb in _FRAMES_OF_NAMES else None
        if level is not None and _MEASURE.search(level.object):
            return level
        if opening.verb not in words("commitment_words", "frames"):
            return opening
        inner = _inner(opening)
        if inner is not None and inner.verb in words("commitment_words", "carried_verbs"):
            return inner
        framed = framed or inner
    if framed is not None:
        return framed
    for clause in _clauses(sentence):
        closing = _closing(clause) if role is Role.GOAL else _level(clause)
        if closing is not None:
            return closing
    return _milestone(sentence)


def _milestone(sentence: str) -> Promise | None:
    """A date for a thing named before it: 水库工程总库容2亿立方米，2026年开工建设."""
    milestones = any_of(words("commitment_words", "milestones"))
    match = re.search(rf"20\d\d年[^，。；]{{0,6}}?(?P<verb>{milestones})(?=[，。；]|$)", sentence)
    if match is None:
        return None
    thing = next(_clauses(sentence[: match.start()]), "")
    return Promise(match["verb"], thing, None) if thing else None


def _clauses(sentence: str) -> Iterator[str]:
    """Clauses without a goal's dash and the time they open with."""
    return (_WHEN.sub("", _DASH.sub("", m[0]).strip()) for m in _CLAUSE.finditer(sentence))


@lru_cache(maxsize=4)
def _opening_pattern(actor: str) -> re.Pattern[str]:
    adverbs = any_of(words("commitment_words", "adverbs"))
    verbs = any_of((*words("commitment_words", "verbs"), *words("commitment_words", "frames")))
    verb = rf"(?P<verb>(?:{verbs})(?:[和、与](?:{verbs}))*)"
    return re.compile(rf"{actor}(?:(?:{adverbs})地?)*{verb}(?P<object>.+)")


@lru_cache(maxsize=1)
def _actor() -> str:
    """Who acts, before the verb: a name that itself opens with no verb and no preposition."""
    actors = any_of(words("commitment_words", "actors"))
    other = any_of((*words("commitment_words", "verbs"), *words("commitment_words", "frames")))
    name = rf"[^，。；、“”]{{0,14}}?(?:{actors})(?:（[^）]{{1,4}}）)?"
    return rf"(?!{other})(?P<actor>{name})(?:要|应|应当|必须|负责|将)?"


def _opening(clause: str) -> Promise | None:
    match = _opening_pattern("").match(clause)
    if match is not None and match["object"][:1] not in ("的", "性", "者"):
        return Promise(match["verb"], match["object"].strip(), None)
    match = _opening_pattern(_actor()).match(clause)
    if match is None or match["object"][:1] in ("的", "性", "者", "、"):
        return None
    carried = re.search(
        rf".+?({any_of(words('commitment_words', 'carried_verbs'))})", match["object"]
    )
    if carried and re.search(r"[将把]", clause[match.end("actor") : match.start("verb")]):
        return Promise(carried[1], match["verb"] + match["object"].strip(), match["actor"])
    return Promise(match["verb"], match["object"].strip(), match["actor"])


def _inner(opening: Promise) -> Promise | None:
    """Find the verb inside a framing clause: 将健康教育融入日常教学 promises 融入.

    None for a clause that frames only (在达标基础上, 以…为契机).
    """
    lexicon = partial(words, "commitment_words")
    carried = any_of((*lexicon("carried_verbs"), *lexicon("weak_carried_verbs")))
    match = re.search(rf"(?<=.{{2}})({carried})", opening.object)
    if match is not None:
        return Promise(match[1], opening.object.strip(), opening.actor)
    place = opening.verb in ("在", "从")
    after = rf"(?:{any_of(lexicon('frame_ends'))})" if place else r"(?<=[^的]{2})"
    verbs = any_of(v for v in lexicon("verbs") if len(v) > 1)
    match = re.search(rf"{after}({verbs})(?!性|者|的|$)", opening.object)
    if match is None:
        return None
    told = opening.object[match.end() :] if place else opening.object
    return Promise(match[1], told.strip(), opening.actor)


def _closing(clause: str) -> Promise | None:
    """A state to be reached, at the end of a clause: 体系进一步完善, 教育更加优质普惠."""
    adverbs = any_of((*words("commitment_words", "adverbs"), *words("commitment_words", "degrees")))
    degrees = any_of(words("commitment_words", "degrees"))
    results = any_of(words("commitment_words", "results"))
    match = re.fullmatch(
        rf"(?P<object>.{{2,}}?)(?:(?:{adverbs})的?)*(?P<verb>{results})", clause
    ) or re.fullmatch(
        rf"(?P<object>.{{2,}}?)(?P<verb>(?:{degrees})(?!养老|公共|医疗|生活|民生)[^，、]{{2,8}})",
        clause,
    )
    return (
        _level(clause, "实现") if match is None else Promise(match["verb"], match["object"], None)
    )


def _level(clause: str, *more: str) -> Promise | None:
    """A figure to be reached promises in any section: 骨干教师比例达到15%以上."""
    bounds = ("不低于", "不少于", "不超过", "不高于", "超过", "大于", "小于", "低于")
    verbs = any_of((*words("figure_words", "hold"), *bounds, "达到", "在"))
    match = re.fullmatch(rf"(?P<object>.{{3,}}?)(?P<verb>{verbs})(?P<tail>[^，]*\d.*)", clause)
    if match is None and more:
        match = re.fullmatch(
            rf"(?P<object>.{{3,}}?)(?P<verb>{any_of(more)})(?P<tail>.{{2,}})", clause
        )
    return None if match is None else Promise(match["verb"], match["object"], None)


def deadline_of(text: str, period_end: int | None) -> int | None:
    """Year by which a sentence says it will be done (到2025年, 2023年底前, “十四五”末)."""
    years = [int(m[1] or m[2] or m[3]) for m in _DEADLINE.finditer(text)]
    if years:
        return max(years)
    return period_end if _PERIOD_END.search(text) else None


def _verifiable(
    text: str, promise: Promise, quantities: Sequence[Quantity], stated: int | None
) -> bool:
    if quantities or stated is not None:
        return True
    nouns = any_of(words("commitment_words", "deliverables"))
    concrete = any_of(words("commitment_words", "concrete_verbs"))
    return any(
        re.search(rf"^(?:.{{0,6}}?)(?:{concrete}).*(?:{nouns})$", clause)
        for clause in _clauses(text)
    )
