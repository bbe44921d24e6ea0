from webapp.blueprints.households import family
from webapp.blueprints.households.routes import bp

__all__ = ["bp", "family"]
