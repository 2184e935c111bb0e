"""The dialog of a new opportunity: what it offers, who may be meant, and what is wrong with which field."""

import pytest

from components import creating as pictures
from data.queries import beginning
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.session import Database
from domain.errors import MalformedInput, NotFound
from tests.components.tree import says
from tests.world import World
from web import creating
from web.creating import AskForm, Create, perform


def filled(world: World, **changed: str) -> dict[str, str]:
    known = {
        "company": str(world.companies["IT"]),
        "title": "New line",
        "type": str(world.types["renewal"]),
        "currency": "EUR",
    }
    return known | changed


def sent(database: Database, world: World, login: str = "sales", key: str = "key", **changed: str) -> dict[str, object]:
    return perform(database, world.principal(login), Create(1, key, filled(world, **changed)))


def made(database: Database, answer: dict[str, object]) -> Opportunity:
    with database.read() as session:
        found = session.get_one(Opportunity, answer["id"])
        session.expunge(found)
        return found


def test_the_form_offers_ones_companies_types_and_probabilities_that_close_nothing(
    sqlite_database: Database, sqlite_world: World
) -> None:
    with sqlite_database.read() as session:
        ground = beginning.ground(session, sqlite_world.principal("sales"))
        drawn = creating.form(session, sqlite_world.principal("sales"), AskForm(1))
    assert [company.name for company in ground.companies] == ["Caudal Italia"]
    assert {(kind.name, kind.pipeline) for kind in ground.types} == {
        ("New business", "New business"),
        ("Renewal business", "Renewals"),
    }
    assert [percent for _, percent, _ in ground.probabilities] == [10, 25, 50, 75, 90]
    assert "Owner: Sara Vendi" in says(drawn)


def test_the_form_begins_with_a_contact_of_ones_companies_only(sqlite_database: Database, sqlite_world: World) -> None:
    principal = sqlite_world.principal("sales")
    with sqlite_database.read() as session:
        assert creating.form(session, principal, AskForm(1, sqlite_world.contacts["Delta Sud"])) is not None
        with pytest.raises(NotFound):
            creating.form(session, principal, AskForm(1, sqlite_world.contacts["Alpen Werk"]))


def test_contacts_of_like_names_are_found_with_what_tells_them_apart(database: Database, world: World) -> None:
    principal, company = world.principal("sales"), world.companies["IT"]
    with database.read() as session:
        found, exact = beginning.likely(session, principal, company, "Officine Alfa S.r.l.")
        assert ([row.name for row in found], exact) == (["Officine Alfa"], False)
        assert (found[0].city, found[0].open_count) == ("Torino", 2)
        assert beginning.likely(session, principal, company, "officine alfa")[1]
        assert beginning.likely(session, principal, company, "Zeta") == ((), False)
        assert beginning.likely(session, principal, world.companies["CH"], "Alpen Werk") == ((), False)


def test_a_name_that_was_neither_chosen_nor_registered_is_asked_about(
    sqlite_database: Database, sqlite_world: World
) -> None:
    answer = sent(sqlite_database, sqlite_world, contact_name="Officine")
    assert answer["fields"] == {"contact": "Choose a contact from the list, or register “Officine” as a new one."}
    again = sent(sqlite_database, sqlite_world, contact_name="Officine Alfa", contact_new="Officine Alfa")
    assert again["fields"] == {"contact": "There is a contact named “Officine Alfa” already. Choose it from the list."}


def test_every_wrong_field_is_told_at_once_and_nothing_is_created(
    sqlite_database: Database, sqlite_world: World
) -> None:
    answer = sent(sqlite_database, sqlite_world, title=" ", amount="many", contact_name="Zeta", expected="1066-10-14")
    fields = answer["fields"]
    assert isinstance(fields, dict)
    assert (answer["ok"], set(fields)) == (False, {"title", "amount", "contact", "expected"})
    assert sent(sqlite_database, sqlite_world, amount="-1")["fields"] == {
        "amount": "The final amount cannot be negative."
    }


def test_a_new_one_has_what_was_typed_and_a_new_contact(sqlite_database: Database, sqlite_world: World) -> None:
    answer = sent(
        sqlite_database, sqlite_world, contact_name="Zeta  Impianti", contact_new="Zeta Impianti", amount="1,250.50",
        currency="CHF", expected="2027-03-31", probability=str(sqlite_world.probabilities[50]),
    )  # fmt: skip
    new = made(sqlite_database, answer)
    assert (new.title, new.net_minor, new.currency_code, new.stated_percent) == ("New line", 125_050, "CHF", 50)
    assert (new.owner_id, str(new.expected_order_on)) == (sqlite_world.users["sales"], "2027-03-31")
    with sqlite_database.read() as session:
        assert session.get_one(Contact, new.contact_id).name == "Zeta Impianti"


def test_a_double_click_creates_one(sqlite_database: Database, sqlite_world: World) -> None:
    first, second = sent(sqlite_database, sqlite_world), sent(sqlite_database, sqlite_world)
    assert first["id"] == second["id"]


@pytest.mark.parametrize("login", ["analyst", "executive"])
def test_who_only_reads_creates_nothing(sqlite_database: Database, sqlite_world: World, login: str) -> None:
    assert not sent(sqlite_database, sqlite_world, login)["ok"]


@pytest.mark.parametrize(
    ("name", "value"), [("currency", "EURO"), ("company", "x"), ("type", ""), ("contact", "１"), ("probability", "-1")]
)
def test_what_no_form_sends_is_refused(sqlite_database: Database, sqlite_world: World, name: str, value: str) -> None:
    answer = sent(sqlite_database, sqlite_world, **{name: value})
    assert not answer["ok"]
    assert MalformedInput.template.startswith(str(answer["message"])[:10])


def test_neither_won_nor_a_currency_of_nobody_can_be_chosen(sqlite_database: Database, sqlite_world: World) -> None:
    closed = str(sqlite_world.probabilities[100])
    assert not sent(sqlite_database, sqlite_world, probability=closed)["ok"]
    assert not sent(sqlite_database, sqlite_world, currency="ZZZ")["ok"]


def test_the_dialog_is_in_the_shell_with_its_words() -> None:
    assert "creating-dialog" in str(pictures.place())
