"""The page of one opportunity: pictures of domain.detail.Detail; data come in, nothing is fetched here."""

from components.opportunity.deal.closing import OPPORTUNITY
from components.opportunity.frame import ACTIVITY, ACTIVITY_ECHO, BODY, FILES, framed, register
from components.opportunity.log import LOG_WISH, log_pane
from components.opportunity.next_steps import place
from components.opportunity.page import body
from components.opportunity.papers import documents_pane
from components.opportunity.tabs import RECORD, count_id, pane_id, tab_id

__all__ = [
    "ACTIVITY",
    "ACTIVITY_ECHO",
    "BODY",
    "FILES",
    "LOG_WISH",
    "OPPORTUNITY",
    "RECORD",
    "body",
    "count_id",
    "documents_pane",
    "framed",
    "log_pane",
    "pane_id",
    "place",
    "register",
    "tab_id",
]
