"""The database: two engines on one address, one that only reads and one that writes.

A GET cannot write because its session is bound to the reading engine. With SQLite the writing engine takes
a lock file and `BEGIN IMMEDIATE` in its begin event, so nothing writes around it: SQLite 3.7.0 to 3.51.2 can
corrupt a WAL file when two connections write and checkpoint at once, and a deferred transaction that turns
into a write one fails under load.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import JSON, DateTime, Engine, MetaData, TypeDecorator, Uuid, event, types
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, registry

WRITE = "write"
LOCK_SECONDS = 10.0


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC (naive in SQLite, timestamptz in PostgreSQL)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class TextUuid(Uuid[str]):
    """A UUID as lower-case text. SQLite keeps 32 digits; SQLAlchemy's own way back is ten times as slow."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(as_uuid=False)

    def result_processor(self, dialect: Any, coltype: Any) -> Any:
        if not dialect.supports_native_uuid:
            return _with_hyphens
        return super().result_processor(dialect, coltype)  # type: ignore[no-untyped-call]


def _with_hyphens(digits: str | None) -> str | None:
    if digits is None:
        return None
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


Json = JSON().with_variant(JSONB(), "postgresql")
Id = TextUuid()
# Sort keys compare byte by byte, in PostgreSQL too, whatever language its cluster was made with.
SortKey = types.Text().with_variant(types.Text(collation="C"), "postgresql")


METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
States = types.Enum(
    StrEnum, native_enum=False, length=40, values_callable=lambda states: [state.value for state in states]
)
TYPES: dict[Any, Any] = {
    datetime: UtcDateTime, dict[str, Any]: Json, list[Any]: Json, str: types.Text, StrEnum: States,
}  # fmt: skip


class Base(DeclarativeBase):
    registry = registry(metadata=METADATA, type_annotation_map=TYPES)


class ModeSession(FlaskSession):
    """A session reads, unless it is inside `writing()`; then every statement goes to the writing engine."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Any:
        return db.engines[WRITE if self.info.get("writing") else None]


db = SQLAlchemy(model_class=Base, session_options={"class_": ModeSession, "expire_on_commit": False})


def new_id() -> str:
    """A lower-case UUID whose first 48 bits are the time in milliseconds, so that inserts stay together."""
    stamp = time.time_ns() // 1_000_000
    value = (stamp << 80) | (int.from_bytes(os.urandom(10)))
    value = (value & ~(0xF << 76)) | (7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return str(uuid.UUID(int=value))


def now() -> datetime:
    return datetime.now(UTC)


def id_column() -> Mapped[str]:
    return mapped_column(Id, primary_key=True, default=new_id)


def engine_settings(url: str) -> dict[str, Any]:
    """Flask-SQLAlchemy's configuration for the two engines."""
    options: dict[str, Any] = {"pool_pre_ping": not url.startswith("sqlite"), "max_overflow": 30}
    if url.startswith("sqlite"):
        options["connect_args"] = {"timeout": LOCK_SECONDS}
    reading = dict(options)
    if not url.startswith("sqlite"):
        reading["execution_options"] = {"postgresql_readonly": True}
    return {
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": reading,
        "SQLALCHEMY_BINDS": {WRITE: {"url": url, **options}},
    }


def prepare_engines() -> None:
    """Hang the SQLite settings and the write lock on the engines of the current application."""
    reading, write = db.engines[None], db.engines[WRITE]
    if write.dialect.name != "sqlite":
        return
    event.listen(reading, "connect", _reading_pragmas)
    event.listen(reading, "begin", _begin_reading)
    event.listen(write, "connect", _writing_pragmas)
    _lock_writes(write, Path(f"{write.url.database}.lock"))


def _reading_pragmas(connection: sqlite3.Connection, record: Any) -> None:
    _writing_pragmas(connection, record)
    connection.execute("PRAGMA query_only=ON")


def _writing_pragmas(connection: sqlite3.Connection, record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={int(LOCK_SECONDS * 1000)}",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "mmap_size=0",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_reading(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")


def _lock_writes(engine: Engine, path: Path) -> None:
    @event.listens_for(engine, "begin")
    def take(connection: Any) -> None:
        info = connection.connection.dbapi_connection and connection.connection._connection_record.info
        info["lock"] = _take_lock(path)
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "checkin")
    def give_back(_connection: Any, record: Any) -> None:
        _give_lock(record.info)

    @event.listens_for(engine, "invalidate")
    def give_back_broken(_connection: Any, record: Any, _error: Any) -> None:
        _give_lock(record.info)


def _take_lock(path: Path) -> int:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + LOCK_SECONDS
    pause = 0.0005
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                os.close(handle)
                raise OperationalError("BEGIN", {}, sqlite3.OperationalError("database is locked")) from None
            time.sleep(pause)
            pause = min(pause * 1.5, 0.005)
        else:
            return handle


def _give_lock(info: dict[str, Any]) -> None:
    handle = info.pop("lock", None)
    if handle is not None:
        os.close(handle)


@contextmanager
def writing() -> Iterator[Session]:
    """One write transaction of the domain: committed once at its end, rolled back on any error.

    What was read before it is let go first, so that nothing stale is written back.
    """
    session = db.session
    session.rollback()
    session().info["writing"] = True
    try:
        yield session()
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session().info["writing"] = False


@contextmanager
def own_transaction() -> Iterator[Session]:
    """A short write transaction of its own, for sign-in sessions, throttles and last-seen times."""
    with Session(db.engines[WRITE], expire_on_commit=False) as session, session.begin():
        yield session
