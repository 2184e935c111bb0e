"""What became of submissions: why the present ones drifted, and how the first ones of earlier periods came true."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from dash import html

from components import formats
from components.attributes import attributes
from components.contacts.words import plain_link
from components.forecast.commit import LEAST_CASES, Row, signed
from components.language import gettext as _
from components.language import ngettext
from components.opportunity.words import DASH
from domain.submission import Cause, Drift, PeriodScore

MOST_MOVED = 6


def drifts(rows: Sequence[Row], currency: str) -> html.Section | None:
    """Return the panel that says why commit forecasts are others than when they were submitted; None without any."""
    moved = [row for row in rows if row.drift and (row.drift.moved or row.drift.rates_minor)]
    if not moved:
        return None
    head = html.Header(
        html.Div(
            [html.H2(_("Since the submissions")), html.P(_("What changed the commit forecast of the opportunities; the parts add up."))],
            className="cd-panel__t",
        ),
        className="cd-panel__head",
    )  # fmt: skip
    body = [_drift(row.name, row.drift, currency) for row in moved if row.drift]
    return html.Section([head, html.Div(body, className="cd-panel__body")], className="card cd-panel")


def _drift(name: str, drift: Drift, currency: str) -> html.Details:
    money = _money(currency)
    words = {
        Cause.ADDED: _("added or won"), Cause.LEFT: _("in a lower category"), Cause.LOST: _("lost"),
        Cause.MOVED: _("expected outside the period now"), Cause.AMOUNT: _("another amount"),
        Cause.GONE: _("cancelled, or another owner"),
    }  # fmt: skip
    lines = [
        html.Li(
            [
                plain_link(each.title, f"/opportunity/{each.opportunity_id}"),
                f": {words[each.cause]}, ",
                signed(each.minor, money),
            ]
        )
        for each in drift.moved[:MOST_MOVED]
    ]
    rest = drift.moved[MOST_MOVED:]
    if rest:
        said = ngettext("{n} other: ", "{n} others: ", len(rest))
        lines.append(html.Li([said, signed(sum(each.minor for each in rest), money)]))
    if drift.rates_minor:
        lines.append(html.Li([_("Exchange rates: "), signed(drift.rates_minor, money)]))
    summary = html.Summary([f"{name} ", signed(drift.total_minor, money)])
    return html.Details([summary, html.Ul(lines)], className="cd-commitdrift", open=len(lines) <= MOST_MOVED)


def record(rows: Sequence[Row], me: int, today: date) -> html.Section | None:
    """Return the panel with how the first submission of each earlier period came true; None where nobody has any."""
    scored = [row for row in rows if row.score and row.score.periods]
    if not scored:
        return None
    said = [_sentence(row, is_me=row.owner_id == me) for row in scored]
    head = html.Header(
        html.Div(
            [
                html.H2(_("How submissions came true")),
                html.P(
                    _(
                        "The first submission of each period that is over. Seen by its owner and whoever looks after the owner."
                    )
                ),
            ],
            className="cd-panel__t",
        ),
        className="cd-panel__head",
    )
    tables = [_periods(row, today) for row in scored]
    body = [html.Ul([html.Li(text) for text in said], className="cd-commitsaid"), *tables]
    return html.Section([head, html.Div(body, className="cd-panel__body")], className="card cd-panel")


def _sentence(row: Row, *, is_me: bool) -> str:
    score = row.score
    if score is None or score.committed < LEAST_CASES:
        few = score.committed if score else 0
        return _("{name}: too few opportunities in commit so far to say ({n}).", name=row.name, n=few)
    share = formats.percent(score.closed * 100 / score.committed)
    known = {"share": share, "closed": score.closed, "all": score.committed}
    if is_me:
        return _("Your commit closes {share} of the time ({closed} of {all} opportunities).", **known)
    return _("{name}: commit closes {share} of the time ({closed} of {all} opportunities).", name=row.name, **known)


def _periods(row: Row, today: date) -> html.Details:
    heads = [
        _("Period"),
        _("Submitted"),
        _("Opportunities then"),
        _("Model then"),
        _("Won"),
        _("Won − submitted"),
        _("Commit closed"),
    ]
    head = html.Tr([html.Th(text, scope="col", className="num" if place else None) for place, text in enumerate(heads)])
    periods = row.score.periods if row.score else ()
    body = [_period(each, today) for each in reversed(list(periods))]
    table = html.Table([html.Thead(head), html.Tbody(body)], className="cd-table cd-table--tight")
    label = _("Submissions of {name}", name=row.name)
    wrap = html.Div(table, className="cd-tablewrap", tabIndex=0, role="region", **attributes(aria_label=label))
    return html.Details([html.Summary(label), wrap], className="cd-asdata")


def _period(score: PeriodScore, today: date) -> html.Tr:
    money = _money(score.currency)
    days = f"{formats.day(score.starts_on, today)} – {formats.day(score.ends_on, today)}"
    cells: list[Any] = [
        money(score.submitted_minor),
        money(score.rolled_minor),
        DASH if score.model_minor is None else money(score.model_minor),
        money(score.won_minor),
        signed(score.won_minor - score.submitted_minor, money),
        _("{closed} of {all}", closed=score.closed, all=score.committed),
    ]
    return html.Tr([html.Th(days, scope="row"), *[html.Td(cell, className="num cd-n") for cell in cells]])


def _money(currency: str) -> Callable[[int], str]:
    return lambda minor: formats.money(minor, currency)
