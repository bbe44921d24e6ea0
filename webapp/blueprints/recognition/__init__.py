from webapp.blueprints.recognition import (
    answers,
    checking,
    lists,
    mending,
    putting,
    review_rules,
    reviewing,
    routes,
)
from webapp.blueprints.recognition.blueprint import bp

__all__ = ["answers", "bp", "checking", "lists", "mending", "putting", "review_rules", "reviewing", "routes"]
