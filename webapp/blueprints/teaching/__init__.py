from webapp.blueprints.teaching.routes import bp

__all__ = ["bp"]
