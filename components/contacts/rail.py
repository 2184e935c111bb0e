"""The rail of a contact: details, place, people, further addresses, campaigns, and who may be the same."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import html

from components import following, formats, trip
from components.attributes import attributes
from components.contacts.small_map import small_map
from components.contacts.words import address_kind, plain_link, precision, reach, website
from components.document.parts import Parts
from components.forms import opener, pencil, sender
from components.language import gettext as _
from components.language import ngettext
from components.opportunity.words import amount, country, facts, place
from domain.attention import How
from domain.contact import AddressRow, ContactCampaign, ContactDetail, Duplicate, PersonRow
from domain.contact_page import Beside, Town

PARTS = Parts("contact")


def rail(detail: ContactDetail, beside: Beside, today: date) -> html.Aside:
    """Return the panels beside the lists."""
    panels = [
        *([_duplicates(detail, beside.duplicates)] if beside.duplicates else []),
        _place(detail, beside.towns),
        _details(detail, beside.follows),
        _people(detail),
        _addresses(detail),
        _campaigns(detail.campaigns, today),
    ]
    return html.Aside(panels, className="cd-rail", **attributes(aria_label=_("What is known of the contact")))


def _panel(title: str, body: Any, *actions: Any) -> html.Section:
    head = html.Header([html.H2(title), html.Div(list(actions), className="cd-panel__a")], className="cd-panel__head")
    return html.Section([head, html.Div(body, className="cd-panel__body")], className="card cd-panel")


def _place(detail: ContactDetail, towns: Sequence[Town]) -> html.Section:
    fields = detail.fields
    town = " ".join(part for part in (fields.postal_code, fields.city) if part)
    lines = [part for part in (fields.street, place(town, fields.province), country(fields.country_code)) if part]
    written = (
        [html.P([part for line in lines for part in (line, html.Br())][:-1])]
        if lines
        else [html.P(_("No address yet."), className="cd-mut")]
    )
    said = html.P(precision(fields.geo_precision, fields.geo_source), className="cd-mut cd-small")
    actions = []
    if detail.changeable:
        actions = [
            pencil(PARTS, "address", _("Change the address")),
            pencil(PARTS, "place", _("Correct the place on the map"), "geo-alt"),
        ]
    return _panel(_("Address"), [*written, *small_map(detail, towns), said, *_trip(detail)], *actions)


def _trip(detail: ContactDetail) -> list[Any]:
    """Return the way to a trip that starts here, for a contact with a place."""
    if detail.fields.latitude is None:
        return []
    return [plain_link(_("Plan a trip from here"), f"{trip.PATH}?start={detail.fields.id}", "cd-small")]


def _details(detail: ContactDetail, follows: How) -> html.Section:
    fields, names = detail.fields, detail.names
    turnover = amount(fields.turnover_minor, names.currency) if fields.turnover_minor is not None else None
    year = f" ({fields.turnover_year})" if turnover and fields.turnover_year else ""
    parent = plain_link(names.parent, f"/contact/{names.parent_id}") if names.parent_id else None
    known = facts(
        [
            (_("Phone"), reach("tel:", fields.phone)),
            (_("Email"), reach("mailto:", fields.email)),
            (_("Website"), website(fields.website)),
            (_("Main agent"), names.agent),
            (_("Zone"), names.zone),
            (_("Origin"), names.origin),
            (_("Sector"), names.sector),
            (_("Category"), names.category),
            (_("Quality"), names.quality),
            (_("Competitors"), ", ".join(names.competitors)),
            (_("Currency"), names.currency),
            (_("Language"), fields.language),
            (_("Turnover"), f"{turnover}{year}" if turnover else None),
            (_("Employees"), formats.number(fields.employees) if fields.employees is not None else None),
            (_("Founded"), str(fields.founded_year) if fields.founded_year else None),
            (_("Lead since"), formats.long_day(fields.became_lead_on) if fields.became_lead_on else None),
            (_("Customer since"), formats.long_day(fields.became_customer_on) if fields.became_customer_on else None),
            (_("Part of"), parent),
            (_("Our company"), names.company),
        ]
    )
    change = [pencil(PARTS, "edit", _("Edit details"))] if detail.changeable else []
    return _panel(_("Details"), known, *change, following.button("contact", fields.id, follows))


def _people(detail: ContactDetail) -> html.Section:
    rows = [html.Li(_person(row, changeable=detail.changeable)) for row in detail.people]
    body = html.Ul(rows, className="cd-raillist") if rows else html.P(_("Nobody is named yet."), className="cd-mut")
    empty = {"person": "", "name": "", "position": "", "email": "", "phone": ""}
    add = [pencil(PARTS, "person", _("Add a person"), "plus-lg", empty)] if detail.changeable else []
    return _panel(_("People"), body, *add)


def _person(row: PersonRow, *, changeable: bool) -> list[Any]:
    links = [link for link in (reach("tel:", row.phone), reach("mailto:", row.email)) if link]
    said = html.Div(
        [html.B(row.name), *([html.Span(row.position, className="cd-mut")] if row.position else []), *links]
    )
    if not changeable:
        return [said]
    values = {"person": row.id, "name": row.name, "position": row.position, "email": row.email, "phone": row.phone}
    fill = {name: "" if value is None else str(value) for name, value in values.items()}
    return [
        said,
        pencil(PARTS, "person", _("Change {name}", name=row.name), fill=fill),
        sender("drop_person", _("Remove {name}", name=row.name), "trash", {"person": str(row.id)}),
    ]


def _addresses(detail: ContactDetail) -> html.Section:
    rows = [html.Li(_address(row, changeable=detail.changeable)) for row in detail.addresses]
    body = html.Ul(rows, className="cd-raillist") if rows else html.P(_("No further address."), className="cd-mut")
    empty = {"address": "", "kind": "delivery"} | dict.fromkeys(
        ("street", "postal_code", "city", "province", "country"), ""
    )
    add = [pencil(PARTS, "further", _("Add an address"), "plus-lg", empty)] if detail.changeable else []
    return _panel(_("Further addresses"), body, *add)


def _address(row: AddressRow, *, changeable: bool) -> list[Any]:
    town = " ".join(part for part in (row.postal_code, row.city) if part)
    kind = address_kind(row.kind)
    said = html.Div([html.B(kind), html.Span(place(row.street, town, row.province, country(row.country_code)))])
    if not changeable:
        return [said]
    fill = {"address": str(row.id), "kind": row.kind, "country": row.country_code or ""} | {
        name: getattr(row, name) or "" for name in ("street", "postal_code", "city", "province")
    }
    named = place(kind, row.city)
    return [
        said,
        pencil(PARTS, "further", _("Change {name}", name=named), fill=fill),
        sender("drop_address", _("Remove {name}", name=named), "trash", {"address": str(row.id)}),
    ]


def _campaigns(campaigns: Sequence[ContactCampaign], today: date) -> html.Section:
    rows = [html.Li(_campaign(row, today)) for row in campaigns]
    body = (
        html.Ul(rows, className="cd-raillist")
        if rows
        else html.P(_("No campaign addressed this contact."), className="cd-mut")
    )
    return _panel(_("Campaigns"), body)


def _campaign(row: ContactCampaign, today: date) -> html.Div:
    on = row.became_lead_on
    said = _("became a lead on {day}", day=formats.day(on, today)) if on else _("addressed")
    return html.Div([html.B(plain_link(row.name, f"/campaign/{row.id}")), html.Span(said, className="cd-mut")])


def _duplicates(detail: ContactDetail, duplicates: Sequence[Duplicate]) -> html.Section:
    rows = [html.Li(_duplicate(row, detail)) for row in duplicates]
    said = html.P(_("They may be the same as this contact."), className="cd-mut cd-small")
    return _panel(_("Possible duplicates"), [said, html.Ul(rows, className="cd-raillist")])


def _duplicate(row: Duplicate, detail: ContactDetail) -> list[Any]:
    why = {"name": _("same name"), "vat": _("same VAT number"), "email": _("same mail domain")}
    reasons = ", ".join(why[reason] for reason in row.reasons)
    count = ngettext("{n} opportunity", "{n} opportunities", row.opportunities)
    where = place(row.city, country(row.country_code))
    said = html.Div(
        [
            html.B(plain_link(row.name, f"/contact/{row.id}")),
            html.Span(" · ".join(part for part in (where, count) if part), className="cd-mut"),
            html.Span(reasons, className="cd-small"),
        ]
    )
    if not detail.changeable:
        return [said]
    fill = {"other": str(row.id), "other_version": str(row.version), "other_name": row.name}
    return [said, opener(PARTS, "merge", _("Merge"), "sign-merge-right", fill=fill)]
