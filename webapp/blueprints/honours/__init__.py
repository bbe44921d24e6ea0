from webapp.blueprints.honours import deciding, listing, papers
from webapp.blueprints.honours.routes import bp

__all__ = ["bp", "deciding", "listing", "papers"]
