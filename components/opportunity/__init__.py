"""The page of one opportunity: pictures of domain.detail.Detail; data come in, nothing is fetched here."""

from components.opportunity.chain import documents_pane
from components.opportunity.frame import BODY, framed, register
from components.opportunity.log import log_pane
from components.opportunity.page import body
from components.opportunity.tabs import RECORD, pane_id, tab_id
from components.opportunity.timeline import activities_pane

__all__ = [
    "BODY",
    "RECORD",
    "activities_pane",
    "body",
    "documents_pane",
    "framed",
    "log_pane",
    "pane_id",
    "register",
    "tab_id",
]
