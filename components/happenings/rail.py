"""Beside the days: what one wants to be told and by which way, when no mail comes, and when the digest does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from components import following
from components.attributes import attributes
from components.icons import icon
from components.language import LOCALES, locale, ngettext
from components.language import gettext as _
from domain.attention import Channel, Digest, How, Kind, Quiet, Rhythm, Ways
from domain.noticing import FAR_APART

SAID, SAID_WHEN = "tell-said", "tell-said-when"  # children: that it was just saved
QUIET_FROM, QUIET_TO, QUIET_WEEKENDS = "tell-quiet-from", "tell-quiet-to", "tell-quiet-weekends"
RHYTHM, DIGEST_AT = "tell-rhythm", "tell-digest-at"
ICONS = {Channel.APP: "bell", Channel.MAIL: "envelope", Channel.DIGEST: "card-list"}


@dataclass(frozen=True, slots=True)
class Wants:
    """What a person wants to be told.

    `address` is where mail goes, empty without one, `sends` whether any can be sent, `imports` whether the person may
    import.
    """

    address: str
    sends: bool
    imports: bool
    ways: Mapping[Kind, Ways]
    quiet: Quiet
    digest: Digest
    teams: Sequence[tuple[int, str, How]]


def _said(identity: str) -> html.P:
    return html.P(id=identity, className="cd-tell__said", role="status", **attributes(aria_live="polite"))


def ways_of(kind: Kind) -> str:
    """Return the id of the choice of ways for a kind; its `value` is a list of channels."""
    return f"tell-{kind.value}"


def rail(wants: Wants) -> html.Aside:
    """Return both panels."""
    return html.Aside(
        [
            _panel(
                _("Tell me when"),
                _("Of your opportunities, those you follow, those you lead"),
                [_legend(), _kinds(wants), _said(SAID)],
            ),
            _panel(_("Delivery"), _delivered(wants), _delivery(wants)),
            *([_panel(_("Teams"), _("What I hear of all that a team does"), _teams(wants))] if wants.teams else []),
        ],
        className="cd-actrail",
        **attributes(aria_label=_("What you are told")),
    )


def channels() -> dict[Channel, str]:
    """Return what the ways are called."""
    return {Channel.APP: _("App"), Channel.MAIL: _("Mail"), Channel.DIGEST: _("Digest")}


def _panel(title: str, about: str, body: Sequence[Any]) -> html.Section:
    head = html.Header(html.Div([html.H2(title), html.P(about)], className="cd-panel__t"), className="cd-panel__head")
    return html.Section([head, html.Div(list(body), className="cd-panel__body")], className="card cd-panel")


def _legend() -> html.Div:
    """Return the heads of the three columns of boxes."""
    heads = [html.Span([icon(ICONS[way]), name]) for way, name in channels().items()]
    return html.Div(heads, className="cd-tell__head", **attributes(aria_hidden="true"))


def _kinds(wants: Wants) -> html.Ul:
    rows = [
        html.Li(
            [
                html.Div([html.B(title), *([html.Small(about)] if about else [])], id=f"{ways_of(kind)}-name"),
                html.Div(_boxes(kind, wants), role="group", **attributes(aria_labelledby=f"{ways_of(kind)}-name")),
            ],
            hidden=kind is Kind.IMPORT and not wants.imports,
        )
        for kind, (title, about) in kinds().items()
    ]
    return html.Ul(rows, className="cd-tell")


def _boxes(kind: Kind, wants: Wants) -> dbc.Checklist:
    options = [
        {"value": way.value, "label": html.Span(name, className="visually-hidden")} for way, name in channels().items()
    ]
    chosen = [way.value for way in Channel if way in wants.ways[kind]]
    return dbc.Checklist(id=ways_of(kind), options=options, value=chosen, inline=True, class_name="cd-tell__boxes")


def kinds() -> dict[Kind, tuple[str, str]]:
    """Return what each kind is called, and of which opportunities one is told."""
    return {
        Kind.CLOSED: (_("Won or lost"), _("also cancelled and reopened")),
        Kind.ASSIGNED: (_("Given to me"), _("I become its owner")),
        Kind.MENTION: (_("Somebody mentions me"), _("by @ and my name in a note")),
        Kind.MOVED: (_("On to another stage"), ""),
        Kind.BACK: (_("Back to an earlier stage"), ""),
        Kind.DATE: (_("Expected in a later year"), ""),
        Kind.AMOUNT: (_("Other amount"), _("by a fifth or more")),
        Kind.QUOTE: (_("Quote answered"), _("or expired")),
        Kind.GAP: (
            _("Forecast differs"),
            ngettext(
                "by {n} point or more from what is stated", "by {n} points or more from what is stated", FAR_APART
            ),
        ),
        Kind.IMPORT: (_("Import ended"), _("also when it failed")),
    }


def _delivered(wants: Wants) -> str:
    if not wants.address:
        return _("You have no mail address. An administrator can add one.")
    if not wants.sends:
        return _("No mail can be sent from here yet. An administrator can set up a mail server.")
    return _("To {address}, in {language}", address=wants.address, language=LOCALES[locale()])


def _delivery(wants: Wants) -> list[Any]:
    quiet, digest = wants.quiet, wants.digest
    rhythms = {
        Rhythm.NEVER: _("Never"),
        Rhythm.DAILY: _("Each working day"),
        Rhythm.WEEKLY: _("Mondays"),
    }
    hours = html.Div(
        [
            _time(QUIET_FROM, _("No mail from"), f"{quiet.begins:%H:%M}"),
            _time(QUIET_TO, _("until"), f"{quiet.ends:%H:%M}"),
        ],
        className="cd-tell__hours",
    )
    weekends = dbc.Checkbox(id=QUIET_WEEKENDS, label=_("Nor at weekends"), value=quiet.weekends)
    rhythm = html.Label(
        [
            html.Span(_("Digest")),
            dbc.Select(
                id=RHYTHM,
                options=[{"value": each.value, "label": name} for each, name in rhythms.items()],
                value=digest.rhythm.value,
                size="sm",
            ),
        ]
    )
    return [
        hours,
        weekends,
        html.Div([rhythm, _time(DIGEST_AT, _("at"), f"{digest.at:%H:%M}")], className="cd-tell__hours"),
        _said(SAID_WHEN),
    ]


def _teams(wants: Wants) -> list[html.Button]:
    return [following.button("team", id_, how, name) for id_, name, how in wants.teams]


def _time(identity: str, label: str, value: str) -> html.Label:
    return html.Label([html.Span(label), dbc.Input(id=identity, type="time", value=value, debounce=True, size="sm")])
