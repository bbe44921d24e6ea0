from webapp.blueprints.practice import packs as practice_packs
from webapp.blueprints.practice.routes import bp
from webapp.web import packs

packs.register(practice_packs.KIND, practice_packs.plans, practice_packs.find)

__all__ = ["bp"]
