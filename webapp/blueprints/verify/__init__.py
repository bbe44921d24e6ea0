from webapp.blueprints.verify import members
from webapp.blueprints.verify.routes import bp

__all__ = ["bp", "members"]
