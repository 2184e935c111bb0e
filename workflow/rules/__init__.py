"""Workflow rules: set off by changes in their transaction, and by days as a job of the worker."""

from workflow.rules.reacting import react
from workflow.rules.retrying import retry_failed
from workflow.rules.timed import run_timed

__all__ = ["react", "retry_failed", "run_timed"]
