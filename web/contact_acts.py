"""Acts on contacts: a dialog's message becomes a verb, and what became of it is answered."""

from collections.abc import Callable
from datetime import date
from typing import Any

from components import formats
from components.contacts.words import precision
from components.language import gettext as _
from components.language import ngettext
from components.opportunity.words import country, place
from data.naming import similar
from data.queries.contacts import contact_currency
from data.session import Database, Session
from domain import clock
from domain.access import Principal
from domain.errors import MalformedInput, NotFound
from web import contact_forms as forms
from web import records
from web.contact_forms import ContactAction
from web.contacts import contact_page
from web.places import gazetteer
from workflow import contacts as verbs
from workflow.contacts import Change, Merge, Target

DIRECT = frozenset({"undo", "drop_person", "drop_address"})  # sent without a dialog: a refusal needs a toast
FINAL = frozenset({"create", "undo"})


def acted(database: Database, principal: Principal, action: ContactAction) -> tuple[Any, records.Answer]:
    """Do what a dialog asks; return the page as it stands then, and the answer."""
    return records.acted(
        action.seq,
        lambda: database.run(lambda session: _do(session, principal, action)),
        lambda: contact_page(database, principal, action.id),
        lambda change: _done(action, change),
        is_direct=action.what in DIRECT,
    )


def registered(database: Database, principal: Principal, action: ContactAction) -> records.Answer:
    """Register a new contact and answer with the way to its page."""
    return records.created(
        action.seq,
        lambda: database.run(lambda session: _do(session, principal, action)),
        lambda change: _done(action, change) | {"href": f"/contact/{change.contact_id}"},
    )


def preview(database: Database, principal: Principal, action: ContactAction) -> records.Answer:
    """Return in words what a dialog would do as it is filled in, or why it cannot."""

    def say() -> str:
        with database.read() as reading:
            return _previewed(reading, principal, action)

    return records.previewed(action.seq, say)


def _do(session: Session, principal: Principal, action: ContactAction) -> Change:
    acts: dict[str, Callable[[Session, Principal, ContactAction, Target, date], Change]] = {
        "create": _create, "edit": _edit, "address": _address, "place": _place, "person": _person,
        "drop_person": _drop_person, "further": _further, "drop_address": _drop_address, "merge": _merge, "undo": _undo,
    }  # fmt: skip
    target = Target(action.id, action.version, action.request_key)
    return acts[action.what](session, principal, action, target, clock.today(principal.time_zone))


def _create(session: Session, principal: Principal, action: ContactAction, _target: Target, today: date) -> Change:
    company_id = forms.number(action.form, "company_id", MalformedInput())
    if company_id is None:
        company_id = min(principal.company_ids, default=0)
    return verbs.register(
        session, principal, company_id, forms.read_new(action.form), gazetteer(),
        request_key=action.request_key, today=today, now=clock.now(),
    )  # fmt: skip


def _edit(session: Session, principal: Principal, action: ContactAction, target: Target, today: date) -> Change:
    currency = contact_currency(session, principal, action.id)
    wanted = forms.read_edit(action.form, currency, today)
    return verbs.edit(session, principal, target, wanted, today=today, now=clock.now())


def _address(session: Session, principal: Principal, action: ContactAction, target: Target, today: date) -> Change:
    wanted = forms.read_address(action.form)
    return verbs.change_address(session, principal, target, wanted, gazetteer(), today=today, now=clock.now())


def _place(session: Session, principal: Principal, action: ContactAction, target: Target, _today: date) -> Change:
    form, now = action.form, clock.now()
    if form.get("mode") == "typed":
        return verbs.put_on_map(session, principal, target, *forms.read_position(form), now=now)
    if form.get("mode") == "address":
        return verbs.place_again(session, principal, target, gazetteer(), now=now)
    town = form.get("town", ""), form.get("country", "")
    return verbs.put_in_town(session, principal, target, gazetteer(), town, now=now)


def _person(session: Session, principal: Principal, action: ContactAction, target: Target, _today: date) -> Change:
    person_id = forms.number(action.form, "person", MalformedInput())
    return verbs.save_person(session, principal, target, person_id, action.form, now=clock.now())


