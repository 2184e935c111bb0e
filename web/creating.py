"""Creating: the dialog of a new opportunity: its form, the contacts that may be meant, and what becomes of it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import dash
import msgspec
from dash import Input, Output

from components import creating
from components.creating import Known, Offer
from components.language import explain
from data.queries import beginning
from data.session import Database, Session
from domain import clock
from domain.access import Permission, Principal
from domain.errors import (
    AmountTooLarge,
    BadAmount,
    BadDate,
    ContactExists,
    InvalidFields,
    MalformedInput,
    NameNeeded,
    NegativeAmount,
    NotFound,
    NotThatContact,
    RateMissing,
    SalesError,
    TitleNeeded,
    sentence,
)
from web import session
from web.guard import callback
from web.opportunity.reading import amount, day, number, number_in
from workflow import opportunities as verbs
from workflow.opportunities import Change, New

LONGEST_CURRENCY = 3
FIRST_YEAR, LAST_YEAR = 2000, 2199


class ContactNotChosen(SalesError):
    """A name was typed, and neither one of the list chosen nor a new one wanted."""

    template = sentence("Choose a contact from the list, or register “{name}” as a new one.")


# Beside which field a refusal of the verb stands.
BESIDE: Sequence[tuple[type[SalesError], str]] = (
    (TitleNeeded, "title"), (NotThatContact, "contact"), (ContactExists, "contact"), (NameNeeded, "contact"),
    (BadAmount, "amount"), (NegativeAmount, "amount"), (AmountTooLarge, "amount"), (RateMissing, "currency"),
    (BadDate, "expected"), (ContactNotChosen, "contact"),
)  # fmt: skip


class AskForm(msgspec.Struct):
    """The form is wanted, with a contact or without."""

    seq: int
    contact: int | None = None


class Find(msgspec.Struct):
    """A contact's name is being typed."""

    seq: int
    company: int
    text: str


class Create(msgspec.Struct):
    """The form as it was filled in; the request key makes a repeated sending one opportunity."""

    seq: int
    request_key: str
    form: dict[str, str] = {}


def register() -> None:
    """Register the callbacks; call it once, before the app is sealed."""
    creating.connect()
    for function, output, source in (
        (ask, Output(creating.FORM, "children"), creating.ASK),
        (find, Output(creating.FOUND, "data"), creating.FIND),
        (act, Output(creating.ANSWER, "data"), creating.ACTION),
    ):
        callback(output, Input(source, "data"), permission=Permission.CHANGE_OPPORTUNITIES, prevent_initial_call=True)(
            function
        )


def ask(asked: AskForm | None) -> Any:
    """Draw the form that was asked for."""
    if asked is None:
        return dash.no_update
    with session.database().read() as reading:
        return form(reading, session.principal(), asked)


def find(wanted: Find | None) -> Any:
    """Tell which contacts may be meant by what is typed."""
    if wanted is None:
        return dash.no_update
    with session.database().read() as reading:
        found, exact = beginning.likely(reading, session.principal(), wanted.company, wanted.text)
    rows = [msgspec.to_builtins(_known(row)) for row in found]
    return {"seq": wanted.seq, "text": wanted.text, "exact": exact, "rows": rows}


def act(action: Create | None) -> Any:
    """Create the opportunity and tell where it is, or what is wrong with which field."""
    if action is None:
        return dash.no_update
    return perform(session.database(), session.principal(), action)


def form(reading: Session, principal: Principal, asked: AskForm) -> Any:
    """Return the form; raise NotFound for a contact out of reach."""
    chosen = None
    if asked.contact is not None:
        likely = beginning.contact(reading, principal, asked.contact)
        if likely is None:
            raise NotFound
        chosen = _known(likely)
    return creating.form(_offer(beginning.ground(reading, principal), principal), chosen)


