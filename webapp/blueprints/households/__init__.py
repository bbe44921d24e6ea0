from webapp.blueprints.households import erasing, family
from webapp.blueprints.households.routes import bp

__all__ = ["bp", "erasing", "family"]
