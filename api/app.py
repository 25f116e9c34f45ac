"""The FastAPI application: `create_app`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from api import errors, logs
from api.auth.gate import Gate
from api.compress import CompressPages
from api.cors import PublicCors
from api.edge import Edge
from api.middleware import Guard
from api.routes import (
    ask,
    feedback,
    health,
    pages,
    plans,
    reader,
    staff_data,
    staff_login,
    staff_pages,
)
from api.service import Service
from api.settings import Settings, load_settings
from api.staff.library import Shelf
from api.staff.messages import WEB as STAFF_WEB


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the application. Raises `api.settings.SettingsError` for bad settings."""
    settings = settings or load_settings()
    logs.configure(settings.log_level)
    service = Service(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await service.start()
        yield
        await service.stop()

    app = FastAPI(
        title="planqa", version="0.1.0", lifespan=lifespan, docs_url=None, redoc_url=None,
        responses=errors.DOCUMENTED,
        description="Ask a government plan, get the plan's own words and figures.",
    )  # fmt: skip
    app.state.service = service
    app.state.gate = Gate(settings)
    app.state.shelf = Shelf()
    errors.install(app)
    app.add_middleware(CompressPages)
    app.add_middleware(Edge)
    app.add_middleware(Guard, max_body=settings.max_body_bytes)
    app.add_middleware(PublicCors, origins=settings.origins)
    public = (ask, feedback, plans, health, pages, reader)
    for module in (*public, staff_data, staff_login, staff_pages):
        app.include_router(module.router)
    app.mount("/staff/static", StaticFiles(directory=STAFF_WEB / "static"), name="staff-static")
    return app
