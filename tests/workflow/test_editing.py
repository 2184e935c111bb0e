"""Editing the header of an opportunity: what each field takes, what follows, and what two people do at once."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.company import Currency
from data.schema.contact import Competitor, ContactPerson
from data.schema.opportunity import StageHistory
from data.session import Database
from domain.errors import (
    AmountsFromLines,
    BadDiscount,
    ClosedAlready,
    CurrencyFixed,
    FieldsChanged,
    InvalidFields,
    MalformedInput,
    NotFound,
    NotOffered,
    NotPermitted,
    NotThatContact,
    NotThatOwner,
    TitleNeeded,
)
from tests.selling import Seller
from tests.world import TODAY, World
from workflow.opportunities import Edit


@pytest.fixture
def seller(database: Database, world: World) -> Seller:
    return Seller(database, world)


def refusal(error: InvalidFields, name: str) -> type[Exception]:
    return type(error.fields[name])


def test_several_fields_are_one_event_with_before_and_after_and_one_undo(seller: Seller) -> None:
    before = seller.fields("press")
    change = seller.edit(
        "press", title="  Hydraulic press, 2 lines ", expected_order_on=date(2026, 9, 1), description=""
    )
    assert change.verb == "edit"
    assert dict(change.before) == {"title": "Hydraulic press", "expected_order_on": "2026-08-14"}
    assert dict(change.after) == {"title": "Hydraulic press, 2 lines", "expected_order_on": "2026-09-01"}
    assert len(seller.events("press")) == 2
    seller.undo(change)
    assert seller.fields("press") == before
    seller.check()


def test_nothing_that_differs_is_no_change(seller: Seller) -> None:
    change = seller.edit("press", title="Hydraulic press")
    assert change.event_id is None
    assert len(seller.events("press")) == 1


def test_a_repeated_request_is_one_change(seller: Seller) -> None:
    first = seller.edit("press", "key-1", title="One")
    again = seller.edit_seen("press", {"title": Edit("One", "Two")}, "key-1")
    assert again.repeated
    assert (again.event_id, seller.read("press").title) == (first.event_id, "One")


def test_changes_of_other_fields_are_merged(seller: Seller, database: Database, world: World) -> None:
    manager = Seller(database, world, "manager")
    manager.edit("press", description="Asked for a second line")
    seller.edit_seen("press", {"title": Edit("Hydraulic press", "Two presses")})
    after = seller.read("press")
    assert (after.title, after.description) == ("Two presses", "Asked for a second line")


def test_the_same_field_is_refused_with_who_changed_what_and_when(
    seller: Seller, database: Database, world: World
) -> None:
    Seller(database, world, "manager").edit("press", title="Marco's title")
    with pytest.raises(FieldsChanged) as refused:
        seller.edit_seen("press", {"title": Edit("Hydraulic press", "My title"), "description": Edit(None, "Mine")})
    (clash,) = refused.value.clashes
    assert clash.field == "title"  # type: ignore[attr-defined]  # the error does not know its parts
    assert (clash.seen, clash.now) == ("Hydraulic press", "Marco's title")  # type: ignore[attr-defined]  # the same
    assert (clash.user_id, clash.at) == (world.users["manager"], seller.now)  # type: ignore[attr-defined]  # the same
    assert seller.read("press").description is None
    seller.edit_seen("press", {"title": Edit("Marco's title", "My title"), "description": Edit(None, "Mine")})
    assert seller.read("press").title == "My title"


def test_two_who_wish_the_same_do_not_clash(seller: Seller, database: Database, world: World) -> None:
    Seller(database, world, "manager").edit("press", title="The same")
    change = seller.edit_seen("press", {"title": Edit("Hydraulic press", "The same")})
    assert change.event_id is None


def test_every_field_that_is_wrong_is_told_at_once_and_nothing_is_saved(seller: Seller, world: World) -> None:
    before = seller.fields("press")
    with pytest.raises(InvalidFields) as refused:
        seller.edit(
            "press", title=" ", contact_id=world.contacts["Alpen Werk"], owner_id=world.users["foreign"],
            probability_id=world.probabilities[100], opportunity_type_id=10**6, discount_minor=99_999_999_999,
            origin_id=10**6, campaign_id=10**6, main_agent_id=10**6, currency_code="QQQ", pipeline_id=10**6,
        )  # fmt: skip
    assert {name: type(found) for name, found in refused.value.fields.items()} == {
        "title": TitleNeeded, "contact_id": NotThatContact, "owner_id": NotThatOwner, "probability_id": NotOffered,
        "opportunity_type_id": NotOffered, "discount_minor": BadDiscount, "origin_id": NotOffered,
        "campaign_id": NotOffered, "main_agent_id": NotOffered, "currency_code": NotOffered, "pipeline_id": NotOffered,
    }  # fmt: skip
    assert seller.fields("press") == before


@pytest.mark.parametrize("login", ["gone", "analyst", "foreign"])
def test_only_who_works_there_can_own_it(seller: Seller, world: World, login: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        seller.edit("press", owner_id=world.users[login])
    assert refusal(refused.value, "owner_id") is NotThatOwner


def test_the_person_is_one_of_the_contact(seller: Seller, world: World) -> None:
    def person(contact: str) -> int:
        def made(session: Session) -> int:
            row = ContactPerson(contact_id=world.contacts[contact], name=f"Somebody at {contact}")
            session.add(row)
            session.flush()
            return row.id

        return seller.run(made)

    here, there = person("Officine Alfa"), person("Beta Meccanica")
    seller.edit("press", contact_person_id=here)
    with pytest.raises(InvalidFields) as refused:
        seller.edit("press", contact_person_id=there)
    assert refusal(refused.value, "contact_person_id") is NotOffered
    seller.edit("press", contact_id=world.contacts["Beta Meccanica"], contact_person_id=there)
    assert seller.read("press").contact_person_id == there
    seller.edit("press", contact_id=world.contacts["Officine Alfa"])
    assert seller.read("press").contact_person_id is None


def test_a_team_can_be_chosen_in_the_company_only(seller: Seller, world: World) -> None:
    with pytest.raises(InvalidFields) as refused:
        seller.edit("press", team_id=world.teams["ALPS"])
    assert refusal(refused.value, "team_id") is NotOffered
    seller.edit("press", owner_id=world.users["colleague"], team_id=world.teams["SOUTH"])
    assert seller.read("press").team_id == world.teams["SOUTH"]


def test_the_team_goes_with_the_owner(seller: Seller, world: World) -> None:
    seller.edit("press", owner_id=world.users["other_team"])
    after = seller.read("press")
    assert (after.owner_id, after.team_id) == (world.users["other_team"], world.teams["SOUTH"])


def test_another_probability_brings_its_percent(seller: Seller, world: World) -> None:
    seller.edit("press", probability_id=world.probabilities[75])
    assert seller.read("press").stated_percent == 75
    seller.check()


def test_another_pipeline_begins_with_its_first_stage(seller: Seller, world: World, database: Database) -> None:
    change = seller.edit("press", pipeline_id=world.pipelines["renewal"], opportunity_type_id=world.types["renewal"])
    assert seller.read("press").stage_id == world.stages["renewal", 0]
    with database.read() as session:
        lasting = session.scalars(
            select(StageHistory).where(
                StageHistory.opportunity_id == seller.id("press"), StageHistory.left_at.is_(None)
            )
        ).one()
        assert lasting.stage_id == world.stages["renewal", 0]
    seller.undo(change)
    assert seller.read("press").stage_id == world.stages["new", 3]
    seller.check()


def test_typed_amounts_make_the_net_amount(seller: Seller) -> None:
    seller.edit("press", gross_minor=10_000_00, discount_minor=500_00)
    after = seller.read("press")
    assert (after.net_minor, after.net_base_minor, after.amount_known) == (9_500_00, 9_500_00, True)
    seller.check()


def test_amounts_that_follow_from_lines_cannot_be_typed(seller: Seller) -> None:
    with pytest.raises(InvalidFields) as refused:
        seller.edit("lines", gross_minor=1)
    assert refusal(refused.value, "gross_minor") is AmountsFromLines


def test_another_currency_keeps_the_figures_of_header_and_lines(seller: Seller) -> None:
    before, lines = seller.fields("lines"), seller.lines("lines")
    change = seller.edit("lines", currency_code="JPY")
    after = seller.read("lines")
    assert (after.currency_code, after.gross_minor, after.discount_minor, after.net_minor) == (
        "JPY",
        100_000,
        10_000,
        90_000,
    )
    assert [line.gross_minor for line in seller.lines("lines")] == [60_000, 30_000, 10_000]
    seller.check()
    seller.undo(change)
    assert seller.fields("lines") == before
    assert seller.lines("lines") == lines
    seller.check()


def test_the_currency_of_something_offered_is_fixed(seller: Seller) -> None:
    seller.offer("press")
    with pytest.raises(InvalidFields) as refused:
        seller.edit("press", currency_code="CHF")
    assert refusal(refused.value, "currency_code") is CurrencyFixed


def test_of_a_closed_one_the_words_can_change_and_what_it_was_closed_with_cannot(seller: Seller, world: World) -> None:
    seller.edit("won", description="They were glad")
    with pytest.raises(ClosedAlready):
        seller.edit("won", probability_id=world.probabilities[50])


def test_competitors_are_kept_in_their_order_and_come_back(seller: Seller, database: Database) -> None:
    with database.write() as session:
        rows = [Competitor(code=f"R{number}", description=f"Rival {number}") for number in range(3)]
        session.add_all(rows)
        session.flush()
        first, second, third = (row.id for row in rows)
    seller.edit("press", competitor_ids=(second, first))
    change = seller.edit("press", competitor_ids=(third,))
    assert seller.read("press").competitor_id == third
    seller.undo(change)
    again = seller.edit_seen("press", {"competitor_ids": Edit((second, first), ())})
    assert seller.read("press").competitor_id is None
    assert list(again.before["competitor_ids"]) == [second, first]  # type: ignore[call-overload]  # JSON


def test_another_contact_has_other_people(seller: Seller, world: World) -> None:
    seller.edit("press", contact_id=world.contacts["Beta Meccanica"])
    assert seller.read("press").contact_person_id is None


@pytest.mark.parametrize("name", ["version", "outcome", "net_minor", "company_id", "stage_id", "number"])
def test_what_no_form_offers_cannot_be_edited(seller: Seller, name: str) -> None:
    with pytest.raises(MalformedInput):
        seller.edit_seen("press", {name: Edit(1, 2)})


@pytest.mark.parametrize(
    ("login", "key", "error"),
    [
        ("sales", "franc", NotPermitted), ("sales", "south", NotFound), ("analyst", "press", NotPermitted),
        ("executive", "press", NotPermitted), ("sales", "alpine", NotFound),
    ],
)  # fmt: skip
def test_who_may_not_does_not(database: Database, world: World, login: str, key: str, error: type[Exception]) -> None:
    seller = Seller(database, world, login)
    before = seller.fields(key)
    with pytest.raises(error):
        seller.edit(key, title="Mine")
    assert seller.fields(key) == before


def test_an_unknown_currency_is_refused(seller: Seller, database: Database) -> None:
    with database.read() as session:
        assert session.get(Currency, "QQQ") is None
    with pytest.raises(InvalidFields):
        seller.edit("press", currency_code="QQQ")
    assert seller.read("press").created_on < TODAY
