from webapp.blueprints.sharing.routes import bp

__all__ = ["bp"]
