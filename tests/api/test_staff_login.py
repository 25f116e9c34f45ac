from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from api.app import create_app
from api.auth.attempts import Attempts, TooManyAttempts
from api.auth.passwords import WeakPasswordError, hash_password, is_hash, verify_password
from api.auth.session import secret_key
from api.cli import main
from api.routes.staff_login import own_path
from api.settings import Settings, SettingsError, load_settings
from tests.api.oidc_provider import CLIENT, SECRET, Provider, running_provider

PASSWORD = "一个 够长的 密码 2025"
ORIGIN = {"origin": "http://testserver"}
HASHED = hash_password(PASSWORD)


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., TestClient]:
    """Makes clients of apps that need no snapshot; pages beyond the login say so."""

    def call(**settings: Any) -> TestClient:
        settings.setdefault("staff_password_hash", SecretStr(HASHED))
        app = create_app(Settings(var_dir=tmp_path, **settings))
        return TestClient(app, raise_server_exceptions=False, follow_redirects=False)

    return call


def log_in(client: TestClient, password: str = PASSWORD, **form: str) -> Any:
    return client.post("/staff/login", data={"password": password, **form}, headers=ORIGIN)


PAGES = ["/staff", "/staff/commitments", "/staff/indicators", "/staff/links", "/staff/inbox"]
DATA = ["/v1/staff/search", "/v1/staff/commitments", "/v1/staff/commitments?format=csv",
        "/v1/staff/indicators", "/v1/staff/links", "/v1/staff/questions",
        "/v1/staff/questions?format=xlsx", "/v1/staff/feedback"]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_pages_lead_to_the_login_and_back(make: Callable[..., TestClient], path: str) -> None:
    client = make()
    response = client.get(path, params={"q": "甲"})
    assert response.status_code == 303
    login = client.get(response.headers["location"])
    assert f'value="{path}?q=%E7%94%B2"' in login.text
    entered = log_in(client, next=f"{path}?q=甲")
    assert (entered.status_code, entered.headers["location"]) == (303, f"{path}?q=%E7%94%B2")


@pytest.mark.parametrize("path", DATA)
def test_data_is_for_those_who_are_logged_in(make: Callable[..., TestClient], path: str) -> None:
    client = make()
    response = client.get(path)
    assert (response.status_code, response.json()["error"]["code"]) == (401, "login_required")
    log_in(client)
    assert client.get(path).status_code != 401


def test_every_route_of_the_console_is_behind_the_login(make: Callable[..., TestClient]) -> None:
    client = make()
    open_paths = {"/staff/login", "/staff/oidc/start", "/staff/oidc/callback"}  # fmt: skip
    seen = 0
    for path in _paths(client):
        if path.startswith(("/staff", "/v1/staff")) and path not in open_paths:
            for method in ("GET", "POST"):
                response = client.request(method, path, headers=ORIGIN)
                assert response.status_code in (303, 401, 405), path
                seen += response.status_code != 405
    assert seen >= len(PAGES) + 5


def _paths(client: TestClient) -> set[str]:
    from api.routes import staff_data, staff_login, staff_pages

    modules = (staff_data, staff_login, staff_pages)
    return {str(route.path) for m in modules for route in m.router.routes}


def test_the_cookie_is_strict_unreadable_by_scripts_and_signed(
    make: Callable[..., TestClient],
) -> None:
    client = make(public_url="https://plan.example.cn")
    response = client.post(
        "/staff/login", data={"password": PASSWORD}, headers={"sec-fetch-site": "same-origin"}
    )
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("__Host-planqa-staff=")
    for part in ("HttpOnly", "Secure", "SameSite=strict", "Path=/", "Max-Age=28800"):
        assert part in cookie
    assert "no-store" in response.headers["cache-control"]
    value = cookie.split("=", 1)[1].split(";")[0]
    name = "planqa-staff"
    plain = make()
    for forged in (value[:-2], value + "x", "e30.aaaa.bbbb", ""):
        plain.cookies.set(name, forged)
        assert plain.get("/v1/staff/links").status_code == 401
        plain.cookies.clear()


