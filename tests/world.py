"""A small known company group: two companies, every role, every kind of opportunity, with dates that never move."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy.orm import Session

from data.schema.activity import Activity, ActivityType
from data.schema.base import Base
from data.schema.campaign import Campaign, CampaignCost, CampaignMember
from data.schema.company import Company, Currency, FxRate
from data.schema.contact import Contact, ContactPerson, ContactQuality, ContactType
from data.schema.invoice import Invoice
from data.schema.log import Event
from data.schema.notice import Notification
from data.schema.opportunity import Opportunity, OpportunityLine, StageHistory
from data.schema.people import Agent, Team, User, UserCompany, UserTeam
from data.schema.pipeline import ClosingReason, OpportunityType, Pipeline, Probability, Stage
from data.schema.product import ProductFamily
from data.schema.sales import Quote, SalesOrder
from domain.access import Principal, Reach, Role, reach_of
from domain.money import BASE_CURRENCY, exponent
from domain.period import month_of

if TYPE_CHECKING:
    from data.session import Database

TODAY = date(2026, 7, 15)
NOW = datetime(2026, 7, 15, 9, 30, tzinfo=UTC)
PASSWORD = "caudal for everyone"
# A cheap hash of PASSWORD, so that signing in costs the tests nothing.
PASSWORD_HASH = "$argon2id$v=19$m=1024,t=1,p=1$lCRTelOlhzdMj2CdnKe4og$jW14wnya101ILeOrIDJeUMO+XueaFgcbzH5GS2awuvE"
RATES = {  # units of the currency for one euro
    "CHF": {date(2026, 1, 2): "0.9412", date(2026, 7, 1): "0.9500", date(2026, 7, 14): "0.9375"},
    "JPY": {date(2026, 1, 2): "158.20", date(2026, 7, 14): "160.55"},
    "USD": {date(2026, 1, 2): "1.1003", date(2026, 7, 14): "1.0850"},
}
BASE_RATES = {"EUR": Decimal(1), "CHF": Decimal("0.9375"), "JPY": Decimal("160.55")}
PERCENTS = (0, 10, 25, 50, 75, 90, 100)
COLOURS = ("start", "visit", "budget", "detailed", "final", "accepted")
STAGE_NAMES = ("First contact", "Visit", "Budget", "Detailed offer", "Final offer", "Accepted")


class _Person(NamedTuple):
    login: str
    name: str
    role: Role
    companies: str
    teams: str
    active: bool = True


PEOPLE = (
    _Person("administrator", "Ada Root", Role.ADMINISTRATOR, "IT CH", ""),
    _Person("executive", "Elena Vertice", Role.EXECUTIVE, "IT CH", ""),
    _Person("manager", "Marco Guida", Role.SALES_MANAGER, "IT", "NORTH"),
    _Person("country_manager", "Chiara Intera", Role.SALES_MANAGER, "IT", ""),
    _Person("analyst", "Anna Liste", Role.ANALYST, "IT CH", ""),
    _Person("sales", "Sara Vendi", Role.SALES_PERSON, "IT", "NORTH"),
    _Person("colleague", "Nico Vicino", Role.SALES_PERSON, "IT", "NORTH"),
    _Person("other_team", "Olga Meridione", Role.SALES_PERSON, "IT", "SOUTH"),
    _Person("foreign", "Franz Berg", Role.SALES_PERSON, "CH", "ALPS"),
    _Person("gone", "Gino Partito", Role.SALES_PERSON, "IT", "NORTH", active=False),
)


class _Deal(NamedTuple):
    key: str
    company: str
    owner: str
    team: str
    contact: str
    kind: str
    stage: int
    percent: int
    currency: str
    net_minor: int
    created: int  # days before today
    expected: int | None  # days from today
    touched: int | None  # days before today
    title: str
    outcome: str = "open"
    closed: int | None = None  # days before today
    reason: str | None = None


DEALS = (
    _Deal("press", "IT", "sales", "NORTH", "Officine Alfa", "new", 3, 50, "EUR", 12_000_000, 60, 30, 3, "Hydraulic press"),
    _Deal("robot", "IT", "sales", "NORTH", "Officine Alfa", "new", 2, 25, "EUR", 4_500_050, 120, -10, 20, "Robot cell"),
    _Deal("silent", "IT", "sales", "NORTH", "Beta Meccanica", "new", 0, 10, "EUR", 99_999, 40, None, None, "Silent pump"),
    _Deal("zero", "IT", "colleague", "NORTH", "Beta Meccanica", "renewal", 1, 10, "EUR", 0, 5, 90, 5, "Amount unknown"),
    _Deal("lines", "IT", "sales", "NORTH", "Gamma Presse", "renewal", 4, 75, "EUR", 9_000_000, 90, 14, 1, "Service contract"),
    _Deal("franc", "IT", "colleague", "NORTH", "Gamma Presse", "new", 3, 50, "CHF", 3_333_333, 33, 45, 16, "Swiss cutter"),
    _Deal("south", "IT", "other_team", "SOUTH", "Delta Sud", "new", 5, 90, "EUR", 25_000_001, 200, 60, 31, "South line"),
    _Deal("teamless", "IT", "country_manager", "", "Delta Sud", "renewal", 2, 25, "EUR", 777_777, 14, 20, 14, "Nobody's team"),
    _Deal("won", "IT", "sales", "NORTH", "Officine Alfa", "new", 6, 100, "EUR", 5_000_000, 150, -30, 31, "Conveyor",
          "won", 20, "BEST"),
    _Deal("lost", "IT", "colleague", "NORTH", "Beta Meccanica", "new", 7, 0, "EUR", 1_234_567, 100, -40, 50, "Old lathe",
          "lost", 10, "PRICE"),
    _Deal("won_before", "IT", "other_team", "SOUTH", "Delta Sud", "renewal", 6, 100, "EUR", 800_000, 420, -360, 380,
          "Last year's contract", "won", 350, "BEST"),
    _Deal("lost_franc", "IT", "other_team", "SOUTH", "Delta Sud", "new", 7, 0, "CHF", 2_000_001, 80, 5, 60, "Cutter, lost",
          "lost", 2, "PRICE"),
    _Deal("cancelled", "IT", "sales", "NORTH", "Gamma Presse", "new", 0, 10, "EUR", 6_600_000, 70, 10, 69, "Typed twice",
          "cancelled", 69),
    _Deal("alpine", "CH", "foreign", "ALPS", "Alpen Werk", "new", 3, 50, "CHF", 7_000_000, 25, 70, 2, "Cable car"),
    _Deal("glacier", "CH", "foreign", "ALPS", "Alpen Werk", "renewal", 0, 10, "EUR", 1_500_000, 12, 100, 12, "Glacier lift"),
    _Deal("yen", "CH", "foreign", "ALPS", "Alpen Werk", "new", 1, 25, "JPY", 5_000_001, 8, 40, 7, "Export machine"),
    _Deal("alpine_won", "CH", "foreign", "ALPS", "Alpen Werk", "new", 6, 100, "CHF", 3_300_000, 90, -15, 20, "Ski lift",
          "won", 15, "BEST"),
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """The ids of everything, by the names used in the tables above."""

    today: date = TODAY
    now: datetime = NOW
    companies: dict[str, int] = field(default_factory=dict)  # IT, CH
    teams: dict[str, int] = field(default_factory=dict)  # NORTH, SOUTH of IT, ALPS of CH
    users: dict[str, int] = field(default_factory=dict)  # by login
    agents: dict[str, int] = field(default_factory=dict)  # A1, who is "sales"
    probabilities: dict[int, int] = field(default_factory=dict)  # by percent
    pipelines: dict[str, int] = field(default_factory=dict)  # new, renewal
    stages: dict[tuple[str, int | str], int] = field(default_factory=dict)  # (pipeline, 0…5 | "won" | "lost")
    types: dict[str, int] = field(default_factory=dict)  # new, renewal
    reasons: dict[str, int] = field(default_factory=dict)  # BEST +, PRICE −, GONE −
    contacts: dict[str, int] = field(default_factory=dict)  # by name
    campaigns: dict[str, int] = field(default_factory=dict)  # Fair of IT, Mailing of CH
    opportunities: dict[str, int] = field(default_factory=dict)  # by key
    principals: dict[str, Principal] = field(default_factory=dict)  # by login

    def principal(self, login: str) -> Principal:
        """Return the person as a request would carry her."""
        return self.principals[login]


def build(database: "Database") -> World:
    """Fill an empty, migrated database and return the ids."""
    world = World()
    with database.write() as session:
        _add_money(session)
        _add_lists(session, world)
        _add_companies(session, world)
        _add_people(session, world)
        _add_contacts(session, world)
        for number, deal in enumerate(DEALS, start=1):
            _add_deal(session, world, deal, number)
        _add_details(session, world)
    return world


def _flushed(session: Session, rows: Sequence[Base]) -> list[int]:
    session.add_all(rows)
    session.flush()
    return [int(row.id) for row in rows]  # type: ignore[attr-defined]  # every table used here has an id


def _add_money(session: Session) -> None:
    for code, name in (("EUR", "Euro"), ("CHF", "Swiss franc"), ("JPY", "Yen"), ("USD", "US dollar")):
        session.merge(Currency(code=code, name=name, exponent=exponent(code)))
    session.flush()
    for code, rates in RATES.items():
        for day, rate in rates.items():
            session.merge(
                FxRate(base_currency=BASE_CURRENCY, quote_currency=code, rate_on=day, source="ECB", rate=rate)
            )
    session.flush()


def _add_lists(session: Session, world: World) -> None:
    names = {0: "Lost", 100: "Won"}
    ids = _flushed(session, [
        Probability(code=f"P{percent}", description=names.get(percent, f"{percent} %"), percent=percent, sort_order=percent)
        for percent in PERCENTS
    ])  # fmt: skip
    world.probabilities.update(zip(PERCENTS, ids, strict=True))
    _add_stages(session, world)
    kinds = tuple(world.pipelines)
    types = [
        OpportunityType(code=kind.upper(), description=f"{kind} business".capitalize(), default_pipeline_id=world.pipelines[kind])
        for kind in kinds
    ]  # fmt: skip
    world.types.update(zip(kinds, _flushed(session, types), strict=True))
    reasons = (("BEST", "Best offer", 1), ("PRICE", "Too dear", -1), ("GONE", "Project stopped", -1))
    rows = [ClosingReason(code=code, description=text, sign=sign) for code, text, sign in reasons]
    world.reasons.update(zip((code for code, _, _ in reasons), _flushed(session, rows), strict=True))


def _add_stages(session: Session, world: World) -> None:
    for kind, name in (("new", "New business"), ("renewal", "Renewals")):
        (pipeline_id,) = _flushed(session, [Pipeline(code=kind.upper(), description=name)])
        world.pipelines[kind] = pipeline_id
        steps: list[tuple[int | str, str, str, str, int]] = [
            (place, STAGE_NAMES[place], "open", COLOURS[place], PERCENTS[min(place + 1, 5)]) for place in range(6)
        ]
        steps += [("won", "Won", "won", "accepted", 100), ("lost", "Lost", "lost", "start", 0)]
        for order, (place, label, outcome, colour, percent) in enumerate(steps):
            stage = Stage(
                pipeline_id=pipeline_id, code=f"S{order}", name=label, sort_order=order, kind=outcome, colour=colour,
                default_probability_id=world.probabilities[percent],
            )  # fmt: skip
            (world.stages[kind, place],) = _flushed(session, [stage])


def _add_companies(session: Session, world: World) -> None:
    for code, name, currency, zone in (
        ("IT", "Caudal Italia", "EUR", "Europe/Rome"),
        ("CH", "Caudal Schweiz", "CHF", "Europe/Zurich"),
    ):
        company = Company(
            code=code, name=name, currency_code=currency, country_code=code, time_zone=zone,
            won_probability_id=world.probabilities[100], lost_probability_id=world.probabilities[0],
        )  # fmt: skip
        (world.companies[code],) = _flushed(session, [company])
    for code, company_code in (("NORTH", "IT"), ("SOUTH", "IT"), ("ALPS", "CH")):
        team = Team(company_id=world.companies[company_code], code=code, name=f"Team {code.title()}")
        (world.teams[code],) = _flushed(session, [team])


def _add_people(session: Session, world: World) -> None:
    for person in PEOPLE:
        user = User(
            login=person.login, display_name=person.name, email=f"{person.login}@caudal.example",
            role=person.role.value, password_hash=PASSWORD_HASH, active=person.active,
        )  # fmt: skip
        (user_id,) = _flushed(session, [user])
        world.users[person.login] = user_id
        companies = frozenset(world.companies[code] for code in person.companies.split())
        teams = frozenset(world.teams[code] for code in person.teams.split())
        session.add_all(UserCompany(user_id=user_id, company_id=company_id) for company_id in companies)
        session.add_all(UserTeam(user_id=user_id, team_id=team_id) for team_id in teams)
        sees = reach_of(person.role, has_teams=bool(teams), sales_people=Reach.TEAM)
        changes = reach_of(person.role, has_teams=bool(teams), sales_people=Reach.OWN)
        world.principals[person.login] = Principal(
            user_id, person.login, person.name, person.role, companies, teams, sees, changes
        )
    session.flush()
    agent = Agent(company_id=world.companies["IT"], code="A1", name="Agenzia Uno", user_id=world.users["sales"])
    (world.agents["A1"],) = _flushed(session, [agent])


def _add_contacts(session: Session, world: World) -> None:
    (kind,) = _flushed(session, [ContactType(code="CUSTOMER", description="Customer", kind="customer")])
    qualities = _flushed(session, [
        ContactQuality(code=f"Q{stars}", description=f"{stars} stars", stars=stars) for stars in range(1, 6)
    ])  # fmt: skip
    places = {
        "Officine Alfa": ("IT", "Torino", 45.07, 7.69),
        "Beta Meccanica": ("IT", "Milano", 45.46, 9.19),
        "Gamma Presse": ("IT", "Bologna", 44.49, 11.34),
        "Delta Sud": ("IT", "Napoli", 40.85, 14.27),
        "Alpen Werk": ("CH", "Zürich", 47.37, 8.54),
    }
    for number, (name, (company, city, latitude, longitude)) in enumerate(places.items()):
        contact = Contact(
            company_id=world.companies[company], code=f"C{number}", name=name, contact_type_id=kind,
            quality_id=qualities[4 - number], city=city, country_code=company, latitude=latitude,
            longitude=longitude, geo_precision="city",
        )  # fmt: skip
        (world.contacts[name],) = _flushed(session, [contact])


def _add_deal(session: Session, world: World, deal: _Deal, number: int) -> None:
    created_on = TODAY - timedelta(days=deal.created)
    place: int | str = {6: "won", 7: "lost"}.get(deal.stage, deal.stage)
    closed_on = None if deal.closed is None else TODAY - timedelta(days=deal.closed)
    expected_on = None if deal.expected is None else TODAY + timedelta(days=deal.expected)
    discount_minor = 1_000_000 if deal.key == "lines" else 0
    opportunity = Opportunity(
        company_id=world.companies[deal.company],
        number=f"{deal.company}-{number:04}",
        title=deal.title,
        opportunity_type_id=world.types[deal.kind],
        contact_id=world.contacts[deal.contact],
        main_agent_id=world.agents["A1"] if deal.owner == "sales" else None,
        owner_id=world.users[deal.owner],
        team_id=world.teams.get(deal.team),
        pipeline_id=world.pipelines[deal.kind],
        stage_id=world.stages[deal.kind, place],
        probability_id=world.probabilities[deal.percent],
        stated_percent=deal.percent,
        outcome=deal.outcome,
        closing_reason_id=world.reasons[deal.reason] if deal.reason else None,
        currency_code=deal.currency,
        gross_minor=deal.net_minor + discount_minor,
        discount_minor=discount_minor,
        net_minor=deal.net_minor,
        amounts_from_lines=deal.key == "lines",
        net_base_minor=_in_euros(deal.net_minor, deal.currency),
        amount_known=deal.net_minor > 0,
        expected_order_on=expected_on,
        created_on=created_on,
        closed_on=closed_on,
        last_activity_on=None if deal.touched is None else TODAY - timedelta(days=deal.touched),
    )
    (world.opportunities[deal.key],) = _flushed(session, [opportunity])
    _add_history(session, world, deal, opportunity)


def _in_euros(minor: int, currency: str) -> int:
    euros = Decimal(minor).scaleb(2 - exponent(currency)) / BASE_RATES[currency]
    return int(euros.to_integral_value(ROUND_HALF_EVEN))


def _add_history(session: Session, world: World, deal: _Deal, opportunity: Opportunity) -> None:
    """Give it a stay in the first stage, then, when it moved on, one in the present stage since half of its age."""
    started_at = _noon(opportunity.created_on)
    half_way = opportunity.created_on + (TODAY - opportunity.created_on) // 2
    moved_at = _noon(opportunity.closed_on or half_way)
    stays: list[tuple[int, datetime, datetime | None]] = [
        (world.stages[deal.kind, 0], started_at, moved_at if deal.stage else None)
    ]
    if deal.stage:
        stays.append((opportunity.stage_id, moved_at, None))
    session.add_all(
        StageHistory(
            opportunity_id=opportunity.id, pipeline_id=opportunity.pipeline_id, stage_id=stage_id,
            stated_percent=deal.percent, net_minor=deal.net_minor, expected_order_on=opportunity.expected_order_on,
            entered_at=entered_at, left_at=left_at, user_id=opportunity.owner_id,
        )
        for stage_id, entered_at, left_at in stays
    )  # fmt: skip
    session.add(
        Event(
            at=started_at, company_id=opportunity.company_id, user_id=opportunity.owner_id, entity="opportunity",
            entity_id=opportunity.id, verb="create", before=None, after={"title": deal.title}, entity_version=1,
        )
    )  # fmt: skip
    session.flush()


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def _add_campaigns(session: Session, world: World) -> None:
    """Give each company a campaign with a cost and a member; nothing came of them yet."""
    for name, company, contact in (("Fair", "IT", "Officine Alfa"), ("Mailing", "CH", "Alpen Werk")):
        campaign = Campaign(
            company_id=world.companies[company], code=f"K-{company}", name=name, currency_code="EUR",
            budget_minor=1_000_000, starts_on=TODAY - timedelta(days=200), goal_leads=10,
        )  # fmt: skip
        (world.campaigns[name],) = _flushed(session, [campaign])
        cost = CampaignCost(
            campaign_id=campaign.id, spent_on=TODAY - timedelta(days=190), description="Stand", amount_minor=800_000
        )
        session.add_all([cost, CampaignMember(campaign_id=campaign.id, contact_id=world.contacts[contact])])
    session.flush()


def _add_details(session: Session, world: World) -> None:
    _add_campaigns(session, world)
    _add_lines(session, world)
    _add_activities(session, world)
    _add_chain(session, world)
    person = ContactPerson(contact_id=world.contacts["Officine Alfa"], name="Paola Rossi", position="Buyer")
    notice = Notification(
        user_id=world.users["sales"], opportunity_id=world.opportunities["press"], key="world-1",
        template="“{title}” waits for an answer.", params={"title": "Hydraulic press"}, created_at=NOW,
    )  # fmt: skip
    _flushed(session, [person, notice])


def _add_lines(session: Session, world: World) -> None:
    families = _flushed(session, [
        ProductFamily(code="MACHINE", description="Machines"), ProductFamily(code="SERVICE", description="Service"),
    ])  # fmt: skip
    amounts = ((6_000_000, 600_000), (3_000_000, 400_000), (1_000_000, 0))
    _flushed(session, [
        OpportunityLine(
            opportunity_id=world.opportunities["lines"], line_no=number, product_family_id=families[number % 2],
            description=f"Line {number}", gross_minor=gross, discount_minor=discount, net_minor=gross - discount,
        )
        for number, (gross, discount) in enumerate(amounts, start=1)
    ])  # fmt: skip


def _add_activities(session: Session, world: World) -> None:
    call, visit = _flushed(session, [
        ActivityType(code="CALL", description="Call", kind="call"), ActivityType(code="VISIT", description="Visit", kind="visit"),
    ])  # fmt: skip
    plan = (  # opportunity, type, subject, days from today when due, done
        ("press", visit, "Show the press", 5, False),
        ("press", call, "Ask for the order", 2, False),
        ("press", call, "Presented the offer", -3, True),
        ("robot", call, "Call back", -4, False),
        ("lines", call, "Signed?", 1, False),
        ("alpine", visit, "Visit the station", 9, False),
        ("won", call, "Thanked", -31, True),
    )
    _flushed(session, [
        Activity(
            company_id=world.companies["CH" if key == "alpine" else "IT"], activity_type_id=kind,
            opportunity_id=world.opportunities[key], contact_id=None, subject=subject,
            due_on=TODAY + timedelta(days=days), done_at=_noon(TODAY + timedelta(days=days)) if done else None,
            assigned_user_id=world.users["foreign" if key == "alpine" else "sales"],
        )
        for key, kind, subject, days, done in plan
    ])  # fmt: skip


def _add_chain(session: Session, world: World) -> None:
    """Give the won opportunity a quote, an order and an invoice for a part of it."""
    company, won = world.companies["IT"], world.opportunities["won"]
    amounts = {"currency_code": "EUR", "gross_minor": 5_000_000, "net_minor": 5_000_000}
    quoted_on, ordered_on = TODAY - timedelta(days=40), TODAY - timedelta(days=20)
    (quote,) = _flushed(session, [
        Quote(company_id=company, number="Q-1", opportunity_id=won, status="accepted", issued_on=quoted_on, **amounts)
    ])  # fmt: skip
    order = SalesOrder(
        company_id=company, number="O-1", opportunity_id=won, quote_id=quote, status="open", ordered_on=ordered_on,
        ordered_month=month_of(ordered_on), invoiced_minor=2_000_000, **amounts,
    )  # fmt: skip
    (order_id,) = _flushed(session, [order])
    issued_on = TODAY - timedelta(days=5)
    _flushed(session, [
        Invoice(
            company_id=company, number="I-1", sales_order_id=order_id, opportunity_id=won, issued_on=issued_on,
            issued_month=month_of(issued_on), currency_code="EUR", net_minor=2_000_000, gross_minor=2_000_000,
        )
    ])  # fmt: skip
