from webapp.blueprints.teams import waiting
from webapp.blueprints.teams.routes import bp

__all__ = ["bp", "waiting"]
