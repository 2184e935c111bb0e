"""One opportunity as it is read: within the person's scope, with its way, its documents and its log in words."""

from datetime import timedelta

import pytest

from data.queries.opportunity import detail
from data.schema.invoice import DocumentLink, Invoice
from data.schema.log import Event
from data.schema.opportunity import OpportunityTask
from data.schema.pipeline import StageTask
from data.session import Database
from domain.detail import Detail
from domain.errors import NotFound
from domain.period import month_of
from tests.world import NOW, TODAY, World


def read(database: Database, world: World, key: str, login: str = "sales") -> Detail:
    with database.read() as session:
        return detail(session, world.principal(login), world.opportunities[key], today=TODAY)


def test_those_who_reach_it_read_it(database: Database, world: World) -> None:
    for login in ("sales", "colleague", "manager", "country_manager", "analyst", "executive"):
        assert read(database, world, "press", login).header.title == "Hydraulic press"


def test_what_is_out_of_reach_or_never_was_is_not_found(database: Database, world: World) -> None:
    for login in ("other_team", "foreign"):
        with pytest.raises(NotFound):
            read(database, world, "press", login)
    for opportunity_id in (0, -1, 10**9, 2**62):
        with database.read() as session, pytest.raises(NotFound):
            detail(session, world.principal("executive"), opportunity_id, today=TODAY)


def test_the_header_has_names_sums_and_the_clock_of_its_company(database: Database, world: World) -> None:
    header = read(database, world, "lines").header
    assert (header.owner, header.team, header.stage, header.type) == (
        "Sara Vendi", "Team North", "Final offer", "Renewal business",
    )  # fmt: skip
    assert (header.gross_minor, header.discount_minor, header.net_minor) == (10_000_000, 1_000_000, 9_000_000)
    assert header.weighted_minor == 6_750_000
    assert (header.time_zone, header.idle_days, header.age_days) == ("Europe/Rome", 1, 90)


def test_only_who_may_change_it_is_told_so(database: Database, world: World) -> None:
    assert read(database, world, "press", "sales").header.changeable
    assert not read(database, world, "press", "colleague").header.changeable
    assert not read(database, world, "press", "analyst").header.changeable


def test_lines_add_up_to_the_header(database: Database, world: World) -> None:
    found = read(database, world, "lines")
    assert found.lines
    assert sum(line.net_minor for line in found.lines) == found.header.net_minor


def test_the_steps_are_the_open_stages_and_the_one_it_ended_in(database: Database, world: World) -> None:
    press, won = read(database, world, "press"), read(database, world, "won")
    assert [step.place for step in press.steps] == ["past", "past", "past", "current", "future", "future"]
    assert [step.kind for step in won.steps] == ["open"] * 6 + ["won"]
    assert [stay.stage for stay in press.stays] == ["First contact", "Detailed offer"]
    assert sum(stay.days for stay in press.stays) == 60


def test_the_tasks_of_the_present_stage_say_who_did_them(database: Database, world: World) -> None:
    with database.write() as session:
        tasks = [
            StageTask(stage_id=world.stages["new", 3], name=name, mandatory=mandatory, sort_order=order)
            for order, (name, mandatory) in enumerate((("Send the offer", True), ("Call", False)))
        ]
        session.add_all([*tasks, StageTask(stage_id=world.stages["new", 1], name="Elsewhere", mandatory=True)])
        session.flush()
        session.add(
            OpportunityTask(
                opportunity_id=world.opportunities["press"], stage_task_id=tasks[0].id, done_at=NOW,
                done_by_user_id=world.users["sales"],
            )
        )  # fmt: skip
    found = read(database, world, "press").tasks
    assert [(task.name, task.mandatory, task.done_at, task.done_by) for task in found] == [
        ("Send the offer", True, NOW, "Sara Vendi"),
        ("Call", False, None, None),
    ]


def test_the_chain_holds_what_names_it_what_bills_its_order_and_what_is_linked(
    database: Database, world: World
) -> None:
    chain = read(database, world, "won").chain
    assert [quote.number for quote in chain.quotes] == ["Q-1"]
    assert [order.number for order in chain.orders] == ["O-1"]
    assert [invoice.number for invoice in chain.invoices] == ["I-1"]
    order_id, invoice_id = chain.orders[0].id, chain.invoices[0].id
    note = {
        "kind": "credit_note", "number": "C-1", "issued_on": TODAY, "issued_month": month_of(TODAY),
        "currency_code": "EUR", "net_minor": -500, "gross_minor": -610, "company_id": world.companies["IT"],
    }  # fmt: skip
    with database.write() as session:
        session.add(Invoice(sales_order_id=order_id, credited_invoice_id=invoice_id, **note))
        session.add(DocumentLink(opportunity_id=world.opportunities["press"], invoice_id=invoice_id))
    credit = read(database, world, "won").chain.invoices[-1]
    assert (credit.number, credit.credited_invoice_id, credit.net_minor) == ("C-1", invoice_id, -500)
    assert [invoice.number for invoice in read(database, world, "press").chain.invoices] == ["I-1"]


def test_planned_activities_come_first_by_day_then_the_done_ones(database: Database, world: World) -> None:
    rows = read(database, world, "press").activities
    planned = [row.due_on for row in rows if row.done_at is None]
    assert planned == sorted(day for day in planned if day)
    assert [row.done_at is None for row in rows] == sorted((row.done_at is None for row in rows), reverse=True)


def test_the_log_holds_names_where_events_hold_ids(database: Database, world: World) -> None:
    with database.write() as session:
        session.add(
            Event(
                at=NOW + timedelta(minutes=1), company_id=world.companies["IT"], user_id=world.users["gone"],
                entity="opportunity", entity_id=world.opportunities["press"], verb="edit",
                before={"stage_id": world.stages["new", 1], "owner_id": world.users["gone"], "closing_reason_id": None},
                after={"stage_id": 10**9, "owner_id": world.users["sales"], "closing_reason_id": world.reasons["BEST"],
                       "net_minor": 5},
            )
        )  # fmt: skip
    latest = read(database, world, "press").events[0]
    assert (latest.user, latest.imported) == ("Gino Partito", False)
    assert latest.before == {"stage": "Visit", "owner": "Gino Partito", "closing_reason": None}
    assert latest.after == {"stage": None, "owner": "Sara Vendi", "closing_reason": "Best offer", "net_minor": 5}
