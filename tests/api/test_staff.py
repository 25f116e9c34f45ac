from __future__ import annotations

import csv
import io
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from pydantic import SecretStr

from api.auth.passwords import hash_password
from api.feedback import Feedback, Unanswered
from api.inbox import Inbox
from api.settings import Settings
from api.staff.messages import WEB, catalogue
from api.staff.questions import group_questions, sum_up
from corpus.model import Plan
from tests.api.conftest import served

PLAN = "mentougou-education-14th-five-year-plan"
PASSWORD = "a password for tests"
ORIGIN = {"origin": "http://testserver"}
XSS = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def staff_settings(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("staff")
    return settings.model_copy(
        update={
            "staff_password_hash": SecretStr(hash_password(PASSWORD)),
            "secret_key": SecretStr("k" * 32),
            "database_url": f"sqlite:///{folder / 'inbox.db'}",
            "public_url": "http://testserver",
        }
    )


@pytest.fixture(scope="module")
def staff(staff_settings: Settings) -> Iterator[TestClient]:
    with served(staff_settings) as client:
        client.post("/staff/login", data={"password": PASSWORD}, headers=ORIGIN)
        yield client


@pytest.fixture
def inbox(staff: TestClient) -> Iterator[Inbox]:
    inbox: Inbox = staff.app.state.service.inbox  # type: ignore[attr-defined]
    yield inbox
    for kind, items in (("feedback", inbox.feedback()), ("unanswered", inbox.unanswered())):
        for item in items:
            inbox.remove(kind, item.id)


def get(client: TestClient, path: str, **params: Any) -> Any:
    response = client.get(path, params=params)
    assert response.status_code == 200, response.text
    return response.json()


# Search


def test_search_has_the_form_of_the_contract(staff: TestClient) -> None:
    found = get(staff, "/v1/staff/search", q="普惠性幼儿园")
    assert set(found) >= {"query", "total", "hits", "near", "facets"}
    hit = found["hits"][0]
    assert set(hit) >= {"item", "snippet", "marks", "title_marks"}
    assert set(hit["item"]) >= {
        "kind", "id", "plan_id", "title", "text", "path", "page", "reference", "permalink",
        "has_figure", "verifiable", "deadlines",
    }  # fmt: skip
    assert set(found["facets"]) == {
        "kind", "plan", "chapter", "section", "figure", "verifiable", "deadline",
    }  # fmt: skip


def test_few_words_found_bring_passages_of_like_meaning(staff: TestClient) -> None:
    found = get(staff, "/v1/staff/search", q="娃放学没人接怎么办")
    assert found["total"] < 3
    assert any("课后服务" in hit["item"]["text"] for hit in found["near"])
    assert not get(staff, "/v1/staff/search", q="教师")["near"]


def test_like_meaning_can_be_left_for_later(staff: TestClient) -> None:
    whole = get(staff, "/v1/staff/search", q="娃放学没人接怎么办")
    words = get(staff, "/v1/staff/search", q="娃放学没人接怎么办", near="false")
    assert words == whole | {"near": None}
    assert get(staff, "/v1/staff/search", q="教师", near="false")["near"] == []


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v1/staff/search?kind=nothing", "invalid_request"),
        ("/v1/staff/search?q=" + "x" * 101, "invalid_request"),
        ("/v1/staff/search?limit=0", "invalid_request"),
        ("/v1/staff/commitments?format=pdf", "invalid_request"),
        ("/v1/staff/commitments?sort=colour", "invalid_request"),
        ("/v1/staff/questions?format=jsonld", "invalid_request"),
    ],
)
def test_bad_queries_have_their_error(staff: TestClient, path: str, code: str) -> None:
    response = staff.get(path)
    assert (response.status_code, response.json()["error"]["code"]) == (422, code)


@pytest.mark.parametrize(
    "query", ["?kind=nothing&q=教师", "?deadline=soon", "?figure=perhaps", "?q=" + "长" * 300]
)
def test_a_page_leaves_out_what_cannot_be(staff: TestClient, query: str) -> None:
    assert staff.get(f"/staff{query}").status_code == 200


def test_the_page_answers_without_a_script(staff: TestClient) -> None:
    page = staff.get("/staff", params={"q": "双师型", "kind": "indicator"}).text
    assert "中等职业教育“<mark>双师型</mark>”教师比例" in page
    assert "目录页码第10页" in page
    assert '<input type="radio" name="kind" value="indicator" checked>' in page


# Commitments


