"""What opportunities bring: velocity, coverage of the months to come, how late wins are, what owns the uncertainty."""

from collections.abc import Sequence

from dash import html

from components import formats
from components.attributes import attributes
from components.forecast.analysis.bars import bar
from components.forecast.analysis.flow import NOTHING, days, month
from components.forecast.league import table
from components.forecast.words import basis_name, share
from components.language import gettext as _
from components.language import ngettext
from components.overview.panel import Filled
from domain.analysis import CoveredMonth, Owner, Spread, TypeSpeed

THIN = 1.0  # times the pipeline, in full, holds what is missing: below this it cannot


def velocity_panel(speeds: Sequence[TypeSpeed], currency: str) -> Filled:
    """Return how much a day each type is likely to bring at the pace of the last year."""
    closed = sum(one.won + one.lost for one in speeds if one.name)
    caption = ngettext(
        "{n} closed in the last 365 days; open × win rate × mean won ÷ mean days",
        "{n} closed in the last 365 days; open × win rate × mean won ÷ mean days",
        closed,
        n=formats.number(closed),
    )
    head = [_("Type"), _("Open"), _("Won of closed"), _("Mean won"), _("Mean days"), _("A day")]
    rows = [
        [
            one.name or _("Together"), formats.number(one.open_count),
            _("{won} of {closed}", won=formats.number(one.won), closed=formats.number(one.won + one.lost)),
            _money(one.mean_won_minor, currency), days(None if one.mean_days is None else round(one.mean_days)),
            _money(one.per_day, currency),
        ]
        for one in speeds
    ]  # fmt: skip
    return Filled(caption, table(head, rows, _("Velocity"), {_("Together")}))


def coverage_panel(months: Sequence[CoveredMonth], currency: str, basis: str) -> Filled:
    """Return for each month to come how many times its open pipeline holds what is missing to its target."""
    if not any(one.target_minor for one in months):
        text = _("There are no targets for the coming months: they are set on the page Targets.")
        return Filled("", html.P(text, className="cd-mut"))
    caption = _(
        "Open pipeline expected to be invoiced in the month ÷ (target − invoiced − orders); below 1 it cannot be reached"
    )
    head = [
        _("Month"), "", _("Target"), _("Invoiced and ordered"), _("Missing"), _("Pipeline, net"),
        _("Weighted: {basis}", basis=basis_name(basis)), _("Coverage"),
    ]  # fmt: skip
    rows = [_covered(one, currency) for one in months]
    return Filled(caption, table(head, rows, _("Coverage by month")))


def slip_panel(slip: Spread, pushes: Sequence[tuple[int, int]]) -> Filled:
    """Return how late the won ones came against their first plan, and how often open ones were put off."""
    caption = ngettext(
        "{n} won in the last 365 days, against the order date expected at the start",
        "{n} won in the last 365 days, against the order date expected at the start",
        slip.cases,
        n=formats.number(slip.cases),
    )
    quantiles = [(_("25 in 100 by"), slip.low), (_("Median"), slip.middle), (_("80 in 100 by"), slip.high)]
    late = [[name, _late(value)] for name, value in quantiles]
    known = sum(count for _times, count in pushes)
    moved = [
        [
            ngettext("{n} time", "{n} times", times, n=formats.number(times)), bar(count / known), formats.number(count),
            share(count / known),
        ]
        for times, count in pushes
    ]  # fmt: skip
    body = [
        table([_("Won"), _("After the first plan")], late, _("Days late")),
        table([_("Open, put off"), "", "n", _("Share")], moved, _("How often open ones were put off")),
    ]
    foot = _("Put off: the expected order date was later when the next stage began.")
    return Filled(caption, body, foot)


def concentration_panel(owners: Sequence[Owner], count: int, basis: str, currency: str) -> Filled:
    """Return the opportunities that own the uncertainty of the open pipeline."""
    if not owners:
        text = _("No open opportunity has both an amount and a chance between 0 and 100: nothing can be told.")
        return Filled("", html.P(text if count else _("Nothing is open."), className="cd-mut"))
    held = sum(one.share for one in owners)
    caption = ngettext(
        "{n} open; these own {share} of the variance, by {basis}",
        "{n} open; these own {share} of the variance, by {basis}",
        count,
        n=formats.number(count),
        share=share(held),
        basis=basis_name(basis),
    )
    largest = max(one.share for one in owners)
    head = [_("Opportunity"), "", _("Net"), _("Chance"), _("Share of the variance")]
    rows = [
        [
            _link(one), bar(one.share / largest if largest else 0), formats.money(one.net_minor, currency),
            formats.percent(one.percent), share(one.share, 1),
        ]
        for one in owners
    ]  # fmt: skip
    return Filled(caption, table(head, rows, _("What owns the variance")))


def _link(one: Owner) -> html.A:
    href = f"/opportunity/{one.id}"
    name = one.contact or one.title
    return html.A(name, href=href, title=one.title, className="cd-table__link", **attributes(data_cd_nav="plain"))


def _covered(one: CoveredMonth, currency: str) -> list[object]:
    coverage = NOTHING if one.coverage is None else f"{formats.number(one.coverage, 1)}\N{MULTIPLICATION SIGN}"
    tone = "cd-neg" if one.coverage is not None and one.coverage < THIN else ""
    target, missing = (one.target_minor, one.missing_minor) if one.target_minor else (None, None)
    amounts = (target, one.sure_minor, missing, one.pipeline_minor, one.weighted_minor)
    reached = one.sure_minor / one.target_minor if one.target_minor > 0 else 0
    return [
        month(one.month),
        bar(reached),
        *(_money(minor, currency) for minor in amounts),
        html.Span(coverage, className=tone),
    ]


def _late(value: int | None) -> str:
    if value is None:
        return NOTHING
    if value == 0:
        return _("on the day")
    return _("{days} late", days=formats.days(value)) if value > 0 else _("{days} early", days=formats.days(-value))


def _money(minor: float | None, currency: str) -> str:
    return NOTHING if minor is None else formats.money(round(minor), currency, style="k")
