"""Words of the forecast: what each measure, part and chance is called."""

from dataclasses import dataclass

from components import formats
from components.language import gettext as _
from domain.money import exponent
from domain.outlook import Measure, OutlookPath, Part

PERCENT = 100
SURE_PERCENT = 99
DASH = "–"
SWATCHES = {Part.ACTUAL: "inv", Part.BACKLOG: "ord", Part.PIPELINE: "opp", Part.FRESH: "run"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A forecast and what a scenario makes of it; `asked` is the scenario's, or the forecast itself."""

    base: OutlookPath
    asked: OutlookPath

    @property
    def is_changed(self) -> bool:
        """Tell whether a scenario is in use."""
        return self.asked is not self.base


def measure_name(measure: Measure) -> str:
    """Return what a measure counts: "Invoiced"."""
    return {Measure.INVOICED: _("Invoiced"), Measure.ORDERED: _("Ordered"), Measure.WON: _("Won")}[measure]


def part_name(part: Part) -> str:
    """Return what a part of a month is called."""
    return {
        Part.ACTUAL: _("Actual"),
        Part.BACKLOG: _("Backlog"),
        Part.PIPELINE: _("Pipeline"),
        Part.FRESH: _("New business"),
        Part.HISTORY: _("History"),
    }[part]


def part_meaning(part: Part, measure: Measure) -> str:
    """Return what a part of a month holds, for a tooltip and the head of its list."""
    if part is Part.BACKLOG:
        return {
            Measure.INVOICED: _("Won or ordered, and not yet invoiced"),
            Measure.ORDERED: _("Won, and not yet ordered"),
            Measure.WON: _("Nothing: what is won counts at once"),
        }[measure]
    return {
        Part.ACTUAL: _("What has come"),
        Part.PIPELINE: _("Open opportunities, each weighted by its chance to come in that month"),
        Part.FRESH: _("Opportunities that nobody has created yet, as usual for the last twelve months"),
        Part.HISTORY: _("What the course of past months adds, or takes off"),
    }[part]


def chance(share: float) -> str:
    """Write a chance in percent; never as certain as 0 or 100."""
    percent = share * PERCENT
    if percent < 1:
        return _("under {percent}", percent=formats.percent(1))
    if percent > SURE_PERCENT:
        return _("over {percent}", percent=formats.percent(SURE_PERCENT))
    return formats.percent(percent)


def thousands(minor: int, currency: str) -> str:
    """Write an amount in thousands of its currency, without it: "531"."""
    return formats.number(minor / 10 ** exponent(currency) / 1000)


def signed_thousands(minor: int, currency: str) -> str:
    """Write a difference in thousands with its sign: "+62"."""
    return formats.number(minor / 10 ** exponent(currency) / 1000, signed=True)


def short(minor: int, currency: str) -> str:
    """Write money short: "€8.14M"."""
    return formats.money(minor, currency, style="k")
