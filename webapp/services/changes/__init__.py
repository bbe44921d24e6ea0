"""Households that change: each change is an event of the log, and is taken back for 30 days."""