def perform(database: Database, principal: Principal, action: Create) -> dict[str, Any]:
    """Create it; return {"seq", "ok", "id", "title"}, or the refusals beside their fields in `fields`."""
    today = clock.today(principal.time_zone)
    try:
        new = _new(action.form)
        change = database.run(
            lambda writing: verbs.create(
                writing, principal, new, request_key=action.request_key, today=today, now=clock.now()
            )
        )
    except InvalidFields as refusal:
        return _refused(action, {name: explain(each) for name, each in refusal.fields.items()}, "")
    except SalesError as refusal:
        beside = next((field for kind, field in BESIDE if isinstance(refusal, kind)), "")
        text = explain(refusal)
        return _refused(action, {beside: text} if beside else {}, "" if beside else text)
    return _made(action, new, change)


def _made(action: Create, new: New, change: Change) -> dict[str, Any]:
    said = f"{change.after.get('number', '')} · {new.title.strip()}"
    return {"seq": action.seq, "ok": True, "id": change.opportunity_id, "title": said, "fields": {}, "message": ""}


def _refused(action: Create, fields: dict[str, str], message: str) -> dict[str, Any]:
    return {"seq": action.seq, "ok": False, "fields": fields, "message": message}


def _new(typed: dict[str, str]) -> New:
    """Read the form; raise InvalidFields with every refusal of what cannot be read, MalformedInput."""
    currency = typed.get("currency", "")
    if len(currency) != LONGEST_CURRENCY or not currency.isascii() or not currency.isalpha():
        raise MalformedInput
    wrong: dict[str, SalesError] = {}
    net = _read(wrong, "amount", lambda: _net(typed, currency))
    contact_id, name = _read(wrong, "contact", lambda: _contact(typed)) or (None, "")
    title = typed.get("title", "")
    if not title.strip():
        wrong["title"] = TitleNeeded(length=creating.LONGEST_TITLE)
    expected = _read(wrong, "expected", lambda: _expected(typed))
    if wrong:
        raise InvalidFields(wrong)
    return New(
        company_id=number(typed, "company"),
        title=title,
        opportunity_type_id=number(typed, "type"),
        contact_id=contact_id,
        contact_name=name,
        net_minor=net,
        expected_order_on=expected,
        currency_code=currency,
        probability_id=number_in(typed["probability"]) if typed.get("probability") else None,
    )


def _read(wrong: dict[str, SalesError], name: str, reading: Any) -> Any:
    try:
        return reading()
    except MalformedInput:
        raise
    except SalesError as refusal:
        wrong[name] = refusal
        return None


def _net(typed: dict[str, str], currency: str) -> int | None:
    net = amount(typed, "amount", currency)
    if net is not None and net < 0:
        raise NegativeAmount
    return net


def _contact(typed: dict[str, str]) -> tuple[int | None, str]:
    """Return who was chosen by id, or the name of a new one that is wanted; raise ContactNotChosen."""
    name = " ".join(typed.get("contact_name", "").split())
    if typed.get("contact"):
        return number(typed, "contact"), ""
    if name and typed.get("contact_new") != name:
        raise ContactNotChosen(name=name)
    return None, name


def _expected(typed: dict[str, str]) -> date | None:
    on = day(typed, "expected")
    if on is not None and not FIRST_YEAR <= on.year <= LAST_YEAR:
        first, last = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
        raise BadDate(text=on.isoformat(), first=first, last=last)
    return on


def _offer(ground: beginning.Ground, principal: Principal) -> Offer:
    return Offer(
        companies=[(company.id, company.name) for company in ground.companies],
        currencies_of={company.id: company.currency for company in ground.companies},
        types=[(kind.id, kind.name) for kind in ground.types],
        pipelines={kind.id: kind.pipeline for kind in ground.types},
        probabilities=ground.probabilities,
        currencies=ground.currencies,
        owner=principal.display_name,
    )


def _known(row: beginning.Likely) -> Known:
    return Known(
        id=row.id,
        company_id=row.company_id,
        name=row.name,
        facts=creating.facts(row.city, row.country_code, row.open_count),
        agent=row.agent or "",
        currency=row.currency or "",
    )
