"""Webhooks: telling other programs of changes, by addresses that an administrator has allowed."""

from workflow.webhooks.keeping import Wish, remove, renew_secret, save, try_out
from workflow.webhooks.posting import Post, post_to
from workflow.webhooks.queueing import queue_webhook, tell_programs
from workflow.webhooks.sending import send_waiting

__all__ = [
    "Post",
    "Wish",
    "post_to",
    "queue_webhook",
    "remove",
    "renew_secret",
    "save",
    "send_waiting",
    "tell_programs",
    "try_out",
]
