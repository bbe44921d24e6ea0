from webapp.blueprints.lessons import packs as lesson_packs
from webapp.blueprints.lessons.routes import bp
from webapp.web import packs

packs.register(lesson_packs.KIND, lesson_packs.plans, lesson_packs.find)

__all__ = ["bp"]
