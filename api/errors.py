"""One JSON shape for every error: ``{"error": {"code", "message", "detail"}}``."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from api.faults import ApiError
from qa.errors import QuestionError

_HTTP = {
    400: ("bad_request", "请求的内容不是有效的 JSON。"),
    404: ("not_found", "没有这个地址，请查看 /docs。"),
    405: ("method_not_allowed", "这个地址不接受这种请求方法，请查看 /docs。"),
    413: ("body_too_large", "请求太大，请缩短后再试。"),
    415: ("unsupported_media_type", "请用 application/json 发送。"),
}


class ErrorDetail(BaseModel):
    """What went wrong: a code for programs, a message for people, details where there are any."""

    code: str
    message: str
    detail: Any = None


class ErrorShape(BaseModel):
    """The body of every error."""

    error: ErrorDetail


_ANSWERS = {
    400: "No HTTP, no JSON, or an address not in UTF-8",
    404: "Unknown plan, section or address",
    413: "The body is too large",
    422: "A field or the question cannot be used",
    503: "Not ready, or too many questions wait",
}
# JSON also where the operation itself answers with events or a file.
_AS_JSON = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorShape"}}}
DOCUMENTED: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorShape, "description": text, "content": _AS_JSON}
    for status, text in _ANSWERS.items()
}
"""Errors that any operation may answer with, for the OpenAPI document."""
AS_JSON: dict[int | str, dict[str, Any]] = {
    status: {
        "description": error["description"],
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorShape"}}},
    }
    for status, error in DOCUMENTED.items()
}
"""The same for an operation that answers with another media type when all is well."""


def body(code: str, message: str, detail: object = None) -> dict[str, object]:
    """The error shape."""
    return {"error": {"code": code, "message": message, "detail": detail}}


class ErrorResponse(JSONResponse):
    """JSON whose text may come from a request: a lone surrogate becomes ``?``."""

    def render(self, content: object) -> bytes:
        """Encode the body."""
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")


def respond(error: ApiError) -> JSONResponse:
    """An `ApiError` as a response."""
    return ErrorResponse(
        body(error.code, error.message, error.detail), error.status, headers=error.headers
    )


def install(app: FastAPI) -> None:
    """Register the handlers."""

    @app.exception_handler(ApiError)
    async def _api(request: Request, error: ApiError) -> JSONResponse:
        return respond(error)

    @app.exception_handler(QuestionError)
    async def _question(request: Request, error: QuestionError) -> JSONResponse:
        status = 404 if error.code == "unknown_plan" else 422
        return ErrorResponse(body(error.code, error.message, error.detail), status)

    @app.exception_handler(RequestValidationError)
    async def _validation(request: Request, error: RequestValidationError) -> JSONResponse:
        faults = error.errors()
        if any(fault["type"] == "json_invalid" for fault in faults):
            return ErrorResponse(body(*_HTTP[400]), 400)
        detail = [
            {"where": [str(part) for part in fault["loc"]], "type": fault["type"]}
            for fault in faults
        ]
        message = "请求的字段不对，请对照 /docs 修改。"
        if request.method == "POST" and not _is_json(request.headers.get("content-type", "")):
            message = "请加上 Content-Type: application/json 再发送。"
        return ErrorResponse(body("invalid_request", message, detail), 422)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> JSONResponse:
        code, message = _HTTP.get(error.status_code, ("error", "请求没有完成。"))
        return ErrorResponse(
            body(code, message), error.status_code, headers=dict(error.headers or {})
        )


def _is_json(content_type: str) -> bool:
    kind = content_type.split(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")
