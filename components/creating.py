"""The dialog of a new opportunity: it stands in the shell, so that every page can open it; assets/84-creating.js does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
import msgspec
from dash import ClientsideFunction, Input, clientside_callback, dcc, html

from components import formats
from components.attributes import attributes
from components.icons import icon
from components.language import gettext as _
from components.language import ngettext
from components.opportunity.words import country
from components.opportunity.words import place as place_words

DIALOG = "creating-dialog"
FORM = "creating-form"  # children: the form that was asked for
ASK = "creating-ask"  # browser → server: the form, for a contact or for none
FIND = "creating-find"  # browser → server: a name that is being typed
FOUND = "creating-found"  # server → browser: the contacts that may be meant
ACTION = "creating-action"  # browser → server: the form as it was filled in
ANSWER = "creating-answer"  # server → browser: the new one, or what is wrong with which field
LONGEST_TITLE = 200
LONGEST_NAME = 200
LONGEST_AMOUNT = 40


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be chosen: (value, words); `pipelines` and `currencies` say what a type or a company brings along."""

    companies: Sequence[tuple[int, str]]
    currencies_of: dict[int, str]
    types: Sequence[tuple[int, str]]
    pipelines: dict[int, str]
    probabilities: Sequence[tuple[int, int, str]]
    currencies: Sequence[str]
    owner: str


@dataclass(frozen=True, slots=True)
class Known:
    """A contact as the list of the dialog tells it."""

    id: int
    company_id: int
    name: str
    facts: str
    agent: str
    currency: str


def facts(city: str | None, country_code: str | None, open_count: int) -> str:
    """Tell contacts of like names apart: "Torino, Italy · 3 open opportunities"."""
    where = place_words(city, country(country_code))
    deals = ngettext("{n} open opportunity", "{n} open opportunities", open_count)
    return " · ".join(part for part in (where, deals) if part)


def place() -> html.Div:
    """Return the dialog, empty and closed, and the stores through which it speaks with the server."""
    stores = [dcc.Store(id=name) for name in (ASK, FIND, FOUND, ACTION, ANSWER)]
    words = attributes(
        aria_labelledby=f"{DIALOG}-title",
        data_register=_("Register “{name}” as a new contact", name="{name}"),
        data_new=_("“{name}” will be registered as a new contact.", name="{name}"),
        data_agent=_("Main agent: {name}", name="{name}"),
        data_pipeline=_("It goes through the pipeline “{name}”.", name="{name}"),
        data_similar=_("Is it one of these?"),
        data_none=_("No contact is called like that."),
        data_created=_("Opportunity created"),
    )
    return html.Div([*stores, html.Dialog(html.Div(id=FORM), id=DIALOG, className="cd-modal cd-newopp", **words)])


def connect() -> None:
    """Register what the browser does with a form, with contacts that were found, and with the answer."""
    for name, source, field in (
        ("arrived", FORM, "children"), ("found", FOUND, "data"), ("answered", ANSWER, "data"),
    ):  # fmt: skip
        clientside_callback(
            ClientsideFunction("caudal_creating", name), Input(source, field), prevent_initial_call=True
        )


def form(offer: Offer, chosen: Known | None) -> html.Form:
    """Ask for what a new opportunity needs."""
    company_id = chosen.company_id if chosen else offer.companies[0][0]
    currency = (chosen.currency if chosen else "") or offer.currencies_of[company_id]
    fields = [
        _company(offer, company_id),
        _contact(chosen),
        _field("title", _("Title"), _text("title", LONGEST_TITLE), single=True),
        _field("type", _("Type"), _select("type", [(str(key), name) for key, name in offer.types]), single=True),
        html.P(className="cd-mut cd-small cd-newopp__said", **attributes(data_cd_said="pipeline")),
        html.Div([_amount(), _currency(offer, currency)], className="cd-form2"),
        html.Div([_expected(), _probability(offer)], className="cd-form2"),
        html.P(_("Owner: {name}", name=offer.owner), className="cd-mut cd-small"),
    ]
    known = attributes(
        data_cd_pipelines=_packed({str(key): name for key, name in offer.pipelines.items()}),
        data_cd_currencies=_packed({str(key): code for key, code in offer.currencies_of.items()}),
    )
    return _framed(fields, known)


