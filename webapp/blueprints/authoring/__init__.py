from webapp.blueprints.authoring import ordering, parts, publishing  # noqa: F401 - their routes
from webapp.blueprints.authoring.routes import bp

__all__ = ["bp"]
