"""The page of the mail that did not get through: to whom, what about, why, and the way to try it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from components import formats, states
from components.attributes import attributes
from components.document.parts import Parts
from components.forms import record, sender, sending
from components.icons import icon
from components.language import gettext as _
from components.language import ngettext

PARTS = Parts("mail")


@dataclass(frozen=True, slots=True)
class Shown:
    """A mail in words: what became of it (`state`), and why."""

    id: int
    reader: str
    address: str
    subject: str
    asked: str
    state: str
    reason: str
    has_failed: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many mails failed or are tried again, wait for their time, and were sent in the last seven days."""

    stuck: int
    waiting: int
    sent: int


def body(rows: Sequence[Shown], counts: Counts, request_key: str, *, has_server: bool) -> html.Div:
    """Return the page; without a mail server it says how to name one."""
    facts = {"id": 0, "version": 0, "request_key": request_key}
    about = _(
        "What the mail server refused for good, and what it did not take yet. Nothing is thrown away: mend the cause, then try again."
    )
    again = [icon("arrow-clockwise"), _("Try all again")]
    everything = [sending("all", again, {}, "btn btn-primary")] if rows and has_server else []
    head = html.Div([html.P(about, className="cd-mut"), *everything], className="cd-hooks__head")
    return record(PARTS, facts, [head, *_server(has_server=has_server), _counted(counts), *_listed(rows, counts)], "cd-settings")  # fmt: skip


def _server(*, has_server: bool) -> list[html.P]:
    if has_server:
        return []
    said = _("No mail server is named, so nothing is sent. Whoever runs Caudal names it in the setting SMTP_URL.")
    return [html.P(said, className="cd-2", role="note")]


def _counted(counts: Counts) -> html.P:
    parts = [
        ngettext("{n} sent in the last seven days", "{n} sent in the last seven days", counts.sent),
        ngettext("{n} waits for its time", "{n} wait for their time", counts.waiting),
        ngettext("{n} did not get through", "{n} did not get through", counts.stuck),
    ]
    return html.P(" · ".join(parts), className="cd-mut cd-small", role="status")


def _listed(rows: Sequence[Shown], counts: Counts) -> list[Any]:
    if not rows:
        return [states.elsewhere(_("All mail got through"), _("What fails or is tried again shows here."), [])]
    more = counts.stuck - len(rows)
    rest = ngettext("{n} more is not shown.", "{n} more are not shown.", more)
    return [_table(rows), *([html.P(rest, className="cd-mut cd-small")] if more > 0 else [])]


def _table(rows: Sequence[Shown]) -> html.Div:
    heads = [_("To"), _("Subject"), _("Asked for"), _("State"), _("Reason")]
    acts = html.Th(html.Span(_("Actions"), className="visually-hidden"), scope="col")
    head = html.Tr([*(html.Th(name, scope="col") for name in heads), acts])
    caption = html.Caption(_("E-mail that did not get through"), className="visually-hidden")
    table = html.Table(
        [caption, html.Thead(head), html.Tbody([_row(row) for row in rows])], className="cd-table cd-mailtable"
    )
    label = attributes(aria_label=_("E-mail that did not get through"))
    return html.Div(
        html.Div(table, className="cd-tablewrap", tabIndex=0, role="region", **label), className="card cd-listbody"
    )


def _row(row: Shown) -> html.Tr:
    reader = [html.Span(row.reader), html.P(row.address, className="cd-mut cd-small")]
    again = sender("again", _("Try again: {subject}", subject=row.subject), "arrow-clockwise", {"message": str(row.id)})
    return html.Tr([
        html.Th(reader, scope="row"),
        html.Td(row.subject),
        html.Td(row.asked, className="cd-n"),
        html.Td(row.state, className="cd-n cd-late" if row.has_failed else "cd-n"),
        html.Td(row.reason),
        html.Td(html.Div(again, className="cd-hooks__acts")),
    ])  # fmt: skip


def state_text(*, failed: str, next_try: str, tries: int) -> str:
    """Return what became of a mail: since when it has failed, or when it is tried again."""
    if failed:
        return _("given up {when}", when=failed)
    times = ngettext("tried {n} time", "tried {n} times", tries)
    return f"{times}, {next_try}"


def next_try_text(minutes: int) -> str:
    """Return in how many minutes a mail is tried again."""
    if minutes <= 0:
        return _("again in a moment")
    return _("again in {count} min", count=formats.number(minutes))
