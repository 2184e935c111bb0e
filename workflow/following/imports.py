"""Imports: those who may import hear how one ended, once, however it was started."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.audience import Listener, audience
from data.schema.company import Company
from data.schema.importing import ImportRun
from data.session import Database
from domain.access import Permission
from domain.attention import Kind
from domain.errors import sentence
from domain.telling import Told
from workflow.following.delivering import deliver
from workflow.notices import Notice, Severity

LOOK_BACK: Final = timedelta(days=1)
DONE: Final = "done"
FINISHED: Final = sentence("The import into {company} has finished.")
STOPPED: Final = sentence("The import into {company} stopped. Nothing was changed.")
PATH: Final = "/activity?about=system"


def tell_imports(database: Database, now: datetime, _key: str) -> None:
    """Tell of the imports that ended lately; done twice, nobody hears it twice."""
    database.run(lambda unit: _tell_all(unit, now))


def _tell_all(session: Session, now: datetime) -> None:
    query = (
        select(ImportRun, Company.name)
        .join(Company, Company.id == ImportRun.company_id)
        .where(ImportRun.finished_at > now - LOOK_BACK)
        .order_by(ImportRun.id)
    )
    rows = session.execute(query).all()
    listeners = audience(session, ()) if rows else []
    for run, company in rows:
        told = Told(FINISHED if run.status == DONE else STOPPED, {"company": company})
        for listener in listeners:
            if listener.principal.may(Permission.IMPORT) and run.company_id in listener.principal.company_ids:
                _tell(session, listener, run, told, now)


def _tell(session: Session, listener: Listener, run: ImportRun, told: Told, now: datetime) -> None:
    severity: Severity = "success" if run.status == DONE else "danger"
    notice = Notice(told=told, key=f"import:{run.id}", kind=Kind.IMPORT.value, path=PATH, severity=severity)
    deliver(session, listener, listener.ways(Kind.IMPORT), notice, now=now)
