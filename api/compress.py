"""Compression of what is fetched (pages, widget, lists); answers and streams go as they are."""

from __future__ import annotations

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send


class CompressGets:
    """gzip for GET responses of a kilobyte and more, where the client takes it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._packed = GZipMiddleware(app, minimum_size=1024, compresslevel=5)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection (ASGI)."""
        fetched = scope["type"] == "http" and scope["method"] == "GET"
        await (self._packed if fetched else self._app)(scope, receive, send)
