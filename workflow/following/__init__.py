"""Following: who is told of what, and by which way: the bell, a mail of its own, or the next digest."""

from workflow.following.choosing import HOW, choose_digest, choose_quiet, choose_ways, follow
from workflow.following.digests import send_digests
from workflow.following.imports import tell_imports
from workflow.following.mentions import tell_mentioned
from workflow.following.telling import recipients, tell_followers

__all__ = [
    "HOW", "choose_digest", "choose_quiet", "choose_ways", "follow", "recipients", "send_digests", "tell_followers",
    "tell_imports", "tell_mentioned",
]  # fmt: skip
