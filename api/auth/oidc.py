"""Login at an OpenID Connect provider, by Authlib: code flow with PKCE, state and nonce."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from authlib.integrations.starlette_client import OAuth
from starlette.requests import Request
from starlette.responses import Response

from api.faults import ApiError

log = structlog.get_logger()

EVERYBODY = "*"


class LoginRefused(ApiError):
    """The provider or the list of admitted people says no."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(403, code, message)


class Provider:
    """One OpenID Connect provider.

    ``allowed`` holds e-mail addresses (verified ones count), subjects or groups; ``*`` admits
    everybody whom the provider lets in.
    """

    def __init__(
        self, issuer: str, client_id: str, client_secret: str, allowed: Iterable[str]
    ) -> None:
        self._allowed = {entry.strip().casefold() for entry in allowed if entry.strip()}
        self._client: Any = OAuth().register(
            "planqa",
            client_id=client_id,
            client_secret=client_secret or None,
            server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "timeout": 10,
            },
        )

    async def begin(self, request: Request, callback: str) -> tuple[Response, dict[str, object]]:
        """The redirect to the provider, and the state to keep. Raises `LoginRefused`."""
        request.scope["session"] = {}
        try:
            response: Response = await self._client.authorize_redirect(request, callback)
        except Exception as error:  # of Authlib, its HTTP client, or a provider's odd answer
            log.warning("provider_unreachable", kind=type(error).__name__)
            raise LoginRefused("provider_unreachable", "统一身份认证暂时连不上。") from error
        return response, dict(request.session)

    async def finish(self, request: Request, state: Mapping[str, object]) -> str:
        """Who has logged in: their name for the page. Raises `LoginRefused`."""
        request.scope["session"] = dict(state)
        try:
            token = await self._client.authorize_access_token(request)
        except Exception as error:  # whatever is wrong with a token, nobody enters
            log.warning("login_failed", kind=type(error).__name__)
            raise LoginRefused("login_failed", "身份认证没有完成，请重新登录。") from error
        claims = token.get("userinfo")
        if not claims or not claims.get("sub"):
            raise LoginRefused("login_failed", "身份认证没有完成，请重新登录。")
        if not self._admits(claims):
            raise LoginRefused("not_allowed", "这个账号不在管理台的名单里，请联系管理员。")
        return str(claims.get("name") or claims.get("email") or claims["sub"])[:80]

    def _admits(self, claims: Mapping[str, Any]) -> bool:
        if EVERYBODY in self._allowed:
            return True
        groups = claims.get("groups") or ()
        named = {str(claims["sub"]), *(map(str, groups) if isinstance(groups, list) else ())}
        if claims.get("email") and claims.get("email_verified") is True:
            named.add(str(claims["email"]))
        return bool(self._allowed & {name.casefold() for name in named})