def test_the_register_has_one_row_a_commitment(staff: TestClient, plan: Plan) -> None:
    found = get(staff, "/v1/staff/commitments")
    assert found["total"] == len(plan.commitments) == len(found["commitments"])
    row = next(r for r in found["commitments"] if "新建幼儿园3所" in r["what"])
    assert row["project"] == "基础教育学位建设项目"
    assert [q["display"] for q in row["quantities"]] == ["3所", "1所", "2所"]
    assert (row["page"], row["verifiable"]) == (27, True)
    assert row["reference"].startswith(f"“{row['what']}”（《")


def test_a_permanent_link_marks_the_sentence_in_the_plan(staff: TestClient) -> None:
    rows = get(staff, "/v1/staff/commitments", q="戏曲进校园")["commitments"]
    page = staff.get(rows[0]["permalink"]).text
    anchor = rows[0]["permalink"].split("#")[1]
    assert f'id="{anchor}"' in page
    assert rows[0]["what"] in "".join(re.findall(r"<mark[^>]*>(.*?)</mark>", page, re.S))


def test_echoes_name_the_other_place(staff: TestClient) -> None:
    rows = get(staff, "/v1/staff/commitments", q="骨干教师 比例")["commitments"]
    task = next(row for row in rows if not row["project"])
    assert [echo["text"] for echo in task["echoes"]] == [
        "到2025年，区级骨干教师和学科带头人比例保持在15%以上。"
    ]
    assert "教师队伍质量提升项目" in task["echoes"][0]["place"]


@pytest.mark.parametrize(
    ("params", "holds"),
    [
        ({"q": "幼儿园 学位"}, lambda r: "幼儿园" in str(r) and "学位" in str(r)),
        ({"quantified": "true"}, lambda r: r["quantities"]),
        ({"verifiable": "true"}, lambda r: r["verifiable"]),
        ({"verifiable": "false"}, lambda r: not r["verifiable"]),
        ({"deadline": 2025}, lambda r: r["deadline"] == 2025),
        ({"deadline": 0}, lambda r: r["deadline"] is None),
        ({"section": "（八）促进终身教育服务全民发展"}, lambda r: "终身教育" in r["section"]),
        ({"section": "三、主要任务"}, lambda r: r["path"][0] == "三、主要任务"),
        ({"plan": PLAN}, lambda r: r["plan_id"] == PLAN),
    ],
)
def test_filters(staff: TestClient, params: dict[str, Any], holds: Any) -> None:
    whole = get(staff, "/v1/staff/commitments")["total"]
    found = get(staff, "/v1/staff/commitments", **params)
    assert 0 < found["total"] <= whole
    assert all(holds(row) for row in found["commitments"])


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("deadline", lambda r: r["deadline"]),
        ("page", lambda r: r["page"]),
        ("what", lambda r: r["what"]),
        ("echoes", lambda r: len(r["echoes"]) or None),
        ("verifiable", lambda r: not r["verifiable"]),
    ],
)
def test_sorting_leaves_what_has_no_value_last(
    staff: TestClient, sort: str, key: Any, descending: bool
) -> None:
    found = get(staff, "/v1/staff/commitments", sort=sort, descending=str(descending).lower())
    keys = [key(row) for row in found["commitments"]]
    known = [value for value in keys if value is not None]
    assert known == sorted(known, reverse=descending)
    assert keys[len(known) :] == [None] * (len(keys) - len(known))


def chosen(staff: TestClient, count: int = 3) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = get(staff, "/v1/staff/commitments", q="幼儿园")["commitments"]
    return rows[:count]


def test_quotes_within_a_citation_are_single(staff: TestClient) -> None:
    rows = get(staff, "/v1/staff/commitments", q="“五育”并举")["commitments"]
    goal = next(row for row in rows if row["what"] == "——“五育”并举的教育体系更加完善。")
    assert goal["reference"].startswith("“——‘五育’并举的教育体系更加完善。”（《")


def test_csv_of_what_is_chosen_opens_rightly(staff: TestClient) -> None:
    rows = chosen(staff)
    params = {"format": "csv", "id": [row["id"] for row in rows]}
    response = staff.get("/v1/staff/commitments", params=params)
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert 'filename="commitments.csv"' in response.headers["content-disposition"]
    read = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [line["承诺"] for line in read] == [row["what"] for row in rows]
    assert [line["引用格式"] for line in read] == [row["reference"] for row in rows]
    assert all(line["永久链接"].startswith("http://testserver/plans/") for line in read)
    assert {line["可核验"] for line in read} <= {"是", "否"}


