from webapp.blueprints.offline import shell
from webapp.blueprints.offline.routes import bp
from webapp.web import packs

packs.register(shell.KIND, shell.plans, shell.find)

__all__ = ["bp"]
