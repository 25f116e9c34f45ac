"""Holds the engine that serves; a new snapshot is swapped in, a bad one is not."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import structlog

from api.faults import Busy, NotReady
from api.feedback import Recorder
from api.settings import Settings
from api.stores import open_store
from corpus.quantities import read_number
from index.encoder import Encoder, load_encoder
from index.errors import EncoderError, IndexingError
from qa.engine import Engine, EngineSettings
from qa.model import Question, Reply

if TYPE_CHECKING:
    from api.inbox import Inbox

Result = TypeVar("Result")
log = structlog.get_logger()


def open_inbox(settings: Settings) -> Inbox:
    """The store of feedback and unanswered questions; nothing is opened before it is used."""
    # Here, because commands that keep nothing should not wait for the database library.
    from api.inbox import Inbox, database_url

    url = database_url(settings.database_url, Path(settings.var_dir))
    return Inbox(url, settings.retention_days)


def load_engine(settings: Settings, encoder: Encoder | None = None) -> tuple[Engine, Encoder]:
    """Load encoder and snapshot and answer one question, so that the first user need not wait.

    Raises `index.errors.EncoderError` and `index.errors.IndexingError`.
    """
    encoder = encoder or load_encoder(settings.encoder, Path(settings.cache_dir))
    snapshot = open_store(settings).load(encoder.fingerprint)
    engine = Engine(snapshot, encoder, EngineSettings(results_contact=settings.results_contact))
    engine.ask(Question(text="目标是什么"))
    return engine, encoder


def settle() -> None:
    """Take what is loaded out of the garbage collector's rounds.

    A snapshot is some hundred thousand objects that stay; going through them stops every answer
    for a third of a second.
    """
    gc.unfreeze()  # what an earlier snapshot left is collected now
    gc.collect()
    gc.freeze()


class Service:
    """The serving engine with its limits. `start` and `stop` belong to the app's lifespan."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.problem: str | None = "loading"
        self._engine: Engine | None = None
        self._encoder: Encoder | None = None
        self._task: asyncio.Task[None] | None = None
        self._waiting = 0
        self.inbox = open_inbox(settings)
        self._recorder = Recorder(self.inbox, settings.record_unanswered)
        self._pool = ThreadPoolExecutor(settings.max_concurrent, thread_name_prefix="ask")

    @property
    def engine(self) -> Engine:
        """The engine that serves now. Raises `NotReady` before the first load."""
        if self._engine is None:
            raise NotReady(self.problem or "loading")
        return self._engine

    @property
    def ready(self) -> bool:
        """Whether questions can be answered."""
        return self._engine is not None

    async def start(self) -> None:
        """Load in the background, then watch for new snapshots."""
        self._task = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Stop watching and release threads."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._recorder.finish()
        self.inbox.close()
        self._pool.shutdown(wait=True)

    async def ask(self, question: Question) -> Reply:
        """Answer within the limits. Raises `Busy` when the queue is full."""
        engine = self.engine
        reply = await self.run(lambda: engine.ask(question))
        self._recorder.note(reply, engine.snapshot)
        return reply

    async def run(self, call: Callable[[], Result]) -> Result:
        """Run a call on the bounded pool. Raises `Busy` when too many wait."""
        if self._waiting >= self.settings.max_concurrent + self.settings.queue:
            raise Busy
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, call)
        finally:
            self._waiting -= 1

    async def _watch(self) -> None:
        while True:
            await asyncio.to_thread(self.refresh)
            await asyncio.sleep(self.settings.reload_seconds)

    def refresh(self) -> None:
        """Load the current snapshot when it is not the serving one; keep the old on failure."""
        try:
            current = open_store(self.settings).current_id()
            if self._engine is not None and self._engine.snapshot.id == current:
                self.problem = None
                return
            engine, self._encoder = load_engine(self.settings, self._encoder)
        except (IndexingError, EncoderError) as error:
            if self.problem != str(error):
                log.warning("snapshot_not_loaded", problem=str(error))
            self.problem = str(error)
            return
        except Exception as error:
            self.problem = f"{type(error).__name__}; run `planqa doctor`"
            log.exception("snapshot_not_loaded")
            return
        self._engine, self.problem = engine, None
        read_number("十二")  # what reads numerals is slow to import; no question shall wait for it
        settle()
        log.info("snapshot_loaded", snapshot=engine.snapshot.id)