def test_a_session_ends_in_time(
    make: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = make(staff_session_hours=1)
    log_in(client)
    assert client.get("/v1/staff/links").status_code == 503  # in, and no snapshot yet
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3601)
    assert client.get("/v1/staff/links").status_code == 401


def test_a_new_password_ends_every_session(make: Callable[..., TestClient]) -> None:
    client = make()
    log_in(client)
    other = make(staff_password_hash=SecretStr(hash_password("another password 9")))
    other.cookies = client.cookies
    assert other.get("/v1/staff/links").status_code == 401


def test_workers_of_one_folder_share_sessions(make: Callable[..., TestClient]) -> None:
    client, other = make(), make()
    log_in(client)
    other.cookies = client.cookies
    assert other.get("/v1/staff/links").status_code == 503


def test_a_wrong_password_says_so_and_is_limited(make: Callable[..., TestClient]) -> None:
    client = make()
    for _ in range(5):
        response = log_in(client, "falsch falsch falsch")
        assert response.status_code == 401
        assert "密码不对" in response.text
    response = log_in(client)
    assert response.status_code == 429
    assert int(response.headers["retry-after"]) > 800
    assert "分钟后再试" in response.text


def test_attempts_are_counted_by_address_and_over_all() -> None:
    attempts = Attempts("2/minute", "3/minute")
    attempts.failed("a")
    attempts.failed("a")
    with pytest.raises(TooManyAttempts):
        attempts.check("a")
    attempts.check("b")
    attempts.failed("b")
    with pytest.raises(TooManyAttempts):
        attempts.check("c")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site", **ORIGIN},
        {"sec-fetch-site": "same-site", **ORIGIN},
        {"sec-fetch-site": "none", **ORIGIN},
    ],
)
def test_another_site_cannot_log_anybody_in(
    make: Callable[..., TestClient], headers: dict[str, str]
) -> None:
    response = make().post("/staff/login", data={"password": PASSWORD}, headers=headers)
    assert response.status_code == 403
    assert "set-cookie" not in response.headers


def _token(client: TestClient) -> str:
    session = client.app.state.gate.sessions  # type: ignore[attr-defined]
    cookie = client.cookies["planqa-staff"]
    token: str = session._sessions.loads(cookie)["token"]
    return token


@pytest.mark.parametrize("path", ["/staff/logout", "/staff/inbox/delete"])
def test_a_post_needs_the_token_of_the_session(make: Callable[..., TestClient], path: str) -> None:
    client = make()
    log_in(client)
    for token in ("", "x" * 32):
        assert client.post(path, data={"token": token}, headers=ORIGIN).status_code == 403
    right = {"token": _token(client), "kind": "feedback", "id": "none"}
    assert client.post(path, data=right, headers={"origin": "http://e.example"}).status_code == 403
    assert client.post(path, data=right, headers=ORIGIN).status_code == 303


def test_logging_out(make: Callable[..., TestClient]) -> None:
    client = make()
    log_in(client)
    response = client.post("/staff/logout", data={"token": _token(client)}, headers=ORIGIN)
    assert response.headers["location"] == "/staff/login"
    assert client.get("/v1/staff/links").status_code == 401


def test_without_a_password_the_page_says_how_to_set_one(make: Callable[..., TestClient]) -> None:
    client = make(staff_password_hash=SecretStr(""))
    for path in ("/staff", "/staff/login", "/staff/commitments"):
        response = client.get(path)
        assert response.status_code == 403
        assert "planqa staff-password" in response.text
    assert log_in(client, "").status_code == 403
    assert client.get("/v1/staff/links").json()["error"]["code"] == "staff_disabled"


