"""Books for the small known company: orders, invoices, credit notes, lines and quotas, drawn with a fixed seed."""

import random
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from data.schema.company import FxRate
from data.schema.invoice import Invoice
from data.schema.opportunity import Opportunity, OpportunityLine
from data.schema.quota import Quota
from data.schema.sales import SalesOrder
from domain.money import BASE_CURRENCY
from domain.period import month_of
from tests.world import TODAY, World

SEED = 20_260_715
RATES_IN_2025 = {"CHF": "0.9300", "JPY": "165.00", "USD": "1.0500"}
# company, owner, team, contact, currencies
PLACES = (
    ("IT", "sales", "NORTH", "Officine Alfa", ("EUR", "EUR", "CHF")),
    ("IT", "colleague", "NORTH", "Beta Meccanica", ("EUR",)),
    ("IT", "other_team", "SOUTH", "Delta Sud", ("EUR", "JPY")),
    ("IT", "country_manager", "", "Gamma Presse", ("EUR",)),
    ("CH", "foreign", "ALPS", "Alpen Werk", ("CHF", "CHF", "EUR")),
)


def add_books(session: Session, world: World, *, documents: int = 120) -> None:
    """Add documents of every kind and status around the company's today, with and without dates."""
    draw = random.Random(SEED)  # noqa: S311  a fixed draw, no secret
    for code, rate in RATES_IN_2025.items():
        session.merge(
            FxRate(base_currency=BASE_CURRENCY, quote_currency=code, rate_on=date(2025, 1, 2), source="ECB", rate=rate)
        )
    _add_lines(session, world, draw)
    for number in range(documents):
        place = draw.choice(PLACES)
        _add_order(session, world, draw, number, place)
        _add_invoice(session, world, draw, number, place)
    _add_quotas(session, world)
    session.flush()


def _add_lines(session: Session, world: World, draw: random.Random) -> None:
    """Let some opportunities say by lines when they will be invoiced, and some by their header."""
    for number, opportunity_id in enumerate(world.opportunities.values()):
        row = session.get_one(Opportunity, opportunity_id)
        if number % 3 == 0:
            row.expected_invoice_on = TODAY + timedelta(days=draw.randint(-60, 200))
        if number % 3 == 1 and row.net_minor > 3 and not row.amounts_from_lines:
            parts = (row.net_minor // 3, row.net_minor - row.net_minor // 3)
            for line_no, net_minor in enumerate(parts, start=1):
                day = TODAY + timedelta(days=draw.randint(-30, 200)) if draw.random() < 0.8 else None
                session.add(
                    OpportunityLine(
                        opportunity_id=opportunity_id, line_no=line_no, gross_minor=net_minor, net_minor=net_minor,
                        expected_invoice_on=day,
                    )
                )  # fmt: skip


def _head(world: World, draw: random.Random, place: tuple[Any, ...]) -> dict[str, Any]:
    company, owner, team, contact, currencies = place
    of_company = [
        key for key in world.opportunities if (key in {"alpine", "glacier", "yen", "alpine_won"}) == (company == "CH")
    ]
    return {
        "company_id": world.companies[company],
        "owner_id": world.users[owner],
        "team_id": world.teams.get(team),
        "agent_id": world.agents["A1"] if owner == "sales" else None,
        "contact_id": world.contacts[contact] if draw.random() < 0.9 else None,
        "opportunity_id": world.opportunities[draw.choice(of_company)] if draw.random() < 0.3 else None,
        "currency_code": draw.choice(currencies),
    }


def _add_order(session: Session, world: World, draw: random.Random, number: int, place: tuple[Any, ...]) -> None:
    net_minor = draw.randint(1, 5_000_000)
    status = draw.choice(("open", "open", "open", "invoiced", "cancelled", "draft"))
    invoiced = {"invoiced": net_minor, "open": draw.choice((0, net_minor // 3))}.get(status, 0)
    planned_on = TODAY + timedelta(days=draw.randint(-120, 300)) if draw.random() < 0.85 else None
    ordered_on = TODAY - timedelta(days=draw.randint(0, 300))
    session.add(
        SalesOrder(
            number=f"B-O-{number:04}", status=status, net_minor=net_minor, gross_minor=net_minor,
            invoiced_minor=invoiced, ordered_on=ordered_on, ordered_month=month_of(ordered_on),
            planned_invoice_on=planned_on, planned_invoice_month=month_of(planned_on) if planned_on else None,
            **_head(world, draw, place),
        )
    )  # fmt: skip


def _add_invoice(session: Session, world: World, draw: random.Random, number: int, place: tuple[Any, ...]) -> None:
    kind = draw.choice(("invoice", "invoice", "invoice", "credit_note", "debit_note"))
    net_minor = draw.randint(1, 5_000_000) * (-1 if kind == "credit_note" else 1)
    status = draw.choice(("issued", "issued", "paid", "cancelled", "draft"))
    issued_on = TODAY + timedelta(days=draw.randint(-540, 40))
    gross_minor = net_minor * 122 // 100
    session.add(
        Invoice(
            kind=kind, number=f"B-I-{number:04}", status=status, net_minor=net_minor,
            tax_minor=gross_minor - net_minor, gross_minor=gross_minor,
            paid_minor=gross_minor if status == "paid" else 0, issued_on=issued_on, issued_month=month_of(issued_on),
            due_on=issued_on + timedelta(days=30), **_head(world, draw, place),
        )
    )  # fmt: skip


def _add_quotas(session: Session, world: World) -> None:
    """Give Italy targets for itself, its teams and its agent, Switzerland only for its team."""
    for month in range(2026 * 12, 2026 * 12 + 12):
        rows = (
            ("IT", None, None, 9_000_000), ("IT", "NORTH", None, 6_000_000), ("IT", "SOUTH", None, 2_500_000),
            ("IT", "NORTH", "A1", 4_000_000), ("CH", "ALPS", None, 3_000_000),
        )  # fmt: skip
        session.add_all(
            Quota(
                company_id=world.companies[company], team_id=world.teams[team] if team else None,
                agent_id=world.agents[agent] if agent else None, month=month, measure=measure,
                target_minor=target + month % 12 if measure == "billings" else 1,
            )
            for company, team, agent, target in rows
            for measure in ("billings", "bookings")
        )  # fmt: skip
