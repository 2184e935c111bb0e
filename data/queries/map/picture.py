"""The picture: the open opportunities in view as marks, and what they add up to, by cells summed in SQL."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import cos, radians
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Row, Select, and_, case, cast, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.queries.map.standing import CellRow, SpotRow, located, standing
from data.queries.matching import Conditions, conditions
from data.queries.reporting import Converter
from data.queries.weighing import Weighing
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from domain.access import Principal
from domain.board import Totals
from domain.filter import PipelineFilter
from domain.map import AGES, EVERYWHERE, TILE, WORLD, Bounds, Mark, Ring, Share, View, added, gathered
from domain.money import weighted_minor
from domain.outcome import Outcome

FINE: Final = 24  # pixels: half of what marks stay apart; nearer ones would overlap
MOST_OWNERS: Final = 7
OTHERS: Final = "other"
FEW: Final = 2000  # contacts of all companies in a view, up to which the tables are read at each move
FLATTEST: Final = 0.05  # the smallest cosine that cells are made lower by, towards the poles
Class = ColumnElement[Any] | InstrumentedAttribute[Any]
Cell = tuple[int, int]
Summed = Row[*tuple[Any, ...]] | CellRow
Spotted = Row[*tuple[Any, ...]] | SpotRow


@dataclass(frozen=True, slots=True)
class Picture:
    """Marks, and what all opportunities in view add up to; `classes` are those of the ring, the largest first."""

    marks: tuple[Mark, ...]
    contacts: int
    totals: Totals
    classes: tuple[Share, ...]


def picture(
    session: Session, principal: Principal, wanted: PipelineFilter, view: View, ring: Ring, converter: Converter
) -> Picture:
    """Return the open opportunities in view that the person sees and the filter means, as marks.

    Totals are converted once per currency, marks and shares each for itself. Raises RateMissing.
    """
    where = conditions(session, principal, wanted, Outcome.OPEN)
    most = MOST_OWNERS if ring is Ring.OWNER else None
    percent = Weighing.of(session, principal, wanted).percent
    return pictured(session, where, view, class_of(ring, converter.as_of), converter, percent=percent, most=most)


def first(
    session: Session, principal: Principal, wanted: PipelineFilter, bounds: Bounds, kind: Class, order: str, limit: int
) -> list[tuple[int, date]]:
    """Return the first contacts inside, of what is kept for the picture with the same rings, and when they were touched."""
    where = conditions(session, principal, wanted, Outcome.OPEN)
    percent = Weighing.of(session, principal, wanted).percent
    found = standing(session, _all(where, kind, percent)).first(bounds, order, limit)
    return [(id_, date.fromordinal(touched)) for id_, touched in found]


def nearby(session: Session, bounds: Bounds) -> Conditions | None:
    """Return the condition of being with one of the contacts inside a box, None when these are too many to name.

    Named, they are where the database begins, and not with everything that is open.
    """
    ids = session.scalars(select(Contact.id).where(*in_view(bounds)).limit(FEW + 1)).all()
    return [Opportunity.contact_id.in_(ids)] if len(ids) <= FEW else None


def pictured(
    session: Session,
    where: Conditions,
    view: View,
    kind: Class,
    converter: Converter,
    *,
    percent: ColumnElement[int],
    most: int | None = None,
) -> Picture:
    """Return the opportunities of some conditions as marks with rings by `kind`; beyond `most` classes the rest is one.

    `percent` is what each is weighted by.
    """
    near = nearby(session, view.bounds)
    if near is None:
        rows, spots = standing(session, _all(where, kind, percent)).cells(view.bounds, *_sizes(view))
        return _drawn(rows, spots, view, converter, most)
    cell, where = cells(session, view), [*where, *near]
    found = session.execute(_sums(where, view, cell, kind, percent)).all()
    return _drawn(found, session.execute(_spots(where, view, cell)).all(), view, converter, most)


def cells(session: Session, view: View) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """Return column and row of the cell a contact is in: some pixels wide, and about as high in the middle of the view."""
    wide, high = _sizes(view)
    across, down = (Contact.longitude + WORLD) / wide, (Contact.latitude + WORLD) / high
    # Both are positive: SQLite's cast cuts, PostgreSQL's would round.
    is_cut = session.get_bind().dialect.name == "sqlite"
    return cast(across if is_cut else func.floor(across), Integer), cast(down if is_cut else func.floor(down), Integer)


def in_view(bounds: Bounds) -> list[ColumnElement[bool]]:
    """Return the conditions under which a contact stands inside a box."""
    if bounds == EVERYWHERE:
        return [Contact.latitude.is_not(None), Contact.longitude.is_not(None)]
    spans = [Contact.longitude.between(west, east) for west, east in bounds.spans]
    return [Contact.latitude.between(bounds.south, bounds.north), or_(*spans)]


def class_of(ring: Ring, today: date) -> Class:
    """Return what the ring is coloured by."""
    if ring is Ring.AGE:
        since = [today - timedelta(days=days) for days in AGES]
        return case(*((Opportunity.created_on >= day, place) for place, day in enumerate(since)), else_=len(AGES))
    fields = {Ring.STAGE: Opportunity.stage_id, Ring.PROBABILITY: Opportunity.stated_percent}
    return fields.get(ring, Opportunity.owner_id)


def box_of(session: Session, principal: Principal, wanted: PipelineFilter) -> Bounds | None:
    """Return the box around all contacts that the filter leaves, None when none has a place."""
    query = (
        select(
            func.min(Contact.longitude),
            func.min(Contact.latitude),
            func.max(Contact.longitude),
            func.max(Contact.latitude),
        )
        .join(Opportunity, Opportunity.contact_id == Contact.id)
        .where(*conditions(session, principal, wanted, Outcome.OPEN), *in_view(EVERYWHERE))
    )
    west, south, east, north = session.execute(query).one()
    if west is None or south is None or east is None or north is None:
        return None
    return Bounds(west, south, east, north)


def spot(row: Spotted, totals: Totals, shares: tuple[Share, ...]) -> Mark:
    """Return the mark of a cell; several contacts in it stand in their middle."""
    box = Bounds(row.west, row.south, row.east, row.north)
    is_point = (box.west, box.south) == (box.east, box.north)
    latitude, longitude = (box.south, box.west) if is_point else (row.latitude, row.longitude)
    return Mark(latitude, longitude, row.contacts, totals, box, row.first_id if row.contacts == 1 else 0, shares)


def place_columns() -> list[ColumnElement[Any]]:
    """Return the columns that `spot` reads: where the contacts of a cell are, and how many."""
    return [
        func.count().label("contacts"),
        func.min(Contact.id).label("first_id"),
        func.min(Contact.longitude).label("west"),
        func.min(Contact.latitude).label("south"),
        func.max(Contact.longitude).label("east"),
        func.max(Contact.latitude).label("north"),
        func.avg(Contact.latitude).label("latitude"),
        func.avg(Contact.longitude).label("longitude"),
    ]


def _drawn(
    rows: Sequence[Summed], spots: Sequence[Spotted], view: View, converter: Converter, most: int | None
) -> Picture:
    classes = _few(added(_share(row, converter) for row in rows), most)
    marks = _marks(rows, spots, {share.key for share in classes}, converter)
    contacts = sum(row.contacts for row in spots)
    return Picture(tuple(gathered(marks, view.zoom)), contacts, _total(rows, converter), classes)


def _sizes(view: View) -> tuple[float, float]:
    """Return how many degrees a cell is wide and high."""
    wide = WORLD / (TILE * 2.0**view.zoom) * FINE
    middle = (view.bounds.south + view.bounds.north) / 2
    return wide, wide * max(cos(radians(middle)), FLATTEST)


def _all(where: Conditions, kind: Class, percent: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    """Return what `standing` keeps: by contact, class and currency, all that is open on the map."""
    key = (Contact.id, Contact.latitude, Contact.longitude, kind.label("kind"), Opportunity.currency_code)
    net, base = Opportunity.net_minor, Opportunity.net_base_minor
    sums = (func.sum(net), func.sum(net * percent))
    bases = (func.sum(base), func.sum(base * percent))
    touched = func.max(func.coalesce(Opportunity.last_activity_on, Opportunity.created_on))
    query = select(*key, func.count(), *sums, *bases, touched).join(Contact, Contact.id == Opportunity.contact_id)
    return located(query.where(*where)).group_by(*key[:3], "kind", key[4])


def _sums(
    where: Conditions, view: View, cell: tuple[ColumnElement[int], ...], kind: Class, percent: ColumnElement[int]
) -> Select[*tuple[Any, ...]]:
    key = (cell[0].label("x"), cell[1].label("y"), kind.label("kind"), Opportunity.currency_code.label("currency"))
    sums = (
        func.count().label("row_count"),
        func.sum(Opportunity.net_minor).label("net"),
        func.sum(Opportunity.net_minor * percent).label("net_percent"),
    )
    query = select(*key, *sums).join(Contact, Contact.id == Opportunity.contact_id)
    return query.where(and_(*where, *in_view(view.bounds))).group_by("x", "y", "kind", "currency").order_by(*key)


def _spots(where: Conditions, view: View, cell: tuple[ColumnElement[int], ...]) -> Select[*tuple[Any, ...]]:
    """Count contacts, each once: those with at least one of the opportunities."""
    key = (cell[0].label("x"), cell[1].label("y"))
    has_any = exists().where(Opportunity.contact_id == Contact.id, *where).correlate(Contact)
    query = select(*key, *place_columns()).where(*in_view(view.bounds), has_any)
    return query.group_by("x", "y").order_by(*key)


def _marks(rows: Iterable[Summed], spots: Iterable[Spotted], known: set[str], converter: Converter) -> list[Mark]:
    totals: dict[Cell, Totals] = {}
    shares: dict[Cell, list[Share]] = {}
    for row in rows:
        cell = (row.x, row.y)
        totals[cell] = totals.get(cell, Totals()) + _converted(row, converter)
        share = _share(row, converter)
        shares.setdefault(cell, []).append(share if share.key in known else _other(share))
    # What was written between the two statements may be missing in the first one.
    return [spot(row, totals[row.x, row.y], tuple(shares[row.x, row.y])) for row in spots if (row.x, row.y) in totals]


def _few(shares: tuple[Share, ...], most: int | None) -> tuple[Share, ...]:
    """Return the largest classes, and the others as one."""
    if most is None or len(shares) <= most:
        return shares
    return (*shares[: most - 1], *added(_other(share) for share in shares[most - 1 :]))


def _other(share: Share) -> Share:
    return Share(OTHERS, share.opportunities, share.net_minor)


def _share(row: Summed, converter: Converter) -> Share:
    return Share(str(row.kind), int(row.row_count), converter.minor(int(row.net), row.currency))


def _converted(row: Summed, converter: Converter) -> Totals:
    part = Totals(int(row.row_count), int(row.net), weighted_minor(int(row.net_percent)))
    return converter.totals(part, row.currency)


def _total(rows: Iterable[Summed], converter: Converter) -> Totals:
    """Add up per currency first and convert each sum once."""
    sums: dict[str, tuple[int, int, int]] = {}
    for row in rows:
        count, net, net_percent = sums.get(row.currency, (0, 0, 0))
        sums[row.currency] = (count + int(row.row_count), net + int(row.net), net_percent + int(row.net_percent))
    parts = (
        converter.totals(Totals(count, net, weighted_minor(net_percent)), currency)
        for currency, (count, net, net_percent) in sums.items()
    )
    return sum(parts, Totals())
