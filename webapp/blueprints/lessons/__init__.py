from webapp.blueprints.lessons.routes import bp

__all__ = ["bp"]
