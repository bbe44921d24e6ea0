from webapp.blueprints.imports.routes import bp

__all__ = ["bp"]
