from webapp.blueprints.verify import members, upload
from webapp.blueprints.verify.routes import bp

__all__ = ["bp", "members", "upload"]
