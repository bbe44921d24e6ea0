from webapp.blueprints.rounds.routes import bp

__all__ = ["bp"]
