"""What is kept of people's questions and opinions: the database tables and `Inbox`.

Kept are words, a yes or no, a section and an hour; nothing says who wrote them: no address,
no browser, no session, no minute. What is older than the retention is deleted.
"""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import (
    Boolean,
    Column,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
    event,
    func,
    insert,
    make_url,
    select,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from api.feedback import Feedback, InboxUnavailable, Unanswered

_HOUR = 3600
MOST_ROWS = 50_000
"""Rows a table may hold; the oldest go first, so that a flood cannot fill the disk."""

_meta = MetaData()
_feedback = Table(
    "planqa_feedback", _meta,
    Column("id", String(32), primary_key=True),
    Column("hour", Integer, nullable=False, index=True),
    Column("answer_id", String(64)),
    Column("question", String(400), nullable=False),
    Column("useful", Boolean, nullable=False),
    Column("comment", String(1000)),
)  # fmt: skip
_unanswered = Table(
    "planqa_unanswered", _meta,
    Column("id", String(32), primary_key=True),
    Column("hour", Integer, nullable=False, index=True),
    Column("question", String(400), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("plan_id", String(200)),
    Column("section_id", String(64)),
    Column("section", String(1000)),
)  # fmt: skip
_TABLES = {"feedback": _feedback, "unanswered": _unanswered}


class Inbox:
    """Keeps feedback and unanswered questions; safe to share by threads and processes.

    ``url`` is a SQLAlchemy database URL. The database is opened at first use; every method
    raises `InboxUnavailable` where it cannot be. ``retention_days`` 0 keeps for ever.
    """

    def __init__(
        self, url: str, retention_days: int, clock: Callable[[], float] = time.time
    ) -> None:
        self._url, self._days, self._clock = url, retention_days, clock
        self._engine: Engine | None = None
        self._opening = threading.Lock()
        self._purged = -1

    def add_feedback(self, item: Feedback) -> str:
        """Keep an opinion and return its id."""
        return self._add("feedback", item)

    def add_unanswered(self, item: Unanswered) -> str:
        """Keep a question and return its id."""
        return self._add("unanswered", item)

    def feedback(self) -> tuple[Feedback, ...]:
        """Every opinion kept, the newest first."""
        return tuple(Feedback(**row) for row in self._rows("feedback"))

    def unanswered(self) -> tuple[Unanswered, ...]:
        """Every question kept, the newest first."""
        return tuple(Unanswered(**row) for row in self._rows("unanswered"))

    def remove(self, kind: str, item_id: str) -> bool:
        """Delete one row of ``feedback`` or ``unanswered``; False where there is none."""
        table = _TABLES[kind]
        with self._open() as connection:
            return bool(connection.execute(delete(table).where(table.c.id == item_id)).rowcount)

    def check(self) -> None:
        """Read once, to know that the database works."""
        with self._open() as connection:
            connection.execute(select(func.count()).select_from(_feedback))

    def close(self) -> None:
        """Release the connections."""
        if self._engine is not None:
            self._engine.dispose()

    def _add(self, kind: str, item: Feedback | Unanswered) -> str:
        item_id = uuid.uuid4().hex
        row = item.model_dump() | {"id": item_id, "hour": self._hour()}
        with self._open() as connection:
            connection.execute(insert(_TABLES[kind]).values(**row))
        return item_id

    def _rows(self, kind: str) -> list[dict[str, object]]:
        table = _TABLES[kind]
        with self._open() as connection:
            rows = connection.execute(select(table).order_by(table.c.hour.desc(), table.c.id))
            return [dict(row) for row in rows.mappings()]

    def _hour(self) -> int:
        return int(self._clock() // _HOUR)

    @contextmanager
    def _open(self) -> Iterator[Connection]:
        try:
            with self._connected().begin() as connection:
                if self._purged != self._hour():
                    self._purge(connection)
                    self._purged = self._hour()
                yield connection
        except (SQLAlchemyError, OSError) as error:
            raise InboxUnavailable from error

    def _purge(self, connection: Connection) -> None:
        for table in _TABLES.values():
            if self._days:
                oldest = self._hour() - 24 * self._days
                connection.execute(delete(table).where(table.c.hour < oldest))
            extra = select(table.c.id).order_by(table.c.hour.desc()).offset(MOST_ROWS)
            surplus = connection.execute(extra.limit(MOST_ROWS)).scalars().all()
            for start in range(0, len(surplus), 500):
                part = surplus[start : start + 500]
                connection.execute(delete(table).where(table.c.id.in_(part)))

    def _connected(self) -> Engine:
        with self._opening:
            if self._engine is None:
                engine = _create(self._url)
                _meta.create_all(engine)
                self._engine = engine
        return self._engine


def database_url(configured: str, var_dir: Path) -> str:
    """The database of the settings: the configured one, or a SQLite file below ``var_dir``."""
    return configured or f"sqlite:///{var_dir / 'inbox.db'}"


def _create(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, pool_size=2, max_overflow=2)
    if parsed.database and parsed.database != ":memory:":
        path = Path(parsed.database)
        path.parent.mkdir(parents=True, exist_ok=True)
        # Created by us first: what people wrote is for the service's own user only.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    engine = create_engine(parsed, connect_args={"timeout": 5})

    @event.listens_for(engine, "connect")
    def _overwrite_deleted(connection: object, record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()

    return engine
