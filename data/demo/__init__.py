"""The demo company: three sister companies with five years of invented history, drawn anew from a seed."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from data import fx, summary
from data.demo import amounts, cards, contacts, history, lookups, opportunities, people, truth
from data.demo.ground import Chunk, Ground
from data.demo.load import Loader
from data.demo.people import DEMO_USERS, DemoUser
from data.demo.truth import Truth
from data.gazetteer import Gazetteer
from data.schema.company import Company, FxRate
from data.session import Database
from domain.errors import DatabaseNotEmpty
from domain.period import add_months

__all__ = ["DEMO_USERS", "DemoUser", "Truth", "fill"]

OPPORTUNITIES: Final = 4_000
SEED: Final = 7
YEARS: Final = 5
CHUNK: Final = 25_000
DEALS_PER_CONTACT: Final = 9
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
    with database.write() as session:
        if session.scalar(select(Company.id).limit(1)) is not None:
            raise DatabaseNotEmpty(name=database.engine.url.database or "")
        with summary.without_triggers(session):
            loader = Loader(session, datetime.combine(today, time(), UTC))
            ground = _ground(session, loader, opportunities, seed, today, password_hash)
            planted = _deals(loader, ground, progress or _silent)
            loader.finish()
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
    register, tables = contacts.generate(planted, max(40, size // DEALS_PER_CONTACT), staff, Gazetteer.open())
    for name, table in {**lookups.tables(), **people.tables(today, password_hash), **tables}.items():
        loader.write(name, table)
    return Ground(planted, staff, register, _rates(session))


def _rates(session: Session) -> amounts.Rates:
    query = select(FxRate.rate_on, FxRate.rate).where(FxRate.quote_currency == truth.FOREIGN_CURRENCY)
    days, values = zip(*session.execute(query.order_by(FxRate.rate_on)).all(), strict=True)
    return amounts.Rates(np.array(days, dtype="datetime64[D]"), np.array(values, dtype=float))


def _deals(loader: Loader, ground: Ground, progress: Progress) -> Truth:
    """Write the opportunities and all that belongs to them, chunk by chunk, in the order in which they came."""
    chances, slips = truth.Chances(), np.empty(0)
    for chunk in _chunks(ground):
        chances.add(chunk.deals.kind, chunk.deals.chance)
        slips = slips if len(slips) else chunk.history.slips
        for name, table in _tables(ground, chunk):
            loader.write(name, table)
        progress(len(chunk.deals))
    return truth.drawn(ground.truth, chances, slips)


def _chunks(ground: Ground) -> Iterator[Chunk]:
    created = opportunities.created_days(ground.truth)
    for number, start in enumerate(range(0, len(created), CHUNK)):
        days = created[start : start + CHUNK]
        ids = ground.ids("opportunity", len(days))
        deals = opportunities.draw(ground.truth, number, ids, days, ground.contacts, ground.staff)
        stays = history.simulate(ground.truth, number, deals)
        lines = amounts.lines(ground.truth, number, deals, stays, ground.rates)
        opportunity = cards.opportunity_table(ground, number, deals, stays, lines)
        on_the_way = amounts.net_on_the_way(ground.truth, number, stays, opportunity["net_minor"])
        yield Chunk(number, deals, stays, lines, opportunity, on_the_way)


def _tables(ground: Ground, chunk: Chunk) -> Iterator[tuple[str, lookups.Table]]:
    """Yield the tables of one chunk, each after the ones that it refers to."""
    yield "opportunity", chunk.opportunity
    ids = ground.ids("opportunity_line", len(chunk.lines))
    yield "opportunity_line", amounts.line_table(chunk.deals, chunk.lines, ids, chunk.opportunity)
    yield "stage_history", cards.stay_table(ground, chunk)
