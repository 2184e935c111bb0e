"""What Caudal did by itself or what concerns the pipeline as a whole: imports, snapshots, forecasts, views, notices."""

from datetime import UTC, datetime, time
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.queries.happenings.changes import Span
from data.queries.reporting import Converter, reporting_currency
from data.queries.views import visible_to
from data.schema.company import Company
from data.schema.forecast import ForecastRun
from data.schema.importing import ImportIssue, ImportRun
from data.schema.notice import Notification
from data.schema.opportunity import Opportunity, OpportunitySnapshot
from data.schema.people import User
from data.schema.view import SavedView
from data.scope import visible
from domain.access import Permission, Principal
from domain.attention import Kind
from domain.filter import PipelineFilter
from domain.happening import Source, SystemNote, Wish

MOST_SNAPSHOTS: Final = 31
TOTAL: Final = "blend"  # the model whose forecast is the company's


def notes(session: Session, principal: Principal, wish: Wish, span: Span, seen_at: datetime) -> list[SystemNote]:
    """Return what happened by itself, the latest first; whoever asks for a person or an owner gets none of it."""
    if wish.person is not None or wish.owner_ids:
        return []
    companies = sorted(principal.company_ids & (wish.company_ids or principal.company_ids))
    found = [
        *_imports(session, principal, companies, span, seen_at),
        *_forecasts(session, companies, span),
        *_views(session, principal, span, seen_at),
        *_snapshots(session, principal, companies, span),
    ]
    return sorted(found, key=lambda note: note.at, reverse=True)


def notices(session: Session, principal: Principal, wish: Wish, span: Span, seen_at: datetime) -> list[SystemNote]:
    """Return what rules told the person, which no change in the log tells."""
    if wish.person is not None or wish.owner_ids or wish.company_ids:
        return []
    query = (
        select(Notification)
        .where(
            Notification.user_id == principal.user_id,
            Notification.kind == Kind.RULE.value,
            Notification.created_at > span.since,
            Notification.created_at < span.until,
        )
        .order_by(Notification.created_at.desc(), Notification.id.desc())
        .limit(wish.rows + 1)
    )
    return [
        SystemNote(
            Source.NOTICE,
            note.created_at,
            None,
            None,
            note.read_at is None and note.created_at > seen_at,
            {
                "template": note.template,
                "params": note.params,
                "severity": note.severity,
                "path": note.path or (f"/opportunity/{note.opportunity_id}" if note.opportunity_id else ""),
            },
        )
        for note in session.scalars(query)
    ]


def _imports(
    session: Session, principal: Principal, companies: list[int], span: Span, seen_at: datetime
) -> list[SystemNote]:
    if not principal.may(Permission.IMPORT):
        return []
    issues = select(func.count()).where(ImportIssue.import_run_id == ImportRun.id).scalar_subquery()
    query = (
        select(ImportRun, Company.name, User.display_name, issues)
        .join(Company, Company.id == ImportRun.company_id)
        .outerjoin(User, User.id == ImportRun.user_id)
        .where(
            ImportRun.company_id.in_(companies), ImportRun.started_at > span.since, ImportRun.started_at < span.until
        )
        .order_by(ImportRun.started_at.desc(), ImportRun.id.desc())
        .limit(MOST_SNAPSHOTS)
    )
    return [
        SystemNote(
            Source.IMPORT,
            run.finished_at or run.started_at,
            who,
            company,
            (run.finished_at or run.started_at) > seen_at,
            {"status": run.status, "profile": run.profile, "counts": run.counts, "issues": count},
        )
        for run, company, who, count in session.execute(query)
    ]


def _forecasts(session: Session, companies: list[int], span: Span) -> list[SystemNote]:
    """Return when the forecasts were reckoned, once for all companies of one run."""
    query = (
        select(ForecastRun.run_at, func.count(ForecastRun.company_id.distinct()), func.max(ForecastRun.cutoff_on))
        .where(
            ForecastRun.company_id.in_(companies),
            ForecastRun.model == TOTAL,
            ForecastRun.is_backtest.is_(False),
            ForecastRun.run_at > span.since,
            ForecastRun.run_at < span.until,
        )
        .group_by(ForecastRun.run_at)
        .order_by(ForecastRun.run_at.desc())
        .limit(MOST_SNAPSHOTS)
    )
    return [
        SystemNote(Source.FORECAST, at, None, None, is_new=False, facts={"companies": count, "cutoff_on": cutoff_on})
        for at, count, cutoff_on in session.execute(query)
    ]


def _views(session: Session, principal: Principal, span: Span, seen_at: datetime) -> list[SystemNote]:
    query = (
        select(SavedView, User.display_name)
        .join(User, User.id == SavedView.user_id)
        .where(
            SavedView.shared, visible_to(principal), SavedView.created_at > span.since, SavedView.created_at < span.until
        )
        .order_by(SavedView.created_at.desc(), SavedView.id.desc())
        .limit(MOST_SNAPSHOTS)
    )  # fmt: skip
    return [
        SystemNote(
            Source.VIEW,
            view.created_at,
            who,
            None,
            view.created_at > seen_at and view.user_id != principal.user_id,
            {"name": view.name, "path": f"{view.page}?{view.query}".removesuffix("?")},
        )
        for view, who in session.execute(query)
    ]


def _snapshots(session: Session, principal: Principal, companies: list[int], span: Span) -> list[SystemNote]:
    """Return the latest snapshots with what the person sees of them, in the reporting currency of their day."""
    taken = OpportunitySnapshot.snapshot_on
    days = (
        select(taken)
        .where(taken >= span.since.date(), taken <= span.until.date())
        .group_by(taken)
        .order_by(taken.desc())
        .limit(MOST_SNAPSHOTS)
    )
    wanted = session.scalars(days).all()
    query = (
        select(
            taken,
            func.max(OpportunitySnapshot.taken_at),
            OpportunitySnapshot.currency_code,
            func.count(),
            func.sum(OpportunitySnapshot.net_minor),
        )
        .join(Opportunity, Opportunity.id == OpportunitySnapshot.opportunity_id)
        .where(taken.in_(wanted), Opportunity.company_id.in_(companies), *visible(principal))
        .group_by(taken, OpportunitySnapshot.currency_code)
        .order_by(taken.desc(), OpportunitySnapshot.currency_code)
    )
    currency = reporting_currency(session, principal, PipelineFilter(company_ids=frozenset(companies)))
    found: dict[object, tuple[datetime, int, int]] = {}
    for on, at, source, count, minor in session.execute(query):
        told = at or datetime.combine(on, time(), UTC)
        _, counted, summed = found.get(on, (told, 0, 0))
        found[on] = (told, counted + count, summed + Converter(session, currency, on).minor(int(minor), source))
    return [
        SystemNote(
            Source.SNAPSHOT, at, None, None, is_new=False,
            facts={"count": count, "net_minor": minor, "currency": currency, "on": on},
        )
        for on, (at, count, minor) in found.items()
        if span.since < at < span.until
    ]  # fmt: skip


def new_notes(session: Session, principal: Principal, span: Span) -> int:
    """Return how many things happened by themselves; snapshots and forecasts come every night and are not counted."""
    companies = sorted(principal.company_ids)
    wish = Wish()
    counted = [
        *_imports(session, principal, companies, span, span.since),
        *(note for note in _views(session, principal, span, span.since) if note.is_new),
        *(note for note in notices(session, principal, wish, span, span.since) if note.is_new),
    ]
    return len(counted)
