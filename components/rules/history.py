"""History: what a rule would have done in the past, and what it did since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dash import html

from components import formats
from components.attributes import attributes
from components.language import explain, ngettext
from components.language import gettext as _
from components.rules import words
from domain.telling import Told

TONES = {"done": "cd-tag cd-tag--pos", "failed": "cd-tag cd-tag--warn", "stopped": "cd-tag cd-tag--danger"}
MILLISECOND_US = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """A line: when, which opportunity (href, number, title, and who), and what more there is to say of it."""

    when: str
    opportunity_id: int | None
    number: str
    title: str
    contact: str = ""


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run: its opportunity, the result, what was done or why not, and how long it took."""

    row: Row
    result: str
    told: Sequence[Told]
    duration_us: int
    tries: int = 1
    is_tried_again: bool = False


def trial(count: int, rows: Sequence[Row], days: int, *, is_cut: bool, due_now: int | None) -> html.Section:
    """Return what a rule would have done; `due_now` is on how many it would act at once, None where none could."""
    said = ngettext(
        "It would have acted {n} time in the last {days} days.",
        "It would have acted {n} times in the last {days} days.",
        count,
        n=formats.number(count),
        days=days,
    )
    parts: list[Any] = [html.H2(_("Tried on the past"), className="cd-settings__head"), html.P(html.B(said))]
    if is_cut:
        parts.append(html.P(_("There were more; only the latest are looked at."), className="cd-mut"))
    if due_now is not None:
        now = ngettext(
            "{n} opportunity is so today.", "{n} opportunities are so today.", due_now, n=formats.number(due_now)
        )
        parts.append(html.P(now, className="cd-mut"))
    if rows:
        heads = [_("Day"), _("Number"), _("Opportunity"), _("Contact")]
        body = [html.Tr([html.Td(row.when), *_deal(row), html.Td(row.contact)]) for row in rows]
        parts.append(_table(_("Tried on the past"), heads, body))
    return html.Section(parts, className="cd-rule__trial", tabIndex=-1, id="rule-trial")


def log(count: int, runs: Sequence[RunLine]) -> html.Section:
    """Return the log of a rule, the latest run first; `count` is how many it holds in all."""
    head = html.H2([_("Log"), html.Span(formats.number(count), className="cd-n cd-mut")], className="cd-settings__head")
    if not runs:
        return html.Section([head, html.P(_("It has not acted yet."), className="cd-mut")])
    heads = [_("When"), _("Result"), _("Number"), _("Opportunity"), _("What was done"), _("Took")]
    return html.Section([head, _table(_("Log"), heads, [_run(run) for run in runs])])


def _run(run: RunLine) -> html.Tr:
    said = " ".join([*(_said(told) for told in run.told), *_tried(run)])
    took = _("{n} ms", n=formats.number(max(run.duration_us / MILLISECOND_US, 0.1), 1))
    result = html.Span(words.results()[run.result], className=TONES[run.result])
    return html.Tr(
        [html.Td(run.row.when), html.Td(result), *_deal(run.row), html.Td(said), html.Td(took, className="cd-n cd-num")]
    )


def _tried(run: RunLine) -> list[str]:
    """Say how often a run was tried, and whether it will be again."""
    counted = [ngettext("Tried {n} time.", "Tried {n} times.", run.tries)] if run.tries > 1 else []
    return [*counted, *([_("It will be tried again.")] if run.is_tried_again else [])]


def _said(told: Told) -> str:
    params = dict(told.params)
    if params.get("who") in set(words.roles()):
        params["who"] = {role.value: label for role, label in words.roles().items()}[str(params["who"])]
    return explain(Told(told.template, params))


def _deal(row: Row) -> list[html.Td]:
    if row.opportunity_id is None:
        return [html.Td("–"), html.Td("–")]
    return [
        html.Td(row.number, className="cd-n"),
        html.Td(html.A(row.title, href=f"/opportunity/{row.opportunity_id}")),
    ]


def _table(name: str, heads: Sequence[str], body: Sequence[html.Tr]) -> html.Div:
    table = html.Table(
        [
            html.Caption(name, className="visually-hidden"),
            html.Thead(html.Tr([html.Th(label, scope="col") for label in heads])),
            html.Tbody(list(body)),
        ],
        className="cd-table cd-table--tight",
    )
    return html.Div(table, className="cd-tablewrap card", tabIndex=0, role="region", **attributes(aria_label=name))


def day(value: date, today: date) -> str:
    """Write the day of a case."""
    return formats.day(value, today)


def moment(value: datetime, now: datetime) -> str:
    """Write the instant of a run."""
    return formats.moment(value, now)
