"""For notebooks: the rows and numbers of the pages as pandas frames, in a person's eyes, for analyses that no page draws.

    from workflow.notebook import Caudal
    caudal = Caudal.open("instance/caudal.db", login="nora.lindt")
    caudal.opportunities("p=50-100&period=2026-Q3").groupby("stage")["net_minor"].sum()

Queries are those of the addresses. Amounts are integers in minor units of the row's currency, as everywhere; days are
`datetime64`. Nothing is written.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

import pandas as pd
from sqlalchemy.orm import Session

from data.queries import api
from data.queries.people import principal_of_login
from data.session import Database
from domain import clock
from domain.access import Permission, Principal
from domain.errors import NotFound
from domain.filter import PipelineFilter
from domain.outlook import Measure, OutlookMonth, Part
from domain.scenario import Scenario
from workflow.forecasts.outlook import outlook

PAGE: Final = 10_000
Read = Callable[[Session, Principal, PipelineFilter, int, int], Sequence[Any]]


@dataclass(frozen=True)
class Caudal:
    """A database through the eyes of a person."""

    database: Database
    principal: Principal

    @classmethod
    def open(cls, where: str, login: str | None = None) -> "Caudal":
        """Open a SQLite file or a database URL as a person, the first administrator when not told; raise NotFound."""
        database = Database(where if "://" in where else f"sqlite:///{where}")
        with database.read() as session:
            principal = principal_of_login(session, login)
        if principal is None:
            raise NotFound
        principal.require(Permission.EXPORT)
        return cls(database, principal)

    def opportunities(self, query: str = "") -> pd.DataFrame:
        """Return the opportunities of a filter: a row each, the columns of /api/v1/opportunities."""
        return self._rows(api.opportunities, query)

    def orders(self, query: str = "") -> pd.DataFrame:
        """Return the orders, by the day they were ordered: the columns of /api/v1/orders."""
        return self._rows(api.orders, query)

    def invoices(self, query: str = "") -> pd.DataFrame:
        """Return invoices and credit notes, by the day they were issued: the columns of /api/v1/invoices."""
        return self._rows(api.invoices, query)

    def snapshot(self, on: date | None = None, query: str = "") -> pd.DataFrame:
        """Return what was open on a day, without one at the newest snapshot: the columns of /api/v1/snapshots."""
        with self.database.read() as session:
            day = on or api.latest_snapshot(session)

        def read(
            session: Session, principal: Principal, wanted: PipelineFilter, after: int, limit: int
        ) -> Sequence[Any]:
            return api.snapshots(session, principal, wanted, day, after, limit) if day else []

        return self._rows(read, query, key="opportunity_id")

    def outlook(self, query: str = "", scenario: str = "", measure: Measure = Measure.INVOICED) -> pd.DataFrame:
        """Return the year's outlook, a row for each month: parts, P10 to P90 and target in minor units.

        `scenario` is the value of the key `s` of the forecast page. Raises NoForecastYet.
        """
        today = self._today()
        with self.database.read() as session:
            wanted = PipelineFilter.from_query(query, today)
            path = outlook(
                session, self.principal, wanted, today=today, measure=measure, scenario=Scenario.from_query(scenario)
            )
        return pd.DataFrame([_month(month) for month in path.months]).set_index("month")

    def _rows(self, read: Read, query: str, *, key: str = "id") -> pd.DataFrame:
        wanted = PipelineFilter.from_query(query, self._today())
        found: list[dict[str, Any]] = []
        with self.database.read() as session:
            after = 0
            while rows := read(session, self.principal, wanted, after, PAGE):
                found += [dict(row._mapping) for row in rows]  # noqa: SLF001  SQLAlchemy's name for a row's values
                after = found[-1][key]
        return _dated(pd.DataFrame(found))

    def _today(self) -> date:
        return clock.today(self.principal.time_zone)


def _dated(frame: pd.DataFrame) -> pd.DataFrame:
    days = [str(name) for name in frame if str(name).endswith("_on")]
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in days})


def _month(month: OutlookMonth) -> dict[str, Any]:
    parts = {f"{part.value}_minor": month.part(part) for part in Part}
    band = {f"{name}_minor": minor for name, minor in asdict(month.band).items()}
    return {"month": pd.Period(month.month, "M"), **parts, **band, "target_minor": month.target_minor}
