"""INSERT of plain rows, given when it is executed: past the session's objects, and as fast as the driver is.

PostgreSQL and SQLite share ON CONFLICT.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Insert, inspect
from sqlalchemy.dialects import postgresql, sqlite

from webapp.models.base import Base, db


def insert_all(model: type[Base]) -> Insert:
    """Every row is new."""
    return _all(model, _dialect())


def insert_or_update(model: type[Base], *columns: str) -> Insert:
    """A row whose primary key exists gets these columns' new values."""
    return _update(model, columns, _dialect())


def insert_or_add(model: type[Base], column: str) -> Insert:
    """A row whose primary key exists gets this column's new value added to the one it has."""
    return _add(model, column, _dialect())


def insert_or_leave(model: type[Base]) -> Insert:
    """A row that would break a unique key is left out."""
    return _leave(model, _dialect())


def _dialect() -> str:
    return db.engines[None].dialect.name


@cache
def _all(model: type[Base], dialect: str) -> Insert:
    inserting: Insert = _insert(model, dialect)
    return inserting


@cache
def _update(model: type[Base], columns: tuple[str, ...], dialect: str) -> Insert:
    statement = _insert(model, dialect)
    keys = [column.name for column in inspect(model).primary_key]
    new = {column: statement.excluded[column] for column in columns}
    updating: Insert = statement.on_conflict_do_update(index_elements=keys, set_=new)
    return updating


@cache
def _add(model: type[Base], column: str, dialect: str) -> Insert:
    statement = _insert(model, dialect)
    keys = [key.name for key in inspect(model).primary_key]
    total = getattr(model, column) + statement.excluded[column]
    adding: Insert = statement.on_conflict_do_update(index_elements=keys, set_={column: total})
    return adding


@cache
def _leave(model: type[Base], dialect: str) -> Insert:
    leaving: Insert = _insert(model, dialect).on_conflict_do_nothing()
    return leaving


def _insert(model: type[Base], dialect: str) -> Any:
    return (postgresql if dialect == "postgresql" else sqlite).insert(model.__table__)
