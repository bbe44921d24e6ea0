"""The paper of each stage, from what was recorded: plain content, written as PDF and Word by `web.papers`."""

from webapp.web.stage_papers.decision import draft_decision
from webapp.web.stage_papers.minutes import minutes
from webapp.web.stage_papers.opinions import opinion_summary
from webapp.web.stage_papers.posted import posted_list
from webapp.web.stage_papers.request import request_paper

__all__ = ["draft_decision", "minutes", "opinion_summary", "posted_list", "request_paper"]
