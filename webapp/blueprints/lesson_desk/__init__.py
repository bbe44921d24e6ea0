from webapp.blueprints.lesson_desk.routes import bp

__all__ = ["bp"]