def _framed(fields: Sequence[Any], known: dict[str, Any]) -> html.Form:
    close = html.Button(
        icon("x-lg"), type="button", className="cd-iconbtn", **attributes(aria_label=_("Close"), data_cd_new="close")
    )
    cancel = html.Button(_("Cancel"), type="button", className="btn btn-ghost", **attributes(data_cd_new="close"))
    submit = html.Button(_("Create opportunity"), type="submit", className="btn btn-primary")
    problem = html.P(hidden=True, className="cd-late", role="alert", **attributes(data_cd_problem=""))
    return html.Form(
        [
            html.Div([html.H2(_("New opportunity"), id=f"{DIALOG}-title"), close], className="modal-header"),
            html.Div([*fields, problem], className="modal-body"),
            html.Div([cancel, submit], className="modal-footer"),
        ],
        className="modal-content cd-modal__box",
        noValidate="noValidate",
        **known,
    )


def _company(offer: Offer, company_id: int) -> html.Div:
    options = [(str(key), name) for key, name in offer.companies]
    only = len(options) == 1
    choice = _select("company", options, str(company_id))
    return html.Div(_field("company", _("Company"), choice, single=True), hidden=only)


def _contact(chosen: Known | None) -> html.Div:
    shown = dbc.Input(
        id="creating-contact", type="text", name="contact_name", value=chosen.name if chosen else "", autoComplete="off",
        maxLength=LONGEST_NAME, placeholder=_("Type a name"),
    )  # fmt: skip
    hidden = [
        dbc.Input(type="hidden", name="contact", value=str(chosen.id) if chosen else ""),
        dbc.Input(type="hidden", name="contact_new", value=""),
    ]
    told = _("Main agent: {name}", name=chosen.agent) if chosen and chosen.agent else ""
    lists = html.Div(
        id="creating-contacts", hidden=True, className="cd-newopp__list", role="listbox", **attributes(aria_label=_("Contacts"))
    )  # fmt: skip
    said = html.P(
        told, className="cd-mut cd-small cd-newopp__said", role="status", **attributes(data_cd_said="contact")
    )
    label = html.Label([html.Span(_("Contact")), shown], className="cd-form1")
    return html.Div([label, *hidden, lists, said, _wrong("contact")], className="cd-newopp__c")


def _amount() -> html.Label:
    control = dbc.Input(
        type="text", name="amount", value="", inputMode="decimal", autoComplete="off", class_name="cd-n", maxLength=LONGEST_AMOUNT
    )  # fmt: skip
    return _field("amount", _("Net amount, if known"), control)


def _currency(offer: Offer, currency: str) -> html.Label:
    return _field("currency", _("Currency"), _select("currency", [(code, code) for code in offer.currencies], currency))


def _expected() -> html.Label:
    return _field("expected", _("Expected order"), dbc.Input(type="date", name="expected", value=""))


def _probability(offer: Offer) -> html.Label:
    options = [("", _("As the stage says"))]
    options += [
        (str(key), words if "%" in words else f"{words} ({formats.percent(percent)})")
        for key, percent, words in offer.probabilities
    ]
    return _field("probability", _("Stated probability"), _select("probability", options))


def _text(name: str, longest: int) -> dbc.Input:
    return dbc.Input(type="text", name=name, value="", maxLength=longest, autoComplete="off")


def _select(name: str, options: Sequence[tuple[str, str]], value: str | None = None) -> dbc.Select:
    shown = [{"value": key, "label": label} for key, label in options]
    chosen = value if value is not None else (options[0][0] if options else "")
    return dbc.Select(name=name, options=shown, value=chosen, placeholder=options[0][1] if options else "")


def _field(name: str, label: str, control: Any, *, single: bool = False) -> html.Label:
    return html.Label([html.Span(label), control, _wrong(name)], className="cd-form1" if single else None)


def _wrong(name: str) -> html.Span:
    return html.Span(hidden=True, className="cd-late cd-small", role="alert", **attributes(data_cd_wrong=name))


def _packed(values: dict[str, str]) -> str:
    return msgspec.json.encode(values).decode()
