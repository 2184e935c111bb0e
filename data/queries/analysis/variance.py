"""Variance: which open opportunities own the uncertainty of the pipeline."""

from typing import NamedTuple

from sqlalchemy import Float, cast, func, select
from sqlalchemy.orm import Session

from data.queries.matching import conditions
from data.queries.reporting import Converter
from data.queries.weighing import PERCENT, Weighing
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from domain.access import Principal
from domain.filter import PipelineFilter
from domain.outcome import Outcome


class Owning(NamedTuple):
    """An open opportunity with its net amount in the reporting currency and its percentage."""

    id: int
    contact: str
    title: str
    net_minor: int
    percent: int


def largest(
    session: Session, principal: Principal, wanted: PipelineFilter, shown: int, *, converter: Converter
) -> tuple[list[Owning], float, int]:
    """Return the opportunities with the largest net² × p × (1 − p), the sum of all in minor units², and how many."""
    percent = Weighing.of(session, principal, wanted).percent
    meant = conditions(session, principal, wanted, Outcome.OPEN)
    net = cast(Opportunity.net_minor, Float)
    own = net * net * percent * (PERCENT - percent)
    sums = select(Opportunity.currency_code, func.sum(own), func.count()).where(*meant)
    total, count = 0.0, 0
    for currency, variance, rows in session.execute(sums.group_by(Opportunity.currency_code)):
        many = 10**9
        rate = converter.minor(many, currency) / many
        total += float(variance or 0) * rate**2 / PERCENT**2
        count += rows
    base = cast(Opportunity.net_base_minor, Float)
    query = (
        select(
            Opportunity.id, Contact.name, Opportunity.title, Opportunity.net_minor, Opportunity.currency_code,
            percent.label("percent"),
        )
        .outerjoin(Contact, Contact.id == Opportunity.contact_id)
        .where(*meant)
        .order_by((base * base * percent * (PERCENT - percent)).desc(), Opportunity.id)
        .limit(shown)
    )  # fmt: skip
    found = [
        Owning(row.id, row.name or "", row.title, converter.minor(row.net_minor, row.currency_code), row.percent)
        for row in session.execute(query)
    ]
    return found, total, count
