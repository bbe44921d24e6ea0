from webapp.blueprints.certificates.routes import bp

__all__ = ["bp"]
