"""The six key figures: what it is worth, how sure it is, when it comes, how alive it is."""

from datetime import date
from typing import Any

from dash import html

from components import formats
from components.attributes import DECORATIVE, attributes
from components.forecast.words import basis_name
from components.icons import icon
from components.language import gettext as _
from components.language import ngettext
from components.opportunity.words import DASH, amount, day_time
from components.theme import probability_colour
from domain.chance import PERCENT, Chance
from domain.detail import Chain, Detail, Header
from domain.outcome import Outcome
from domain.staleness import IdleLevel, idle_level

IDLE_STEPS = {IdleLevel.FRESH: 0, IdleLevel.IDLE: 1, IdleLevel.STALE: 2}


def figures(detail: Detail, today: date) -> html.Dl:
    """Return the figures of the mockup, always the same six in the same order."""
    header = detail.header
    return html.Dl(
        [
            _editable("gross_minor", _net(header)),
            _weighted(header),
            _editable("probability_id", _probability(header, detail.chance)),
            _editable("expected_order_on", _expected_order(header, today)),
            _editable("expected_invoice_on", _expected_invoice(header, detail.chain, today)),
            _activity(header, today),
        ],
        className="cd-kfs",
    )


def _figure(label: str, value: Any, below: Any) -> html.Div:
    return html.Div(
        [html.Dt(label), html.Dd(value, className="cd-n"), html.Dd(below, className="cd-kf__s cd-n")], className="cd-kf"
    )


def _editable(field: str, figure: html.Div) -> html.Div:
    """Let a double click on a figure open the form at its field (assets/81-opportunity-form.js)."""
    return html.Div(figure.children, className="cd-kf", **attributes(data_cd_field=field))


def _net(header: Header) -> html.Div:
    if _is_unknown(header):
        return _figure(_("Net amount"), DASH, _("not known yet"))
    gross = _("gross {amount}", amount=amount(header.gross_minor, header.currency))
    if header.discount_minor:
        share = f"{formats.MINUS}{formats.percent(_share(header.discount_minor, header.gross_minor), 1)}"
        gross = f"{gross}, {share}" if header.gross_minor else gross
    return _figure(_("Net amount"), amount(header.net_minor, header.currency), gross)


def _is_unknown(header: Header) -> bool:
    return not header.amount_known and header.net_minor == 0


def _share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0


def _weighted(header: Header) -> html.Div:
    below = {
        Outcome.OPEN: _("by stated probability"),
        Outcome.WON: _("won, counts in full"),
        Outcome.LOST: _("lost, counts nothing"),
        Outcome.CANCELLED: _("cancelled, counts nothing"),
    }
    if _is_unknown(header):
        return _figure(_("Weighted amount"), DASH, below[Outcome(header.outcome)])
    counted = 0 if header.outcome in {Outcome.LOST, Outcome.CANCELLED} else header.weighted_minor
    return _figure(_("Weighted amount"), amount(counted, header.currency), below[Outcome(header.outcome)])


def _probability(header: Header, chance: Chance | None) -> html.Div:
    """A person's probability is a tick on the scale; the chance of the forecast is a bar beside it."""
    marks: list[Any] = [html.B(style={"left": f"{header.stated_percent}%"})]
    percent = formats.percent(header.stated_percent)
    dot = html.Span(className="cd-pdot", style={"--c": probability_colour(header.stated_percent)}, **DECORATIVE)
    is_number = header.probability.split() == percent.split()
    below = _("stated") if is_number else header.probability
    if chance is not None:
        marks.insert(0, html.I(style={"width": f"{PERCENT * chance.chance:.1f}%"}))
        below = _("{basis}: {percent}", basis=basis_name(chance.used), percent=formats.percent(PERCENT * chance.chance))
    scale = html.Span(marks, className="cd-prob__t cd-prob__t--w", **DECORATIVE)
    value = html.Span([percent, dot], className="cd-probbig")
    return _figure(_("Stated probability"), value, [scale, html.Span(below, className="cd-trunc")])


def _expected_order(header: Header, today: date) -> html.Div:
    label, expected, closed = _("Expected order"), header.expected_order_on, header.closed_on
    if expected is None:
        return _figure(label, DASH, _("no date yet"))
    value = day_time(expected, today)
    if header.outcome == Outcome.OPEN or closed is None:
        ahead = (expected - today).days
        if ahead < 0:
            late = html.Span(_("{days} late", days=formats.days(-ahead)), className="cd-late")
            return _figure(label, day_time(expected, today, "cd-late"), late)
        return _figure(label, value, _("in {days}", days=formats.days(ahead)) if ahead else _("today"))
    return _figure(label, value, _met(header, (closed - expected).days))


def _met(header: Header, days: int) -> str:
    """Say how the closing day compares with the expected one."""
    if header.outcome == Outcome.WON:
        if days == 0:
            return _("won on the day")
        took = formats.days(abs(days))
        return _("won {days} later", days=took) if days > 0 else _("won {days} earlier", days=took)
    return _("did not come")


def _expected_invoice(header: Header, chain: Chain, today: date) -> html.Div:
    first = min((invoice.issued_on for invoice in chain.invoices if invoice.status != "draft"), default=None)
    expected = header.expected_invoice_on
    value = day_time(expected, today) if expected else DASH
    if first:
        return _figure(_("Expected invoice"), value, _("first invoice {day}", day=formats.day(first, today)))
    if expected and header.expected_order_on:
        lead = (expected - header.expected_order_on).days
        return _figure(_("Expected invoice"), value, _("lead time {days}", days=formats.days(lead)))
    return _figure(_("Expected invoice"), value, "" if expected else _("no date yet"))


def _activity(header: Header, today: date) -> html.Div:
    label = _("Last activity")
    last = header.last_activity_on
    if header.outcome != Outcome.OPEN:
        took = ngettext("closed after {n} day", "closed after {n} days", header.age_days)
        return _figure(label, day_time(last, today) if last else DASH, took)
    age = _("open for {days}", days=formats.days(header.age_days))
    if last is None:
        age = ", ".join((_("none yet"), age))
    return _figure(label, _idle(header.idle_days, rests=header.paused_until_on is not None), age)


def _idle(days: int, *, rests: bool) -> html.Span:
    """Return how long nobody was in touch: grey, then amber, then with an hourglass; grey for one that rests."""
    level = IdleLevel.FRESH if rests else idle_level(days)
    step = IDLE_STEPS[level]
    if days == 0:
        text = _("today")
    else:
        text = _("{days} idle", days=formats.days(days)) if step else _("{days} ago", days=formats.days(days))
    glass = [icon("hourglass-split")] if level is IdleLevel.STALE else []
    return html.Span([*glass, text], className=f"cd-idle cd-idle--{step}")