def test_xlsx_holds_text_as_text_and_numbers_as_numbers(staff: TestClient) -> None:
    response = staff.get("/v1/staff/commitments", params={"format": "xlsx", "deadline": 2025})
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    lines = list(sheet.iter_rows(values_only=True))
    header = list(lines[0])
    found = get(staff, "/v1/staff/commitments", deadline=2025)["commitments"]
    assert len(lines) == len(found) + 1
    assert [line[header.index("承诺")] for line in lines[1:]] == [r["what"] for r in found]
    assert {line[header.index("期限")] for line in lines[1:]} == {2025}
    assert sheet.freeze_panes == "A2"


def test_json_ld_is_schema_org_and_links_inside_itself(staff: TestClient) -> None:
    response = staff.get("/v1/staff/commitments", params={"format": "jsonld"})
    assert response.headers["content-type"] == "application/ld+json"
    document = json.loads(response.content)
    assert document["@context"]["@vocab"] == "https://schema.org/"
    nodes = {node["@id"]: node for node in document["@graph"]}
    assert len(nodes) == len(document["@graph"])
    plan = nodes[f"http://testserver/plans/{PLAN}"]
    assert (plan["@type"], plan["temporalCoverage"]) == ("DigitalDocument", "2021/2025")
    promises = [node for node in nodes.values() if node["@type"] == "Quotation"]
    assert len(promises) == get(staff, "/v1/staff/commitments")["total"]
    build = next(node for node in promises if "新建幼儿园3所" in node["text"])
    assert build["isPartOf"] == plan["@id"]
    assert build["about"]["@type"] == "PlanAction"
    assert build["about"]["result"][0] == {
        "@type": "QuantitativeValue", "value": 3.0, "unitText": "所", "description": "3所",
    }  # fmt: skip
    bounds = [r for node in promises for r in node["about"].get("result", ())]
    assert any(r.get("minValue") == 95 and r["unitText"] == "%" for r in bounds)
    for node in promises:
        assert all(echo in nodes for echo in node["planqa:echoes"])


def test_pages_of_the_register(staff: TestClient) -> None:
    total = get(staff, "/v1/staff/commitments")["total"]
    seen: list[str] = []
    number = 1
    while True:
        page = staff.get("/staff/commitments", params={"page": number}).text
        seen += re.findall(r'<tr role="row" id="(c-[0-9a-f]+)"', page)
        if 'rel="next"' not in page:
            break
        number += 1
    assert len(seen) == len(set(seen)) == total
    for odd in ("0", "-1", "999", "x", "²"):
        assert staff.get("/staff/commitments", params={"page": odd}).status_code == 200


def test_the_export_form_carries_the_filters(staff: TestClient) -> None:
    page = staff.get("/staff/commitments", params={"verifiable": "true", "q": "幼儿园"}).text
    form = page[page.index('id="export"') :]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
    total = get(staff, "/v1/staff/commitments", **fields)["total"]
    assert f"共 {total} 条" in page
    assert total == get(staff, "/v1/staff/commitments", q="幼儿园", verifiable="true")["total"]


# Indicators and links


def test_values_stand_under_their_year_and_area(staff: TestClient) -> None:
    (figures,) = get(staff, "/v1/staff/indicators")["plans"]
    columns = [(c["year"], c["area"]) for c in figures["columns"]]
    assert columns == [(2015, None), (2020, "市级"), (2020, None), (2025, None)]
    line = next(x for x in figures["lines"] if "双师型" in x["name"])
    cells = [[(v["display"], v["place"]) for v in cell] for cell in line["cells"]]
    assert cells == [
        [("57%", "表1第7行")],
        [(">80%", "表1第7行")],
        [(">80%", "表1第7行")],
        [(">85%", "表2第7行"), ("保持在82%以上", "正文")],
    ]
    assert line["blank"][2] == ["表2第7行"]
    assert line["notes"] == ["baseline_from_other_table"]


def test_a_chart_places_values_on_its_scale(staff: TestClient) -> None:
    (figures,) = get(staff, "/v1/staff/indicators")["plans"]
    chart = next(x for x in figures["lines"] if x["name"] == "高等教育毛入学率")["chart"]
    assert [(m["words"], m["at"], m["reach"], m["wider"]) for m in chart["marks"]] == [
        ("2015年60%", 60.0, None, False),
        ("2020年市级超过60%", 60.0, 100.0, True),
        ("2020年本区72.9%", 72.9, None, False),
    ]
    assert [tick["text"] for tick in chart["ticks"]] == ["0", "25", "50", "75", "100"]
    page = staff.get("/staff/indicators").text
    assert 'aria-label="2020年市级超过60%"' in page


