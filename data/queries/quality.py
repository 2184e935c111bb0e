"""The ledger of data quality: how many open opportunities have each flaw, and what it does to a forecast, over all rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from data.queries.flaws import has_flaw, norms
from data.queries.matching import Conditions, conditions
from data.queries.reporting import Converter
from data.schema.forecast import OpportunityForecast
from data.schema.opportunity import Opportunity
from domain.access import Principal
from domain.errors import RateMissing
from domain.filter import PipelineFilter
from domain.money import weighted_minor
from domain.outcome import Outcome
from domain.quality import Finding, Flaw, Flawed, Ledger

NET = func.sum(Opportunity.net_minor)
NET_PERCENT = func.sum(Opportunity.net_minor * Opportunity.stated_percent)
MOST_IDS = 5000


def ledger(
    session: Session, principal: Principal, wanted: PipelineFilter, *, today: date, converter: Converter
) -> Ledger:
    """Return the flaws of what is open within the filter; totals at the rates of the converter's day."""
    sums = _Sums(session, converter, replace(wanted, flawed=None), principal, today)
    whole = conditions(session, principal, sums.wanted, Outcome.OPEN)
    count, _, weighted, _ = sums.totals(whole)
    any_flaw = or_(*(has_flaw(session, Flawed(flaw, today)) for flaw in Flaw))
    flawed = session.scalar(select(func.count()).select_from(Opportunity).where(*whole, any_flaw)) or 0
    findings = tuple(sums.finding(flaw) for flaw in Flaw)
    return Ledger(converter.currency, count, weighted, flawed, findings, converter.rates_on)


def flawed_ids(session: Session, principal: Principal, wanted: PipelineFilter, flaw: Flaw, today: date) -> list[int]:
    """Return the open opportunities with a flaw, at most MOST_IDS."""
    narrowed = replace(wanted, flawed=Flawed(flaw, today))
    where = conditions(session, principal, narrowed, Outcome.OPEN)
    return list(session.scalars(select(Opportunity.id).where(*where).order_by(Opportunity.id).limit(MOST_IDS)))


class _Sums:
    """Adds up one view in one currency."""

    def __init__(
        self, session: Session, converter: Converter, wanted: PipelineFilter, principal: Principal, today: date
    ) -> None:
        self.wanted = wanted
        self._session = session
        self._converter = converter
        self._principal = principal
        self._today = today

    def finding(self, flaw: Flaw) -> Finding:
        """Return the line of a flaw."""
        where = self._having(flaw)
        count, net, weighted, missing = self.totals(where)
        return Finding(flaw, count, net, weighted, self._effect(flaw, where, net, weighted), missing)

    def totals(self, where: Conditions) -> tuple[int, int, int, int]:
        """Return count, net, weighted amount, and how many no rate brings to the currency."""
        query = (
            select(Opportunity.currency_code, func.count(), NET, NET_PERCENT)
            .where(*where)
            .group_by(Opportunity.currency_code)
            .order_by(Opportunity.currency_code)
        )
        count = net = weighted = missing = 0
        for currency, rows, minor, percents in self._session.execute(query):
            count += rows
            try:
                net += self._converter.minor(minor, currency)
                weighted += self._converter.minor(weighted_minor(percents), currency)
            except RateMissing:
                missing += rows
        return count, net, weighted, missing

    def _having(self, flaw: Flaw) -> Conditions:
        return conditions(
            self._session, self._principal, replace(self.wanted, flawed=Flawed(flaw, self._today)), Outcome.OPEN
        )

    def _effect(self, flaw: Flaw, where: Conditions, net: int, weighted: int) -> int:
        """Return what the flaw does to a forecast by stated chances."""
        if flaw in {Flaw.PLACELESS, Flaw.UNDATED}:
            return net
        if flaw is Flaw.AMOUNTLESS:
            return self._untold(where)
        if flaw is Flaw.OFF_NORM:
            return self._promised(where)
        if flaw is Flaw.DOUBLE:
            return weighted - self._firsts(where)
        return weighted

    def _untold(self, where: Conditions) -> int:
        """Return what those without an amount would add if each had the median of the others of its company and currency."""
        keys = (Opportunity.company_id, Opportunity.currency_code)
        known = conditions(self._session, self._principal, self.wanted, Outcome.OPEN)
        amounts: dict[tuple[int, str], list[int]] = defaultdict(list)
        query = select(*keys, Opportunity.net_minor).where(*known, Opportunity.amount_known, Opportunity.net_minor != 0)
        for company_id, currency, minor in self._session.execute(query):
            amounts[company_id, currency].append(minor)
        percents = select(*keys, func.sum(Opportunity.stated_percent)).where(*where).group_by(*keys).order_by(*keys)
        return self._converted(
            (currency, weighted_minor(_median(amounts[company_id, currency]) * percent))
            for company_id, currency, percent in self._session.execute(percents)
        )

    def _promised(self, where: Conditions) -> int:
        """Return how much more the stated probabilities promise than the stages have kept; negative for less."""
        said = OpportunityForecast
        kept = func.sum(Opportunity.net_minor * (Opportunity.stated_percent - said.stage * 100))
        query = (
            select(Opportunity.currency_code, kept)
            .join(said, and_(said.opportunity_id == Opportunity.id, said.forecast_run_id.in_(norms(self._session))))
            .where(*where)
            .group_by(Opportunity.currency_code)
            .order_by(Opportunity.currency_code)
        )
        return self._converted((currency, round(float(more) / 100)) for currency, more in self._session.execute(query))

    def _firsts(self, where: Conditions) -> int:
        """Return the weighted amount of the first of each group of opportunities that look the same."""
        first = aliased(Opportunity)
        earlier = select(func.min(first.id)).where(
            first.company_id == Opportunity.company_id, first.contact_id == Opportunity.contact_id,
            first.opportunity_type_id == Opportunity.opportunity_type_id,
            first.currency_code == Opportunity.currency_code, first.outcome == Outcome.OPEN.value,
            or_(
                func.lower(first.title) == func.lower(Opportunity.title),
                and_(first.net_minor == Opportunity.net_minor, first.net_minor != 0),
            ),
        ).correlate(Opportunity)  # fmt: skip
        return self.totals([*where, Opportunity.id == earlier.scalar_subquery()])[2]

    def _converted(self, amounts: Iterable[tuple[str, int]]) -> int:
        total = 0
        for currency, minor in amounts:
            try:
                total += self._converter.minor(minor, currency)
            except RateMissing:
                continue  # told as `missing` beside the sums
        return total


def _median(amounts: list[Any]) -> int:
    """Return the lower median, 0 of nothing."""
    return sorted(amounts)[(len(amounts) - 1) // 2] if amounts else 0
