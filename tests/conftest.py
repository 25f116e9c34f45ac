from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from corpus.model import Plan
from corpus.read import read_plan
from index.build import build
from index.encoder import Encoder, load_encoder
from index.prepare import prepare
from index.store import SnapshotStore
from qa.engine import Engine
from qa.model import Question, Reply

# A busy machine is no fault of the code under test: examples are bounded, time is not.
settings.register_profile(
    "planqa", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("planqa")

ROOT = Path(__file__).parent.parent
PLAN = ROOT / "corpus/plans/mentougou-education-14th-five-year-plan.md"


@pytest.fixture(scope="session")
def plan() -> Plan:
    return read_plan(PLAN)


@pytest.fixture(scope="session")
def raw() -> str:
    return PLAN.read_text("utf-8")


@pytest.fixture(scope="session")
def cache_dir() -> Path:
    path = Path(os.environ.get("PLANQA_CACHE_DIR", ROOT / "var/cache"))
    prepare(path)
    return path


@pytest.fixture(scope="session")
def encoder(cache_dir: Path) -> Encoder:
    return load_encoder("embedded", cache_dir)


@pytest.fixture(scope="session")
def var_dir(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """A var folder with a published snapshot of the catalogue."""
    var = tmp_path_factory.mktemp("var")
    store = SnapshotStore(var / "index")
    build(None, store, lambda: encoder, encoder.fingerprint, progress=False)
    return var


@pytest.fixture(scope="session")
def engine(var_dir: Path, encoder: Encoder) -> Engine:
    return Engine(SnapshotStore(var_dir / "index").load(encoder.fingerprint), encoder)


@pytest.fixture(scope="session")
def ask(engine: Engine) -> Callable[..., Reply]:
    def call(text: str, *history: str) -> Reply:
        return engine.ask(Question(text=text, history=history))

    return call
