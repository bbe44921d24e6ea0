from webapp.blueprints.recognition.routes import bp

__all__ = ["bp"]
