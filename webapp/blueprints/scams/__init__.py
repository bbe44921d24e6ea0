from webapp.blueprints.scams.routes import bp

__all__ = ["bp"]
