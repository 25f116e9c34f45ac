"""One error shape for whatever is sent: documented statuses, no trace, nothing internal."""

from __future__ import annotations

import json
import string
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as bounded
from hypothesis import strategies as st

DOCUMENTED = {400, 404, 405, 413, 422, 429, 503}
JSON = {"content-type": "application/json"}
PATHS = [
    "/v1/search", "/v1/plans", "/v1/indicators", "/v1/conflicts", "/v1/commitments", "/",
]  # fmt: skip
quick = bounded(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def error_of(response: Any) -> dict[str, Any]:
    """The error of a response, its shape checked."""
    assert response.status_code in DOCUMENTED, response.text
    assert response.headers["content-type"] == "application/json"
    content: dict[str, Any] = response.json()
    assert set(content) == {"error"}
    error: dict[str, Any] = content["error"]
    assert set(error) == {"code", "message", "detail"}
    assert error["message"].endswith("。")
    assert error["code"].strip(string.ascii_lowercase + "_") == ""
    assert "Traceback" not in response.text
    assert ".py" not in response.text
    if response.status_code in (429, 503):
        assert response.headers["retry-after"]
    return error


def question(text: str) -> bytes:
    return json.dumps({"question": text}).encode("utf-8", "surrogatepass")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (question(""), 422, "question_empty"),
        (question(" \t\n　"), 422, "question_empty"),
        (question("\u200b\u2060\ufeff"), 422, "question_empty"),
        (question("问" * 301), 422, "question_too_long"),
        (question("a\x07b"), 422, "question_invalid"),
        (question("\x00"), 422, "question_invalid"),
        (question("a\x85b"), 422, "question_invalid"),
        (b'{"question": "\\ud800"}', 422, "question_invalid"),
        (b'{"question": "\\udc00\\ud800"}', 422, "question_invalid"),
        (b'{"question": "\xed\xa0\x80"}', 422, "question_invalid"),
        (b'{"question": "x", "history": ["\\ud800"]}', 422, "question_invalid"),
        (b'{"question": "x", "plan_ids": ["\\ud800"]}', 404, "unknown_plan"),
        (question("问" * 350_000), 413, "body_too_large"),
        (b'{"question": "' + b"x" * 1_048_576 + b'"}', 413, "body_too_large"),
        (b"{", 400, "bad_request"),
        (b"hello", 400, "bad_request"),
        (b"[" * 60_000, 400, "bad_request"),
        (b'{"question": "x", "top_k": ' + b"9" * 5_000 + b"}", 400, "bad_request"),
        ('{"question": "目标"}'.encode("gbk"), 400, "bad_request"),
        (b"\xff\xfe\x00", 400, "bad_request"),
        (b"", 422, "invalid_request"),
        (b"null", 422, "invalid_request"),
        (b"[1]", 422, "invalid_request"),
        (b'"text"', 422, "invalid_request"),
        (b"{}", 422, "invalid_request"),
        (b'{"question": 5}', 422, "invalid_request"),
        (b'{"question": null}', 422, "invalid_request"),
        (b'{"question": ["x"]}', 422, "invalid_request"),
        (b'{"question": "x", "history": "y"}', 422, "invalid_request"),
        (b'{"question": "x", "history": [1]}', 422, "invalid_request"),
        (b'{"question": "x", "top_k": "5"}', 422, "invalid_request"),
        (b'{"question": "x", "top_k": 5.5}', 422, "invalid_request"),
        (b'{"question": "x", "top_k": true}', 422, "invalid_request"),
        (b'{"question": "x", "top_k": NaN}', 422, "invalid_request"),
        (b'{"question": "x", "plan_ids": "y"}', 422, "invalid_request"),
        (b'{"question": "x", "plan_ids": []}', 422, "invalid_request"),
        (b'{"question": "x", "plan_ids": ["none"]}', 404, "unknown_plan"),
        (b'{"question": "x", "top_k": 0}', 422, "top_k_invalid"),
        (b'{"question": "x", "top_k": 21}', 422, "top_k_invalid"),
        (json.dumps({"question": "x", "history": ["y"] * 11}).encode(), 422, "history_too_long"),
        (
            json.dumps({"question": "x", "history": ["y" * 301]}).encode(),
            422,
            "question_too_long",
        ),
    ],
)
def test_bad_bodies(client: TestClient, body: bytes, status: int, code: str) -> None:
    response = client.post("/v1/ask", content=body, headers=JSON)
    error = error_of(response)
    assert (response.status_code, error["code"]) == (status, code)


@pytest.mark.parametrize("text", ["😀", "👨‍👩‍👧‍👦🏫", "❓❓❓", "…。！", "ＡＢＣ", "1", "ç̧̧̧"])
def test_odd_questions_are_unclear_and_not_faults(client: TestClient, text: str) -> None:
    response = client.post("/v1/ask", content=question(text), headers=JSON)
    assert response.status_code == 200
    assert response.json()["status"] == "refused"


