"""A served snapshot makes way for the next one, and does not slow the garbage collector."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.service import Service
from api.settings import Settings
from tests.doubles import HashEncoder
from tests.small_plans import build_small, write_plan


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setattr("api.service.load_encoder", lambda *_: HashEncoder())
    yield Service(Settings(var_dir=tmp_path / "var"))
    gc.unfreeze()


def test_a_replaced_snapshot_leaves_memory(service: Service, tmp_path: Path) -> None:
    root = Path(service.settings.var_dir) / "index"
    build_small(root, write_plan(tmp_path, share=81))
    service.refresh()
    before = weakref.ref(service.engine)
    build_small(root, write_plan(tmp_path, share=82))
    service.refresh()
    assert before() is None
    assert "82%" in service.engine.snapshot.passages[1].text


def test_what_is_served_is_not_collected_again_and_again(service: Service, tmp_path: Path) -> None:
    build_small(Path(service.settings.var_dir) / "index", write_plan(tmp_path))
    service.refresh()
    watched = sum(1 for item in gc.get_objects() if item is service.engine)
    assert watched == 0
    assert gc.get_freeze_count() > 0
