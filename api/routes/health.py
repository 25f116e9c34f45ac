"""Alive, ready, metrics."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.faults import NotReady
from api.routes.ask import service_of

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process is alive."""
    return {"status": "alive"}


@router.get("/readyz")
async def readyz(request: Request) -> dict[str, str | None]:
    """A snapshot is loaded and verified; ``degraded`` says why a newer one is not."""
    service = service_of(request)
    if not service.ready:
        raise NotReady(service.problem or "loading")
    snapshot = service.engine.snapshot.id
    return {"status": "ready", "snapshot_id": snapshot, "degraded": service.problem}


@router.get("/metrics")
async def metrics() -> Response:
    """Prometheus metrics."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
