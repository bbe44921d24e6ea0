from webapp.blueprints.changes import arrivals, door, duplicates, merging, moving, splitting
from webapp.blueprints.changes.routes import bp

__all__ = ["arrivals", "bp", "door", "duplicates", "merging", "moving", "splitting"]