def test_a_body_of_another_kind_is_told_what_is_wanted(client: TestClient) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        response = client.post("/v1/ask", content=question("目标"), headers={"content-type": kind})
        assert "application/json" in error_of(response)["message"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/ask", 405, "method_not_allowed"),
        ("PUT", "/v1/ask", 405, "method_not_allowed"),
        ("DELETE", "/v1/plans", 405, "method_not_allowed"),
        ("POST", "/v1/search", 405, "method_not_allowed"),
        ("GET", "/v1", 404, "not_found"),
        ("GET", "/v1/none", 404, "not_found"),
        ("POST", "/none", 404, "not_found"),
        ("GET", "/v1/plans/none", 404, "unknown_plan"),
        ("GET", "/v1/plans/none/sections/none", 404, "unknown_plan"),
        ("GET", "/v1/plans/mentougou-education-14th-five-year-plan/sections/no", 404,
         "unknown_section"),
        ("GET", "/plans/none", 404, "unknown_plan"),
        ("GET", "/v1/search", 422, "invalid_request"),
        ("GET", "/v1/search?q=", 422, "question_empty"),
        ("GET", "/v1/search?q=%20", 422, "question_empty"),
        ("GET", "/v1/search?q=%00", 422, "question_invalid"),
        ("GET", "/v1/search?q=" + "x" * 301, 422, "question_too_long"),
        ("GET", "/v1/search?q=%ff%fe", 400, "bad_request"),
        ("GET", "/v1/search?q=%ed%a0%80", 400, "bad_request"),
        ("GET", "/v1/search?q=x&k=0", 422, "invalid_request"),
        ("GET", "/v1/search?q=x&k=51", 422, "invalid_request"),
        ("GET", "/v1/search?q=x&k=many", 422, "invalid_request"),
        ("GET", "/v1/search?q=x&plan=none", 404, "unknown_plan"),
        ("GET", "/v1/search?q=x&plan=", 404, "unknown_plan"),
        ("GET", "/v1/search?q=x&section=none", 404, "unknown_section"),
        ("GET", "/v1/indicators?plan=none", 404, "unknown_plan"),
        ("GET", "/v1/indicators?year=x", 422, "invalid_request"),
        ("GET", "/v1/indicators?q=%07", 422, "question_invalid"),
        ("GET", "/v1/indicators?q=" + "x" * 301, 422, "question_too_long"),
        ("GET", "/v1/conflicts?plan=none", 404, "unknown_plan"),
        ("GET", "/v1/commitments?plan=none", 404, "unknown_plan"),
        ("GET", "/v1/commitments?section=none", 404, "unknown_section"),
        ("GET", "/v1/commitments?quantified=maybe", 422, "invalid_request"),
        ("GET", "/v1/commitments?deadline=soon", 422, "invalid_request"),
        ("GET", "/v1/commitments?page=1.5", 422, "invalid_request"),
    ],
)  # fmt: skip
def test_bad_addresses(client: TestClient, method: str, path: str, status: int, code: str) -> None:
    response = client.request(method, path)
    error = error_of(response)
    assert (response.status_code, error["code"]) == (status, code)
    if status == 405:
        assert response.headers["allow"]


def test_the_openapi_document_says_what_errors_look_like(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert "HTTPValidationError" not in document["components"]["schemas"]
    shape = document["components"]["schemas"]["ErrorDetail"]["properties"]
    assert set(shape) == {"code", "message", "detail"}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            for status in ("400", "404", "413", "422", "503"):
                content = operation["responses"][status]["content"]["application/json"]
                assert content["schema"]["$ref"].endswith("/ErrorShape"), path


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(
    st.fixed_dictionaries(
        {"question": st.text(max_size=30) | values},
        optional={"history": values, "plan_ids": values, "top_k": values, "other": values},
    )
)
@quick
def test_any_json_gets_an_answer_or_the_error_shape(client: TestClient, body: Any) -> None:
    content = json.dumps(body).encode("utf-8", "surrogatepass")
    response = client.post("/v1/ask", content=content, headers=JSON)
    if response.status_code == 200:
        assert response.json()["question"] == body["question"]
    else:
        error_of(response)


@given(st.binary(max_size=60))
@quick
def test_any_bytes_get_the_error_shape(client: TestClient, body: bytes) -> None:
    response = client.post("/v1/ask", content=body, headers=JSON)
    assert response.status_code == 200 or error_of(response)


@given(
    st.sampled_from(PATHS),
    st.dictionaries(
        st.sampled_from(
            ["q", "k", "plan", "section", "year", "quantified", "deadline", "page", "x"]
        ),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
        | st.integers().map(str)
        | st.booleans().map(str),
    ),
)
@quick
def test_any_query_gets_an_answer_or_the_error_shape(
    client: TestClient, path: str, params: dict[str, str]
) -> None:
    response = client.get(path, params=params)
    if path == "/":  # a page: it says what is wrong in its own words
        assert response.status_code in (200, 422)
    elif response.status_code != 200:
        error_of(response)
