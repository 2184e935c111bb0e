"""Plans: what the page of an address shows: the list, or one plan with its closing report."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from dash import html

from components import states
from components.forms import record
from components.language import gettext as _
from components.plans import PARTS, closing, dialogs, listing, page
from data.queries.plans import listing as queries
from data.queries.plans.facts import facts
from data.queries.plans.tree import ancestors, tree
from data.session import Database, Session
from domain import clock
from domain.access import Permission, Principal
from domain.plan.matching import Closing, close
from domain.plan.tree import PlanKind
from web import router

PATH: Final = "/forecast/plans"
EXPORT: Final = "/export/plan"


@dataclass(frozen=True, slots=True)
class View:
    """What one address means: the list without a plan; `span_id` narrows the closing report."""

    principal: Principal
    plan_id: int | None
    span_id: int | None
    today: date

    @classmethod
    def of(cls, principal: Principal, search: str | None) -> "View":
        """Read an address; raise NotFound for ids that no record can have."""
        values = router.read_search(search)
        plan, span = (router.record_id(values[name]) if values.get(name) else None for name in ("plan", "span"))
        return cls(principal, plan, span, clock.today(principal.time_zone))


def href(plan_id: int | None = None, span_id: int | None = None) -> str:
    """Return the address of a plan, of one range of its closing report, or of the list."""
    values = {name: value for name, value in (("plan", plan_id), ("span", span_id)) if value}
    return f"{PATH}?{urlencode(values)}".removesuffix("?")


def body(database: Database, view: View) -> html.Div:
    """Return the page as it stands; raise NotFound, RateMissing."""
    if not queries.may_see(view.principal):
        words = _("Plans hold what is expected of everybody. Managers, analysts and executives see them.")
        return html.Div(states.denied(_("Plans are not shared with you"), words), className="cd-commitpage")
    with database.read() as reading:
        if view.plan_id is None:
            return _list(reading, view)
        return _plan(reading, view, queries.plan(reading, view.principal, view.plan_id))


def _list(reading: Session, view: View) -> html.Div:
    principal = view.principal
    may = principal.may(Permission.SET_TARGETS)
    rows = queries.plans(reading, principal)
    periods, types = queries.period_types(reading), queries.plan_types(reading)
    parts: list[Any] = [
        listing.plans([shown(row) for row in rows], view.today, changeable=may, ready=bool(types)),
        listing.plan_types([_type(row) for row in types], changeable=may, ready=bool(periods)),
        listing.period_types([_type(row) for row in periods], view.today, changeable=may),
    ]
    if may:
        companies = queries.companies(reading, principal)
        known = [(row.id, row.name) for row in periods], [(row.id, row.name) for row in types]
        parts += dialogs.of_list(companies, *known, view.today.year)
    return _recorded(0, 0, parts)


def _plan(reading: Session, view: View, row: queries.PlanRow) -> html.Div:
    spans, lines = queries.spans(reading, row), tree(reading, row.id)
    may = view.principal.may(Permission.SET_TARGETS)
    plan = page.PlanShown(shown(row), PATH, row.note, lines, spans, may, _exports(view.principal, row), view.today)
    only = view.span_id if view.span_id in spans else None
    found = closing_of(reading, view.principal, row, view.today, only)
    hrefs: dict[int | None, str] = {None: href(row.id)}
    hrefs |= {place: href(row.id, place) for place in spans}
    wanted = list(spans) if only is None else [only]
    parts: list[Any] = [
        page.head(plan),
        page.lines(plan),
        closing.report(lines, found, wanted, row.kind.value, row.currency, [page.chosen(spans, only, hrefs)]),
        closing.unmatched(found, row.currency),
    ]
    if may:
        parts += dialogs.of_plan(
            spans, row.currency, row.kind.value, _about(queries.choices(reading, row.company_id), row.kind)
        )
    return _recorded(row.id, row.version, [part for part in parts if part is not None])


def closing_of(
    reading: Session, principal: Principal, row: queries.PlanRow, today: date, only: int | None = None
) -> Closing:
    """Return what came against a plan, in all its ranges or in one."""
    spans = queries.spans(reading, row)
    asked = {place: span for place, span in spans.items() if only is None or place == only}
    return close(tree(reading, row.id), facts(reading, principal, row, asked, today=today), ancestors(reading))


def shown(row: queries.PlanRow) -> listing.Shown:
    """Return a plan as the list shows it."""
    return listing.Shown(
        href(row.id), row.name, row.company, row.type, row.kind.value, row.edition, row.starts_on, row.ends_on,
        row.currency, row.total_minor, row.closed_at is not None,
    )  # fmt: skip


def _type(row: queries.TypeRow) -> listing.TypeShown:
    return listing.TypeShown(row.name, row.about, row.count, row.first_on, row.last_on)


def _about(choices: queries.Choices, kind: PlanKind) -> dict[str, Any]:
    if kind is PlanKind.MARKETING:
        return {"campaign": choices.campaigns, "zone": choices.zones}
    return {"zone": choices.zones, "user": choices.users, "agent": choices.agents, "family": choices.families}


def _exports(principal: Principal, row: queries.PlanRow) -> dict[str, str]:
    if not principal.may(Permission.EXPORT):
        return {}
    return {"CSV": f"{EXPORT}.csv?plan={row.id}", "XLSX": f"{EXPORT}.xlsx?plan={row.id}"}


def _recorded(id_: int, version: int, parts: list[Any]) -> html.Div:
    facts_ = {"id": id_, "version": version, "request_key": uuid4().hex}
    return record(PARTS, facts_, parts, "cd-docpage cd-commitpage cd-planpage")
