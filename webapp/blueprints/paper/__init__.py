from webapp.blueprints.paper.routes import bp

__all__ = ["bp"]
