"""Alembic's entry: migrations run on the writing engine, under its lock, all of them or none.

SQLite too undoes a changed table: its transactions begin explicitly here.
"""

from alembic import context
from flask import current_app
from sqlalchemy import JSON, Enum

from webapp.models.base import WRITE, SortKey, UtcDateTime

database = current_app.extensions["migrate"].db


def plain_type(kind: str, column_type: object, autogen: object) -> str | bool:
    """Write our own column types as SQLAlchemy's, so that an old migration never depends on today's code."""
    if kind == "type" and isinstance(column_type, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and column_type is SortKey:
        return 'sa.Text().with_variant(sa.Text(collation="C"), "postgresql")'
    if kind == "type" and isinstance(column_type, Enum):
        return f"sa.String(length={column_type.length})"
    if kind == "type" and isinstance(column_type, JSON):
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def run() -> None:
    engine = database.engines[WRITE]
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_item=plain_type,
            render_as_batch=False,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
