from webapp.blueprints.fieldbook.pack import KIND, find, plans
from webapp.blueprints.fieldbook.routes import bp
from webapp.web import packs

packs.register(KIND, plans, find)

__all__ = ["bp"]
