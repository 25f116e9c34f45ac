"""Errors of the service with their status and code; no web framework is imported here."""

from __future__ import annotations

from collections.abc import Mapping


class ApiError(Exception):
    """An error with its status and code."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        detail: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.message = status, code, message
        self.detail, self.headers = detail, dict(headers or {})


class NotReady(ApiError):
    """No snapshot is loaded yet."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            503, "not_ready", "服务正在准备，请稍后再试。", detail, {"Retry-After": "5"}
        )


class Busy(ApiError):
    """Too many questions wait."""

    def __init__(self) -> None:
        super().__init__(503, "busy", "现在提问的人较多，请稍后再试。", None, {"Retry-After": "2"})
