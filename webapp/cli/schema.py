"""The version of the tables that this software knows."""

from alembic.script import ScriptDirectory
from flask import current_app


def revision() -> str:
    folder = current_app.extensions["migrate"].directory
    return ScriptDirectory(folder).get_current_head() or ""
