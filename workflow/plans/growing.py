"""The tree of a plan grows and is pruned: groups of zone, user or agent, details of families or campaigns."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from data.queries.plans.tree import tree
from data.schema.campaign import Campaign
from data.schema.forecast import Forecast, ForecastCell, ForecastNode, ForecastType
from data.schema.people import Agent, UserCompany, Zone
from data.schema.product import ProductFamily
from domain.access import Principal
from domain.errors import NotFound
from domain.plan.errors import BadNode, NodeNotEmpty, NodeTwice
from domain.plan.tree import PlanKind
from workflow.plans.change import Act, Changed, Target, begun, told

LONGEST_NAME = 200
GROUPS = {"zone": "zone_id", "user": "user_id", "agent": "agent_id"}
DETAILS = {"family": "product_family_id", "campaign": "campaign_id"}


@dataclass(frozen=True, slots=True)
class Line:
    """What a new line is about: `about` is name, zone, user, agent, family or campaign."""

    parent_id: int | None
    about: str
    id: int | None = None
    name: str = ""


def add_node(session: Session, principal: Principal, target: Target, line: Line, *, now: datetime) -> Changed:
    """Add a line to a plan; raise NotPermitted, NotFound, PlanChanged, PlanClosed, BadNode, NodeTwice."""
    act, done = begun(session, principal, target, now)
    if done:
        return done
    _check_place(act, line)
    values = _values(act, line)
    same = [getattr(ForecastNode, name) == value for name, value in values.items()]
    here = ForecastNode.parent_id.is_(None) if line.parent_id is None else ForecastNode.parent_id == line.parent_id
    if session.scalar(select(exists().where(ForecastNode.forecast_id == act.plan.id, here, *same))):
        called = next(
            (
                node.name
                for node in tree(session, act.plan.id).nodes
                if node.parent_id == line.parent_id and _is(node, line)
            ),
            line.name,
        )
        raise NodeTwice(name=called)
    last = session.scalar(select(func.max(ForecastNode.sort_order)).where(ForecastNode.forecast_id == act.plan.id))
    node = ForecastNode(
        forecast_id=act.plan.id, parent_id=line.parent_id, kind="detail" if line.about in DETAILS else "group",
        sort_order=(last or 0) + 1, **values,
    )  # fmt: skip
    session.add(node)
    session.flush()
    return told(act, "add_line", {}, {"line": node.id, **values})


def drop_node(session: Session, principal: Principal, target: Target, node_id: int, *, now: datetime) -> Changed:
    """Remove a line with its values; raise NotFound, NodeNotEmpty for a group with something in it."""
    act, done = begun(session, principal, target, now)
    if done:
        return done
    node = session.get(ForecastNode, node_id)
    if node is None or node.forecast_id != act.plan.id:
        raise NotFound
    called = next(each.name for each in tree(session, act.plan.id).nodes if each.id == node_id)
    if session.scalar(select(exists().where(ForecastNode.parent_id == node_id))):
        raise NodeNotEmpty(name=called)
    session.execute(delete(ForecastCell).where(ForecastCell.forecast_node_id == node_id))
    session.execute(delete(ForecastNode).where(ForecastNode.id == node_id))
    session.expire_all()
    return told(act, "drop_line", {"line": node_id, "name": called}, {})


def _check_place(act: Act, line: Line) -> None:
    """Let lines stand at the top or in a group of the same plan; a family belongs into sales, a campaign into costs."""
    kind = act.session.get_one(ForecastType, act.plan.forecast_type_id).kind
    wrong = {PlanKind.SALES.value: "campaign", PlanKind.MARKETING.value: "family"}[kind]
    if line.about == wrong or line.about not in {"name", *GROUPS, *DETAILS}:
        raise BadNode
    if line.parent_id is None:
        return
    parent = act.session.get(ForecastNode, line.parent_id)
    if parent is None or parent.forecast_id != act.plan.id or parent.kind != "group":
        raise BadNode


def _values(act: Act, line: Line) -> dict[str, int | str]:
    if line.about == "name":
        called = " ".join(line.name.split())
        if not 0 < len(called) <= LONGEST_NAME:
            raise BadNode
        return {"name": called}
    if line.id is None or not _exists(act.session, act.plan, line.about, line.id):
        raise BadNode
    return {(GROUPS | DETAILS)[line.about]: line.id}


def _exists(session: Session, plan: Forecast, about: str, id_: int) -> bool:
    conditions = {
        "zone": (Zone.id == id_,),
        "user": (UserCompany.user_id == id_, UserCompany.company_id == plan.company_id),
        "agent": (Agent.id == id_, Agent.company_id == plan.company_id),
        "family": (ProductFamily.id == id_,),
        "campaign": (Campaign.id == id_, Campaign.company_id == plan.company_id),
    }[about]
    return bool(session.scalar(select(exists().where(*conditions))))


def _is(node: object, line: Line) -> bool:
    names = {
        "zone": "zone_id",
        "user": "user_id",
        "agent": "agent_id",
        "family": "family_id",
        "campaign": "campaign_id",
    }
    return line.about in names and getattr(node, names[line.about]) == line.id
