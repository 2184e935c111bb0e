"""Where each list is stored, and which of its fields stand in tables of their own."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Table

from data.schema import Base
from data.schema.activity import ActivityType
from data.schema.campaign import CampaignCategory
from data.schema.company import Company, SourceSystem
from data.schema.contact import CommercialCategory, Competitor, ContactOrigin, ContactQuality, ContactType, Sector
from data.schema.document import DocumentType
from data.schema.people import Agent, Team, User, UserCompany, UserTeam, Zone
from data.schema.pipeline import ClosingReason, OpportunityType, Pipeline, Probability, Stage, StageRole
from data.schema.product import ProductFamily
from domain.lookups import Field, Lookup

# Rows of different tables, known by the names of their columns.
Row = Any
Model = type[Any]

MODELS: Final[tuple[Model, ...]] = (
    ActivityType, Agent, CampaignCategory, ClosingReason, CommercialCategory, Company, Competitor, ContactOrigin,
    ContactQuality, ContactType, DocumentType, OpportunityType, Pipeline, Probability, ProductFamily, Sector, SourceSystem,
    Stage, Team, User, Zone,
)  # fmt: skip
BY_TABLE: Final[Mapping[str, Model]] = {model.__tablename__: model for model in MODELS}
# The tables of links: the class, the column of the row and the column of what it is linked with.
LINKS: Final[Mapping[tuple[str, str], tuple[Model, str, str]]] = {
    ("stage", "roles"): (StageRole, "stage_id", "role"),
    ("user_account", "companies"): (UserCompany, "user_id", "company_id"),
    ("user_account", "teams"): (UserTeam, "user_id", "team_id"),
}


def model_of(lookup: Lookup) -> Model:
    """Return the class whose rows make the list."""
    return BY_TABLE[lookup.table]


def table_of(lookup: Lookup) -> Table:
    """Return the table of the list."""
    return Base.metadata.tables[lookup.table]


def is_column(lookup: Lookup, field: Field) -> bool:
    """Tell whether the field is a column of the list's own table."""
    return field.name in table_of(lookup).c and not (field.new and field.name != "login")


def has_order(lookup: Lookup) -> bool:
    """Tell whether rows carry the number of their place."""
    return "sort_order" in table_of(lookup).c
