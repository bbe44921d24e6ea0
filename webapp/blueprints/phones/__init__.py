from webapp.blueprints.phones.routes import bp

__all__ = ["bp"]
