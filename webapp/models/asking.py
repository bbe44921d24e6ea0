"""Statements made once and asked at every tick: one text for any number of values, plain rows back."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Row, Select, Text, TypeDecorator, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeEngine

from webapp.models.base import db


def rows(statement: Select[*tuple[Any, ...]], values: Mapping[str, Any]) -> Sequence[Row[*tuple[Any, ...]]]:
    """What a select of columns finds, past the session's objects and at half their cost.

    What the session has pending is written first, as for its own queries.
    """
    session = db.session
    session.flush()
    return session.connection().execute(statement, values).all()


def among(column: Any, name: str) -> ColumnElement[bool]:
    """The condition that a column's value is in the list given as `name` at execution.

    The list travels as one value: an IN with a place for each makes another text for each length, which is
    written, parsed and planned anew.
    """
    return _Among(column, bindparam(name, type_=_List(column.type)))


class _Among(FunctionElement[bool]):
    # No Boolean: SQLAlchemy would write "= 1" after it in SQLite, and no index would be used.
    type = NullType()  # type: ignore[assignment]
    inherit_cache = True


@compiles(_Among, "sqlite")
def _in_json(element: _Among, compiler: Any, **words: Any) -> str:
    column, values = (compiler.process(each, **words) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - names and places


@compiles(_Among, "postgresql")
def _in_array(element: _Among, compiler: Any, **words: Any) -> str:
    column, values = (compiler.process(each, **words) for each in element.clauses)
    return f"{column} = ANY ({values})"


class _List(TypeDecorator[Collection[Any]]):
    """Values of one type: an array in PostgreSQL, a JSON list in SQLite."""

    impl = Text
    cache_ok = True

    def __init__(self, each: TypeEngine[Any]) -> None:
        super().__init__()
        self.each = each

    def load_dialect_impl(self, dialect: Any) -> TypeEngine[Any]:
        kind = ARRAY(self.each) if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(kind)  # type: ignore[no-any-return]

    def bind_processor(self, dialect: Any) -> Callable[[Any], Any] | None:
        if dialect.name == "postgresql":
            return super().bind_processor(dialect)
        stored = self.each.dialect_impl(dialect).bind_processor(dialect)
        return lambda values: json.dumps([stored(each) if stored else each for each in values])