def _drop_person(session: Session, principal: Principal, action: ContactAction, target: Target, _today: date) -> Change:
    return verbs.drop_person(session, principal, target, forms.key(action.form, "person"), now=clock.now())


def _further(session: Session, principal: Principal, action: ContactAction, target: Target, _today: date) -> Change:
    address_id = forms.number(action.form, "address", MalformedInput())
    wanted = action.form | {"country_code": action.form.get("country", "")}
    return verbs.save_address(session, principal, target, address_id, wanted, now=clock.now())


def _drop_address(
    session: Session, principal: Principal, action: ContactAction, target: Target, _today: date
) -> Change:
    return verbs.drop_address(session, principal, target, forms.key(action.form, "address"), now=clock.now())


def _merge(session: Session, principal: Principal, action: ContactAction, target: Target, _today: date) -> Change:
    asked = Merge(forms.key(action.form, "other"), forms.key(action.form, "other_version"))
    return verbs.merge(session, principal, target, asked, now=clock.now())


def _undo(session: Session, principal: Principal, action: ContactAction, target: Target, _today: date) -> Change:
    change = verbs.undo(session, principal, forms.key(action.form, "event"), now=clock.now())
    if change.contact_id != target.contact_id:
        raise NotFound
    return change


def _previewed(reading: Session, principal: Principal, action: ContactAction) -> str:
    form = action.form
    if action.what == "create":
        return _alike(reading, principal, form)
    if action.what == "merge":
        return _moving(reading, principal, action)
    if action.what == "address":
        found = gazetteer().locate(form.get("city"), form.get("province"), form.get("country_code"))
        return f"{found.name}: {precision(found.precision.value, None)}" if found.name else precision("none", None)
    if action.what == "place" and form.get("mode") == "gazetteer":
        found = verbs.town_named(gazetteer(), form.get("town", ""), form.get("country", ""))
        return f"{found.name}: {_degrees(found.latitude or 0, found.longitude or 0)}"
    if action.what == "place" and form.get("mode") == "typed":
        return _degrees(*forms.read_position(form))
    return _("The town of the address is looked up again.")


def _alike(reading: Session, principal: Principal, form: dict[str, str]) -> str:
    company_id = forms.number(form, "company_id", MalformedInput()) or min(principal.company_ids, default=0)
    name = form.get("name", "").strip()
    if len(name) < len("abc") or company_id not in principal.company_ids:
        return _("Contacts of a similar name are shown here.")
    found = similar(reading, company_id, name, 4)
    if not found:
        return _("Nobody of a similar name is registered.")
    named = "; ".join(place(contact.name, contact.city, country(contact.country_code)) for contact in found)
    return _("Registered already: {contacts}", contacts=named)


def _moving(reading: Session, principal: Principal, action: ContactAction) -> str:
    other_id = forms.number(action.form, "other", MalformedInput())
    if other_id is None:
        return ""
    counts = verbs.counted(reading, principal, action.id, other_id)
    words = [
        ngettext("{n} opportunity", "{n} opportunities", counts["opportunity"]),
        ngettext("{n} person", "{n} people", counts["contact_person"]),
        ngettext("{n} activity", "{n} activities", counts["activity"]),
        ngettext("{n} document", "{n} documents", sum(counts[kind] for kind in ("document", "quote", "sales_order", "invoice"))),
    ]  # fmt: skip
    return _("{parts} move here.", parts=", ".join(words))


def _degrees(latitude: float, longitude: float) -> str:
    return f"{formats.number(latitude, 4)}°, {formats.number(longitude, 4)}°"


def _done(action: ContactAction, change: Change) -> records.Answer:
    said = {
        "create": _("Contact registered"), "edit": _("Contact changed"), "address": _("Address changed"),
        "place": _("Placed on the map"), "person": _("Person saved"), "drop_person": _("Person removed"),
        "further": _("Address saved"), "drop_address": _("Address removed"), "merge": _("Contacts merged"),
        "undo": _("Undone"),
    }  # fmt: skip
    return records.told(action.seq, said[action.what], change.event_id, is_final=action.what in FINAL)
