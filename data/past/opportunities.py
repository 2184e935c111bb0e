"""Opportunities as they were: from the log and the stays, with lines, stays and tasks."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from data.fx import Rates
from data.past.earlier import Earlier, Values, from_plain
from data.past.writing import batches, remove, set_values, table_of
from data.queries.forecasting.log import FOLLOWED, Log, Standing
from data.schema.company import Company
from data.schema.opportunity import Opportunity, OpportunityLine, OpportunityTask, StageHistory
from data.schema.pipeline import Probability
from domain.money import Money
from domain.outcome import Outcome

CLOSING = ("closed_on", "closing_reason_id", "closing_note")
FOLLOWED_FIELDS = tuple(field.name for field in fields(Standing) if field.name in FOLLOWED)


def rewind(session: Session, earlier: Earlier, at: datetime) -> None:
    """Bring opportunities back to what they were, and remove those that did not exist."""
    sums = _Derived(session, at)
    for company_id in session.scalars(select(Company.id).order_by(Company.id)).all():
        _rewind_company(session, company_id, earlier, sums, at)
    _lines(session, earlier.lines)
    _stays(session, at)


def _rewind_company(session: Session, company_id: int, earlier: Earlier, sums: "_Derived", at: datetime) -> None:
    """One company after the other, because the whole log of one is held in memory."""
    log = Log(session, [company_id])
    standings = {standing.opportunity_id: standing for standing in log.at(at)}
    remove(session, Opportunity, log.traces.keys() - standings.keys())
    table, changes = table_of(Opportunity), {}
    for row in session.execute(select(table).where(table.c.company_id == company_id)).mappings():
        told = earlier.values["opportunity"].get(row["id"], {})
        values = told | {name: getattr(standings[row["id"]], name) for name in FOLLOWED_FIELDS}
        values |= sums.of(dict(row), values, told)
        changes[row["id"]] = {name: value for name, value in values.items() if row[name] != value}
    set_values(session, Opportunity, changes)


class _Derived:
    """What follows from the values that are known."""

    def __init__(self, session: Session, at: datetime) -> None:
        self._at = at
        self._rates = Rates(session)
        query = select(Probability.percent, Probability.id)
        self._probabilities = dict(
            session.execute(
                query.order_by(Probability.active, Probability.sort_order.desc(), Probability.id.desc())
            ).all()
        )

    def of(self, row: Values, values: Values, told: Values) -> Values:
        """Return closing, amounts and the row of the probability table as they go with the values."""
        was = row | values
        return self._closing(was) | self._amounts(row, was) | self._probability(row, was, told)

    def _closing(self, was: Values) -> Values:
        if was["outcome"] == Outcome.OPEN:
            return dict.fromkeys(CLOSING)
        return {"closed_on": was["closed_on"] or self._at.date()}

    def _amounts(self, row: Values, was: Values) -> Values:
        found: Values = {}
        if was["net_minor"] != was["gross_minor"] - was["discount_minor"]:
            found["gross_minor"] = was["net_minor"] + was["discount_minor"]
        if (was["net_minor"], was["currency_code"]) != (row["net_minor"], row["currency_code"]):
            net = Money(was["net_minor"], was["currency_code"])
            found["net_base_minor"] = self._rates.to_base(net, self._at.date())
        return found

    def _probability(self, row: Values, was: Values, told: Values) -> Values:
        if "probability_id" in told or was["stated_percent"] == row["stated_percent"]:
            return {}
        near = min(self._probabilities, key=lambda percent: (abs(percent - was["stated_percent"]), percent))
        return {"probability_id": self._probabilities[near]}


def _lines(session: Session, lines: Mapping[int, list[Values]]) -> None:
    """Let opportunities have the lines that the log tells of."""
    table = table_of(OpportunityLine)
    for some in batches(sorted(lines)):
        session.execute(delete(table).where(table.c.opportunity_id.in_(some)))
        rows = [_line(id_, number, told) for id_ in some for number, told in enumerate(lines[id_], start=1)]
        if rows:
            session.connection().execute(insert(table), rows)


def _line(opportunity_id: int, number: int, told: Mapping[str, Any]) -> Values:
    columns = table_of(OpportunityLine).c
    values = {name: from_plain(columns[name], value) for name, value in told.items() if name in columns}
    net = values["gross_minor"] - values["discount_minor"]
    return values | {"opportunity_id": opportunity_id, "line_no": number, "net_minor": net}


def _stays(session: Session, at: datetime) -> None:
    """Take back stays and done tasks."""
    stays, tasks = table_of(StageHistory), table_of(OpportunityTask)
    session.execute(delete(stays).where(stays.c.entered_at > at))
    session.execute(update(stays).where(stays.c.left_at > at).values(left_at=None))
    session.execute(update(tasks).where(tasks.c.done_at > at).values(done_at=None, done_by_user_id=None))
