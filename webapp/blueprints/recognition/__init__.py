from webapp.blueprints.recognition import (
    answers,
    checking,
    deciding,
    lists,
    mending,
    putting,
    review_rules,
    reviewing,
    routes,
)
from webapp.blueprints.recognition.blueprint import bp

__all__ = [
    "answers",
    "bp",
    "checking",
    "deciding",
    "lists",
    "mending",
    "putting",
    "review_rules",
    "reviewing",
    "routes",
]
