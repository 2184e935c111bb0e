"""Contacts of the register as list and page show them, and what the list can be narrowed to and ordered by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Self

from domain.detail import ActivityRow, Chain, EventRow
from domain.errors import BadFilter
from domain.filter import LONGEST_TEXT

ORDERS: Final = ("name", "type", "stars", "place", "agent", "open", "won", "contacted")
KEYS: Final = ("find", "kind", "stars", "sector", "country", "main_agent", "order", "part")
MOST_STARS: Final = 5
BLOCK: Final = 50
LONGEST_NUMBER: Final = 9


@dataclass(frozen=True, slots=True)
class ContactView:
    """Which contacts, in which order, and which block of them; None is any."""

    text: str = ""
    type_id: int | None = None
    stars: int | None = None
    sector_id: int | None = None
    country: str = ""
    agent_id: int | None = None
    order: str = "name"
    descending: bool = False
    part: int = 1

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        """Read the keys of an address; raise BadFilter for what cannot be read."""
        order = query.get("order") or "name"
        descending = order.startswith("-")
        if order.removeprefix("-") not in ORDERS:
            raise BadFilter(key="order", value=order[:40])
        country = query.get("country", "").upper()
        if country and not (len(country) == len("IT") and country.isascii() and country.isalpha()):
            raise BadFilter(key="country", value=country[:40])
        return cls(
            text=" ".join(query.get("find", "").split())[:LONGEST_TEXT],
            type_id=_number(query, "kind"),
            stars=_number(query, "stars"),
            sector_id=_number(query, "sector"),
            country=country,
            agent_id=_number(query, "main_agent"),
            order=order.removeprefix("-"),
            descending=descending,
            part=_number(query, "part") or 1,
        )

    @property
    def narrowed(self) -> bool:
        """Tell whether some contacts are left out."""
        return bool(
            self.text or self.type_id or self.stars or self.sector_id or self.country or self.agent_id is not None
        )


def _number(query: Mapping[str, str], key: str) -> int | None:
    text = query.get(key, "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER):
        raise BadFilter(key=key, value=text[:40])
    return int(text)


@dataclass(frozen=True, slots=True)
class Sum:
    """How many opportunities, and their net amount in minor units of the reporting currency."""

    count: int = 0
    net_minor: int = 0


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact in the list; sums over the opportunities that the person sees."""

    id: int
    name: str
    type: str | None
    stars: int | None
    city: str | None
    country_code: str | None
    agent: str | None
    open: Sum
    won: Sum
    contacted_on: date | None


@dataclass(frozen=True, slots=True)
class Fields:
    """The contact itself, as it can be edited; `turnover_minor` in `currency`, which is the company's without an own one."""

    id: int
    version: int
    company_id: int
    name: str
    code: str | None
    legal_name: str | None
    vat_number: str | None
    contact_type_id: int | None
    origin_id: int | None
    quality_id: int | None
    sector_id: int | None
    commercial_category_id: int | None
    main_agent_id: int | None
    zone_id: int | None
    currency_code: str | None
    language: str | None
    street: str | None
    postal_code: str | None
    city: str | None
    province: str | None
    country_code: str | None
    latitude: float | None
    longitude: float | None
    geo_precision: str
    geo_source: str | None
    phone: str | None
    email: str | None
    website: str | None
    turnover_minor: int | None
    turnover_year: int | None
    employees: int | None
    founded_year: int | None
    became_lead_on: date | None
    became_customer_on: date | None
    competitor_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """What stands behind the keys of a contact, in words."""

    company: str
    time_zone: str
    currency: str
    type: str | None
    stars: int | None
    quality: str | None
    origin: str | None
    sector: str | None
    category: str | None
    agent: str | None
    zone: str | None
    parent_id: int | None
    parent: str | None
    competitors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person at the contact."""

    id: int
    name: str
    position: str | None
    email: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class AddressRow:
    """A further address of the contact."""

    id: int
    kind: str
    street: str | None
    postal_code: str | None
    city: str | None
    province: str | None
    country_code: str | None


@dataclass(frozen=True, slots=True)
class DealRow:
    """An opportunity of the contact; the amount in its own currency."""

    id: int
    number: str
    title: str
    outcome: str
    stage: str
    colour: str
    percent: int
    currency: str
    net_minor: int
    created_on: date
    expected_order_on: date | None
    closed_on: date | None
    owner: str


@dataclass(frozen=True, slots=True)
class DealSums:
    """Sums over all opportunities of the contact that the person sees, in the reporting currency."""

    currency: str
    open: Sum = Sum()
    weighted_minor: int = 0
    won: Sum = Sum()
    lost: Sum = Sum()
    rates_on: date | None = None


@dataclass(frozen=True, slots=True)
class ContactCampaign:
    """A campaign that addressed the contact."""

    id: int
    name: str
    starts_on: date | None
    became_lead_on: date | None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another contact that may be the same one, and why: name, vat or email."""

    id: int
    version: int
    name: str
    city: str | None
    country_code: str | None
    reasons: tuple[str, ...]
    opportunities: int


@dataclass(frozen=True, slots=True)
class ContactDetail:
    """Everything about a contact that the person may see."""

    fields: Fields
    names: Names
    people: tuple[PersonRow, ...]
    addresses: tuple[AddressRow, ...]
    open_deals: tuple[DealRow, ...]
    past_deals: tuple[DealRow, ...]
    sums: DealSums
    papers: Chain
    activities: tuple[ActivityRow, ...]
    campaigns: tuple[ContactCampaign, ...]
    events: tuple[EventRow, ...]
    contacted_at: datetime | None
    changeable: bool
