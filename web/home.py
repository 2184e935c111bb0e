"""The home address leads to the page on which work starts."""

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from domain.access import Permission
from web.redirects import HOME
from web.routes import needs

START_PAGE = "/progress-board"
doors = Blueprint("home", __name__)


@doors.get(HOME)
@needs(Permission.USE_APP)
def go_to_start() -> Response:
    """Send the person to the start page."""
    return redirect(START_PAGE)
