"""Which endpoints other sites may call from a browser: the public ones, without credentials.

The widget runs on pages of other sites and calls the service from there. Everything else
(pages, the staff console) stays closed to other origins.
"""

from __future__ import annotations

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

PUBLIC = (
    "/v1/ask", "/v1/search", "/v1/plans", "/v1/indicators", "/v1/conflicts", "/v1/commitments",
    "/v1/feedback", "/widget.js",
)  # fmt: skip


class PublicCors:
    """CORS for the paths in `PUBLIC`; ``origins`` are the sites that may call, ``*`` all."""

    def __init__(self, app: ASGIApp, origins: tuple[str, ...]) -> None:
        self._app = app
        self._open = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=["content-type"],
            expose_headers=["x-request-id", "retry-after"],
            allow_credentials=False,
            max_age=86_400,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection (ASGI)."""
        public = scope["type"] == "http" and is_public(scope["path"])
        await (self._open if public else self._app)(scope, receive, send)


def is_public(path: str) -> bool:
    """Whether ``path`` is one of `PUBLIC` or lies below one."""
    return any(path == prefix or path.startswith(f"{prefix}/") for prefix in PUBLIC)
