"""Contacts: what the list is asked for, what the page of one shows, and what the browser is answered."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from dash import html

from components.contacts import dialogs, listing, page
from components.files import Place, files_pane
from components.forms import Options
from components.opportunity.words import country
from data.queries import diary, files
from data.queries.contacts import choices_of, contact_detail, contacts_found, duplicates_of
from data.queries.preferences import follows
from data.queries.reporting import Converter, reporting_currency
from data.session import Database, Session
from domain import clock
from domain.access import Principal
from domain.contact import ContactView
from domain.contact_page import Beside
from domain.filter import PipelineFilter
from web import session
from web.places import towns_around
from web.router import read_search

PATH = listing.PATH


def converter(reading: Session, principal: Principal, today: date) -> Converter:
    """Return what brings amounts to the currency in which the person's companies are looked at."""
    return Converter(reading, reporting_currency(reading, principal, PipelineFilter()), today)


def contact_page(database: Database, principal: Principal, contact_id: int) -> html.Div:
    """Return the page of a contact; raise NotFound."""
    today = clock.today(principal.time_zone)
    with database.read() as reading:
        detail = contact_detail(reading, principal, contact_id, converter(reading, principal, today))
        duplicates = duplicates_of(reading, principal, contact_id)
        followed = follows(reading, principal, "contact", contact_id)
        choices, types = choices_of(reading, principal), diary.types(reading)
        documents = _documents(reading, principal, contact_id, changeable=detail.changeable)
    towns = towns_around(detail.fields.latitude, detail.fields.longitude)
    beside = Beside(duplicates, towns, choices, types, followed)
    return page.contact_body(detail, beside, documents, request_key=uuid4().hex, today=today)


def _documents(reading: Session, principal: Principal, contact_id: int, *, changeable: bool) -> html.Div:
    """Return what is attached; the page is drawn anew by the store that also hears of activities."""
    rows, kinds = files.of_contact(reading, principal, contact_id), files.types(reading)
    place = Place("contact", contact_id, changeable, page.ACTIVITY, session.settings().largest_file)
    return files_pane(rows, kinds, place, today=clock.today(principal.time_zone), zone=principal.time_zone)


def new_dialog(database: Database, principal: Principal) -> html.Dialog:
    """Return the dialog for a new contact."""
    with database.read() as reading:
        return dialogs.new_contact(choices_of(reading, principal))


def list_bar(database: Database, principal: Principal, query: Mapping[str, str], new: Any | None) -> html.Div:
    """Return what the list can be narrowed to; raise BadFilter."""
    view = ContactView.from_query(query)
    with database.read() as reading:
        known = choices_of(reading, principal)
    lists: dict[str, Options] = {
        "types": known.lists["contact_type_id"],
        "sectors": known.lists["sector_id"],
        "countries": sorted(((code, country(code)) for code in known.countries), key=lambda pair: pair[1]),
        "agents": [(id_, name) for id_, _company, name in known.agents],
    }
    return listing.bar(view, lists, new)


def list_table(database: Database, principal: Principal, search: str | None) -> tuple[html.Div, str]:
    """Return the block of the list that an address means, and how many contacts there are; raise BadFilter."""
    view, today = ContactView.from_query(read_search(search)), clock.today(principal.time_zone)
    with database.read() as reading:
        rates = converter(reading, principal, today)
        found = contacts_found(reading, principal, view, rates)
    drawn = listing.table(
        found.rows, view, parts=found.parts, currency=rates.currency, today=today, rates_on=found.rates_on
    )
    return drawn, listing.count_text(found.count)
