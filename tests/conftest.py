"""The application on both databases: every test that asks for `app` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import event, text
from werkzeug.test import TestResponse

from tests.factories import Place, make_place
from webapp import create_app
from webapp.config import Settings
from webapp.models.base import METADATA, WRITE, db, writing
from webapp.services import demo, passwords
from webapp.web.kept_pages import KeptPages

pytest_plugins = ["tests.postgres"]

# How fast examples are made tells of the machine's other work, not of the rules under test.
hypothesis_settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("suite")

# Tests sign in two thousand times; what real hashes cost is tested in test_passwords.
passwords.HASHER = PasswordHasher(memory_cost=64, time_cost=1, parallelism=1)

# Only what a test wrote: to truncate all tables takes fifty times as long.
EMPTY = "DO $$ BEGIN {} END $$".format(
    " ".join(
        f'IF EXISTS (SELECT FROM "{table}") THEN DELETE FROM "{table}"; END IF;' for table in METADATA.tables
    )
)
BASE_URL = "http://127.0.0.1:8000"


class Browser(FlaskClient):
    """Each request gets a context, `g` and database session of its own, as on the real server.

    Flask would share those of the test's own context, and the second request would see the first one's user.
    """

    def open(self, *args: Any, **options: Any) -> TestResponse:
        with self.application.app_context():
            response = super().open(*args, **options)
        if has_app_context():
            db.session.rollback()
            db.session.expire_all()
        return response


def make_app(url: str, folder: Path) -> Flask:
    """A migrated application. SQLite's file is copied from the worker's first one: migrating costs 0.4 s."""
    settings = Settings(secret_key="test key", database_url=url, instance_path=folder, base_url=BASE_URL)
    app = create_app(settings)
    app.config["TESTING"] = False
    app.test_client_class = Browser
    with app.app_context():
        if db.engines[WRITE].dialect.name == "sqlite":
            _do_not_sync()
            Path(str(db.engines[WRITE].url.database)).write_bytes(migrated_sqlite())
        else:
            upgrade()
    return app


def _do_not_sync() -> None:
    """Tests in this process cut no power; those that kill do it to a server of their own, which syncs."""
    for engine in (db.engines[None], db.engines[WRITE]):
        event.listen(engine, "connect", lambda raw, _record: raw.execute("PRAGMA synchronous=OFF"))


@cache
def migrated_sqlite() -> bytes:
    """An empty database that went through every migration, as the bytes of its file."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "webapp.sqlite3"
        settings = Settings(secret_key="test key", database_url=f"sqlite:///{file}", instance_path=Path(name))
        with create_app(settings).app_context():
            _do_not_sync()
            upgrade()
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()
        return file.read_bytes()


@pytest.fixture(scope="session")
def sqlite_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("sqlite")
    app = make_app(f"sqlite:///{folder / 'webapp.sqlite3'}", folder)
    shutil.copy(folder / "webapp.sqlite3", folder / "empty.sqlite3")
    return app


@pytest.fixture(scope="session")
def postgres_app(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Flask:
    return make_app(postgres_url, tmp_path_factory.mktemp("postgres"))


@pytest.fixture(scope="session")
def demo_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's five communes as a file of SQLite, loaded once a run for all its workers: copy it."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "demo-database"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not (folder / "whole.sqlite3").exists():
            with make_app(f"sqlite:///{folder / 'webapp.sqlite3'}", folder).app_context():
                _load_demo()
            (folder / "webapp.sqlite3").rename(folder / "whole.sqlite3")
    return folder / "whole.sqlite3"


def _load_demo() -> None:
    password_hash = demo.shared_hash()
    for each in demo.missing():
        with writing():
            demo.load(each, password_hash)
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An empty, migrated application with its context; parametrized over both databases."""
    kind = "sqlite_app" if request.param == "sqlite" else "postgres_app"
    yield from emptied(request.getfixturevalue(kind))


@pytest.fixture
def one_app(sqlite_app: Flask) -> Iterator[Flask]:
    """An empty application on SQLite only, for what no database changes (pages' looks, PDFs)."""
    yield from emptied(sqlite_app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def place(app: Flask) -> Place:
    """A commune with two hamlets."""
    return make_place()


def emptied(app: Flask) -> Iterator[Flask]:
    if isinstance(app.wsgi_app, KeptPages):
        app.wsgi_app = KeptPages(app.wsgi_app.app)  # type: ignore[method-assign]
    with app.app_context():
        _empty(Path(app.instance_path))
        yield app
        db.session.remove()


def _empty(folder: Path) -> None:
    db.session.remove()
    if db.engines[WRITE].dialect.name == "sqlite":
        db.engines[WRITE].dispose()
        db.engines[None].dispose()
        for left in ("-wal", "-shm", ""):
            (folder / f"webapp.sqlite3{left}").unlink(missing_ok=True)
        shutil.copy(folder / "empty.sqlite3", folder / "webapp.sqlite3")
        return
    with writing() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))  # no keys, no triggers
        session.execute(text(EMPTY))
