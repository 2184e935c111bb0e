"""Dialogs of a contact: its details, its address, its place on the map, people, further addresses, merging, a new one."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from components import formats
from components.attributes import attributes
from components.contacts.small_map import small_map
from components.contacts.words import address_kind
from components.dialog import field, pair, plain_amount
from components.document.parts import Parts
from components.forms import Options, choice, dialog, hidden, text
from components.language import gettext as _
from components.opportunity.words import country
from domain.contact import ContactDetail
from domain.contact_page import Choices, Town
from domain.countries import COUNTRY_NAMES

PARTS, LIST = Parts("contact"), Parts("contacts")
LANGUAGES = (("de", "Deutsch"), ("en", "English"), ("es", "Español"), ("fr", "Français"), ("it", "Italiano"))
ADDRESS_KINDS = ("delivery", "invoice", "office", "plant", "other")


def contact_dialogs(
    detail: ContactDetail, choices: Choices, towns: Sequence[Town], *, may_merge: bool
) -> list[html.Dialog]:
    """Return the dialogs of the page of one contact."""
    asked = [_edit(detail, choices), _address(detail), _place(detail, towns), _person(), _further()]
    return [*asked, _merge(detail)] if may_merge else asked


def new_contact(choices: Choices) -> html.Dialog:
    """Return the dialog for a new contact; it says who is registered already under such a name."""
    company = field(_("Our company"), choice("company_id", choices.companies, _only(choices.companies), empty=None))
    fields = [
        field(_("Name"), text("name"), single=True),
        *([company] if len(choices.companies) > 1 else hidden()),
        pair(
            field(_("Type"), choice("contact_type_id", choices.lists["contact_type_id"], None)),
            field(_("VAT number"), text("vat_number", longest=40)),
        ),
        pair(
            field(_("Email"), text("email", kind="email", mode="email")),
            field(_("Phone"), text("phone", mode="tel", longest=60)),
        ),
        pair(field(_("Town"), text("city", longest=120)), field(_("Country"), _countries("country_code", None))),
    ]
    return dialog(LIST, "create", _("New contact"), fields, _("Register contact"), asks=True)


def _only(options: Options) -> int | str | None:
    return options[0][0] if options else None


def _edit(detail: ContactDetail, choices: Choices) -> html.Dialog:
    fields, lists = detail.fields, choices.lists
    agents = [(id_, name) for id_, company, name in choices.agents if company == fields.company_id]
    turnover = "" if fields.turnover_minor is None else plain_amount(fields.turnover_minor, detail.names.currency)
    currencies: Options = [(code, code) for code in choices.currencies]
    named = detail.names
    rows: list[Any] = [
        pair(field(_("Name"), text("name", fields.name)), field(_("Legal name"), text("legal_name", fields.legal_name))),
        pair(
            field(_("VAT number"), text("vat_number", fields.vat_number, longest=40)),
            field(_("Code"), text("code", fields.code, longest=40)),
        ),
        pair(
            _listed("contact_type_id", _("Type"), lists["contact_type_id"], fields.contact_type_id, named.type),
            _listed("quality_id", _("Quality"), lists["quality_id"], fields.quality_id, named.quality),
        ),
        pair(
            _listed("sector_id", _("Sector"), lists["sector_id"], fields.sector_id, named.sector),
            _listed(
                "commercial_category_id", _("Category"), lists["commercial_category_id"],
                fields.commercial_category_id, named.category,
            ),
        ),
        pair(
            _listed("origin_id", _("Origin"), lists["origin_id"], fields.origin_id, named.origin),
            _listed("zone_id", _("Zone"), lists["zone_id"], fields.zone_id, named.zone),
        ),
        pair(
            _listed("main_agent_id", _("Main agent"), agents, fields.main_agent_id, named.agent),
            _listed("language", _("Language"), LANGUAGES, fields.language, fields.language),
        ),
        pair(
            field(_("Phone"), text("phone", fields.phone, mode="tel", longest=60)),
            field(_("Email"), text("email", fields.email, kind="email", mode="email")),
        ),
        pair(
            field(_("Website"), text("website", fields.website, mode="url")),
            field(_("Currency"), choice("currency_code", currencies, fields.currency_code)),
        ),
        pair(
            field(_("Turnover in {currency}", currency=named.currency), text("turnover", turnover, mode="decimal", longest=40)),
            field(_("Year of the turnover"), text("turnover_year", fields.turnover_year, mode="numeric", longest=4)),
        ),
        pair(
            field(_("Employees"), text("employees", fields.employees, mode="numeric", longest=9)),
            field(_("Founded"), text("founded_year", fields.founded_year, mode="numeric", longest=4)),
        ),
        *_competitors(lists["competitor_ids"], dict(zip(fields.competitor_ids, named.competitors, strict=True))),
    ]  # fmt: skip
    return dialog(PARTS, "edit", _("Edit contact"), rows, _("Save"))


def _listed(name: str, label: str, options: Options, value: int | str | None, named: str | None) -> html.Label:
    """Return a choice; what is chosen stays to be chosen though it is retired."""
    known = list(options)
    if value is not None and named and value not in {key for key, _label in known}:
        known.append((value, named))
    return field(label, choice(name, known, value))


def _competitors(options: Options, chosen: Mapping[int, str]) -> list[Any]:
    """Return a box for each; one that is there stays to be chosen though it is retired."""
    known = dict(options)
    known.update(chosen.items())
    if not known:
        return []
    boxes = [
        dbc.Checkbox(id=f"contact-competitor-{key}", name=f"competitor-{key}", label=label, value=key in chosen)
        for key, label in known.items()
    ]
    return [html.Fieldset([html.Legend(_("Competitors there")), html.Div(boxes, className="cd-checks")])]


def _address(detail: ContactDetail) -> html.Dialog:
    fields = detail.fields
    hint = _("The place on the map is looked up again when the address changes.")
    rows = [
        field(_("Street"), text("street", fields.street), single=True),
        pair(
            field(_("Postal code"), text("postal_code", fields.postal_code, longest=20)),
            field(_("Town"), text("city", fields.city, longest=120)),
        ),
        pair(
            field(_("Province"), text("province", fields.province, longest=120)),
            field(_("Country"), _countries("country_code", fields.country_code)),
        ),
        html.P(hint, className="cd-mut cd-small"),
    ]
    return dialog(PARTS, "address", _("Change the address"), rows, _("Save"), asks=True)


def _place(detail: ContactDetail, towns: Sequence[Town]) -> html.Dialog:
    fields = detail.fields
    modes: Options = [
        ("gazetteer", _("As another town")),
        ("typed", _("By latitude and longitude")),
        ("address", _("From the address again")),
    ]
    degrees = {
        name: "" if value is None else formats.number(value, 5)
        for name, value in (("latitude", fields.latitude), ("longitude", fields.longitude))
    }
    town = pair(
        field(_("Town"), text("town", fields.city, longest=120)), field(_("Country"), _countries("country", fields.country_code))
    )  # fmt: skip
    typed = pair(
        field(_("Latitude"), text("latitude", degrees["latitude"], mode="decimal", longest=20)),
        field(_("Longitude"), text("longitude", degrees["longitude"], mode="decimal", longest=20)),
    )
    rows = [
        field(_("Place it"), choice("mode", modes, "gazetteer", empty=None), single=True),
        html.Div(town, **attributes(data_cd_mode="gazetteer")),
        html.Div([typed, *_pin(detail, towns)], hidden=True, **attributes(data_cd_mode="typed")),
    ]
    return dialog(PARTS, "place", _("Correct the place on the map"), rows, _("Save"), asks=True)


def _pin(detail: ContactDetail, towns: Sequence[Town]) -> list[Any]:
    """Return the pin to move instead of typing, for a contact that has a place already."""
    drawn = small_map(detail, towns, pin=True)
    return [*drawn, html.P(_("Drag the pin to move the contact."), className="cd-mut cd-small")] if drawn else []


def _person() -> html.Dialog:
    rows = [
        *hidden("person"),
        field(_("Name"), text("name", longest=120), single=True),
        field(_("Position"), text("position", longest=120), single=True),
        pair(
            field(_("Email"), text("email", kind="email", mode="email")),
            field(_("Phone"), text("phone", mode="tel", longest=60)),
        ),
    ]
    return dialog(PARTS, "person", _("Person"), rows, _("Save"))


def _further() -> html.Dialog:
    kinds: Options = [(kind, address_kind(kind)) for kind in ADDRESS_KINDS]
    rows = [
        *hidden("address"),
        field(_("Kind"), choice("kind", kinds, "delivery", empty=None), single=True),
        field(_("Street"), text("street"), single=True),
        pair(field(_("Postal code"), text("postal_code", longest=20)), field(_("Town"), text("city", longest=120))),
        pair(field(_("Province"), text("province", longest=120)), field(_("Country"), _countries("country", None))),
    ]
    return dialog(PARTS, "further", _("Further address"), rows, _("Save"))


def _merge(detail: ContactDetail) -> html.Dialog:
    rows = [
        *hidden("other", "other_version", "other_name"),
        html.P([html.B(**attributes(data_cd_said="other_name")), " → ", html.B(detail.fields.name)]),
        html.P(
            _(
                "Everything of the first moves to the second, what is empty here is taken from there, and the first is "
                "removed. It can be undone for a minute, as long as nobody changes the contact."
            ),
            className="cd-2",
        ),
    ]
    return dialog(PARTS, "merge", _("Merge contacts"), rows, _("Merge contacts"), asks=True, danger=True)


def _countries(name: str, value: str | None) -> dbc.Select:
    return choice(name, _country_names(formats.region()), value)


@cache
def _country_names(_region: str) -> Options:
    """Return the countries by their names in a language; there are hundreds, and four fields take them."""
    codes = [line[:2] for line in COUNTRY_NAMES.splitlines() if line]
    return tuple(sorted(((code, country(code)) for code in codes), key=lambda pair: pair[1]))
