"""The demo company: three sister companies with five years of invented history, drawn anew from a seed."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from data import fx, summary
from data.demo import (
    activities,
    amounts,
    billing,
    campaigns,
    cards,
    chain,
    contacts,
    history,
    journal,
    lookups,
    opportunities,
    people,
    plans,
    quotas,
    submissions,
    truth,
    welcome,
)
from data.demo.columns import Table
from data.demo.ground import Chunk, Ground
from data.demo.load import Loader, without_foreign_keys, without_indexes, without_write_ahead_log
from data.demo.people import DEMO_USERS, DemoUser
from data.demo.truth import Truth
from data.gazetteer import Gazetteer
from data.lead_time import learn_lead_times
from data.schema.company import Company, FxRate
from data.session import Database
from domain.errors import DatabaseNotEmpty
from domain.period import add_months

__all__ = ["DEMO_USERS", "DemoUser", "Truth", "fill"]

OPPORTUNITIES: Final = 4_000
SEED: Final = 7
YEARS: Final = 5
CHUNK: Final = 25_000
DEALS_PER_CONTACT: Final = 6
# The large tables; their indexes rest while several chunks are written.
BULK: Final = (
    "opportunity", "opportunity_line", "stage_history", "opportunity_competitor", "opportunity_task",
    "opportunity_snapshot", "activity", "event", "quote", "quote_line", "sales_order", "sales_order_line", "invoice",
    "invoice_line", "payment",
)  # fmt: skip
Progress = Callable[[int], None]


def fill(
    database: Database,
    opportunities: int = OPPORTUNITIES,
    seed: int = SEED,
    *,
    today: date,
    password_hash: str,
    progress: Progress | None = None,
) -> Truth:
    """Write the demo company in one transaction and return what was planted; the same arguments give the same rows.

    `password_hash` becomes every user's; `progress` is called with the number of opportunities just written. Raises
    DatabaseNotEmpty when there is a company already.
    """
    now = datetime.combine(today, time(), UTC)
    large = opportunities > CHUNK
    with without_write_ahead_log(database) if large else nullcontext(), database.write() as session:
        if session.scalar(select(Company.id).limit(1)) is not None:
            raise DatabaseNotEmpty(name=database.engine.url.database or "")
        with summary.without_triggers(session):
            loader = Loader(session, now)
            ground = _ground(session, loader, opportunities, seed, today, password_hash)
            resting = BULK if large else ()
            with without_foreign_keys(session, BULK), without_indexes(session, resting):
                planted = _deals(loader, ground, progress or _silent)
            loader.finish()
        learn_lead_times(session, today)
        contacts.promote(session, now)
        plans.plan_ahead(session, today, now)
        if not large:  # millions of opportunities would make submissions of tens of thousands
            submissions.submit_all(session, today)
        welcome.greet(session, now)
    database.tidy()
    return planted


def _silent(_count: int) -> None:
    """Nobody wants to know."""


def _ground(session: Session, loader: Loader, size: int, seed: int, today: date, password_hash: str) -> Ground:
    """Write currencies, lists, people and contacts, and return what the deals stand on."""
    starts_on = add_months(today.replace(day=1), -12 * YEARS)
    fx.ensure_currencies(session)
    fx.load_ecb(session, since=starts_on - timedelta(days=opportunities.DAYS_BEFORE + 30))
    effects = opportunities.owner_effects(seed, Truth.owner_spread)
    planted = truth.planted(seed, size, today, starts_on, effects)
    staff = people.staff(today)
    register, contact_tables = contacts.generate(planted, max(40, size // DEALS_PER_CONTACT), staff, Gazetteer.open())
    marketing, campaign_tables = campaigns.generate(planted, register)
    standing = {**lookups.tables(), **people.tables(today, password_hash), **contact_tables, **campaign_tables}
    for name, table in standing.items():
        loader.write(name, table)
    return Ground(planted, staff, register, marketing, _rates(session))


def _rates(session: Session) -> amounts.Rates:
    query = select(FxRate.rate_on, FxRate.rate).where(FxRate.quote_currency == truth.FOREIGN_CURRENCY)
    days, values = zip(*session.execute(query.order_by(FxRate.rate_on)).all(), strict=True)
    return amounts.Rates(np.array(days, dtype="datetime64[D]"), np.array(values, dtype=float))


def _deals(loader: Loader, ground: Ground, progress: Progress) -> Truth:
    """Write the opportunities and all that belongs to them, chunk by chunk, in the order in which they came."""
    chances, slips, results = truth.Chances(), np.empty(0), quotas.Results()
    for chunk in _chunks(ground):
        chances.add(chunk.deals.kind, chunk.deals.chance)
        slips = slips if len(slips) else chunk.history.slips
        for name, table in _tables(ground, chunk, results):
            loader.write(name, table)
        progress(len(chunk.deals))
    loader.write("quota", quotas.quotas(ground.truth, results, ground.staff))
    return truth.drawn(ground.truth, chances, slips)


def _chunks(ground: Ground) -> Iterator[Chunk]:
    created = opportunities.created_days(ground.truth)
    for number, start in enumerate(range(0, len(created), CHUNK)):
        days = created[start : start + CHUNK]
        ids = ground.ids("opportunity", len(days))
        deals = opportunities.draw(ground.truth, number, ids, days, ground.contacts, ground.staff)
        stays = history.simulate(ground.truth, number, deals)
        lines = amounts.lines(ground.truth, number, deals, stays, ground.rates)
        done = activities.activities(ground, number, deals, stays)
        opportunity = cards.opportunity_table(ground, number, deals, stays, lines)
        opportunity["last_activity_on"] = activities.last_contact(done, deals)
        on_the_way = amounts.net_on_the_way(ground.truth, number, stays, opportunity["net_minor"])
        yield Chunk(number, deals, stays, lines, opportunity, on_the_way, done)


def _tables(ground: Ground, chunk: Chunk, results: quotas.Results) -> Iterator[tuple[str, Table]]:
    """Yield the tables of one chunk, each after the ones that it refers to, and add up what was booked and billed."""
    yield "opportunity", chunk.opportunity
    ids = ground.ids("opportunity_line", len(chunk.lines))
    yield (
        "opportunity_line",
        amounts.line_table(ground.truth, chunk.number, chunk.deals, chunk.lines, ids, chunk.opportunity),
    )
    yield "stage_history", cards.stay_table(ground, chunk)
    yield "opportunity_competitor", journal.competitors(chunk)
    yield "opportunity_task", journal.tasks(ground, chunk)
    yield "opportunity_snapshot", journal.snapshots(ground, chunk)
    yield "activity", chunk.activity
    yield "event", journal.events(ground, chunk)
    quote_table, quote_lines = chain.quotes(ground, chunk)
    yield from {"quote": quote_table, "quote_line": quote_lines}.items()
    orders = chain.orders(ground, chunk, quote_table)
    yield from {"sales_order": orders.table, "sales_order_line": orders.lines}.items()
    bills = billing.billing(ground, chunk, orders)
    yield from bills.items()
    _add_up(ground, results, orders.table, bills["invoice"])


def _add_up(ground: Ground, results: quotas.Results, orders: Table, invoices: Table) -> None:
    booked = ~np.isin(orders["status"], ("cancelled", "draft"))
    placed = {name: orders[name][booked] for name in ("agent_id", "ordered_month", "ordered_on", "net_minor")}
    foreign = (orders["currency_code"] != "EUR")[booked]
    in_euros = amounts.in_base(placed["net_minor"], foreign, placed["ordered_on"], ground.rates)
    results.add("bookings", placed["agent_id"], placed["ordered_month"], in_euros)
    issued = invoices["status"] != "draft"
    billed = {name: invoices[name][issued] for name in ("agent_id", "issued_month", "issued_on", "net_minor")}
    foreign = (invoices["currency_code"] != "EUR")[issued]
    in_euros = amounts.in_base(billed["net_minor"], foreign, billed["issued_on"], ground.rates)
    results.add("billings", billed["agent_id"], billed["issued_month"], in_euros)
