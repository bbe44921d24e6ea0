from webapp.blueprints.checklist.routes import bp

__all__ = ["bp"]
