"""What every server reads when it starts: `quick_site` lets one process read it for all."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from webapp import blueprints
from webapp.lessons import catalog
from webapp.lessons.practice_catalog import practice_catalog
from webapp.lessons.scams import scam_catalog

for module in (
    "granian.cli",
    *(f"{blueprints.__name__}.{each.name}" for each in iter_modules(blueprints.__path__)),
):
    import_module(module)
for read in (catalog, practice_catalog, scam_catalog):
    read()
