"""The tree of one plan: its nodes by name, and the values of its details."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.schema.campaign import Campaign
from data.schema.forecast import ForecastCell, ForecastNode
from data.schema.people import Agent, User, Zone
from data.schema.product import ProductFamily
from domain.plan.matching import Ancestors
from domain.plan.tree import Node, Tree, Value


def tree(session: Session, plan_id: int) -> Tree:
    """Return the nodes of a plan in their order, and the values of its details."""
    name = func.coalesce(
        ForecastNode.name, Zone.name, User.display_name, Agent.name, ProductFamily.description, Campaign.name
    )
    query = (
        select(ForecastNode, name, ProductFamily.unit)
        .join(Zone, Zone.id == ForecastNode.zone_id, isouter=True)
        .join(User, User.id == ForecastNode.user_id, isouter=True)
        .join(Agent, Agent.id == ForecastNode.agent_id, isouter=True)
        .join(ProductFamily, ProductFamily.id == ForecastNode.product_family_id, isouter=True)
        .join(Campaign, Campaign.id == ForecastNode.campaign_id, isouter=True)
        .where(ForecastNode.forecast_id == plan_id)
        .order_by(ForecastNode.sort_order, ForecastNode.id)
    )
    nodes = [_node(row, called, unit) for row, called, unit in session.execute(query)]
    return Tree(nodes, cells(session, plan_id))


def cells(session: Session, plan_id: int) -> dict[tuple[int, int], Value]:
    """Return the values of a plan by node and range."""
    query = (
        select(ForecastCell)
        .join(ForecastNode, ForecastNode.id == ForecastCell.forecast_node_id)
        .where(ForecastNode.forecast_id == plan_id)
        .order_by(ForecastCell.forecast_node_id, ForecastCell.period_range_id)
    )
    return {
        (cell.forecast_node_id, cell.period_range_id): Value(cell.amount_minor, cell.quantity or Decimal(0))
        for cell in session.scalars(query)
    }


def ancestors(session: Session) -> Ancestors:
    """Return the zones and families that each zone and family lies in."""
    zones = {row.id: row.parent_id for row in session.execute(select(Zone.id, Zone.parent_id))}
    families = {row.id: row.parent_id for row in session.execute(select(ProductFamily.id, ProductFamily.parent_id))}
    return Ancestors(_above(zones), _above(families))


def _above(parents: Mapping[int, int | None]) -> dict[int, frozenset[int]]:
    found: dict[int, frozenset[int]] = {}
    for id_ in parents:
        line, place = [id_], parents[id_]
        while place is not None and place not in line:
            line.append(place)
            place = parents.get(place)
        found[id_] = frozenset(line)
    return found


def _node(row: ForecastNode, name: str | None, unit: str | None) -> Node:
    return Node(
        id=row.id, parent_id=row.parent_id, is_detail=row.kind == "detail", name=name or "–", zone_id=row.zone_id,
        user_id=row.user_id, agent_id=row.agent_id, family_id=row.product_family_id, campaign_id=row.campaign_id,
        unit=unit or "",
    )  # fmt: skip
