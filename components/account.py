"""The account menu: who is signed in, language, theme, the way out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from components import formats
from components.attributes import attributes
from components.icons import icon
from components.language import LOCALES
from components.language import gettext as _
from components.popover import divider, header, popover
from components.theme import initials

POPOVER = "pop-user"
PREFERENCES_PATH = "/preferences"  # POST locale=it or theme=dark, with csrf_token
SIGN_OUT_PATH = "/sign-out"  # POST with csrf_token
CSRF_FIELD = "csrf_token"
EXAMPLE_MINOR = 10_885_095


@dataclass(frozen=True, slots=True)
class Reader:
    """The signed-in person as the shell shows them; `role` and `scope` are words in their language."""

    name: str
    role: str
    scope: str
    locale: str
    theme: str
    csrf_token: str
    links: Sequence[tuple[str, str]] = ()  # (href, label) of further entries, for instance About


def popover_of(reader: Reader) -> html.Div:
    """Return the menu behind the avatar."""
    return popover(
        POPOVER,
        _("Account"),
        [
            _identity(reader),
            divider(),
            header(_("Language and number format")),
            *[_language(code, name, reader.locale) for code, name in LOCALES.items()],
            divider(),
            themes(reader.theme),
            divider(),
            *[
                html.A(label, href=href, className="dropdown-item", **attributes(data_cd_nav="plain"))
                for href, label in reader.links
            ],
            _sign_out(reader.csrf_token),
        ],
        "cd-pop--user",
    )


def _identity(reader: Reader) -> html.Div:
    role = f"{reader.role} · {reader.scope}" if reader.scope else reader.role
    avatar = html.Span(
        initials(reader.name), className="cd-avatar cd-avatar--me cd-avatar--lg", **attributes(aria_hidden="true")
    )
    return html.Div([avatar, html.Div([html.B(reader.name), html.Span(role)])], className="cd-pop__id")


def _language(code: str, name: str, chosen: str) -> html.Button:
    example = formats.money(EXAMPLE_MINOR, "EUR", code, "2")
    return html.Button(
        [html.Span(name, lang=code), html.Span(example, className="cd-n cd-mut")],
        className="dropdown-item",
        **attributes(data_cd_locale=code, aria_pressed=str(code == chosen).lower()),
    )


def themes(chosen: str) -> html.Div:
    """Return the choice between light, dark and the system's way."""
    names = {"light": _("Light"), "dark": _("Dark"), "system": _("System")}
    icons = {"light": "sun", "dark": "moon", "system": "circle-half"}
    buttons = [
        html.Button(
            [icon(icons[theme]), name], **attributes(data_cd_theme=theme, aria_pressed=str(theme == chosen).lower())
        )
        for theme, name in names.items()
    ]
    group = html.Div(buttons, className="cd-seg", role="group", **attributes(aria_label=_("Theme")))
    return html.Div([html.Span(_("Theme")), group], className="cd-pop__row")


def _sign_out(csrf_token: str) -> html.Form:
    children: list[Any] = [
        dbc.Input(type="hidden", name=CSRF_FIELD, value=csrf_token),
        html.Button(_("Sign out"), type="submit", className="dropdown-item"),
    ]
    return html.Form(children, action=SIGN_OUT_PATH, method="post", **attributes(data_preferences=PREFERENCES_PATH))
