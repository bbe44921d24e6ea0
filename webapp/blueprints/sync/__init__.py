from webapp.blueprints.sync.routes import bp

__all__ = ["bp"]
