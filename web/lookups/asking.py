"""What is asked for the settings: all lists with their sizes, and one with its rows and the names behind them."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import available_timezones

import msgspec
from babel import Locale
from babel.dates import get_month_names

from components import lookups as pictures
from components.formats import region
from components.language import gettext as _
from components.lookups.moves import Matrix
from data.queries import lookups as queries
from data.queries.mail import mail_counts
from data.queries.webhooks import webhook_count
from data.session import Session
from domain import clock
from domain.access import Role
from domain.countries import country_codes
from domain.errors import NotFound
from domain.lookups import Field, Kind, Lookup, lookup_of
from domain.lookups.catalogue import GROUPS
from web import router
from web.words import role_name
from workflow.lookups.moves import mark, possible, stored

PATH = "/settings"
COUNTED_PAGES = {"stage": "stages?pipeline={id}"}


class Question(msgspec.Struct):
    """Which form is wanted: of a row, or without an id of a new one; `parent` is the pipeline of a stage."""

    seq: int
    lookup: str
    id: int | None = None
    parent: int | None = None


def groups(session: Session, today: date) -> list[pictures.Group]:
    """Return every list with how many rows it has in use."""
    lists = [
        pictures.Group(_(title), [_tile(session, lookup, today) for lookup in lookups]) for title, lookups in GROUPS
    ]
    return [*lists, pictures.Group(_("Programs and mail"), [_webhooks(session), _mail(session)])]


def _webhooks(session: Session) -> pictures.Tile:
    about = _("Programs that are told of changes as they happen")
    return pictures.Tile(f"{PATH}/webhooks", _("Webhooks"), about, webhook_count(session))


def _mail(session: Session) -> pictures.Tile:
    counts = mail_counts(session, clock.now())
    about = _("E-mail that failed or is tried again, and why")
    return pictures.Tile(f"{PATH}/mail", _("E-mail"), about, counts.failed + counts.delayed)


def _tile(session: Session, lookup: Lookup, today: date) -> pictures.Tile:
    count = sum(row.active for row in queries.names(session, lookup, today=today))
    return pictures.Tile(f"{PATH}/{lookup.key}", _(lookup.title), _(lookup.about), count)


def parent_of(session: Session, lookup: Lookup, wanted: str, today: date) -> int | None:
    """Return the pipeline whose stages are wanted, the first in use for none; raise NotFound for another."""
    if not lookup.parent:
        return None
    pipelines = queries.names(session, lookup_of("pipelines"), today=today)
    if wanted:
        chosen = router.record_id(wanted)
        if chosen not in {one.id for one in pipelines}:
            raise NotFound
        return chosen
    return next((one.id for one in sorted(pipelines, key=lambda one: not one.active)), None)


def listing(session: Session, lookup: Lookup, parent_id: int | None, *, today: date) -> pictures.Listing:
    """Return a list as its page shows it."""
    counts = queries.counts(session, lookup)
    found = queries.rows(session, lookup, parent_id, today=today)
    entries = [
        pictures.Entry(row.id, row.name(lookup), row.values, row.active, counts.get(row.id, 0), row.seen)
        for row in found
    ]
    page = COUNTED_PAGES.get(lookup.counted)
    return pictures.Listing(
        lookup=lookup,
        entries=entries,
        words={one.name: words_of(session, one, today) for one in lookup.fields if one.kind in CHOSEN},
        today=today,
        parent_id=parent_id,
        parents=_parents(session, lookup, parent_id, today),
        moves=_moves(session, parent_id, found) if lookup.key == "stages" and parent_id and found else None,
        hrefs={row.id: f"{PATH}/{page.format(id=row.id)}" for row in found} if page else {},
    )


CHOSEN = {Kind.CHOICE, Kind.REFERENCE, Kind.MANY}


def words_of(session: Session, field: Field, today: date) -> dict[Any, str]:
    """Return the names of everything that a field can hold, by what is stored; retired rows too."""
    if field.target:
        return {one.id: one.name for one in queries.names(session, lookup_of(field.target), today=today)}
    if field.choices:
        return {choice.value: _(choice.label) for choice in field.choices}
    return dict(_of_source(session, field))


def _of_source(session: Session, field: Field) -> Mapping[Any, str]:
    if field.source == "months":
        return {number: str(name) for number, name in get_month_names("wide", "stand-alone", region()).items()}
    if field.source == "roles":
        return {role.value: role_name(role) for role in Role}
    if field.source == "countries":
        names = Locale.parse(region().replace("-", "_")).territories
        return dict(sorted(((code, str(names.get(code, code))) for code in country_codes()), key=lambda pair: pair[1]))
    if field.source == "time_zones":
        return {name: name for name in sorted(available_timezones())}
    return {code: code for code in queries.currency_codes(session)}


def _parents(session: Session, lookup: Lookup, parent_id: int | None, today: date) -> list[tuple[str, str, bool]]:
    if not lookup.parent:
        return []
    pipelines = queries.names(session, lookup_of("pipelines"), today=today)
    return [(one.name, f"{PATH}/{lookup.key}?pipeline={one.id}", one.id == parent_id) for one in pipelines]


def _moves(session: Session, pipeline_id: int, stages: list[queries.LookupRow]) -> Matrix:
    allowed = stored(session, pipeline_id)
    in_use = [(row.id, str(row.values["name"])) for row in stages if row.active]
    return Matrix(in_use, possible(session, pipeline_id), allowed, mark(allowed))
