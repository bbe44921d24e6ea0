from webapp.blueprints.households.routes import bp

__all__ = ["bp"]
