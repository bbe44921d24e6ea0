from webapp.blueprints.stages import meetings, opinions, papers, postings, routes, rules, scans
from webapp.blueprints.stages.blueprint import bp

__all__ = ["bp", "meetings", "opinions", "papers", "postings", "routes", "rules", "scans"]
