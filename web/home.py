"""The home address leads to the page on which work starts."""

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from domain.access import Permission, Role
from web import session
from web.redirects import HOME
from web.routes import needs

START_PAGE = "/progress-board"
# Who starts elsewhere: executives with the whole, everybody else with their own work.
START_PAGES = {Role.EXECUTIVE: "/overview"}
doors = Blueprint("home", __name__)


@doors.get(HOME)
@needs(Permission.USE_APP)
def go_to_start() -> Response:
    """Send the person to the page on which the work of the role starts."""
    return redirect(START_PAGES.get(session.principal().role, START_PAGE))
