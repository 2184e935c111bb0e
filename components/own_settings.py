"""One's own settings: language, appearance, time zone, what was chosen once for good, password and sessions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Input, clientside_callback, dcc, html

from components import account, own_tokens
from components.attributes import attributes
from components.dialog import field, modal
from components.language import LOCALES, ngettext
from components.language import gettext as _

BODY = "own-settings"
ACTION = "own-settings-action"  # browser → server: {"seq", "what", "request_key", "form"}
ANSWER = "own-settings-answer"  # server → browser: {"seq", "ok", "stale", "message"}
LONGEST_PASSWORD = 1024

What = Literal["password", "zone", "habit", "elsewhere", "token", "revoke"]


@dataclass(frozen=True, slots=True)
class Own:
    """What the page shows; `zones` are all there are, `elsewhere` counts sessions on other devices; `fresh_token` is shown this once."""

    name: str
    login: str
    role: str
    companies: Sequence[str]
    locale: str
    theme: str
    time_zone: str
    now_there: str
    zones: Sequence[str]
    habit: str
    elsewhere: int
    tokens: Sequence[own_tokens.Token] = ()
    fresh_token: str = ""


def register() -> None:
    """Register the clientside callback by which the dialogs hear what became of what they sent."""
    clientside_callback(
        ClientsideFunction("caudal_document", "answered"), Input(ANSWER, "data"), prevent_initial_call=True
    )


def framed(body: html.Div) -> list[Any]:
    """Return the page with the stores that its dialogs speak through."""
    return [html.Div(body, id=BODY), dcc.Store(id=ACTION), dcc.Store(id=ANSWER)]


def body(own: Own, record: str) -> html.Div:
    """Return the settings of a person; `record` is the JSON that every message of a dialog carries."""
    groups = [_person(own), _looks(own), _remembered(own), _access(own), _programs(own)]
    dialogs = [_password(), _zone(own), _habit(own), *([_elsewhere(own.elsewhere)] if own.elsewhere else [])]
    dialogs += own_tokens.dialogs(own.tokens, _dialog)
    return html.Div([*groups, *dialogs], className="cd-mine", **attributes(data_cd_record=record))


def habits() -> Mapping[str, str]:
    """Return what can be remembered of moving to a stage that has a usual probability."""
    return {
        "ask": _("Ask each time"),
        "always": _("Take the stage’s probability"),
        "never": _("Keep the opportunity’s probability"),
    }


def _person(own: Own) -> html.Section:
    return _group(
        _("You"),
        _("An administrator changes these."),
        [
            _row(_("Name"), own.name),
            _row(_("Login"), html.Code(own.login)),
            _row(_("Role"), own.role),
            _row(_("Companies"), ", ".join(own.companies)),
        ],
    )


def _looks(own: Own) -> html.Section:
    languages = html.Div(
        [
            html.Button(
                name, lang=code, **attributes(data_cd_locale=code, aria_pressed=str(code == own.locale).lower())
            )
            for code, name in LOCALES.items()
        ],
        className="cd-seg",
        role="group",
        **attributes(aria_label=_("Language and number format")),
    )
    time = html.Span([own.time_zone.replace("_", " "), html.Span(f" · {own.now_there}", className="cd-mut cd-n")])
    return _group(
        _("Language and appearance"),
        _("These are yours alone and follow you to every device."),
        [
            _row(_("Language and number format"), languages),
            _row(_("Theme"), account.themes(own.theme)),
            _row(_("Time zone"), time, _opens("zone", _("Change"), _("Change the time zone"))),
        ],
    )


def _remembered(own: Own) -> html.Section:
    change = _opens("habit", _("Change"), _("Change what happens to the probability"))
    return _group(
        _("Remembered choices"),
        _("What you once asked Caudal to do without a question."),
        [_row(_("When a stage has a usual probability"), habits()[own.habit], change)],
    )


def _access(own: Own) -> html.Section:
    count = own.elsewhere
    said = (
        ngettext("{n} session on another device", "{n} sessions on other devices", count)
        if count
        else _("Only this session")
    )
    end = [_opens("elsewhere", _("Sign out there"), _("Sign out everywhere else"))] if count else []
    return _group(
        _("Password and sessions"),
        _("A new password ends every session but this one."),
        [
            _row(_("Password"), "••••••••••••", _opens("password", _("Change"), _("Change the password"))),
            _row(_("Signed in"), said, *end),
        ],
    )


def _programs(own: Own) -> html.Section:
    rows = own_tokens.rows(own.tokens, own.fresh_token, _row, _opens)
    about = [
        _("A token lets a program read what you may see, as JSON. "),
        html.A(_("Description"), href="/api/v1/openapi.json"),
    ]
    return _group(_("Programs"), about, rows)


def _group(title: str, about: Any, rows: Sequence[html.Div]) -> html.Section:
    head = html.Div([html.H2(title), html.P(about, className="cd-mut")], className="cd-mine__head")
    return html.Section([head, html.Div(list(rows), className="cd-mine__rows")])


def _row(label: str, value: Any, *tools: html.Button) -> html.Div:
    return html.Div(
        [html.Span(label, className="cd-mine__label"), html.Div(value, className="cd-mine__value"), *tools],
        className="cd-mine__row",
    )


def _opens(what: str, label: str, meaning: str) -> html.Button:
    return html.Button(
        label,
        type="button",
        className="btn btn-ghost btn-sm",
        **attributes(data_cd_dialog=_id(what), aria_label=meaning, aria_haspopup="dialog"),
    )


def _id(what: str) -> str:
    return f"own-dialog-{what}"


def _dialog(what: What, title: str, fields: Sequence[Any], submit: str, *, name: str = "") -> html.Dialog:
    sends = {"data_cd_what": what, "data_cd_action": ACTION}
    return modal(_id(name or what), title, fields, submit, sends=sends)


def _password() -> html.Dialog:
    words = {
        "old": (_("Present password"), "current-password"),
        "new": (_("New password"), "new-password"),
        "again": (_("New password again"), "new-password"),
    }
    fields = [
        field(
            label,
            dbc.Input(type="password", name=name, value="", autoComplete=kind, maxLength=LONGEST_PASSWORD),
            single=True,
        )
        for name, (label, kind) in words.items()
    ]
    hint = html.P(_("At least {length} characters.", length=12), className="cd-mut cd-small")
    return _dialog("password", _("Change the password"), [*fields, hint], _("Change the password"))


def _zone(own: Own) -> html.Dialog:
    options = [{"value": zone, "label": zone.replace("_", " ")} for zone in own.zones]
    choice = dbc.Select(name="zone", options=options, value=own.time_zone)
    hint = html.P(_("Times are told, and today begins, as in this zone."), className="cd-mut cd-small")
    return _dialog("zone", _("Change the time zone"), [field(_("Time zone"), choice, single=True), hint], _("Save"))


def _habit(own: Own) -> html.Dialog:
    options = [{"value": value, "label": label} for value, label in habits().items()]
    choice = dbc.Select(name="habit", options=options, value=own.habit)
    label = _("When a stage has a usual probability")
    return _dialog("habit", _("When you move an opportunity"), [field(label, choice, single=True)], _("Save"))


def _elsewhere(count: int) -> html.Dialog:
    said = ngettext(
        "{n} session on another device ends. You stay signed in here.",
        "{n} sessions on other devices end. You stay signed in here.",
        count,
    )
    title = _("Sign out everywhere else")
    return _dialog("elsewhere", title, [html.P(said, className="cd-2")], title)
