"""The signed session cookie: who is logged in, until when, and the token for posts.

The cookie is signed, not stored anywhere; it ends with its time, with the secret, and with the
password or provider it was given for.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from itsdangerous import BadSignature, URLSafeTimedSerializer
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from corpus.model import Frozen

STATE_SECONDS = 600
"""How long a login at the provider may take."""


class Session(Frozen):
    """A logged-in member of staff. ``token`` must come with every post (against CSRF)."""

    name: str
    how: str
    token: str


class Sessions:
    """Gives and reads session cookies. ``secure`` for pages that are served over https."""

    def __init__(self, key: str, basis: str, hours: float, secure: bool) -> None:
        salt = hashlib.sha256(basis.encode()).hexdigest()
        self._sessions = URLSafeTimedSerializer(key, salt=f"session-{salt}")
        self._states = URLSafeTimedSerializer(key, salt=f"state-{salt}")
        self._seconds = int(hours * 3600)
        self._secure = secure
        self._cookie = "__Host-planqa-staff" if secure else "planqa-staff"
        self._state_cookie = "planqa-login-state"

    def start(self, response: Response, name: str, how: str) -> None:
        """Log somebody in."""
        session = Session(name=name, how=how, token=secrets.token_urlsafe(24))
        self._set(response, self._sessions.dumps(session.model_dump()))

    def read(self, request: Request) -> Session | None:
        """Who sends this request; None without a valid cookie."""
        try:
            data = self._sessions.loads(
                request.cookies.get(self._cookie, ""), max_age=self._seconds
            )
            return Session.model_validate(data)
        except (BadSignature, ValidationError):
            return None

    def end(self, response: Response) -> None:
        """Log out."""
        response.delete_cookie(
            self._cookie, path="/", secure=self._secure, httponly=True, samesite="strict"
        )

    def keep_state(self, response: Response, state: dict[str, object]) -> None:
        """Remember what was sent to the provider; Lax, as the way back comes from there."""
        response.set_cookie(
            self._state_cookie, self._states.dumps(state), max_age=STATE_SECONDS,
            path="/staff/oidc", secure=self._secure, httponly=True, samesite="lax",
        )  # fmt: skip

    def read_state(self, request: Request) -> dict[str, object]:
        """What was sent to the provider; empty when it is too old or not ours."""
        try:
            held = request.cookies.get(self._state_cookie, "")
            state = self._states.loads(held, max_age=STATE_SECONDS)
        except BadSignature:
            return {}
        return state if isinstance(state, dict) else {}

    def drop_state(self, response: Response) -> None:
        """Forget what was sent to the provider."""
        response.delete_cookie(self._state_cookie, path="/staff/oidc")

    def _set(self, response: Response, value: str) -> None:
        response.set_cookie(
            self._cookie, value, max_age=self._seconds, path="/", secure=self._secure,
            httponly=True, samesite="strict",
        )  # fmt: skip


def same_token(one: str, other: str) -> bool:
    """Whether two tokens are equal, in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def secret_key(configured: str, var_dir: Path) -> str:
    """The key that signs: the configured one, or one made once and kept in ``var_dir``.

    All workers must sign with one key, so it lies in a file that only its owner can read.
    """
    if configured:
        return configured
    path = var_dir / "secret.key"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or not path.read_text("ascii"):
        fresh = path.with_name(f"secret.{os.getpid()}.tmp")
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        try:
            # A link, not a replace: whoever comes second takes the first one's key.
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text("ascii")
