"""Plans: what the page of an address shows, what its dialogs do, and its files."""

from web.plans.acting import PlanAction, acted
from web.plans.view import PATH, View, body

__all__ = ["PATH", "PlanAction", "View", "acted", "body"]
