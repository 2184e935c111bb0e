"""The fields of the filter bar: what each is called, what can be chosen, and what its chip says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from components import formats
from components.formats import percent, percent_range
from components.language import gettext as _
from components.language import pgettext
from domain.basis import USUAL, Basis
from domain.filter import PipelineFilter
from domain.quality import Flaw

SHOWN_NAMES = 2  # a chip names so many values before it counts the rest

Key = Literal[
    "pipeline",
    "company",
    "period",
    "type",
    "owner",
    "agent",
    "contact",
    "p",
    "stage",
    "created",
    "idle",
    "flaw",
    "currency",
    "chance",
    "q",
]
KEYS: tuple[Key, ...] = get_args(Key)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a field as the URL writes it, its label, and how many opportunities it would show."""

    value: str
    label: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Pipelines:
    """The pipelines of a page that shows one at a time: which it shows, and which one without being asked."""

    choices: Sequence[Choice] = ()
    chosen: str = ""
    usual: str = ""


NO_PIPELINES = Pipelines()  # of a page that shows all of them together


@dataclass(frozen=True, slots=True)
class FilterOptions:
    """What can be chosen; `percents` are the rows of the probability table, `currency` the one shown by default."""

    pipelines: Pipelines = NO_PIPELINES
    companies: Sequence[Choice] = ()
    periods: Sequence[Choice] = ()
    types: Sequence[Choice] = ()
    owners: Sequence[Choice] = ()
    agents: Sequence[Choice] = ()
    contacts: Sequence[Choice] = ()  # those that the address names
    percents: Sequence[Choice] = ()
    stages: Sequence[Choice] = ()
    currencies: Sequence[Choice] = ()
    currency: str = "EUR"
    weighs: bool = False  # the page weights amounts by the probability that is chosen
    no_period: str = ""  # what the page shows when no period is chosen; all time unless it says otherwise


@dataclass(frozen=True, slots=True)
class Field:
    """One chip: its name, its choices, what is chosen and how that is written."""

    key: Key
    title: str
    everything: str
    kind: Literal["many", "one", "range"]
    choices: Sequence[Choice]
    chosen: Sequence[str]
    text: str
    is_set: bool
    usual: str = ""  # the value that the URL need not say


def fields_of(options: FilterOptions, current: PipelineFilter) -> list[Field]:
    """Return the fields in the order of their chips."""
    companies = _("All {count}", count=len(options.companies)) if options.companies[1:] else pgettext("company", "All")
    period = [current.period.text] if current.period else []
    return [
        _pipeline(options.pipelines),
        _field("company", _("Company"), "many", options.companies, _texts(current.company_ids), companies),
        _field("period", _("Period"), "one", options.periods, period, options.no_period or _("All time")),
        _field("type", _("Type"), "many", options.types, _texts(current.type_ids), pgettext("type", "All")),
        _field("owner", _("Owner"), "many", options.owners, _texts(current.owner_ids), _("Anyone")),
        _field("agent", _("Agent"), "many", options.agents, _texts(current.agent_ids), pgettext("agent", "All")),
        _probability(options.percents, current),
        _field("stage", _("Stage"), "many", options.stages, _texts(current.stage_ids), pgettext("stage", "All")),
        *_from_links(options, current),
        _currency(options, current),
        _basis(current, weighs=options.weighs),
    ]


def _pipeline(options: Pipelines) -> Field:
    """Return the choice of one pipeline, which is required; only a page that shows one has choices."""
    usual = chip_text([options.usual], options.choices, "")
    text = chip_text([options.chosen], options.choices, usual)
    is_set = options.chosen != options.usual
    return Field(
        "pipeline", _("Pipeline"), usual, "one", options.choices, [options.chosen], text, is_set, options.usual
    )


