"""Lessons and skills as data: text, facts and drawings in `content/`, their loader and their checker."""

from webapp.lessons.catalog import Catalog, catalog
from webapp.lessons.schema import Item, ItemKind, Lesson, Skill

__all__ = ["Catalog", "Item", "ItemKind", "Lesson", "Skill", "catalog"]
