"""One opportunity as its page shows it: the records that the reads fill and the pictures draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from domain.attention import How
from domain.chance import Chance


@dataclass(frozen=True, slots=True)
class Header:
    """The opportunity itself; amounts in minor units of `currency`, `time_zone` is its company's."""

    id: int
    version: int
    number: str
    title: str
    description: str | None
    company: str
    time_zone: str
    type: str
    pipeline_id: int
    pipeline: str
    stage_id: int
    stage: str
    colour: str
    probability_id: int
    probability: str
    stated_percent: int
    model_percent: int | None
    outcome: str
    owner_id: int
    owner: str
    team: str | None
    main_agent: str | None
    currency: str
    gross_minor: int
    discount_minor: int
    net_minor: int
    weighted_minor: int
    amount_known: bool
    expected_margin_minor: int | None
    expected_revenue_minor: int | None
    expected_order_on: date | None
    expected_delivery_on: date | None
    expected_invoice_on: date | None
    created_on: date
    closed_on: date | None
    last_activity_on: date | None
    closing_reason: str | None
    closing_note: str | None
    origin: str | None
    campaign: str | None
    competitor: str | None
    idle_days: int
    age_days: int
    changeable: bool
    paused_until_on: date | None = None
    paused_because: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the opportunity, amounts in its currency."""

    line_no: int
    product_family: str | None
    description: str | None
    gross_minor: int
    discount_minor: int
    net_minor: int
    expected_revenue_minor: int | None
    expected_order_on: date | None
    expected_delivery_on: date | None
    expected_invoice_on: date | None
    closed_on: date | None
    note: str | None


@dataclass(frozen=True, slots=True)
class ContactCard:
    """The contact and the person there; stars 1 to 5, None when nobody judged."""

    id: int
    name: str
    type: str | None
    stars: int | None
    quality: str | None
    street: str | None
    postal_code: str | None
    city: str | None
    country_code: str | None
    phone: str | None
    email: str | None
    website: str | None
    person: str | None
    position: str | None
    person_email: str | None
    person_phone: str | None


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay in a stage; `left_at` is None for the present one. Amount in the opportunity's currency."""

    stage_id: int
    stage: str
    colour: str
    entered_at: datetime
    left_at: datetime | None
    days: int
    stated_percent: int
    net_minor: int
    user: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of the pipeline: `place` is past, current or future, `days` what it took here, median what is usual.

    `reachable` says that an open opportunity may be moved there from where it is, tasks apart.
    """

    stage_id: int
    name: str
    colour: str
    glyph: int
    kind: str
    place: str
    days: int | None
    median_days: int | None
    entered_on: date | None
    reachable: bool = False
    usual_percent: int | None = None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task of the present stage; a mandatory one must be done before the stage can be left."""

    id: int
    name: str
    mandatory: bool
    done_at: datetime | None
    done_by: str | None


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quote, amounts in minor units of its currency; `version` is the one that the person sees."""

    id: int
    number: str
    revision: int
    status: str
    issued_on: date
    valid_until_on: date | None
    currency: str
    net_minor: int
    version: int = 1


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order and how much of it is invoiced."""

    id: int
    number: str
    status: str
    ordered_on: date
    quote_id: int | None
    currency: str
    net_minor: int
    invoiced_minor: int


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice or credit note (negative) and how much of it is paid; `paid_minor` is part of the gross amount."""

    id: int
    kind: str
    number: str
    status: str
    issued_on: date
    due_on: date | None
    order_id: int | None
    credited_invoice_id: int | None
    currency: str
    net_minor: int
    gross_minor: int
    paid_minor: int


@dataclass(frozen=True, slots=True)
class Chain:
    """The documents in the order of their days."""

    quotes: tuple[QuoteRow, ...]
    orders: tuple[OrderRow, ...]
    invoices: tuple[InvoiceRow, ...]


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """Something planned (`done_at` is None) or done; `kind` names its icon, `changeable` is for the reader."""

    id: int
    kind: str
    type: str
    subject: str
    note: str | None
    due_on: date | None
    due_at: datetime | None
    done_at: datetime | None
    user: str | None
    outcome_note: str | None
    version: int = 1
    type_id: int = 0
    user_id: int | None = None
    minutes: int | None = None
    remind_at: datetime | None = None
    opportunity_id: int | None = None
    opportunity: str | None = None
    contact_id: int | None = None
    contact: str | None = None
    changeable: bool = False
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EventRow:
    """A change as the log tells it: the fields that changed, before and after, with names where records hold ids."""

    id: int
    at: datetime
    verb: str
    user: str | None
    imported: bool
    before: Mapping[str, object]
    after: Mapping[str, object]
    undoes_event_id: int | None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """The whole page: `steps` is the pipeline with days and medians, `stays` the way it really went."""

    header: Header
    contact: ContactCard | None
    lines: tuple[Line, ...]
    steps: tuple[Step, ...]
    stays: tuple[Stay, ...]
    tasks: tuple[TaskRow, ...]
    chain: Chain
    activities: tuple[ActivityRow, ...]
    events: tuple[EventRow, ...]
    reader_zone: str = "UTC"  # the time zone of the person who reads
    file_count: int = 0
    follows: How = "usual"  # whether the person who reads follows or mutes it
    chance: Chance | None = None  # of an open one, once a forecast has spoken of it
