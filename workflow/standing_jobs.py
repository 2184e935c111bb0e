"""Standing jobs: what every installation has done by itself, as jobs; the slow imports come when they run."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete

from data.schema.webhook import WebhookDelivery
from data.session import Database
from workflow import live
from workflow.snapshots import take_snapshot

HEARD_FOR = timedelta(days=3)
TOLD_FOR = timedelta(days=30)
log = logging.getLogger(__name__)


def snapshot(database: Database, now: datetime, _key: str) -> None:
    """Write down the open pipeline as it stands on this day."""
    database.run(lambda session: take_snapshot(session, now.date(), now))


def tidy(database: Database, now: datetime, _key: str) -> None:
    """Remove what no browser comes back for and what programs were told long ago."""
    database.run(lambda session: live.purge(session, now - HEARD_FOR))
    with database.write() as session:
        session.execute(delete(WebhookDelivery).where(WebhookDelivery.sent_at < now - TOLD_FOR))


def forecast(database: Database, now: datetime, key: str) -> None:
    """Forecast every company, or the one whose code is the key, and store the results."""
    _forecast(database, now, [key] if key else [], looking_back=False)


def backtest(database: Database, now: datetime, key: str) -> None:
    """Hold the methods against the past, for every company or the one whose code is the key."""
    _forecast(database, now, [key] if key else [], looking_back=True)


def _forecast(database: Database, now: datetime, companies: list[str], *, looking_back: bool) -> None:
    from workflow.forecasts.telling import forecast_all  # noqa: PLC0415  pandas and statsmodels take seconds to import

    for line in forecast_all(database, companies, None, looking_back=looking_back, now=now, show=_quiet):
        log.info("%s", line)


def _quiet(_label: str, _total: int) -> Callable[[int], None]:
    return lambda _count: None
