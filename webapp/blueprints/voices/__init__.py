from webapp.blueprints.voices import hearing, recording, reviewing  # noqa: F401 - their views
from webapp.blueprints.voices.routes import bp

__all__ = ["bp"]