@given(st.text(max_size=40))
def test_after_logging_in_one_stays_here(target: str) -> None:
    for tried in (target, "/staff" + target, "//" + target):
        goes = own_path(tried)
        assert goes == "/staff" or goes.startswith(("/staff/", "/staff?"))


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example/staff", "/staffx", "/\\evil", "/staff\\x", ""],
)
def test_a_foreign_target_is_not_followed(target: str) -> None:
    assert own_path(target) == "/staff"


def test_passwords() -> None:
    assert is_hash(HASHED)
    assert PASSWORD not in HASHED
    assert verify_password(PASSWORD, HASHED)
    assert not verify_password(PASSWORD + " ", HASHED)
    assert not verify_password("x" * 10_000, HASHED)
    assert not verify_password(PASSWORD, "$argon2id$nonsense")
    for weak in ("short", "aaaaaaaaaaaaaaaa", "x" * 300):
        with pytest.raises(WeakPasswordError):
            hash_password(weak)


def test_the_command_prints_the_setting(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    assert main(["staff-password"]) == 0
    printed = capsys.readouterr().out
    match = re.fullmatch(r"PLANQA_STAFF_PASSWORD_HASH='(\S+)'\n", printed)
    assert match
    monkeypatch.setenv("PLANQA_STAFF_PASSWORD_HASH", match[1])
    assert load_settings().staff_password_hash.get_secret_value() == match[1]
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert main(["staff-password"]) == 1
    assert "至少" in capsys.readouterr().err


def test_the_key_is_made_once_and_is_for_its_owner(tmp_path: Path) -> None:
    first = secret_key("", tmp_path / "new")
    assert len(first) == 64
    assert secret_key("", tmp_path / "new") == first
    assert stat.S_IMODE(os.stat(tmp_path / "new/secret.key").st_mode) == 0o600
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["secret.key"]
    assert secret_key("given" * 8, tmp_path) == "given" * 8


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("STAFF_PASSWORD_HASH", "hunter2", "STAFF_PASSWORD_HASH"),
        ("SECRET_KEY", "short", "SECRET_KEY"),
        ("PUBLIC_URL", "plan.example.cn", "PUBLIC_URL"),
        ("PUBLIC_URL", "https://plan.example.cn/sub", "PUBLIC_URL"),
        ("OIDC_ISSUER", "http://login.example.cn", "OIDC_ISSUER"),
        ("OIDC_ISSUER", "https://login.example.cn", "OIDC_CLIENT_ID"),
    ],
)
def test_half_a_login_is_refused_when_starting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, problem: str
) -> None:
    monkeypatch.setenv(f"PLANQA_{name}", value)
    with pytest.raises(SettingsError, match=problem) as caught:
        load_settings()
    if name in ("SECRET_KEY", "STAFF_PASSWORD_HASH"):
        assert value not in str(caught.value)


def test_settings_do_not_print_secrets() -> None:
    settings = Settings(secret_key=SecretStr("k" * 40), staff_password_hash=SecretStr(HASHED))
    assert "kkkk" not in repr(settings)
    assert HASHED not in repr(settings)


# OpenID Connect


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def honest(provider: Provider) -> Iterator[Provider]:
    before = dict(provider.claims)
    yield provider
    provider.claims, provider.lies, provider.forge = before, {}, False


@pytest.fixture
def oidc(make: Callable[..., TestClient], honest: Provider) -> Callable[..., TestClient]:
    def call(allowed: str = "wang@example.cn", **settings: Any) -> TestClient:
        settings.setdefault("staff_password_hash", SecretStr(""))
        return make(
            oidc_issuer=honest.url, oidc_client_id=CLIENT, oidc_client_secret=SecretStr(SECRET),
            oidc_allowed=allowed, **settings,
        )  # fmt: skip

    return call


def through(client: TestClient) -> Any:
    """Go to the provider and come back."""
    start = client.get("/staff/oidc/start")
    assert start.status_code == 302, start.text
    away = httpx.get(start.headers["location"])
    back = urlsplit(away.headers["location"])
    return client.get(f"{back.path}?{back.query}")


