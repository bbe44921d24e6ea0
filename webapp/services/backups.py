"""A backup is one file of plain rows, taken in one snapshot, that either database can take back."""

from __future__ import annotations

import base64
import gzip
import json
import os
from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Table, func, insert, select, text, types, update
from sqlalchemy.orm import Session

from webapp.models.base import METADATA, WRITE, UtcDateTime, db, now
from webapp.services.errors import Refused

LEFT_OUT = frozenset({"login_session", "throttle"})
A_BATCH, A_BATCH_OF_FILES = 1000, 50


def write_backup(file: Path, revision: str) -> dict[str, int]:
    """Write every row of one snapshot to `file` (gzip, JSON lines); returns the rows of each table.

    The file appears under its name only when it is whole. Signed-in browsers are left out: they end.
    """
    part = file.with_name(f"{file.name}.part")
    counts: dict[str, int] = {}
    part.touch(mode=0o600)
    with _snapshot() as session, gzip.open(part, "wt", encoding="utf-8", compresslevel=6) as out:
        _line(out, {"backup": 1, "revision": revision, "taken_at": now().isoformat()})
        for table in _tables():
            counts[table.name] = _write_table(out, session, table)
        _line(out, {"end": counts})
    os.replace(part, file)
    return counts


def read_backup(file: Path, revision: str) -> dict[str, int]:
    """Put a backup's rows into an empty database. Raises Refused when the file does not fit."""
    with _opened(file) as lines:
        _check_head(next(lines, {}), revision)
        counts, last = _load(lines)
    if last != counts:
        raise Refused("Tệp sao lưu bị thiếu phần cuối. Chưa ghi gì; hãy dùng một bản sao lưu khác.")
    return counts


def is_empty() -> bool:
    """Whether the database has no commune yet."""
    return not db.session.execute(text("SELECT 1 FROM commune LIMIT 1")).first()


def others_are_connected() -> bool:
    """Whether another program is at a PostgreSQL database now (SQLite is asked through its lock file)."""
    if db.engines[WRITE].dialect.name != "postgresql":
        return False
    db.engines[WRITE].dispose()
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    return bool(db.session.execute(text(query)).scalar())


def _tables() -> list[Table]:
    return [table for table in METADATA.sorted_tables if table.name not in LEFT_OUT]


def _snapshot() -> Session:
    """A session that sees one moment: SQLite's read transaction, or PostgreSQL's repeatable read."""
    engine = db.engines[None]
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    return Session(engine)


def _write_table(out: TextIO, session: Session, table: Table) -> int:
    count = 0
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_batch(table))
    for row in session.execute(query).mappings():
        _line(out, {"t": table.name, "r": {name: _plain(value) for name, value in row.items()}})
        count += 1
    return count


def _batch(table: Table) -> int:
    """How many rows are held at once: fewer where each carries a file."""
    has_files = any(isinstance(column.type, types.LargeBinary) for column in table.columns)
    return A_BATCH_OF_FILES if has_files else A_BATCH


def _line(out: TextIO, value: Any) -> None:
    out.write(json.dumps(value, ensure_ascii=False) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.value if isinstance(value, Enum) else value


class _opened:
    """The lines of a backup; an unreadable file becomes a refusal."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __enter__(self) -> Iterator[dict[str, Any]]:
        self.stream = gzip.open(self.file, "rt", encoding="utf-8")
        return (json.loads(line) for line in self.stream)

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self.stream.close()
        if isinstance(error, (OSError, EOFError, ValueError)):
            raise Refused("Tệp này không phải bản sao lưu, hoặc đã hỏng. Chưa ghi gì.") from None


def _check_head(head: dict[str, Any], revision: str) -> None:
    if head.get("backup") != 1:
        raise Refused("Tệp này không phải bản sao lưu. Chưa ghi gì.")
    if head.get("revision") != revision:
        raise Refused(
            f"Bản sao lưu thuộc cấu trúc {head.get('revision')}, phần mềm này dùng {revision}. "
            "Khôi phục bằng đúng bản phần mềm đã sao lưu, rồi mới nâng cấp."
        )


def _load(lines: Iterator[dict[str, Any]]) -> tuple[dict[str, int], dict[str, int] | None]:
    counts = {table.name: 0 for table in _tables()}
    waiting: list[dict[str, Any]] = []
    current, last = "", None
    for line in lines:
        if "end" in line:
            last = line["end"]
            break
        if line["t"] != current or len(waiting) >= _batch(METADATA.tables[current]):
            _insert(current, waiting)
            current, waiting = line["t"], []
        waiting.append(line["r"])
        counts[current] += 1
    _insert(current, waiting)
    _set_counters()
    return counts, last


def _insert(name: str, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    table = METADATA.tables[name]
    ready = [{key: _typed(table, key, value) for key, value in row.items()} for row in rows]
    own = [
        column.name
        for column in table.columns
        if any(key.column.table is table for key in column.foreign_keys)
    ]
    later = [row for row in ready if any(row[column] for column in own)]
    db.session.execute(insert(table), [row | dict.fromkeys(own) for row in ready])
    for row in later:
        key = [column == row[column.name] for column in table.primary_key.columns]
        db.session.execute(update(table).where(*key).values({column: row[column] for column in own}))


def _typed(table: Table, column: str, value: Any) -> Any:
    kind = table.columns[column].type
    if value is None:
        return None
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, types.LargeBinary):
        return base64.b64decode(value)
    if isinstance(kind, types.Date):
        return date.fromisoformat(value)
    if isinstance(kind, types.Enum) and kind.enum_class is not None:
        return kind.enum_class(value)
    return value


def _set_counters() -> None:
    """PostgreSQL's own numbering goes on after the last row that came back."""
    if db.engines[WRITE].dialect.name != "postgresql":
        return
    table = METADATA.tables["audit_row"]
    last = db.session.execute(select(func.max(table.columns.id))).scalar()
    if last:
        db.session.execute(
            text("SELECT setval(pg_get_serial_sequence('audit_row', 'id'), :last)"), {"last": last}
        )
