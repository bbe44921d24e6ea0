from webapp.blueprints.scams import packs as scam_packs
from webapp.blueprints.scams.routes import bp
from webapp.web import packs

packs.register(scam_packs.KIND, scam_packs.plans, scam_packs.find)

__all__ = ["bp"]
