from webapp.blueprints.stages import (
    meetings,
    mending,
    opinions,
    papers,
    postings,
    routes,
    rules,
    scans,
)
from webapp.blueprints.stages.blueprint import bp

__all__ = ["bp", "meetings", "mending", "opinions", "papers", "postings", "routes", "rules", "scans"]
