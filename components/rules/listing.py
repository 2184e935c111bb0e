"""The list of rules, each as its sentence with how it fares, and the ready-made ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dash import html

from components import formats
from components.attributes import attributes
from components.icons import icon
from components.language import gettext as _
from components.language import ngettext

PATH = "/settings/automation"


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """A rule of the list: its sentence, whether it is on, in whose name, when it last acted, how often lately."""

    id: int
    name: str
    said: str
    owner: str
    active: bool
    last_at: datetime | None
    done: int
    not_done: int


def page(rules: Sequence[RuleEntry], starters: Sequence[tuple[str, str, str]], now: datetime) -> html.Div:
    """Return the page: the rules, and the ready-made ones as key, name and sentence."""
    note = html.P(
        _("A rule acts by itself when something changes or time goes by, in the name of its owner and by the same steps that people take. Everything it does stands in the log of the opportunity and in its own."),
        className="cd-mut",
    )  # fmt: skip
    new = html.A([icon("plus-lg"), _("New rule")], href=f"{PATH}/new", className="btn btn-primary")
    tools = html.Div([note, new], className="cd-settings__tools")
    shown = _table(rules, now) if rules else html.P(_("There is no rule yet. Begin with a ready-made one."))
    return html.Div([tools, shown, *_starters(starters)], className="cd-settings cd-rules")


def _table(rules: Sequence[RuleEntry], now: datetime) -> html.Div:
    heads = [_("Rule"), _("State"), _("Owner"), _("Last acted"), _("In 30 days"), _("Not done")]
    head = html.Tr([
        html.Th(label, scope="col", className="cd-num" if number > 3 else None) for number, label in enumerate(heads)
    ])  # fmt: skip
    table = html.Table(
        [
            html.Caption(_("Workflow rules"), className="visually-hidden"),
            html.Thead(head),
            html.Tbody([_row(rule, now) for rule in rules]),
        ],
        className="cd-table cd-rules__table",
    )
    known = attributes(aria_label=_("Workflow rules"))
    return html.Div(table, className="cd-tablewrap card", tabIndex=0, role="region", **known)


def _row(rule: RuleEntry, now: datetime) -> html.Tr:
    name = html.A(rule.name, href=f"{PATH}/{rule.id}", className="cd-rules__name")
    last = formats.moment(rule.last_at, now) if rule.last_at else _("never")
    return html.Tr([
        html.Th([name, html.P(rule.said, className="cd-mut cd-small")], scope="row"),
        html.Td(state(active=rule.active)),
        html.Td(rule.owner),
        html.Td(last, className="" if rule.last_at else "cd-mut"),
        html.Td(formats.number(rule.done), className="cd-num cd-n"),
        html.Td(formats.number(rule.not_done), className="cd-num cd-n" + (" cd-late" if rule.not_done else "")),
    ])  # fmt: skip


def state(*, active: bool) -> html.Span:
    """Return whether a rule is switched on."""
    if active:
        return html.Span([icon("play-fill"), _("On")], className="cd-tag cd-tag--pos")
    return html.Span([icon("pause-fill"), _("Paused")], className="cd-tag")


def _starters(starters: Sequence[tuple[str, str, str]]) -> list[html.Section]:
    if not starters:
        return []
    tiles = [
        html.Li(
            html.A([html.B(name), html.Span(said)], href=f"{PATH}/new?starter={key}", className="cd-settings__tile")
        )
        for key, name, said in starters
    ]
    head = html.H2(_("Ready-made rules"), className="cd-settings__head")
    hint = ngettext(
        "{n} to begin with. Nothing happens before you have looked at it and switched it on.",
        "{n} to begin with. Nothing happens before you have looked at one and switched it on.",
        len(starters),
    )
    return [html.Section([head, html.P(hint, className="cd-mut"), html.Ul(tiles, className="cd-settings__tiles")])]
