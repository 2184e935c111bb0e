"""The workflow log: who did what, when, and what it was before and after; by kind, by person, page by page."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from components import formats
from components.attributes import attributes
from components.icons import icon
from components.language import gettext as _
from components.opportunity.log_words import changes, happened, kinds
from components.opportunity.timeline import entry, when_done
from components.opportunity.words import local, nothing
from domain.detail import EventRow, Header
from domain.trail import PAGE_SIZE, TrailPage

LOG_WISH = "opportunity-log-wish"  # data: {"seq", "kind", "person", "page"}, what the reader chose
ICONS = {
    "create": "plus-lg", "move": "arrow-left-right", "win": "check2-circle", "lose": "x-square",
    "cancel": "slash-circle", "reopen": "arrow-counterclockwise", "undo": "arrow-90deg-left", "import": "arrow-repeat",
    "plan_invoice": "calendar2-week", "move_to_stage": "signpost-split", "complete_task": "check2-square",
    "reopen_task": "square", "edit_lines": "list-ol", "calculate": "calculator", "order": "box-seam",
    "order_quote": "box-seam", "create_quote": "file-earmark-plus", "revise_quote": "files", "send_quote": "send",
    "accept_quote": "check2-circle", "reject_quote": "x-square", "expire_quote": "hourglass-bottom",
    "duplicate": "copy", "duplicated": "copy", "merge": "union", "merge_away": "union",
    "pause": "pause-circle", "end_pause": "play-circle", "attach_file": "paperclip", "replace_file": "paperclip", "delete_file": "trash", "restore_file": "paperclip",
}  # fmt: skip
TONES = {"win": "pos"}
ALL = "all"


def log_pane(page: TrailPage, header: Header, today: date) -> Any:
    """Return a page of the log, the latest change first, with the choices of kind and person over it."""
    if not page.people:
        return nothing(_("Nothing was changed since this opportunity came here."))
    items = [_item(row, header, today) for row in page.rows]
    listed = html.Ul(items, className="cd-tl") if items else nothing(_("No change of this kind by this person."))
    return [_choices(page), listed, *_turning(page)]


def who(row: EventRow) -> str:
    """Return who made a change: a rule, a person, an import, or Caudal itself."""
    if row.rule:
        return _("the rule “{name}”", name=row.rule)
    if row.user:
        return row.user
    return _("Import") if row.imported else _("Caudal")


def _item(row: EventRow, header: Header, today: date) -> html.Li:
    when = when_done(local(row.at, header.time_zone), today)
    said = happened(row)
    text = changes(row, header.currency, today)
    by = _("by {name}", name=who(row))
    return entry(ICONS.get(row.verb, "pencil"), said, by, when, text, tone=TONES.get(row.verb, ""))


def _choices(page: TrailPage) -> html.Div:
    words = kinds()
    of_kind = [(ALL, _("All changes")), *((kind.value, words[kind]) for kind in page.kinds)]
    by_person = [(ALL, _("Everybody")), *((str(id_), name or _("Caudal and imports")) for id_, name in page.people)]
    wish = page.wish
    return html.Div(
        [
            _choice("kind", _("Kind of change"), of_kind, wish.kind.value if wish.kind else ALL),
            _choice("person", _("Person"), by_person, str(wish.user_id) if wish.user_id is not None else ALL),
        ],
        className="cd-logfilter",
        **attributes(data_cd_log=LOG_WISH),
    )


def _choice(name: str, label: str, options: Sequence[tuple[str, str]], value: str) -> html.Label:
    listed = [{"value": key, "label": text} for key, text in options]
    chosen = dbc.Select(id=f"opportunity-log-{name}", name=name, options=listed, value=value, size="sm")
    return html.Label([html.Span(label, className="visually-hidden"), chosen])


def _turning(page: TrailPage) -> list[html.Div]:
    """Return the way to newer and older changes; nothing when all are shown."""
    if page.pages == 1:
        return []
    first = (page.page - 1) * PAGE_SIZE + 1
    said = _(
        "{first}–{last} of {total}",
        first=formats.number(first),
        last=formats.number(first + len(page.rows) - 1),
        total=formats.number(page.total),
    )
    newer = _turn(page.page - 1, _("Newer"), "chevron-left", is_off=page.page == 1)
    older = _turn(page.page + 1, _("Older"), "chevron-right", is_off=page.page == page.pages)
    return [html.Div([newer, html.Span(said, className="cd-mut cd-n"), older], className="cd-logpages")]


def _turn(page: int, label: str, symbol: str, *, is_off: bool) -> html.Button:
    return html.Button(
        [icon(symbol), label],
        type="button",
        disabled=is_off,
        className="btn btn-outline-secondary btn-sm",
        **attributes(data_cd_log_page=str(page)),
    )
