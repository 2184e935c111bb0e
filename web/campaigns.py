"""Campaigns: what list and page show, and what the dialogs of one send."""

from collections.abc import Callable
from datetime import date
from typing import Any, Literal
from uuid import uuid4

import msgspec
from dash import html

from components.campaigns import dialogs, listing, page
from components.language import gettext as _
from components.language import locale
from components.opportunity.words import country, place
from data.naming import similar
from data.queries.campaigns import campaign_choices, campaign_detail, campaigns
from data.session import Database, Session
from domain import clock
from domain.access import Principal
from domain.campaign import CampaignRow, Measures
from domain.contact_page import Found
from domain.errors import BadCount, MalformedInput, NotFound, NotOffered, WhichContact
from domain.money import parse_minor
from web import records
from web.boards import DECIMAL_COMMA
from web.contact_forms import key, number
from workflow import campaigns as verbs
from workflow.campaigns import Change, Target

PATH = "/campaigns"
What = Literal["create", "edit", "cost", "drop_cost", "member", "lead", "drop_member", "undo"]
DIRECT = frozenset({"undo", "drop_cost", "drop_member"})  # sent without a dialog: a refusal needs a toast
FINAL = frozenset({"create", "undo"})
Measure = Callable[[CampaignRow], Measures]
SHORTEST_NAME = 2
CANDIDATES = 5


class CampaignAction(msgspec.Struct):
    """What a dialog sends: which change, of which version of which campaign, and the fields as they were typed."""

    seq: int
    what: What
    id: int
    version: int
    request_key: str
    form: dict[str, str] = {}


def campaign_list(database: Database, principal: Principal, measure: Measure) -> html.Div:
    """Return the list of campaigns."""
    with database.read() as reading:
        rows = campaigns(reading, principal)
    return listing.table([(row, measure(row)) for row in rows], clock.today(principal.time_zone))


def new_dialog(database: Database, principal: Principal) -> html.Dialog:
    """Return the dialog for a new campaign."""
    with database.read() as reading:
        return dialogs.new_campaign(campaign_choices(reading, principal))


def campaign_page(database: Database, principal: Principal, campaign_id: int, measure: Measure) -> html.Div:
    """Return the page of a campaign; raise NotFound."""
    with database.read() as reading:
        detail = campaign_detail(reading, principal, campaign_id)
        choices = campaign_choices(reading, principal)
    today = clock.today(principal.time_zone)
    return page.campaign_body(detail, measure(detail.campaign), choices, request_key=uuid4().hex, today=today)


def acted(
    database: Database, principal: Principal, action: CampaignAction, measure: Measure
) -> tuple[Any, records.Answer]:
    """Do what a dialog asks; return the page as it stands then, and the answer."""
    return records.acted(
        action.seq,
        lambda: database.run(lambda session: _do(session, principal, action)),
        lambda: campaign_page(database, principal, action.id, measure),
        lambda change: _done(action, change),
        is_direct=action.what in DIRECT,
    )


def created(database: Database, principal: Principal, action: CampaignAction) -> records.Answer:
    """Create a campaign and answer with the way to its page."""
    return records.created(
        action.seq,
        lambda: database.run(lambda session: _do(session, principal, action)),
        lambda change: _done(action, change) | {"href": f"/campaign/{change.campaign_id}"},
    )


def preview(database: Database, principal: Principal, action: CampaignAction) -> records.Answer:
    """Say whom a member's name means."""

    def say() -> str:
        with database.read() as reading:
            return _named(reading, principal, action).words

    return records.previewed(action.seq, say)


def _do(session: Session, principal: Principal, action: CampaignAction) -> Change:
    acts: dict[str, Callable[[Session, Principal, CampaignAction, Target], Change]] = {
        "create": _create, "edit": _edit, "cost": _cost, "drop_cost": _drop_cost, "member": _member, "lead": _lead,
        "drop_member": _drop_member, "undo": _undo,
    }  # fmt: skip
    return acts[action.what](session, principal, action, Target(action.id, action.version, action.request_key))


def _create(session: Session, principal: Principal, action: CampaignAction, _target: Target) -> Change:
    company_id = number(action.form, "company_id", MalformedInput())
    if company_id is None:
        company_id = min(principal.company_ids, default=0)
    wanted = _read(action.form)
    return verbs.create(session, principal, company_id, wanted, request_key=action.request_key, now=clock.now())


