"""Choices: everything that a rule can name, with the names that people know it by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from data.schema.activity import ActivityType
from data.schema.campaign import Campaign
from data.schema.company import Company
from data.schema.contact import ContactOrigin, ContactQuality
from data.schema.people import Agent, Team, User
from data.schema.pipeline import OpportunityType, Pipeline, Probability, Stage
from data.schema.webhook import Webhook
from domain.access import ROLE_PERMISSIONS, Permission
from domain.outcome import Outcome

Options = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """The lists by name, in their order; `owners` are those in whose name a rule may act."""

    lists: Mapping[str, Options]

    def name(self, of: str, key: object) -> str:
        """Return what an id stands for, a dash for what is gone."""
        return next((label for id_, label in self.lists[of] if id_ == key), "–")


def choices(session: Session) -> Choices:
    """Return what a rule can name; rows that are retired too, since older rules may name them."""
    return Choices({name: tuple(_rows(session, query)) for name, query in _queries().items()})


def _rows(session: Session, query: Select[*tuple[Any, ...]]) -> Iterator[tuple[int, str]]:
    return ((row[0], " › ".join(part for part in row[1:] if part)) for row in session.execute(query))


def _queries() -> dict[str, Select[*tuple[Any, ...]]]:
    open_stages = (
        select(Stage.id, Pipeline.description, Stage.name)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .where(Stage.kind == Outcome.OPEN.value)
        .order_by(Pipeline.sort_order, Pipeline.id, Stage.sort_order, Stage.id)
    )
    probabilities = select(Probability.id, Probability.description).where(
        Probability.percent > 0, Probability.percent < 100
    )
    changing = [role.value for role, held in ROLE_PERMISSIONS.items() if Permission.CHANGE_OPPORTUNITIES in held]
    people = select(User.id, User.display_name).where(User.active).order_by(User.display_name, User.id)
    lists: dict[str, Any] = {
        "pipelines": Pipeline, "types": OpportunityType, "qualities": ContactQuality, "origins": ContactOrigin,
        "activity_types": ActivityType,
    }  # fmt: skip
    named: dict[str, Any] = {
        "teams": Team,
        "agents": Agent,
        "companies": Company,
        "campaigns": Campaign,
        "webhooks": Webhook,
    }
    return {
        "stages": open_stages,
        "probabilities": probabilities.order_by(Probability.percent, Probability.id),
        "people": people,
        "owners": people.where(User.role.in_(changing)),
        **{
            name: select(entity.id, entity.description).order_by(entity.sort_order, entity.id)
            for name, entity in lists.items()
        },
        **{name: select(entity.id, entity.name).order_by(entity.name, entity.id) for name, entity in named.items()},
    }
