"""Importing: read, check, write once; the same files again change nothing."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.fx import NAMES as CURRENCIES
from data.importers.apply import DONE, FAILED, apply, placed, store_issues
from data.importers.ground import source_system
from data.importers.issues import Issue, Severity, Spot
from data.importers.plan import Plan, Show, complete, read_files
from data.importers.profile import load_profile
from data.importers.report import Report, write_bad_rows
from data.importers.run import Counts
from data.importers.standing import Standing, standing
from data.lead_time import learn_lead_times
from data.schema.company import Company
from data.schema.importing import ImportIssue, ImportRun
from data.session import Database
from domain import clock
from domain.errors import SalesError, sentence

_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}")


class BadCompanyCode(SalesError):
    """A company's code has other characters than it may have."""

    template = sentence("“{code}” cannot be a company's code: use 1 to 20 letters, digits, hyphens or underscores.")


@dataclass(frozen=True, slots=True)
class _Request:
    database: Database
    plan: Plan
    show: Show
    today: date
    user_id: int | None
    dry_run: bool


class _Undone(Exception):
    """Ends a trial: everything was written, nothing shall stay."""

    def __init__(self, counts: dict[str, Counts]) -> None:
        super().__init__()
        self.counts = counts


def run_import(
    database: Database,
    paths: Sequence[Path],
    *,
    profile: str,
    company: str | None = None,
    dry_run: bool = False,
    show: Show | None = None,
    user_id: int | None = None,
    today: date | None = None,
) -> Report:
    """Import files as a profile says, all or nothing, and report it.

    `paths` are files or folders, `profile` the name of a shipped profile or the path of one's own, `company` a code
    (default: the profile's); the company is made when there is none. Bad rows are no exception but a report that has
    not succeeded. Raises UnknownProfile, ProfileNotUsable, BadCompanyCode, NothingToImport, StageTaken, DatabaseBusy.
    """
    begun = time.perf_counter()
    shown = show or (lambda _label, _total: lambda _count: None)
    chosen = load_profile(profile)
    code = _checked(company or chosen.company.code)
    plan = read_files(chosen, paths, code, shown)
    with database.read() as session:
        held = standing(session, chosen.code, code)
        earlier = None if dry_run else _earlier(session, plan, held)
    if earlier:
        return replace(earlier, seconds=time.perf_counter() - begun)
    held = replace(held, currencies=held.currencies | CURRENCIES.keys())
    day = today or clock.today(chosen.company.time_zone)
    complete(plan, held, day, shown)
    request = _Request(database, plan, shown, day, user_id, dry_run)
    report = _refuse(request) if plan.issues.error_count else _write(request)
    return replace(report, seconds=time.perf_counter() - begun)


def _checked(code: str) -> str:
    if not _CODE.fullmatch(code):
        raise BadCompanyCode(code=code[:40])
    return code


def _earlier(session: Session, plan: Plan, held: Standing) -> Report | None:
    """Return the report of the last import of this profile into this company, if it was of the same files."""
    if held.company_id is None or plan.issues.error_count:
        return None
    query = (
        select(ImportRun)
        .where(
            ImportRun.company_id == held.company_id, ImportRun.profile == plan.profile.code, ImportRun.status == DONE
        )
        .order_by(ImportRun.id.desc())
    )
    run = session.scalars(query.limit(1)).one_or_none()
    if run is None or run.fingerprint != plan.fingerprint:
        return None
    counts: dict[str, Any] = run.counts
    return Report(
        profile=plan.profile.name,
        company=plan.company_code,
        succeeded=True,
        repeated=True,
        run_id=run.id,
        counts={entity: Counts(**count) for entity, count in counts["records"].items()},
        placed=counts["placed"],
        issues=tuple(_stored_issues(session, run.id)),
        left_unread=plan.left_unread,
        first_run_at=run.started_at,
    )


def _stored_issues(session: Session, run_id: int) -> list[Issue]:
    rows = session.scalars(select(ImportIssue).where(ImportIssue.import_run_id == run_id).order_by(ImportIssue.id))
    return [
        Issue(Spot(row.file, row.row_no, row.column, row.value), row.reason, Severity(row.severity)) for row in rows
    ]


def _write(request: _Request) -> Report:
    plan, now = request.plan, clock.now()

    def work(session: Session) -> tuple[int | None, dict[str, Counts]]:
        advance = request.show("Writing", plan.size)
        run_id, counts = apply(session, plan, user_id=request.user_id, now=now, today=request.today, advance=advance)
        learn_lead_times(session, request.today)
        if request.dry_run:
            raise _Undone(counts)
        return run_id, counts

    try:
        run_id, counts = request.database.run(work)
    except _Undone as trial:
        run_id, counts = None, trial.counts
    report = _report(request, succeeded=True, run_id=run_id)
    return replace(report, counts=counts, placed=placed(plan))


def _refuse(request: _Request) -> Report:
    """Keep what was wrong: in the database when the company exists already, and as files of bad rows."""
    plan, now = request.plan, clock.now()

    def work(session: Session) -> int | None:
        company = session.scalars(select(Company).where(Company.code == plan.company_code)).one_or_none()
        if company is None:
            return None
        run = ImportRun(
            company_id=company.id, source_system_id=source_system(session, plan.profile, company), user_id=request.user_id,
            profile=plan.profile.code, fingerprint=plan.fingerprint, started_at=now, finished_at=now, status=FAILED,
            counts={"errors": plan.issues.error_count},
        )  # fmt: skip
        session.add(run)
        session.flush()
        store_issues(session, run.id, plan.issues.all)
        return run.id

    report = _report(request, succeeded=False, run_id=None if request.dry_run else request.database.run(work))
    return replace(report, bad_rows=write_bad_rows(plan, request.database.url, now))


def _report(request: _Request, *, succeeded: bool, run_id: int | None) -> Report:
    plan = request.plan
    return Report(
        profile=plan.profile.name,
        company=plan.company_code,
        succeeded=succeeded,
        dry_run=request.dry_run,
        run_id=run_id,
        issues=plan.issues.all,
        error_count=plan.issues.error_count,
        left_unread=plan.left_unread,
    )
