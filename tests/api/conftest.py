from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings


@pytest.fixture(scope="session")
def settings(var_dir: Path, cache_dir: Path) -> Settings:
    return Settings(var_dir=var_dir, cache_dir=cache_dir, max_concurrent=2)


@contextmanager
def served(settings: Settings) -> Iterator[TestClient]:
    """A client of an app that is ready."""
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        for _ in range(600):
            if client.get("/readyz").status_code == 200:
                break
            time.sleep(0.1)
        yield client


@pytest.fixture(scope="session")
def client(settings: Settings) -> Iterator[TestClient]:
    with served(settings) as client:
        yield client
