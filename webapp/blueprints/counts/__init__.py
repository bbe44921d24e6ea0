from webapp.blueprints.counts.routes import bp

__all__ = ["bp"]