def _from_links(options: FilterOptions, current: PipelineFilter) -> list[Field]:
    """Return the fields that only the links behind a number set: their chips are there while they narrow something."""
    period = current.created
    created = [period.text] if period else []
    spans = [Choice(period.text, f"{formats.day(period.start_on)} – {formats.day(period.end_on)}")] if period else []
    idle = [str(current.idle.days)] if current.idle else []
    days = [Choice(value, _("over {days}", days=formats.days(int(value)))) for value in idle]
    flaws = [Choice(current.flawed.flaw.value, flaw_name(current.flawed.flaw))] if current.flawed else []
    return [
        _field("contact", _("Contact"), "many", options.contacts, _texts(current.contact_ids), ""),
        _field("created", _("Started"), "one", spans, created, ""),
        _field("idle", _("Idle"), "one", days, idle, ""),
        _field("flaw", _("To be checked"), "one", flaws, [choice.value for choice in flaws], ""),
    ]


def flaw_name(flaw: Flaw) -> str:
    """Return what is wrong, in words."""
    return {
        Flaw.OVERDUE: _("Order date is over"),
        Flaw.UNDATED: _("No order date"),
        Flaw.AMOUNTLESS: _("No amount"),
        Flaw.RATELESS: _("No exchange rate"),
        Flaw.AGENTLESS: _("No agent"),
        Flaw.STEPLESS: _("No next step"),
        Flaw.OFF_NORM: _("Probability far from its stage’s"),
        Flaw.PUSHED: _("Pushed three times or more"),
        Flaw.DOUBLE: _("Looks like another one"),
        Flaw.PLACELESS: _("Contact not on the map"),
    }[flaw]


def _field(
    key: Key,
    title: str,
    kind: Literal["many", "one"],
    choices: Sequence[Choice],
    chosen: Sequence[str],
    everything: str,
) -> Field:
    return Field(key, title, everything, kind, choices, chosen, chip_text(chosen, choices, everything), bool(chosen))


def _probability(rows: Sequence[Choice], current: PipelineFilter) -> Field:
    low, high = current.percent_min, current.percent_max
    is_set = (low, high) != (0, 100)
    text = range_text(low, high, [int(row.value) for row in rows])
    chosen = [row.value for row in rows if low <= int(row.value) <= high] if is_set else []
    return Field("p", _("Probability"), percent_range(0, 100), "range", rows, chosen, text, is_set)


def _currency(options: FilterOptions, current: PipelineFilter) -> Field:
    """Return the currency totals are shown in: always one, so there is no "all"; the usual one is not a filter."""
    chosen = current.currency or options.currency
    is_set = chosen != options.currency
    usual = options.currency
    return Field("currency", _("Currency"), usual, "one", options.currencies, [chosen], chosen, is_set, usual)


def _basis(current: PipelineFilter, *, weighs: bool) -> Field:
    """Return the probability that amounts are weighted by: always one; only pages that weight something offer it."""
    names = {Basis.STATED: _("Stated"), Basis.STAGE: _("Stage norm"), Basis.MODEL: _("Model")}
    choices = [Choice(basis.value, name) for basis, name in names.items()] if weighs else []
    chosen, usual = current.basis.value, names[USUAL]
    is_set = current.basis is not USUAL
    return Field("chance", _("Weighted by"), usual, "one", choices, [chosen], names[current.basis], is_set, USUAL.value)


def _texts(ids: frozenset[int]) -> list[str]:
    return [str(number) for number in sorted(ids)]


def chip_text(chosen: Sequence[str], choices: Sequence[Choice], everything: str) -> str:
    """Return what a chip says: everything, up to two names, or the first and how many more."""
    labels = {choice.value: choice.label for choice in choices}
    names = [labels.get(value, value.replace("..", " – ")) for value in chosen]
    if len(names) <= SHOWN_NAMES:
        return ", ".join(names) or everything
    return f"{names[0]} +{len(names) - 1}"


def range_text(low: int, high: int, rows: Sequence[int]) -> str:
    """Return what the probability chip says; the last row of the table and more is "and up"."""
    if (low, high) == (0, 100):
        return percent_range(0, 100)
    if low == high:
        return percent(low)
    if high >= max(rows, default=100):
        return _("{percent} and up", percent=percent(low))
    if low <= min(rows, default=0):
        return _("up to {percent}", percent=percent(high))
    return percent_range(low, high)
