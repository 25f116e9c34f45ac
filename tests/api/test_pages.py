from __future__ import annotations

import hashlib
import html
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.reader import Piece, cut, marked_by, view
from api.render import linked
from api.texts import WEB, catalogue, nearest
from corpus.model import Plan
from corpus.read import read_plan
from qa.openers import openers
from qa.privacy import find_personal, without_personal
from tests.api.test_http import PLAN, ask
from tests.small_plans import write_plan

WIDGET = WEB / "widget"
PAGES = ["/", "/?q=学前教育目标是什么", f"/plans/{PLAN}", f"/plans/{PLAN}?raw=1", "/docs"]


class Tags(HTMLParser):
    """Every tag with its attributes, and every id."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.ids = [a["id"] for _, a in self.tags if a.get("id")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_nothing_inline_and_nothing_from_elsewhere(
    client: TestClient, path: str
) -> None:
    response = client.get(path)
    assert response.status_code == 200
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    for tag, attributes in Tags(response.text).tags:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        if tag == "script":
            assert attributes["src"] == "/widget.js"
        if tag in ("script", "link", "img"):
            address = attributes.get("src") or attributes.get("href") or ""
            assert not urlsplit(address).netloc


def test_the_page_shows_the_whole_answer_without_javascript(client: TestClient) -> None:
    text = client.get("/", params={"q": "学前教育目标是什么"}).text
    for expected in ('href="#c1"', "<mark>", "目标低于基期", "目录页码第8页", "不低于95%", "基期"):
        assert expected in text
    assert "没有作答：规划没有写明" in client.get("/", params={"q": "一个月交多少保教费"}).text


def test_a_value_the_answer_does_not_cite_links_to_its_place(client: TestClient) -> None:
    page = client.get("/?q=学前教育目标是什么").text
    link = re.search(r'<td><a href="(/plans/[^"]+)">正文</a></td>', page)
    assert link is not None
    assert "<mark>100%</mark>" in client.get(html.unescape(link[1])).text


def test_the_form_posts_and_carries_earlier_questions(client: TestClient) -> None:
    first = client.post("/", data={"q": "普惠性幼儿园覆盖率是多少"})
    assert first.status_code == 200
    hidden = [a["value"] for tag, a in Tags(first.text).tags if a.get("name") == "h"]
    assert hidden == ["普惠性幼儿园覆盖率是多少"]
    second = client.post("/", data={"q": "那2020年呢", "h": hidden})
    assert "普惠性幼儿园覆盖率" in second.text
    assert len([a for _, a in Tags(second.text).tags if a.get("name") == "h"]) == 2


def test_the_form_offers_a_question_without_its_personal_data(client: TestClient) -> None:
    text = client.post("/", data={"q": "我的手机号是13812345678，学前教育目标是什么"}).text
    fields = [(a.get("name"), a.get("value")) for tag, a in Tags(text).tags if tag == "input"]
    assert ("q", "学前教育目标是什么") in fields
    assert not [value for name, value in fields if name == "h"]


def test_a_page_says_what_is_wrong(client: TestClient) -> None:
    long = {"q": "问" * 301}
    response = client.post("/", data=long, headers={"accept": "text/html,*/*;q=0.8"})
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert client.post("/", data=long).json()["error"]["code"] == "question_too_long"
    assert client.post("/", content="h=1&" * 100).status_code == 400


def test_words_read_anew_can_be_put_back(client: TestClient) -> None:
    text = client.get("/", params={"q": "中职双食型教师比例是多少"}).text
    assert "已按“双师型”理解“双食型”" in text
    links = [a["href"] or "" for tag, a in Tags(text).tags if tag == "a"]
    back = next(href for href in links if "spelling=0" in href)
    assert parse_qs(urlsplit(back).query)["q"] == ["中职双食型教师比例是多少"]
    assert "已按" not in client.get(back).text


def test_what_people_type_is_only_ever_text(client: TestClient) -> None:
    for hostile in ("<script>alert(1)</script>目标", '"><img src=x onerror=alert(1)>目标'):
        page = Tags(client.post("/", data={"q": hostile}).text)
        assert [a for tag, a in page.tags if tag == "script"] == [
            {"src": "/widget.js", "defer": None}
        ]
        assert not [tag for tag, _ in page.tags if tag == "img"]


@pytest.mark.parametrize(("tag", "language"), [
    ("zh-CN", "zh-CN"), ("", "zh-CN"), ("fr", "zh-CN"), ("zh-TW", "zh-Hant"),
    ("zh-Hant-HK", "zh-Hant"), ("en-GB", "en"), ("ens", "zh-CN"),
])  # fmt: skip
def test_the_nearest_language_is_served(client: TestClient, tag: str, language: str) -> None:
    assert nearest(tag) == language
    for path in ("/", f"/plans/{PLAN}"):
        text = client.get(path, params={"lang": tag}).text
        assert Tags(text).tags[0] == ("html", {"lang": language})


def test_every_language_has_every_word_and_every_blank() -> None:
    blanks = {
        language: {key: sorted(re.findall(r"\{\w+\}", words)) for key, words in texts.items()}
        for language, texts in catalogue().items()
    }
    assert set(blanks) == {"zh-CN", "zh-Hant", "en"}
    assert blanks["zh-Hant"] == blanks["zh-CN"] == blanks["en"]
    assert not re.search(r"[\u4e00-\u9fff]", "".join(catalogue()["en"].values()))


def test_every_word_is_used_and_every_used_word_exists() -> None:
    sources = [*WIDGET.glob("src/*.js"), *WEB.glob("pages/*.html"), *Path("api").glob("*.py")]
    text = "\n".join(path.read_text("utf-8") for path in sources)
    asked = set(re.findall(r"\bt\(\s*[\"'`]([a-z_]*[a-z])[\"'`]", text))
    keys = set(catalogue()["zh-CN"])
    assert asked <= keys
    built = re.compile(r"(?:cmp|note|reason|role|kind)_|lang_name")
    unused = {key for key in keys if not built.match(key) and f'"{key}"' not in text}
    assert unused == set()


def test_every_permalink_lands_on_an_anchor(client: TestClient, plan: Plan) -> None:
    ids = Tags(client.get(f"/plans/{PLAN}").text).ids
    assert len(ids) == len(set(ids))
    wanted = {p.id for p in plan.passages} | {p.id for p in plan.paragraphs}
    assert wanted | {s.id for s in plan.sections} | {t.id for t in plan.tables} <= set(ids)
    for citation in ask(client, question="学前教育目标是什么")["citations"]:
        path, anchor = citation["permalink"].split("#")
        assert path == f"/plans/{PLAN}"
        assert anchor in ids


def test_a_link_marks_the_quoted_words(client: TestClient) -> None:
    text = client.get("/", params={"q": "普惠性幼儿园覆盖率是多少"}).text
    links = [a["href"] or "" for tag, a in Tags(text).tags if tag == "a"]
    marked = [client.get(href).text for href in links if "quote=" in href]
    assert any("<mark>全区适龄儿童入园率达到95%以上" in page for page in marked)
    assert any("<td><mark>普惠性幼儿园覆盖率(%)</mark></td>" in page for page in marked)


@pytest.mark.parametrize("quote", ["", "x", "9-2", "0-999999", "1-2," * 500, "-1-4", "<b>"])
def test_a_link_that_marks_nothing_still_shows_the_plan(client: TestClient, quote: str) -> None:
    response = client.get(f"/plans/{PLAN}", params={"passage": "none", "quote": quote})
    assert response.status_code == 200
    assert "<mark>" not in response.text


def test_the_page_lists_every_correction(client: TestClient, plan: Plan) -> None:
    text = client.get(f"/plans/{PLAN}").text
    log = text[text.index('class="corrections"') :]
    assert log.count("<tr>") == len(plan.corrections) + 1
    assert "中小學生" in client.get(f"/plans/{PLAN}", params={"raw": 1}).text
    assert "中小學生" not in text[: text.index('class="corrections"')]


def test_the_raw_text_is_the_file_itself(plan: Plan, raw: str) -> None:
    assert plan.raw == raw
    shown = view(plan)
    for prose in (p for block in shown.blocks for p in block.prose):
        assert prose.raw in raw
        assert prose.raw


def test_a_plan_of_another_shape_is_a_page_too(tmp_path: Path) -> None:
    shown = view(read_plan(write_plan(tmp_path)))
    assert [block.title for block in shown.blocks][-1] == "（一）重点任务"
    assert shown.has_raw


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40))))
def test_cutting_loses_nothing(text: str, spans: list[tuple[int, int]]) -> None:
    assert "".join(piece.text for piece in cut(text, spans)) == text


def test_quotes_that_overlap_are_one() -> None:
    assert cut("abcdef", [(3, 5), (1, 4)]) == (
        Piece("a"), Piece("bcd", True), Piece("e", True), Piece("f"),
    )  # fmt: skip
    assert marked_by("p", "1-3,x,7-5").spans == ((1, 3),)


def test_only_marks_of_citations_are_links() -> None:
    assert linked("目标[1][9]<b>", 2, "引文{n}") == (
        '目标<a class="mark" href="#c1" aria-label="引文1">[1]</a>[9]&lt;b&gt;'
    )


def test_opening_questions_come_from_the_plan_and_are_answered(
    client: TestClient, plan: Plan
) -> None:
    questions = openers(plan)
    assert len(questions) == 4
    assert client.get("/v1/plans").json()["plans"][0]["questions"] == list(questions)
    assert all(ask(client, question=q)["status"] != "refused" for q in questions)


def test_a_plan_without_figures_still_has_an_opening_question(tmp_path: Path) -> None:
    assert openers(read_plan(write_plan(tmp_path)))


@pytest.mark.parametrize(("text", "rest"), [
    ("我的电话是13812345678，学前教育目标是什么", "学前教育目标是什么"),
    ("学前教育目标是什么，联系a.b@example.cn", "学前教育目标是什么，联系"),
    ("13812345678", None),
    ("2021-2025年的目标是什么", None),
])  # fmt: skip
def test_a_question_without_its_personal_data(text: str, rest: str | None) -> None:
    assert without_personal(text) == rest
    assert rest is None or not find_personal(rest)


def test_a_refused_question_says_how_it_can_be_asked(client: TestClient) -> None:
    reply = ask(client, question="我叫张三，身份证号11010519491231002X，学前教育目标是什么")
    assert reply["reason"] == "personal_data"
    assert "学前教育目标是什么" in reply["question_without"]
    assert ask(client, question=reply["question_without"])["status"] == "answered"
    assert ask(client, question="学前教育目标是什么")["question_without"] is None


def test_the_widget_is_one_small_file_built_from_its_sources(client: TestClient) -> None:
    response = client.get("/widget.js")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert response.headers["content-encoding"] == "gzip"
    assert int(response.headers["content-length"]) < 60_000
    files = [p for p in (WIDGET / "src").rglob("*") if p.is_file()]
    paths = sorted([*(p.relative_to(WIDGET).as_posix() for p in files), "../messages.json"])
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path}\n".encode() + (WIDGET / path).read_bytes())
    assert digest.hexdigest() in response.text.split("\n")[0], "run `make widget`"
    again = client.get("/widget.js", headers={"if-none-match": response.headers["etag"]})
    assert again.status_code == 304


def test_the_widget_makes_no_markup_from_text() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (WIDGET / "src").rglob("*.js"))
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(",
                "new Function", "localStorage", "createContextualFragment"):  # fmt: skip
        assert way not in code
    assert set(re.findall(r"https?://[\w./-]+", code)) == {"http://www.w3.org/2000/svg"}
