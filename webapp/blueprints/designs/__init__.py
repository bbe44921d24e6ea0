from webapp.blueprints.designs import backgrounds
from webapp.blueprints.designs.routes import bp

__all__ = ["backgrounds", "bp"]
