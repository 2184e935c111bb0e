"""Settings: what the pages of the lists show, what their forms hold, and what becomes of what they send."""

from web.lookups.acting import Action, perform
from web.lookups.asking import PATH, Question, groups, listing, parent_of
from web.lookups.form import form

__all__ = ["PATH", "Action", "Question", "form", "groups", "listing", "parent_of", "perform"]
