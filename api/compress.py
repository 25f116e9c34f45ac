"""Compression of pages, their style sheet and the widget; the interface's data goes as it is."""

from __future__ import annotations

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send


class CompressPages:
    """gzip for what lies outside ``/v1`` and is a kilobyte or more, where the client takes it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._packed = GZipMiddleware(app, minimum_size=1024, compresslevel=5)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection (ASGI)."""
        page = scope["type"] == "http" and not scope["path"].startswith("/v1/")
        await (self._packed if page else self._app)(scope, receive, send)
