"""Lessons that a commune writes: drafts, what is published of them, and what the commune leaves out."""
