from webapp.blueprints.users import slips
from webapp.blueprints.users.routes import bp

__all__ = ["bp", "slips"]
