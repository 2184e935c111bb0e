"""Applying a plan: everything in the caller's transaction, all or nothing."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from data.fx import ensure_currencies, load_ecb
from data.importers.catalogue import write_catalogue
from data.importers.contacts import write_contacts
from data.importers.ground import prepare
from data.importers.issues import Issue
from data.importers.opportunities import write_opportunities
from data.importers.people import write_people
from data.importers.plan import Plan
from data.importers.run import Counts, Run
from data.importers.sales import write_sales
from data.importers.standing import standing
from data.schema.company import FxRate
from data.schema.importing import ImportIssue, ImportRun
from domain.money import BASE_CURRENCY

DONE = "done"
FAILED = "failed"


def apply(
    session: Session,
    plan: Plan,
    *,
    user_id: int | None,
    now: datetime,
    today: date,
    advance: Callable[[int], object],
) -> tuple[int, dict[str, Counts]]:
    """Write the plan and return the id of the import run and the counts by entity."""
    ensure_currencies(session)
    _ensure_rates(session, plan)
    ground = prepare(session, plan.profile, plan.company_code, plan.choices)
    record = ImportRun(
        company_id=ground.company.id, source_system_id=ground.source_system_id, user_id=user_id,
        profile=plan.profile.code, fingerprint=plan.fingerprint, started_at=now, status=DONE,
    )  # fmt: skip
    session.add(record)
    session.flush()
    held = standing(session, plan.profile.code, plan.company_code)
    run = Run(session, plan.profile, ground, held, record.id, user_id, now, advance)
    write_people(run, plan.records)
    write_catalogue(run, plan.records)
    advance(sum(len(plan.records.of(entity)) for entity in ("team", "person", "family", "product")))
    write_contacts(run, plan.records, plan.places)
    write_opportunities(run, plan.records, today)
    write_sales(run, plan.records)
    record.counts = told_counts(plan, run.counts)
    record.finished_at = max(now, datetime.now(now.tzinfo))
    store_issues(session, record.id, plan.issues.all)
    session.flush()
    return record.id, run.counts


def store_issues(session: Session, run_id: int, issues: tuple[Issue, ...]) -> None:
    """Keep the issues of a run."""
    rows = [
        {
            "import_run_id": run_id,
            "file": issue.spot.file,
            "row_no": issue.spot.row,
            "column": issue.spot.column,
            "value": issue.spot.value,
            "severity": issue.severity.value,
            "reason": issue.reason if issue.count == 1 else f"{issue.reason[:460]} [{issue.count} rows]",
        }
        for issue in issues
    ]
    if rows:
        session.execute(insert(ImportIssue), rows)


def placed(plan: Plan) -> dict[str, int]:
    """Count the contacts by the precision of their place."""
    return dict(Counter(place.precision.value for place in plan.places.values()))


def told_counts(plan: Plan, counts: dict[str, Counts]) -> dict[str, Any]:
    """Return the counts as the import run keeps them."""
    return {"records": {entity: asdict(count) for entity, count in counts.items()}, "placed": placed(plan)}


def _ensure_rates(session: Session, plan: Plan) -> None:
    """Load the bank's rates when those of the opportunities' currencies do not reach around their days."""
    opportunities = plan.records.of("opportunity")
    currencies = {record.values["currency"] for record in opportunities} - {BASE_CURRENCY}
    if not currencies:
        return
    days = [record.values["created_on"] for record in opportunities]
    days += [record.values["closed_on"] for record in opportunities if record.values.get("closed_on")]
    first, last = min(days) - timedelta(days=14), max(days) - timedelta(days=14)
    query = select(FxRate.quote_currency, func.min(FxRate.rate_on), func.max(FxRate.rate_on))
    query = query.where(FxRate.base_currency == BASE_CURRENCY, FxRate.quote_currency.in_(currencies))
    held = {code: (begin, end) for code, begin, end in session.execute(query.group_by(FxRate.quote_currency))}
    if any(
        code not in held or held[code][0] > first + timedelta(days=14) or held[code][1] < last for code in currencies
    ):
        load_ecb(session, since=first)
