"""Rules of single lists: what their rows may say beyond what holds for every list."""

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import or_, select

from data.schema.company import Company
from data.schema.people import Team, User
from data.schema.pipeline import Pipeline, Stage, StageTask
from domain.access import Role
from domain.document import source_link
from domain.errors import MalformedInput, SalesError, WeakPassword
from domain.lookups.errors import (
    BadLink,
    EndsBeforeStart,
    LastOpenStage,
    MeansClosed,
    NoOpenStage,
    NotCertain,
    NotOffered,
    OtherCompany,
    SameRow,
    SecondEnd,
)
from workflow import passwords
from workflow.lookups.draft import Draft
from workflow.users import check_last_administrator, check_login

CERTAIN = {"won_probability_id": 100, "lost_probability_id": 0}


def check_own(draft: Draft) -> None:
    """Check what holds for the draft's list alone; collects what is wrong."""
    rule = RULES.get(draft.lookup.table)
    if rule is not None:
        rule(draft)


def _probability(draft: Draft) -> None:
    if draft.row is None or not draft.changes("percent"):
        return
    means = or_(Company.won_probability_id == draft.row.id, Company.lost_probability_id == draft.row.id)
    company = draft.session.scalars(select(Company.name).where(means).limit(1)).first()
    if company is not None:
        draft.refuse("percent", MeansClosed(name=draft.before["description"], company=company))


def _company(draft: Draft) -> None:
    for name, percent in CERTAIN.items():
        row = draft.target(name)
        if row is not None and draft.changes(name) and row.percent != percent:
            draft.refuse(name, NotCertain(percent=percent))
    won, lost = draft.after["won_probability_id"], draft.after["lost_probability_id"]
    if won is not None and won == lost:
        draft.refuse("lost_probability_id", SameRow())


def _type(draft: Draft) -> None:
    chosen = draft.after["default_pipeline_id"]
    if chosen is None or not draft.changes("default_pipeline_id"):
        return
    pipeline = draft.session.get(Pipeline, chosen)
    if pipeline is not None and not open_stages(draft, chosen):
        draft.refuse("default_pipeline_id", NoOpenStage(name=pipeline.description))


def _stage(draft: Draft) -> None:
    if draft.is_new and draft.parent_id is None:
        raise MalformedInput
    kind, own_id = str(draft.after["kind"]), draft.row.id if draft.row is not None else None
    if draft.changes("kind"):
        _stage_kind(draft, kind, draft.row.pipeline_id if draft.row is not None else draft.parent_id, own_id)
    _stage_probability(draft, kind)
    own = set(draft.session.scalars(select(StageTask.id).where(StageTask.stage_id == own_id))) if own_id else set()
    if any(task["id"] is not None and task["id"] not in own for task in draft.after["tasks"]):
        raise MalformedInput


def _stage_kind(draft: Draft, kind: str, pipeline_id: int | None, own_id: int | None) -> None:
    """A pipeline has at most one stage in use for each end, and keeps an open one to begin in."""
    if kind == "open":
        return
    same = (Stage.pipeline_id == pipeline_id, Stage.kind == kind, Stage.active, Stage.id != (own_id or 0))
    other = draft.session.scalars(select(Stage.name).where(*same).limit(1)).first()
    if other is not None:
        draft.refuse("kind", SecondEnd(name=other))
    if draft.before.get("kind") == "open" and not set(open_stages(draft, pipeline_id)) - {own_id}:
        draft.refuse("kind", LastOpenStage(name=draft.before["name"]))


def _stage_probability(draft: Draft, kind: str) -> None:
    """An open stage proposes a row for open opportunities, not one that means won or lost."""
    chosen = draft.after["default_probability_id"]
    if chosen is None or kind != "open" or not (draft.changes("default_probability_id") or draft.changes("kind")):
        return
    means = or_(Company.won_probability_id == chosen, Company.lost_probability_id == chosen)
    if draft.session.scalars(select(Company.id).where(means).limit(1)).first() is not None:
        draft.refuse("default_probability_id", NotOffered())


def open_stages(draft: Draft, pipeline_id: int | None) -> list[int]:
    """Return the ids of a pipeline's open stages in use."""
    query = select(Stage.id).where(Stage.pipeline_id == pipeline_id, Stage.kind == "open", Stage.active)
    return list(draft.session.scalars(query))


def _agent(draft: Draft) -> None:
    first, last = draft.after["active_from_on"], draft.after["active_to_on"]
    if first is not None and last is not None and last < first:
        draft.refuse("active_to_on", EndsBeforeStart(first=first))


def _team(draft: Draft) -> None:
    """A team that others are part of stays in its company; the rest is checked from below."""
    if draft.row is not None and draft.changes("company_id"):
        below = select(Team.id).where(Team.parent_id == draft.row.id).limit(1)
        if draft.session.scalars(below).first() is not None:
            draft.refuse("company_id", OtherCompany())


def _user(draft: Draft) -> None:
    if draft.is_new:
        draft.after["login"] = _login(draft)
        _password(draft)
    elif draft.changes("role") and draft.before["role"] == Role.ADMINISTRATOR and isinstance(draft.row, User):
        user = draft.row
        _try(draft, "role", lambda: check_last_administrator(draft.session, user))
    if draft.after.get("role") == Role.ADMINISTRATOR:
        return
    companies = set(draft.after["companies"])
    homes = draft.session.execute(select(Team.id, Team.company_id).where(Team.id.in_(draft.after["teams"])))
    if any(company_id not in companies for _, company_id in homes):
        draft.refuse("teams", OtherCompany())


def _login(draft: Draft) -> str:
    login = str(draft.after["login"])
    _try(draft, "login", lambda: check_login(login))
    return login


def _password(draft: Draft) -> None:
    given = str(draft.after.pop("password"))
    try:
        passwords.check_strength(given, str(draft.after["login"]))
    except WeakPassword as refusal:
        draft.refuse("password", refusal)


def _try(draft: Draft, name: str, test: Callable[[], None]) -> None:
    try:
        test()
    except SalesError as refusal:
        draft.refuse(name, refusal)


def _system(draft: Draft) -> None:
    pattern = draft.after["link_pattern"]
    if pattern is not None and draft.changes("link_pattern") and source_link(str(pattern), "1") is None:
        draft.refuse("link_pattern", BadLink())


RULES: Final[Mapping[str, Callable[[Draft], None]]] = {
    "probability": _probability,
    "company": _company,
    "opportunity_type": _type,
    "stage": _stage,
    "agent": _agent,
    "team": _team,
    "user_account": _user,
    "source_system": _system,
}
