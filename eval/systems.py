"""Systems under test: the product in process or over HTTP, and how any other is asked."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import httpx
from pydantic import ValidationError

from eval.errors import SystemFailed, SystemMissing
from qa.errors import QuestionError
from qa.model import Question, Reason, Reply, Status

if TYPE_CHECKING:
    from index.encoder import Encoder
    from index.snapshot import Snapshot
    from qa.engine import Engine, EngineSettings

RETRIES = 5


class System(Protocol):
    """Answers questions."""

    @property
    def name(self) -> str:
        """Unique within a run; also the name of its run file."""
        ...

    @property
    def settings(self) -> str:
        """Told apart when resuming."""
        ...

    def ask(self, question: Question) -> Reply:
        """One reply. Raises `SystemFailed` when the system no longer answers."""
        ...


@dataclass(frozen=True)
class Workbench:
    """What in-process systems share: one snapshot and one encoder."""

    snapshot: Snapshot
    encoder: Encoder


def open_workbench(var: Path, cache: Path, encoder_name: str = "embedded") -> Workbench:
    """Load the snapshot that is served. Raises `SystemMissing` if there is none."""
    from index.errors import IndexingError
    from index.store import SnapshotStore

    encoder = open_encoder(cache, encoder_name)
    try:
        return Workbench(SnapshotStore(var / "index").load(encoder.fingerprint), encoder)
    except IndexingError as fault:
        raise SystemMissing(str(fault)) from fault


def open_encoder(cache: Path, name: str = "embedded") -> Encoder:
    """Load an encoder. Raises `SystemMissing` if it is not there."""
    from index.encoder import load_encoder
    from index.errors import EncoderError

    try:
        return load_encoder(name, cache)
    except EncoderError as fault:
        raise SystemMissing(str(fault)) from fault


def build_workbench(
    plans: Sequence[Path], encoder: Encoder, root: Path, quiet: bool = False
) -> Workbench:
    """Build a snapshot of plan files under ``root``. Raises `SystemMissing` naming the fault."""
    from corpus.errors import PlanError
    from index.build import build
    from index.errors import IndexingError
    from index.store import SnapshotStore

    store = SnapshotStore(root)
    try:
        build(plans, store, lambda: encoder, encoder.fingerprint, progress=not quiet)
        return Workbench(store.load(encoder.fingerprint), encoder)
    except (PlanError, IndexingError) as fault:
        raise SystemMissing(str(fault)) from fault


@dataclass
class Product:
    """The engine in this process."""

    engine: Engine
    name: str = "product"
    settings: str = ""

    def ask(self, question: Question) -> Reply:
        """Ask the engine; a question it rejects counts as refused."""
        try:
            return self.engine.ask(question)
        except QuestionError as fault:
            return refusal(question, str(fault))


@dataclass
class Server:
    """The product behind its HTTP interface."""

    url: str
    name: str = "product"
    settings: str = "http"
    timeout: float = 30.0
    _client: httpx.Client = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Open one connection pool for the run."""
        self._client = httpx.Client(base_url=self.url, timeout=self.timeout)

    def ask(self, question: Question) -> Reply:
        """Ask over HTTP; waits as told by 429 and 503, and gives up on a dead server."""
        body = {
            "question": question.text,
            "history": list(question.history),
            "plan_ids": list(question.plan_ids) if question.plan_ids else None,
            "top_k": question.top_k,
        }
        for _ in range(RETRIES):
            response = self._post(body)
            if response.status_code not in (429, 503):
                break
            time.sleep(min(10.0, float(response.headers.get("Retry-After", "1"))))
        if response.status_code == 200:
            return self._reply(response)
        if 400 <= response.status_code < 500 and response.status_code != 429:
            return refusal(question, _message(response))
        raise SystemFailed(f"{self.url} answered {response.status_code}: {_message(response)}")

    def _post(self, body: dict[str, Any]) -> httpx.Response:
        try:
            return self._client.post("/v1/ask", json=body)
        except httpx.HTTPError as fault:
            raise SystemFailed(f"{self.url} does not answer: {fault}") from fault

    def _reply(self, response: httpx.Response) -> Reply:
        try:
            return Reply.model_validate(response.json(), extra="ignore")
        except (ValidationError, ValueError) as fault:
            raise SystemFailed(f"{self.url} sent no valid reply: {fault}") from fault


def _message(response: httpx.Response) -> str:
    try:
        return str(response.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return response.text[:200]


def refusal(question: Question, message: str, confidence: float = 0.0, snapshot: str = "") -> Reply:
    """A refusal made on behalf of a system that has none of its own."""
    return Reply(
        question=question.text,
        resolved_question=question.text,
        corrections=(),
        status=Status.REFUSED,
        reason=Reason.UNCLEAR,
        answer=message,
        confidence=confidence,
        citations=(),
        indicators=(),
        conflicts=(),
        nearest=(),
        suggestions=(),
        snapshot_id=snapshot,
        timings_ms={},
    )


def product(bench: Workbench) -> Product:
    """The product as it ships."""
    from qa.engine import Engine

    return Product(Engine(bench.snapshot, bench.encoder))


def ablations(bench: Workbench) -> Iterator[Product]:
    """The product with each of its stages switched off in turn (boolean settings that are on)."""
    from qa.engine import Engine, EngineSettings

    for stage in stages(EngineSettings()):
        engine = Engine(bench.snapshot, bench.encoder, _without(EngineSettings(), stage))
        yield Product(engine, name=f"product-{stage}", settings=f"{stage}=off")


def stages(settings: object) -> list[str]:
    """Names of the boolean settings that are on, whatever kind of class holds them."""
    names = getattr(type(settings), "model_fields", None)
    if names is None and dataclasses.is_dataclass(settings):
        names = [f.name for f in dataclasses.fields(settings)]
    return [name for name in names or () if getattr(settings, name) is True]


def _without(settings: EngineSettings, stage: str) -> EngineSettings:
    copy: Any = settings
    if hasattr(copy, "model_copy"):
        return copy.model_copy(update={stage: False})  # type: ignore[no-any-return]
    return dataclasses.replace(copy, **{stage: False})  # type: ignore[no-any-return]
