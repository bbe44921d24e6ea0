from webapp.blueprints.long_papers.routes import bp

__all__ = ["bp"]
