"""The bridge on paper: its causes, which add up to the cent, and the opportunities behind them."""

from collections.abc import Iterator
from typing import Final

from components.forecast.changes import basis_words, plain
from components.forecast.changes_words import bar_names, called, happened
from components.formats import long_day, money, number
from components.language import gettext as _
from components.overview.words import signed
from components.report import Table
from domain.changes import Bar, Bridge
from web.changes import Found

MOST: Final = 15  # of a cause, on paper; a sheet has all of them
CENTS: Final = "2"


def bridge(found: Found, period: str) -> tuple[str, list[Table]]:
    """Return the sentence of the bridge, and its tables: by cause, and the largest opportunities of each."""
    one = found.bridge
    return f"{plain(one, period)} {basis_words(one)}", [_causes(one), _deals(found)]


def _causes(one: Bridge) -> Table:
    ends = ((one.since, one.start_count, one.start_minor), (one.today, one.end_count, one.end_minor))
    start, end = ([long_day(day), number(count), money(minor, one.currency, style=CENTS)] for day, count, minor in ends)
    bars = [
        [bar_names()[bar.bar], number(len(bar.effects)), signed(bar.minor, one.currency, CENTS)] for bar in one.bars
    ]
    heads = [_("Cause"), _("Opportunities"), _("Effect")]
    return Table(_("By cause"), heads, [start, *bars, end], frozenset({1, 2}), summed=True)


def _deals(found: Found) -> Table:
    heads = [_("Cause"), _("Opportunity"), _("Contact"), _("What happened"), _("Effect")]
    return Table(_("The largest of each cause"), heads, list(_told(found)), frozenset({4}))


def _told(found: Found) -> Iterator[list[str]]:
    """Yield what happened to each opportunity, the largest effect of a cause first; rates change all of them alike."""
    for bar in found.bridge.bars:
        for effect in bar.effects[:MOST] if bar.bar is not Bar.FX else ():
            deal = found.deals.get(effect.opportunity_id)
            yield [
                bar_names()[bar.bar], f"{deal.number} · {deal.title}" if deal else called(deal, effect),
                deal.contact if deal else "", happened(effect, found.bridge),
                signed(effect.minor, found.bridge.currency, CENTS),
            ]  # fmt: skip
