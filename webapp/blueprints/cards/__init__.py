from webapp.blueprints.cards.routes import bp

__all__ = ["bp"]
