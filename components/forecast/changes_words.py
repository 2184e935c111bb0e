"""Words of the bridge: what its bars are called, and what happened to a deal in a sentence."""

from components import formats
from components.language import gettext as _
from domain.changes import Bar, Bridge, Deal, Effect, Side
from domain.outcome import Outcome

ARROW = f"{formats.NBSP}→ "


def bar_names() -> dict[Bar, str]:
    """Return what each bar is called."""
    return {
        Bar.NEW: _("New"),
        Bar.REOPENED: _("Reopened"),
        Bar.MOVED_IN: _("Moved into the period"),
        Bar.INCREASED: _("Amounts increased"),
        Bar.DECREASED: _("Amounts decreased"),
        Bar.PROBABILITY: _("Probability and stage"),
        Bar.MOVED_OUT: _("Moved out of the period"),
        Bar.WON: _("Won"),
        Bar.LOST: _("Lost"),
        Bar.CANCELLED: _("Cancelled"),
        Bar.REOWNED: _("Owner changed"),
        Bar.OTHER: _("Other filters"),
        Bar.MODEL: _("Forecast model"),
        Bar.FX: _("Exchange rates"),
    }


def outcome_name(outcome: Outcome) -> str:
    """Return what an outcome is called."""
    names = {Outcome.OPEN: _("Open"), Outcome.WON: _("Won"), Outcome.LOST: _("Lost"), Outcome.CANCELLED: _("Cancelled")}
    return names[outcome]


def called(deal: Deal | None, effect: Effect) -> str:
    """Return whom or what a deal is about."""
    if deal is None:
        return f"#{effect.opportunity_id}"
    return deal.contact or deal.title


def happened(effect: Effect, bridge: Bridge) -> str:
    """Say what happened to a deal, without its name."""
    then, now = effect.then, effect.now
    texts = {
        Bar.NEW: lambda: _("is new with {amount}", amount=_amount(now)),
        Bar.REOPENED: lambda: _("was opened again with {amount}", amount=_amount(now)),
        Bar.MOVED_IN: lambda: _("moved from {before} to {after}", before=_day(then, bridge), after=_day(now, bridge)),
        Bar.MOVED_OUT: lambda: _("moved from {before} to {after}", before=_day(then, bridge), after=_day(now, bridge)),
        Bar.INCREASED: lambda: _("grew from {before} to {after}", before=_amount(then), after=_amount(now)),
        Bar.DECREASED: lambda: _("shrank from {before} to {after}", before=_amount(then), after=_amount(now)),
        Bar.PROBABILITY: lambda: _("went from {before} to {after}", before=_percent(then), after=_percent(now)),
        Bar.MODEL: lambda: _("is judged at {after} instead of {before}", before=_percent(then), after=_percent(now)),
        Bar.WON: lambda: _("was won, it had stood at {before}", before=_percent(then)),
        Bar.LOST: lambda: _("was lost, it had stood at {before}", before=_percent(then)),
        Bar.CANCELLED: lambda: _("was cancelled"),
        Bar.REOWNED: lambda: _("changed its owner"),
        Bar.OTHER: lambda: (
            _("fits the other filters no longer") if effect.minor < 0 else _("fits the other filters now")
        ),
        Bar.FX: lambda: _("is worth another amount at today's rates"),
    }
    return texts[effect.bar]()


def _amount(side: Side | None) -> str:
    return formats.money(side.net_minor, side.currency, style="k") if side else "–"


def _percent(side: Side | None) -> str:
    return formats.percent(side.percent) if side else "–"


def _day(side: Side | None, bridge: Bridge) -> str:
    if side is None:
        return "–"
    return formats.day(side.expected_on, bridge.today) if side.expected_on else _("no date")
