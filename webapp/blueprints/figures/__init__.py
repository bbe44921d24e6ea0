from webapp.blueprints.figures.routes import bp

__all__ = ["bp"]
