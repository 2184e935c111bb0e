"""The map in SQL: marks and totals in view, the list beside it, a contact's popup, and the layers."""

from data.queries.map.layers import Territory, Visit, closed, regions, territories, visits, white_spots
from data.queries.map.listing import Asked, Row, listed, listing
from data.queries.map.picture import OTHERS, Picture, box_of, in_view, picture
from data.queries.map.popup import Deal, Popup, popup

__all__ = [
    "OTHERS", "Asked", "Deal", "Picture", "Popup", "Row", "Territory", "Visit", "box_of", "closed", "in_view", "listed", "listing",
    "picture", "popup", "regions", "territories", "visits", "white_spots",
]  # fmt: skip
