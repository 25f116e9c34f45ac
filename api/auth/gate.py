"""The gate of the staff console: what a route asks before it shows or does anything."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.requests import Request

from api.auth.attempts import Attempts
from api.auth.passwords import verify_password
from api.auth.session import Session, Sessions, same_token, secret_key
from api.faults import ApiError
from api.settings import Settings

if TYPE_CHECKING:
    from api.auth.oidc import Provider


class LoginRequired(ApiError):
    """Nobody is logged in. Pages answer it with the login page."""

    def __init__(self) -> None:
        super().__init__(401, "login_required", "请先登录管理台。")


class StaffDisabled(ApiError):
    """No way to log in is set; there is no default password."""

    def __init__(self) -> None:
        message = "管理台没有开启：还没有设置登录方式，请查看 docs/staff.md。"
        super().__init__(403, "staff_disabled", message)


class CrossSite(ApiError):
    """A post that another site could have sent."""

    def __init__(self) -> None:
        super().__init__(403, "cross_site", "请求不是从管理台页面发出的，请刷新页面后再试。")


class Gate:
    """Everything about logging in, made once from the settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._password = settings.staff_password_hash.get_secret_value()
        self.attempts = Attempts()
        # Argon2 takes 64 MiB a time: never more than one at once.
        self._verifying = asyncio.Lock()
        self._sessions: Sessions | None = None
        self.provider: Provider | None = None
        if settings.oidc_issuer:
            # Here, because Authlib and its cryptography are slow to load.
            from api.auth.oidc import Provider

            self.provider = Provider(
                settings.oidc_issuer,
                settings.oidc_client_id,
                settings.oidc_client_secret.get_secret_value(),
                settings.oidc_allowed.split(","),
            )

    @property
    def by_password(self) -> bool:
        """Whether the embedded login is set up."""
        return bool(self._password)

    @property
    def enabled(self) -> bool:
        """Whether anybody can log in at all."""
        return self.by_password or self.provider is not None

    @property
    def sessions(self) -> Sessions:
        """Session cookies. Made at first use, as the key may have to be written."""
        if self._sessions is None:
            settings = self._settings
            key = secret_key(settings.secret_key.get_secret_value(), settings.var_dir)
            basis = f"{self._password}\x1f{settings.oidc_issuer}\x1f{settings.oidc_allowed}"
            secure = settings.public_url.startswith("https://")
            self._sessions = Sessions(key, basis, settings.staff_session_hours, secure)
        return self._sessions

    def current(self, request: Request) -> Session:
        """Who is logged in. Raises `StaffDisabled` or `LoginRequired`."""
        if not self.enabled:
            raise StaffDisabled
        session = self.sessions.read(request)
        if session is None:
            raise LoginRequired
        return session

    def posting(self, request: Request, token: str) -> Session:
        """Who posts, from our own page. Raises `CrossSite` beside what `current` raises."""
        session = self.current(request)
        self.same_site(request)
        if not same_token(token, session.token):
            raise CrossSite
        return session

    def same_site(self, request: Request) -> None:
        """Raise `CrossSite` for a post that our own pages did not send.

        Browsers say where a post comes from (Fetch Metadata, or Origin in older ones); one that
        says nothing is not let through.
        """
        fetched = request.headers.get("sec-fetch-site")
        if fetched is not None:
            if fetched != "same-origin":
                raise CrossSite
            return
        ours = urlsplit(self._settings.public_url).netloc or request.headers.get("host", "")
        if urlsplit(request.headers.get("origin", "")).netloc != ours or not ours:
            raise CrossSite

    async def verify(self, password: str, address: str) -> bool:
        """Whether the password is right. Raises `TooManyAttempts`."""
        async with self._verifying:
            self.attempts.check(address)
            right = await asyncio.to_thread(verify_password, password, self._password)
            if not right:
                self.attempts.failed(address)
            return right
