from webapp.blueprints.commune_page.routes import bp

__all__ = ["bp"]
