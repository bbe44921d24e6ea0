"""What the site is measured against: the least Flask that does the same, under the same server.

A page from a file; and a tick: one event and one projection row in a transaction of their own, synced to
disk, without accounts, checks or rules. Reads INSTANCE_PATH and DATABASE_URL as the site does.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask, Response, jsonify, request

TABLES = (
    "CREATE TABLE event (id TEXT PRIMARY KEY, household TEXT, item TEXT, occurred_at TEXT)",
    "CREATE TABLE progress (household TEXT PRIMARY KEY, ticks INTEGER)",
)
KEEP = "INSERT INTO event VALUES (?, ?, ?, ?)"
COUNT = "INSERT INTO progress VALUES (?, 1) ON CONFLICT (household) DO UPDATE SET ticks = progress.ticks + 1"
FOLDER = Path(os.environ.get("INSTANCE_PATH", "."))
DATABASE_URL = os.environ.get("DATABASE_URL", "")

app = Flask(__name__, static_folder=None)
_mine = threading.local()
_one_writer = threading.Lock()


@app.get("/")
@app.get("/<path:_path>")
def page(_path: str = "") -> Response:
    """`page.html` of the folder, under any address."""
    body, headers = _page()
    return Response(body, content_type="text/html; charset=utf-8", headers=headers)


@app.post("/dong-bo")
def receive() -> Response:
    (event,) = request.get_json()["events"]
    _keep(event)
    return jsonify(results=[{"id": event["id"], "status": "applied"}])


def _page() -> tuple[bytes, dict[str, str]]:
    if not hasattr(_mine, "page"):
        file = FOLDER / "page.html"
        body = file.read_bytes() if file.is_file() else b""
        _mine.page = body, {"Content-Encoding": "gzip"} if body[:2] == b"\x1f\x8b" else {}
    return _mine.page  # type: ignore[no-any-return]


def _keep_in_sqlite(event: dict[str, Any]) -> None:
    """Write-ahead log, a sync with each commit, one writer at a time behind a lock file."""
    if not hasattr(_mine, "connection"):
        _mine.connection = sqlite3.connect(FOLDER / "skeleton.sqlite3", timeout=10, isolation_level=None)
        _mine.connection.execute("PRAGMA journal_mode=WAL")
        _mine.connection.execute("PRAGMA synchronous=FULL")
        _mine.lock = os.open(FOLDER / "skeleton.lock", os.O_RDWR | os.O_CREAT, 0o600)
    with _one_writer:
        fcntl.flock(_mine.lock, fcntl.LOCK_EX)
        try:
            _mine.connection.execute("BEGIN IMMEDIATE")
            _mine.connection.execute(KEEP, _row(event))
            _mine.connection.execute(COUNT, (event["household"],))
            _mine.connection.execute("COMMIT")
        finally:
            fcntl.flock(_mine.lock, fcntl.LOCK_UN)


def _keep_in_postgresql(event: dict[str, Any]) -> None:
    """A connection a thread."""
    if not hasattr(_mine, "connection"):
        _mine.connection = psycopg.connect(DATABASE_URL.replace("postgresql+psycopg", "postgresql"))
    with _mine.connection.transaction():
        _mine.connection.execute(KEEP.replace("?", "%s"), _row(event))
        _mine.connection.execute(COUNT.replace("?", "%s"), (event["household"],))


_keep: Callable[[dict[str, Any]], None] = _keep_in_postgresql if DATABASE_URL else _keep_in_sqlite


def _row(event: dict[str, Any]) -> tuple[str, str, str, str]:
    return event["id"], event["household"], event["item"], event["occurred_at"]
