from webapp.blueprints.signing import desk, exchange, rules, signers, sources
from webapp.blueprints.signing.routes import bp

__all__ = ["bp", "desk", "exchange", "rules", "signers", "sources"]
