"""The private calendar feed: its address is made and revoked on the calendar's page, and answers without a sign-in."""

from http import HTTPStatus
from typing import Any, Literal

import msgspec
from flask import Blueprint, Response, request

from components import language
from components.activities import bar
from components.language import gettext as _
from data.queries.activities import of_feed
from data.queries.diary import has_feed, principal_of_feed
from data.session import Database, Session
from domain import clock
from domain.access import Principal
from domain.activity import day_of
from web import session
from web.activities import icalendar
from web.routes import open_to_strangers
from workflow import calendar_feeds

doors = Blueprint("calendar_feed", __name__)

LONGEST_KEY = 100


class FeedAction(msgspec.Struct):
    """What is to become of the private address."""

    seq: int
    what: Literal["renew", "revoke"]


@doors.get("/calendar/<key>.ics")
@open_to_strangers
def feed(key: str) -> Response:
    """Answer with the activities of the person whose address this is; to any other key there is nothing here."""
    database, now = session.present(), clock.now()
    with database.read() as reading:
        person = principal_of_feed(reading, calendar_feeds.hash_of(key)) if len(key) <= LONGEST_KEY else None
        if person is None:
            return Response("", status=HTTPStatus.NOT_FOUND, mimetype="text/plain")
        rows = of_feed(reading, person, now)
    with language.use_locale(person.locale):
        name = _("Caudal, {name}", name=person.display_name)
    text = icalendar.calendar(rows, name=name, address=request.url_root.rstrip("/"), now=now)
    return Response(text, content_type=icalendar.MIMETYPE)


def perform(database: Database, principal: Principal, action: FeedAction) -> list[Any]:
    """Make, replace or revoke the address; return how that stands now. A new address is shown this once."""
    now = clock.now()
    if action.what == "renew":
        key = database.run(lambda unit: calendar_feeds.renew(unit, principal, now=now))
        return bar.feed_state(day_of(now, principal.time_zone), f"{request.url_root}calendar/{key}.ics")
    database.run(lambda unit: calendar_feeds.revoke(unit, principal, now=now))
    with database.read() as reading:
        return _state(reading, principal)


def _state(reading: Session, principal: Principal) -> list[Any]:
    since = has_feed(reading, principal)
    return bar.feed_state(day_of(since, principal.time_zone) if since else None)