def _edit(session: Session, principal: Principal, action: CampaignAction, target: Target) -> Change:
    return verbs.edit(session, principal, target, _read(action.form), now=clock.now())


def _cost(session: Session, principal: Principal, action: CampaignAction, target: Target) -> Change:
    form = action.form
    currency = campaign_detail(session, principal, action.id).campaign.currency
    return verbs.save_cost(
        session, principal, target, number(form, "cost", MalformedInput()), spent_on=_day(form, "spent_on"),
        description=form.get("description", ""), amount_minor=_money(form.get("amount", ""), currency), now=clock.now(),
    )  # fmt: skip


def _drop_cost(session: Session, principal: Principal, action: CampaignAction, target: Target) -> Change:
    return verbs.drop_cost(session, principal, target, key(action.form, "cost"), now=clock.now())


def _member(session: Session, principal: Principal, action: CampaignAction, target: Target) -> Change:
    found = _named(session, principal, action)
    if found.id is None:
        raise WhichContact
    on = _day(action.form, "became_lead_on")
    return verbs.save_member(session, principal, target, found.id, on, new=True, now=clock.now())


def _lead(session: Session, principal: Principal, action: CampaignAction, target: Target) -> Change:
    on = _day(action.form, "became_lead_on")
    member = key(action.form, "member")
    return verbs.save_member(session, principal, target, member, on, new=False, now=clock.now())


def _drop_member(session: Session, principal: Principal, action: CampaignAction, target: Target) -> Change:
    return verbs.drop_member(session, principal, target, key(action.form, "member"), now=clock.now())


def _undo(session: Session, principal: Principal, action: CampaignAction, target: Target) -> Change:
    change = verbs.undo(session, principal, key(action.form, "event"), now=clock.now())
    if change.campaign_id != target.campaign_id:
        raise NotFound
    return change


def _named(session: Session, principal: Principal, action: CampaignAction) -> Found:
    """Find the one contact that is meant, or say which ones it may be."""
    name = " ".join(action.form.get("contact", "").split())
    company_id = campaign_detail(session, principal, action.id).campaign.company_id
    if len(name) < SHORTEST_NAME:
        return Found(None, _("Write the beginning of a name."))
    found = similar(session, company_id, name, CANDIDATES)
    exact = [contact for contact in found if contact.name.casefold() == name.casefold()]
    chosen = exact or found
    said = "; ".join(place(contact.name, contact.city, country(contact.country_code)) for contact in chosen)
    if len(chosen) == 1:
        return Found(chosen[0].id, said)
    return Found(None, _("Which one? {contacts}", contacts=said) if said else _("No contact of that name."))


def _read(form: dict[str, str]) -> dict[str, Any]:
    currency = form.get("currency_code", "")
    return {
        "name": form.get("name", ""),
        "code": form.get("code", ""),
        "category_id": number(form, "category_id", NotOffered()),
        "starts_on": _day(form, "starts_on"),
        "ends_on": _day(form, "ends_on"),
        "currency_code": currency,
        "budget_minor": _money(form.get("budget") or "0", currency),
        "goal_leads": number(form, "goal_leads", BadCount(text="", most=1_000_000)),
        "goal_conversion_percent": number(form, "goal_conversion_percent", BadCount(text="", most=100)),
        "goal_return_percent": number(form, "goal_return_percent", BadCount(text="", most=100_000)),
    }


def _money(text: str, currency: str) -> int:
    return parse_minor(text, currency, decimal_comma=locale() in DECIMAL_COMMA)


def _day(form: dict[str, str], name: str) -> date | None:
    text = form.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise MalformedInput from None


def _done(action: CampaignAction, change: Change) -> records.Answer:
    said = {
        "create": _("Campaign created"), "edit": _("Campaign changed"), "cost": _("Cost saved"),
        "drop_cost": _("Cost removed"), "member": _("Member added"), "lead": _("Member saved"),
        "drop_member": _("Member removed"), "undo": _("Undone"),
    }  # fmt: skip
    return records.told(action.seq, said[action.what], change.event_id, is_final=action.what in FINAL)
