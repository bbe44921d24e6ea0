from webapp.blueprints.certificates import batches, books, handing_out, life, names, paper_rules
from webapp.blueprints.certificates.routes import bp

__all__ = ["batches", "books", "bp", "handing_out", "life", "names", "paper_rules"]
