from webapp.blueprints.designs import backgrounds, versions
from webapp.blueprints.designs.routes import bp

__all__ = ["backgrounds", "bp", "versions"]
