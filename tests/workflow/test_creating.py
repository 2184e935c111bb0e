"""New opportunities: from the dialog, from another one, and what they begin with."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from data.naming import similar, words_of
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity, OpportunityLine, StageHistory
from data.session import Database
from domain.errors import ContactExists, MalformedInput, NotFound, NotOffered, NotPermitted, NotThatContact, TitleNeeded
from tests.selling import Seller
from tests.world import TODAY, World
from workflow import opportunities as verbs
from workflow.opportunities import Change, New


@pytest.fixture
def seller(database: Database, world: World) -> Seller:
    return Seller(database, world)


def create(seller: Seller, request_key: str | None = None, **values: object) -> Change:
    known = {
        "company_id": seller.world.companies["IT"],
        "title": "New line",
        "opportunity_type_id": seller.world.types["renewal"],
    }
    new = New(**(known | values))  # type: ignore[arg-type]  # the tests name the fields by hand
    return seller.run(
        lambda unit: verbs.create(unit, seller.principal, new, request_key=request_key, today=TODAY, now=seller.now)
    )


def copy_of(seller: Seller, key: str, request_key: str | None = None) -> Opportunity:
    change = seller.run(
        lambda unit: verbs.duplicate(
            unit, seller.principal, seller.id(key), request_key=request_key, today=TODAY, now=seller.now
        )
    )
    return seller.read(change.opportunity_id)


def test_a_new_one_has_what_type_contact_and_person_propose(seller: Seller, database: Database, world: World) -> None:
    with database.write() as session:
        contact = session.get_one(Contact, world.contacts["Gamma Presse"])
        contact.main_agent_id, contact.currency_code = world.agents["A1"], "CHF"
    change = create(seller, contact_id=contact.id, net_minor=1_000_00, expected_order_on=date(2026, 9, 1))
    made = seller.read(change.opportunity_id)
    assert (made.number, made.title, made.outcome, made.created_on) == ("IT-2026-0001", "New line", "open", TODAY)
    assert (made.pipeline_id, made.stage_id) == (world.pipelines["renewal"], world.stages["renewal", 0])
    assert (made.stated_percent, made.main_agent_id, made.currency_code) == (10, world.agents["A1"], "CHF")
    assert (made.owner_id, made.team_id) == (world.users["sales"], world.teams["NORTH"])
    assert (made.net_minor, made.net_base_minor, made.amount_known) == (100_000, 106_667, True)
    with database.read() as session:
        stay = session.scalars(select(StageHistory).where(StageHistory.opportunity_id == made.id)).one()
        assert (stay.stage_id, stay.left_at) == (made.stage_id, None)
    assert [event.verb for event in seller.events(made.id)] == ["create"]
    seller.check()


def test_numbers_follow_one_another(seller: Seller) -> None:
    numbers = [seller.read(create(seller).opportunity_id).number for _ in range(3)]
    assert numbers == ["IT-2026-0001", "IT-2026-0002", "IT-2026-0003"]


def test_a_repeated_request_creates_one(seller: Seller, database: Database, world: World) -> None:
    first, second = create(seller, "key"), create(seller, "key")
    assert (second.opportunity_id, second.repeated) == (first.opportunity_id, True)
    with pytest.raises(MalformedInput):
        create(Seller(database, world, "colleague"), "key")


def test_a_contact_can_be_registered_with_it_unless_it_is_there_already(seller: Seller, database: Database) -> None:
    change = create(seller, contact_name="  Zeta   Impianti S.r.l. ")
    with database.read() as session:
        contact = session.get_one(Contact, seller.read(change.opportunity_id).contact_id)
        assert contact.name == "Zeta Impianti S.r.l."
    with pytest.raises(ContactExists):
        create(seller, contact_name="zeta impianti s.r.l.")


def test_what_is_wrong_is_said(seller: Seller, world: World) -> None:
    for values, error in (
        ({"title": "  "}, TitleNeeded), ({"title": "x" * 201}, TitleNeeded), ({"opportunity_type_id": 99}, NotOffered),
        ({"contact_id": world.contacts["Alpen Werk"]}, NotThatContact), ({"company_id": world.companies["CH"]}, NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            create(seller, **values)


@pytest.mark.parametrize("login", ["analyst", "executive"])
def test_who_only_reads_creates_nothing(database: Database, world: World, login: str) -> None:
    reader = Seller(database, world, login)
    with pytest.raises(NotPermitted):
        create(reader)
    with pytest.raises(NotPermitted):
        copy_of(reader, "press")


def test_a_copy_is_open_begins_anew_and_its_dates_are_as_far_ahead(seller: Seller, database: Database) -> None:
    with database.write() as session:
        line = session.scalars(
            select(OpportunityLine).where(OpportunityLine.opportunity_id == seller.id("lines"))
        ).first()
        assert line is not None
        line.expected_invoice_on, line.closed_on = date(2026, 6, 1), TODAY
    source, copy = seller.read("lines"), copy_of(seller, "lines")
    assert (copy.title, copy.contact_id, copy.net_minor, copy.owner_id) == (
        source.title,
        source.contact_id,
        9_000_000,
        source.owner_id,
    )
    assert (copy.outcome, copy.created_on, copy.stated_percent, copy.stage_id) == (
        "open",
        TODAY,
        10,
        seller.world.stages["renewal", 0],
    )
    assert copy.expected_order_on == TODAY + timedelta(days=104)
    lines = seller.lines(copy.id)
    assert [one.gross_minor for one in lines] == [6_000_000, 3_000_000, 1_000_000]
    assert (lines[0].expected_invoice_on, lines[0].closed_on) == (date(2026, 6, 1) + timedelta(days=90), None)
    assert copy.last_activity_on is None
    seller.check()


def test_a_won_or_cancelled_one_can_be_copied_and_twice_is_once(seller: Seller) -> None:
    assert copy_of(seller, "won").outcome == "open"
    assert copy_of(seller, "cancelled", "key").id == copy_of(seller, "cancelled", "key").id


def test_the_copy_of_what_one_may_only_see_is_ones_own(seller: Seller, world: World) -> None:
    assert copy_of(seller, "franc").owner_id == world.users["sales"]
    with pytest.raises(NotFound):
        copy_of(seller, "south")


def test_names_are_compared_without_dots_and_legal_forms(seller: Seller, database: Database, world: World) -> None:
    assert words_of("Officine Alfa S.p.A.") == ["officine", "alfa"]
    assert words_of("GmbH & Co. KG") == ["gmbh", "co", "kg"]
    with database.read() as session:
        company = world.companies["IT"]
        assert [one.name for one in similar(session, company, "OFFICINE ALFA srl")] == ["Officine Alfa"]
        assert [one.name for one in similar(session, company, "Officine Beta")] == ["Officine Alfa"]
        assert similar(session, company, "…") == []
        assert similar(session, company, "Alpen Werk") == []
