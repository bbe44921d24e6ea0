from webapp.blueprints.assignment.routes import bp

__all__ = ["bp"]
