from webapp.blueprints.practice.routes import bp

__all__ = ["bp"]