def test_conflicts_show_both_quotes(staff: TestClient) -> None:
    (figures,) = get(staff, "/v1/staff/indicators")["plans"]
    assert len(figures["differences"]) == 10
    difference = next(d for d in figures["differences"] if d["name"] == "普惠性幼儿园覆盖率")
    sides = {side["place"]: side for side in difference["sides"]}
    assert set(sides) == {"表2第2行", "正文"}
    for side in sides.values():
        assert side["text"][side["start"] : side["end"]] in side["display"]
    assert "普惠性幼儿园覆盖率保持100%" in sides["正文"]["text"]
    row = sides["表2第2行"]
    assert row["text"][row["start"] : row["end"]] == "≥95"


def test_links_show_their_evidence(staff: TestClient) -> None:
    (found,) = get(staff, "/v1/staff/links")["plans"]
    chain = next(c for c in found["chains"] if c["goal"] and "学前" in c["goal"]["node"]["title"])
    assert [n["node"]["number"] for n in chain["tasks"]] == ["（三）"]
    assert [n["node"]["number"] for n in chain["projects"]] == ["6"]
    assert [n["node"]["number"] for n in chain["indicators"]] == ["1", "2", "4"]
    for part in ("tasks", "projects", "indicators"):
        for node in chain[part]:
            assert node["evidence"]
    assert "学前教育" in chain["tasks"][0]["evidence"][0]["words"]
    quote = chain["indicators"][1]["evidence"][0]["quotes"][0]
    assert "普惠性幼儿园覆盖率保持100%" in quote["text"]
    assert "quote=" in quote["permalink"]
    page = staff.get("/staff/links").text
    assert "没有找到关联的内容" in page
    assert "绿色学校达标率" in page


# Inbox


def test_unanswered_questions_are_grouped_by_section(staff: TestClient, inbox: Inbox) -> None:
    asked = ["公办幼儿园一个月交多少保教费", "公办幼儿园一个月交多少保教费？", "今天天气怎么样"]
    for question in asked:
        staff.post("/v1/ask", json={"question": question})
    for _ in range(50):
        if len(inbox.unanswered()) == len(asked):
            break
        time.sleep(0.1)
    found = get(staff, "/v1/staff/questions")
    assert found["total"] == 3
    near, far = found["groups"]
    assert "学前教育" in near["section"]
    assert [(a["question"].rstrip("？"), a["times"]) for a in near["asked"]] == [(asked[0], 2)]
    assert far["section"] is None
    page = staff.get("/staff/inbox").text
    assert "问题" in page
    assert "规划没有写明 · 2 次" in page
    table = staff.get("/v1/staff/questions", params={"format": "csv"}).content.decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(table)))) == 3


def test_feedback_stands_beside_it(staff: TestClient, inbox: Inbox) -> None:
    for useful, comment in ((True, None), (True, None), (False, "看不懂")):
        body = {"question": "学前教育目标是什么", "useful": useful, "comment": comment}
        assert staff.post("/v1/feedback", json=body).status_code == 204
    found = get(staff, "/v1/staff/feedback")
    assert (found["useful"], found["useless"]) == (2, 1)
    assert found["items"][0]["comment"] == "看不懂"
    assert "67% 认为有用" in staff.get("/staff/inbox").text
    book = staff.get("/v1/staff/feedback", params={"format": "xlsx"}).content
    sheet = load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == ["时间", "问题", "评价", "意见", "回答编号"]


def test_a_row_can_be_deleted_from_the_page(staff: TestClient, inbox: Inbox) -> None:
    for _ in range(2):
        inbox.add_unanswered(Unanswered(question="同一个问题", reason="unclear"))
    page = staff.get("/staff/inbox").text
    form = page[page.index('action="/staff/inbox/delete"') :]
    form = form[: form.index("</form>")]
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', form)
    data: dict[str, Any] = {"id": [v for k, v in fields if k == "id"]}
    data |= {k: v for k, v in fields if k != "id"}
    assert len(data["id"]) == 2
    response = staff.post("/staff/inbox/delete", data=data, headers=ORIGIN, follow_redirects=False)
    assert response.headers["location"] == "/staff/inbox#unanswered"
    assert inbox.unanswered() == ()


