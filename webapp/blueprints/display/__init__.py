from webapp.blueprints.display.routes import bp

__all__ = ["bp"]
