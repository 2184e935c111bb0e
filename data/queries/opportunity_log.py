"""The log of one opportunity, narrowed by kind and person, page by page."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.trail import told_events
from data.schema.log import Event
from data.schema.opportunity import Opportunity
from data.schema.people import User
from data.scope import visible
from domain.access import Principal
from domain.errors import NotFound
from domain.trail import PAGE_SIZE, TrailKind, TrailPage, TrailWish, kinds_of

NOBODY = 0  # Caudal itself, and imports
READ_EVENTS = 2000  # more than an opportunity ever has, so that the memory of a request has a limit


def log_of(session: Session, principal: Principal, opportunity_id: int, wish: TrailWish) -> TrailPage:
    """Return a page of the log, the latest change first; raise NotFound outside the person's scope.

    A page beyond the last one is the last one.
    """
    seen = select(Opportunity.id).where(Opportunity.id == opportunity_id, *visible(principal))
    if session.scalar(seen) is None:
        raise NotFound
    query = (
        select(Event, User.display_name)
        .outerjoin(User, User.id == Event.user_id)
        .where(Event.entity == "opportunity", Event.entity_id == opportunity_id)
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(READ_EVENTS)
    )
    events = [(event, name) for event, name in session.execute(query)]
    about = {event.id: kinds_of(event.verb, event.before or {}, event.after or {}) for event, _ in events}
    people = {event.user_id or NOBODY: name or "" for event, name in events}
    wanted = [
        (event, name)
        for event, name in events
        if (wish.kind is None or wish.kind in about[event.id])
        and (wish.user_id is None or wish.user_id == (event.user_id or NOBODY))
    ]
    page = min(max(wish.page, 1), max(-(-len(wanted) // PAGE_SIZE), 1))
    return TrailPage(
        rows=told_events(session, wanted[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]),
        total=len(wanted),
        page=page,
        people=tuple(sorted(people.items(), key=lambda pair: (pair[0] == NOBODY, pair[1], pair[0]))),
        kinds=tuple(kind for kind in TrailKind if any(kind in found for found in about.values())),
        wish=wish,
    )