def test_hostile_texts_stay_text(staff: TestClient, inbox: Inbox) -> None:
    formula = '=HYPERLINK("http://evil.example","点")'
    for words in (XSS, formula, "+1+1", "＝1+1", "a\u202eb", '"><img src=x onerror=alert(1)>'):
        body = {"question": words, "useful": False, "comment": words}
        assert staff.post("/v1/feedback", json=body).status_code == 204
        inbox.add_unanswered(Unanswered(question=words, reason="unclear", section=words))
    page = staff.get("/staff/inbox").text
    assert XSS not in page
    assert "<img" not in page
    assert "\u202e" not in staff.get("/v1/staff/feedback").text
    for name in ("questions", "feedback"):
        text = staff.get(f"/v1/staff/{name}", params={"format": "csv"}).content.decode("utf-8-sig")
        cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝"))]
        assert f"'{formula}" in cells
        book = staff.get(f"/v1/staff/{name}", params={"format": "xlsx"}).content
        sheet = load_workbook(io.BytesIO(book)).active
        assert sheet is not None
        kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
        assert "f" not in kinds
        assert formula in [cell.value for row in sheet.iter_rows() for cell in row]
    for path in ("/staff", "/staff/commitments"):
        assert XSS not in staff.get(path, params={"q": XSS}).text


def test_grouping_counts_the_same_words_once(plan: Plan) -> None:
    items = [
        Unanswered(id="1", hour=5, question="保教费多少？", reason="not_in_plan", plan_id=PLAN,
                   section="三、主要任务 › （三）推动学前教育普及普惠安全优质发展"),
        Unanswered(id="2", hour=9, question="保教費多少", reason="not_in_plan", plan_id=PLAN,
                   section="三、主要任务 › （三）推动学前教育普及普惠安全优质发展"),
        Unanswered(id="3", hour=7, question="天气", reason="out_of_scope"),
        Unanswered(id="4", hour=7, question="天气", reason="out_of_scope"),
        Unanswered(id="5", hour=7, question="甲", reason="unclear", plan_id="gone", section="乙"),
    ]  # fmt: skip
    groups = group_questions(items, [plan])
    assert [(g.times, len(g.asked)) for g in groups] == [(2, 1), (1, 1), (2, 1)]
    assert (groups[0].asked[0].latest, groups[0].asked[0].ids) == (9, ("1", "2"))
    assert groups[0].permalink
    assert groups[1].permalink is None
    assert groups[-1].section is None


def test_opinions_with_words_come_first() -> None:
    items = [Feedback(question="甲", useful=True), Feedback(question="乙", useful=False),
             Feedback(question="丙", useful=False, comment="错")]  # fmt: skip
    assert [item.question for item in sum_up(items).items] == ["丙", "乙", "甲"]


# Pages


@pytest.mark.parametrize(
    "path", ["/staff", "/staff/commitments", "/staff/indicators", "/staff/links", "/staff/inbox"]
)
def test_pages_ask_no_other_host_and_hold_no_inline_code(staff: TestClient, path: str) -> None:
    response = staff.get(path)
    assert response.status_code == 200
    text = response.text
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', text)
    assert not re.findall(r"<script(?![^>]*\bsrc=)", text)
    assert not re.findall(r"\s(?:style|on\w+)=", text)
    assert response.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in response.headers["content-security-policy"]
    assert "style-src 'self'" in response.headers["content-security-policy"]


def test_static_files_are_served_and_nothing_beside_them(staff: TestClient) -> None:
    for name in ("staff.css", "staff.js", "search.js", "register.js"):
        assert staff.get(f"/staff/static/{name}").status_code == 200
    for name in ("../base.html", "..%2fbase.html", "messages.json", ""):
        assert staff.get(f"/staff/static/{name}").status_code == 404


def test_other_sites_cannot_read_the_console(staff: TestClient) -> None:
    headers = {"origin": "http://evil.example"}
    for path in ("/v1/staff/search", "/staff", "/staff/static/staff.js"):
        assert "access-control-allow-origin" not in staff.get(path, headers=headers).headers


def test_every_text_is_in_the_catalogue_and_used() -> None:
    files = [*WEB.glob("*.html"), *(WEB / "static").glob("*.js")]
    code = "".join(path.read_text("utf-8") for path in files)
    code += "".join(p.read_text("utf-8") for p in (WEB.parents[1] / "staff").glob("*.py"))
    # Keys that are put together: t("nav_" ~ name), f"reason_{reason}".
    stems = set(re.findall(r"""["']([a-z_]+_)(?:["'] ~|\{)""", code)) | {"kind_"}
    for key in catalogue():
        named = re.search(rf"""["']{key}["']""", code)
        assert named or any(key.startswith(stem) for stem in stems), key


def test_templates_hold_no_words_of_their_own() -> None:
    for path in WEB.glob("*.html"):
        assert not re.findall(r"[\u4e00-\u9fff]", path.read_text("utf-8")), path.name
    for path in Path(WEB / "static").glob("*.js"):
        code = re.sub(r"//.*", "", path.read_text("utf-8"))
        assert not re.findall(r"[\u4e00-\u9fff]", code), path.name
