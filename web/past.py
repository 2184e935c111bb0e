"""The past's door: whether the database of a day is there, for the page that waits for it."""

from datetime import date
from http import HTTPStatus

from flask import Blueprint, Response

from domain.access import Permission
from domain.errors import NotFound, PastBeingMade
from web import session
from web.routes import needs

doors = Blueprint("past", __name__)


@doors.get("/past/<day>")
@needs(Permission.USE_APP)
def ready(day: str) -> Response:
    """Answer 200 when the day can be looked at, 202 while it is put together."""
    try:
        session.past_of(date.fromisoformat(day))
    except ValueError:
        raise NotFound from None
    except PastBeingMade:
        return Response(status=HTTPStatus.ACCEPTED)
    return Response(status=HTTPStatus.OK)
