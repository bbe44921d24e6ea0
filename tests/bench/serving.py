"""What is served while measuring: the demo in a folder of its own, and the anchor beside it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg

from tests.bench.anchors import TABLES
from tests.serving import ROOT, Site, serving

ANCHOR = "tests.bench.anchors:app"
KEY = "test key"


@contextmanager
def demo(database_url: str = "") -> Iterator[Path]:
    """A folder that is migrated and holds the demo, as `make run` makes it; gone at the end."""
    with tempfile.TemporaryDirectory(prefix="gia-dinh-so-bench-") as name:
        if database_url:
            _load(Path(name), database_url)
        else:
            if not (Path(_folder().name) / "webapp.sqlite3").exists():
                _load(Path(_folder().name), "")
            shutil.copytree(_folder().name, name, dirs_exist_ok=True)
        yield Path(name)


def use_demo(database: Path) -> None:
    """Measure on a copy of this file, in which somebody loaded the demo already."""
    shutil.copy(database, Path(_folder().name) / "webapp.sqlite3")


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """The demo in SQLite, loaded once for all that measure; the folder goes when the process ends."""
    return tempfile.TemporaryDirectory(prefix="gia-dinh-so-demo-")


def _load(folder: Path, database_url: str) -> None:
    environment = {
        **os.environ, "INSTANCE_PATH": str(folder), "DATABASE_URL": database_url, "SECRET_KEY": KEY,
        "PORT": "",
    }  # fmt: skip
    for words in (("db", "upgrade"), ("demo", "load")):
        subprocess.run(
            [Path(sys.executable).with_name("webapp"), *words],
            cwd=ROOT,
            env=environment,
            check=True,
            capture_output=True,
        )


@contextmanager
def bare_page(body: bytes, workers: int = 2) -> Iterator[Site]:
    """A Flask that answers every address with these bytes."""
    with tempfile.TemporaryDirectory(prefix="gia-dinh-so-bench-") as name:
        (Path(name) / "page.html").write_bytes(body)
        with serving(Path(name), workers=workers, app=ANCHOR) as site:
            yield site


@contextmanager
def bare_tick(database_url: str = "", workers: int = 2) -> Iterator[Site]:
    """A Flask that keeps a tick and nothing else, in SQLite or in the empty PostgreSQL database named."""
    with tempfile.TemporaryDirectory(prefix="gia-dinh-so-bench-") as name:
        if database_url:
            with psycopg.connect(database_url.replace("postgresql+psycopg", "postgresql")) as connection:
                for table in TABLES:
                    connection.execute(table)
        else:
            with sqlite3.connect(Path(name) / "skeleton.sqlite3") as connection:
                for table in TABLES:
                    connection.execute(table)
        with serving(Path(name), database_url, workers=workers, app=ANCHOR) as site:
            yield site