def test_login_at_the_provider(oidc: Callable[..., TestClient]) -> None:
    client = oidc()
    assert "统一身份认证" in client.get("/staff/login").text
    start = client.get("/staff/oidc/start")
    asked = parse_qs(urlsplit(start.headers["location"]).query)
    assert asked["redirect_uri"] == ["http://testserver/staff/oidc/callback"]
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    cookie = start.headers["set-cookie"]
    assert "SameSite=lax" in cookie
    assert "Path=/staff/oidc" in cookie
    response = through(client)
    assert response.status_code == 200
    assert "url=/staff" in response.text
    assert client.get("/v1/staff/links").status_code == 503  # in, and no snapshot yet
    assert "SameSite=strict" in str(response.headers.get_list("set-cookie"))


@pytest.mark.parametrize(
    ("allowed", "claims", "enters"),
    [
        ("*", {}, True),
        ("WANG@example.cn", {}, True),
        ("u-1", {}, True),
        ("规划科", {"groups": ["规划科", "其他"]}, True),
        ("li@example.cn", {}, False),
        ("wang@example.cn", {"email_verified": False}, False),
        ("规划科", {"groups": "规划科"}, False),
        ("王工", {}, False),
    ],
)
def test_only_listed_people_enter(
    oidc: Callable[..., TestClient], honest: Provider, allowed: str, claims: dict[str, Any],
    enters: bool,
) -> None:  # fmt: skip
    honest.claims = {**honest.claims, **claims}
    client = oidc(allowed)
    response = through(client)
    assert (response.status_code == 200) is enters
    assert (client.get("/v1/staff/links").status_code == 503) is enters
    if not enters:
        assert "名单" in response.text


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "another"},
        {"aud": "another-client"},
        {"iss": "http://another.example"},
        {"exp": 1_000_000_000},
        {"sub": ""},
    ],
)
def test_a_token_that_is_not_for_us_is_refused(
    oidc: Callable[..., TestClient], honest: Provider, lies: dict[str, Any]
) -> None:
    honest.lies = lies
    client = oidc("*")
    assert through(client).status_code == 403
    assert client.get("/v1/staff/links").status_code == 401


def test_a_forged_signature_is_refused(oidc: Callable[..., TestClient], honest: Provider) -> None:
    honest.forge = True
    client = oidc("*")
    assert through(client).status_code == 403


def test_an_answer_that_was_not_asked_for_is_refused(oidc: Callable[..., TestClient]) -> None:
    victim, attacker = oidc("*"), oidc("*")
    start = attacker.get("/staff/oidc/start")
    back = urlsplit(httpx.get(start.headers["location"]).headers["location"])
    assert victim.get(f"{back.path}?{back.query}").status_code == 403
    for query in ("", "?error=access_denied", "?code=x&state=y"):
        assert victim.get(f"/staff/oidc/callback{query}").status_code == 403
    assert victim.get("/v1/staff/links").status_code == 401


def test_a_code_works_once(oidc: Callable[..., TestClient]) -> None:
    client = oidc("*")
    start = client.get("/staff/oidc/start")
    back = urlsplit(httpx.get(start.headers["location"]).headers["location"])
    path = f"{back.path}?{back.query}"
    assert client.get(path).status_code == 200
    assert client.get(path).status_code == 403


def test_an_unreachable_provider_is_said(make: Callable[..., TestClient]) -> None:
    client = make(
        oidc_issuer="http://127.0.0.1:9", oidc_client_id=CLIENT, oidc_allowed="*",
        oidc_client_secret=SecretStr(SECRET),
    )  # fmt: skip
    response = client.get("/staff/oidc/start")
    assert response.status_code == 502
    assert "连不上" in response.text
    assert log_in(client).status_code == 303


def test_without_a_provider_there_is_no_way_there(make: Callable[..., TestClient]) -> None:
    client = make()
    assert client.get("/staff/oidc/start").status_code == 404
    assert client.get("/staff/oidc/callback").status_code == 404
