"""Reports on paper: what they say as plain values, and the PDF that is drawn from it."""

from components.report.content import Figure, Lane, Report, Section
from components.report.listing import Listing, Table, listing_pdf
from components.report.pages import pdf

__all__ = ["Figure", "Lane", "Listing", "Report", "Section", "Table", "listing_pdf", "pdf"]
