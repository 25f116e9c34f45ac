from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.link_nodes import find_nodes
from corpus.model import Plan
from index.lexical import Segmenter, plan_vocabulary
from qa.finder import Filter, Finder, Item, fold, marks_of, terms_of, window
from qa.items import make_items


@pytest.fixture(scope="module")
def items(plan: Plan) -> tuple[Item, ...]:
    return make_items([plan], find_nodes(plan))


@pytest.fixture(scope="module")
def finder(plan: Plan, items: tuple[Item, ...]) -> Finder:
    return Finder(items, Segmenter(plan_vocabulary(plan)).cut)


def test_all_four_kinds_are_found_at_once(finder: Finder) -> None:
    found = finder.find("学前教育")
    counts = {value.value: value.count for value in found.facets["kind"]}
    assert set(counts) == {"commitment", "indicator", "project", "passage"}
    assert sum(counts.values()) == found.total
    titles = [hit.item.title for hit in found.hits[:4]]
    assert {"学前教育更加优质普惠", "学前教育质量提升项目", "学前教育入园率"} <= set(titles)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("双师型 教师", "双师型”教师"),
        ("學前教育", "学前教育"),
        ("９５％以上", "95%以上"),
        ("普惠", "普惠"),
        ("冬奥", "冬奥会"),
        ("小手拉大手", "小手拉大手"),
        ("ＡＩ", ""),
    ],
)
def test_words_are_found_as_they_are_typed(finder: Finder, query: str, words: str) -> None:
    found = finder.find(query)
    if not words:
        assert found.total == 0
        return
    assert found.total
    for hit in found.hits:
        texts = [hit.item.title, hit.item.text, " ".join(hit.item.path)]
        assert all(any(term in fold(text) for text in texts) for term in terms_of(query))
    assert any(words in hit.item.text or words in hit.item.title for hit in found.hits)


@pytest.mark.parametrize("query", ["学前教育", "教师 比例", "2025年", "项目"])
def test_marks_stand_on_the_words(finder: Finder, query: str) -> None:
    for hit in finder.find(query).hits:
        for start, end in hit.marks:
            assert fold(hit.snippet[start:end]).strip() in query or any(
                term in fold(hit.snippet[start:end]) for term in terms_of(query)
            )
        for start, end in hit.title_marks:
            assert any(term in fold(hit.item.title[start:end]) for term in terms_of(query))


def test_a_typed_sentence_finds_what_shares_most_words(finder: Finder) -> None:
    found = finder.find("学校怎么开展戏曲活动")
    assert "戏曲" in found.hits[0].item.text


def test_an_empty_query_shows_everything_in_reading_order(
    finder: Finder, items: tuple[Item, ...]
) -> None:
    found = finder.find("  ", limit=1000)
    assert found.total == len(items)
    assert [hit.item.order for hit in found.hits] == sorted(item.order for item in items)


@pytest.mark.parametrize(
    "wanted",
    [
        Filter(kind="commitment"),
        Filter(figure=True),
        Filter(verifiable=True),
        Filter(verifiable=False),
        Filter(deadline=2025),
        Filter(deadline=0),
        Filter(chapter="三、主要任务"),
        Filter(chapter="三、主要任务", section="（三）推动学前教育普及普惠安全优质发展"),
        Filter(kind="indicator", deadline=2025),
    ],
)
def test_filters_and_counts_agree(finder: Finder, wanted: Filter) -> None:
    found = finder.find("", wanted, limit=1000)
    assert 0 < found.total == len(found.hits)
    for hit in found.hits:
        item = hit.item
        assert wanted.kind in (None, item.kind)
        assert wanted.figure in (None, item.has_figure)
        assert wanted.verifiable in (None, item.verifiable)
        assert wanted.chapter in (None, item.chapter)
        assert wanted.section in (None, item.section)
        assert wanted.deadline is None or wanted.deadline in (item.deadlines or (0,))
    for name in ("kind", "chapter", "section", "deadline"):
        for value in found.facets[name]:
            chosen = int(value.value) if name == "deadline" else value.value
            update = {name: chosen, **({"section": None} if name == "chapter" else {})}
            narrowed = wanted.model_copy(update=update)
            assert finder.find("", narrowed).total == value.count


def test_facets_come_in_reading_order(finder: Finder) -> None:
    chapters = [value.value for value in finder.find("").facets["chapter"]]
    assert chapters[:4] == [
        "前言",
        "一、发展基础与形势要求",
        "二、指导思想和发展目标",
        "三、主要任务",
    ]


def test_rows_shown_as_indicators_or_projects_are_not_shown_twice(
    items: tuple[Item, ...], plan: Plan
) -> None:
    rows = {p.id for p in plan.passages if p.kind == "table_row"}
    assert not [item for item in items if item.kind == "passage" and item.passage_id in rows]
    assert len([item for item in items if item.kind == "project"]) == 12
    assert len({(item.kind, item.id) for item in items}) == len(items)


def test_a_commitment_is_cited_with_its_sentence_and_marked_where_it_stands(
    items: tuple[Item, ...], plan: Plan
) -> None:
    item = next(i for i in items if i.kind == "commitment" and "新建幼儿园3所" in i.text)
    assert item.reference.startswith("“积极扩充基础教育办学资源")
    assert "《北京市门头沟区“十四五”时期教育改革和发展规划》" in item.reference
    assert "第27页" in item.reference
    commitment = next(c for c in plan.commitments if c.id == item.id)
    quote = f"quote={commitment.start}-{commitment.end}"
    assert f"passage={commitment.passage_id}&{quote}#{commitment.passage_id}" in item.permalink


@given(st.text(max_size=30))
def test_any_query_is_answered(finder: Finder, query: str) -> None:
    found = finder.find(query)
    assert found.total >= len(found.hits) >= 0
    for hit in found.hits:
        for start, end in hit.marks:
            assert 0 <= start < end <= len(hit.snippet)


@given(st.text(max_size=60))
def test_folding_keeps_offsets(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(alphabet="甲乙丙，。", max_size=400), st.sampled_from(["甲", "乙丙", "丙甲乙"]))
def test_the_window_shows_the_first_find(text: str, term: str) -> None:
    start, shown = window(text, text, [term])
    assert text[start : start + len(shown)] == shown
    assert len(shown) <= 120
    at = text.find(term)
    assert at < 0 or start <= at < start + len(shown)


def test_touching_marks_are_one() -> None:
    assert marks_of("甲乙丙甲", ["甲乙", "乙丙"]) == ((0, 3),)
