from webapp.blueprints.titles import criteria, numbers
from webapp.blueprints.titles.routes import bp

__all__ = ["bp", "criteria", "numbers"]
