"""Asking: the claims that a person and a filter mean today, of each company, and what a scenario makes of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from data.fx import Rates
from data.queries.forecasting.actuals import view_of
from data.queries.forecasting.claims import (
    NewBusiness,
    Since,
    ids_of_currency,
    ids_of_owner,
    narrows,
    new_business,
    open_ids,
    order_ids,
    since,
    tells_of_state,
)
from domain.access import Principal
from domain.filter import PipelineFilter
from domain.money import Money, convert, exponent
from domain.outcome import Outcome
from domain.scenario import Fate, Scenario
from forecasting.total.assumed import WON_SOMETIME, Assumed, assume, rows_of
from forecasting.total.standing import OPEN, ORDERED, WON, Standing
from workflow.forecasts.kept import Kept, memory

WEEKS_A_MONTH: Final = 52 / 12
Array = NDArray[np.float64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class Asked:
    """The claims of one company that are meant, brought to today; `factor` brings its amounts to the currency shown.

    `is_whole` says that nothing of the company is left out, `fresh_share` how much of its new business is counted;
    `business` is what made it in the last twelve months, with the amounts in major units.
    """

    kept: Kept
    standing: Standing
    factor: float
    is_whole: bool
    fresh_share: float
    business: tuple[tuple[NewBusiness, float], ...]


class Exchange:
    """Amounts in major units of one currency; model input, not money."""

    def __init__(self, session: Session, currency: str) -> None:
        self._rates = Rates(session)
        self.currency = currency
        self.rates_on: date | None = None

    def factor(self, source: str, on: date) -> float:
        """Return what one unit of a currency is worth on a day; raise RateMissing."""
        if source == self.currency:
            return 1.0
        rate = self._rates.rate(source, self.currency, on)
        self.rates_on = min(self.rates_on or rate.on, rate.on)
        return float(rate.value)

    def major(self, minor: int, source: str, on: date) -> float:
        """Return an amount at the rate of a day."""
        money = Money(minor, source)
        if source != self.currency:
            money = convert(money, self.currency, self._rates.rate(source, self.currency, on).value)
        return money.minor / float(10 ** exponent(self.currency))


def ask(session: Session, principal: Principal, pipeline_filter: PipelineFilter, kept: Kept, factor: float) -> Asked:
    """Return what is meant of a company's claims, as it stands now."""
    narrowed, id_ = narrows(principal, pipeline_filter), kept.company_id
    exchange = Exchange(session, kept.currency)
    later = since(session, id_, kept.known_on)
    standing = _up_to_date(_meant(session, principal, pipeline_filter, kept, later, narrowed=narrowed), later, exchange)
    everything = memory(session).get("business", (id_, kept.run_at), partial(_everything, session, kept))
    business, share = everything, 1.0
    if narrowed:
        part = new_business(session, principal, pipeline_filter, id_, kept.known_on)
        business = _amounts(part, exchange, kept.known_on)
        all_of_it = sum(amount for _, amount in everything)
        share = sum(amount for _, amount in business) / all_of_it if all_of_it > 0 else 0.0
    if tells_of_state(pipeline_filter):
        share = 0.0
    return Asked(kept, standing, factor, not narrowed, share, business)


def assumed(session: Session, asked: Asked, scenario: Scenario, currency: str) -> Asked:
    """Return the same under a scenario, shown in a currency."""
    if scenario.is_empty:
        return asked
    standing, kept = asked.standing, asked.kept
    odds, rates = np.ones(len(standing.ids)), np.ones(len(standing.ids))
    for owner_id, percent in scenario.leaving.items():
        theirs = frozenset(ids_of_owner(session, kept.company_id, owner_id))
        odds[rows_of(standing, theirs) & (standing.kinds == OPEN)] = 1 - percent / 100
    moved = {code: 1 + percent / 100 for code, percent in scenario.fx.items() if code != currency}
    for code, by in moved.items():
        if code != kept.currency:
            deals, orders = ids_of_currency(session, kept.company_id, code)
            rates[rows_of(standing, frozenset(deals)) | rows_of(standing, frozenset(orders), orders=True)] = by
    then = Assumed(
        win_rate=1 + scenario.win_rate / 100,
        size=1 + scenario.size / 100,
        new_business=_business(asked, scenario, moved),
        slip_months=scenario.slip_weeks / WEEKS_A_MONTH,
        won=_won(scenario, standing.first_month),
        lost=frozenset(id_ for id_, fate in scenario.fixed.items() if fate == Fate.LOST),
        odds=odds,
        rates=rates,
    )
    return replace(asked, standing=assume(standing, then), factor=asked.factor * moved.get(kept.currency, 1.0))


def _meant(
    session: Session,
    principal: Principal,
    pipeline_filter: PipelineFilter,
    kept: Kept,
    later: Since,
    *,
    narrowed: bool,
) -> Standing:
    """Return the claims that are still there and that the person and the filter mean."""
    standing, id_ = kept.standing, kept.company_id
    of_open = frozenset(open_ids(session, principal, pipeline_filter, id_))
    meant = rows_of(standing, of_open | later.won) & (standing.kinds == OPEN)
    if narrowed:
        won = frozenset(open_ids(session, principal, pipeline_filter, id_, Outcome.WON))
        meant &= rows_of(standing, of_open | (later.won & won))
        meant |= rows_of(standing, won) & (standing.kinds == WON)
    else:
        meant |= standing.kinds == WON
    view = view_of(pipeline_filter, kept.known_on.year, kept.currency)
    orders = frozenset(order_ids(session, principal, view, id_))
    return standing.taken(meant | rows_of(standing, orders, orders=True))


def _up_to_date(standing: Standing, later: Since, exchange: Exchange) -> Standing:
    """Take off what was invoiced since, and take deals that were won since for sure; months that are over are gone."""
    amounts = standing.amounts.copy()
    for bills, of_kind in (
        (later.of_orders, standing.kinds == ORDERED),
        (later.of_opportunities, standing.kinds != ORDERED),
    ):
        for id_, found in bills.items():
            row = of_kind & (standing.ids == id_)
            if row.any():
                amounts[row] -= sum(exchange.major(*bill) for bill in found)
    standing = replace(standing, amounts=np.where(standing.amounts > 0, np.maximum(amounts, 0.0), amounts))
    won = {int(id_): 0 for id_ in standing.ids[rows_of(standing, later.won) & (standing.kinds == OPEN)]}
    return assume(standing, Assumed(won=won)) if won else standing


def _business(asked: Asked, scenario: Scenario, moved: Mapping[str, float]) -> float:
    """Return the factor on new business: the run rate, and the parts of those who leave and of currencies that move."""
    before = after = 0.0
    for row, amount in asked.business:
        rate = moved.get(row.currency, 1.0) if row.currency != asked.kept.currency else 1.0
        before += amount
        after += amount * rate * (1 - scenario.leaving.get(row.owner_id, 0) / 100)
    return (1 + scenario.run_rate / 100) * (after / before if before > 0 else 1.0)


def _won(scenario: Scenario, first_month: int) -> dict[int, int]:
    """Return the month, counted from the first one, that each deal is assumed to be won in."""
    found = {}
    for id_, fate in scenario.fixed.items():
        if fate == Fate.WON:
            found[id_] = WON_SOMETIME
        elif fate != Fate.LOST:
            year, month = fate.split("-")
            found[id_] = max(int(year) * 12 + int(month) - 1 - first_month, 0)
    return found


def _everything(session: Session, kept: Kept) -> tuple[tuple[NewBusiness, float], ...]:
    """Return the new business of the whole company up to its run."""
    found = new_business(session, None, PipelineFilter(), kept.company_id, kept.known_on)
    return _amounts(found, Exchange(session, kept.currency), kept.known_on)


def _amounts(business: Iterable[NewBusiness], exchange: Exchange, on: date) -> tuple[tuple[NewBusiness, float], ...]:
    return tuple((row, exchange.major(row.net_minor, row.currency, on)) for row in business)
