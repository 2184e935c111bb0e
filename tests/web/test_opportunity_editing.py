"""What the forms of an opportunity send is read strictly, merged or refused by field, and answered in sentences."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from components.language import use_locale
from data.schema.opportunity import Opportunity
from data.session import Database
from domain import clock
from domain.errors import MalformedInput, NotFound, NotPermitted
from tests.world import World
from web.opportunity import asking
from web.opportunity.asking import FieldChange
from web.opportunity.editing import perform, told
from workflow import quotes
from workflow.quotes import Target as QuoteTarget

Answer = dict[str, Any]


class Desk:
    """Somebody at the page of an opportunity of the known company."""

    def __init__(self, database: Database, world: World, login: str = "sales", key: str = "press") -> None:
        self.database, self.world = database, world
        self.principal, self.id = world.principal(login), world.opportunities[key]

    def ask(self, kind: type[asking.Ask] = asking.AskFields, **more: object) -> Answer:
        """Ask what a form needs to know."""
        return told(self.database, self.principal, kind(1, self.id, **more))  # type: ignore[arg-type]  # every kind of question

    def field(self, name: str) -> Answer:
        """Return a field of the form."""
        return next(field for group in self.ask()["groups"] for field in group["fields"] if field["name"] == name)

    def change(self, name: str, text: str = "", ids: list[int] | None = None) -> FieldChange:
        """Return a change of what the form shows now."""
        return FieldChange(name, self.field(name)["seen"], text, ids or [])

    def save(self, *changes: FieldChange, currency: str = "EUR") -> Answer:
        """Save what was typed into the form."""
        return self.perform(asking.SaveFields(2, self.id, uuid4().hex, currency, list(changes)))

    def perform(self, wish: asking.Wish) -> Answer:
        """Send what a form sends."""
        return perform(self.database, self.principal, wish)

    def undo(self, answer: Answer) -> Answer:
        """Take a change back."""
        return self.perform(asking.Undo(3, self.id, uuid4().hex, answer["event_id"]))

    def read(self) -> Opportunity:
        """Return the opportunity as it stands."""
        with self.database.read() as session:
            found = session.get_one(Opportunity, self.id)
            session.expunge(found)
            return found

    def save_lines(self, lines: list[asking.LineText], seal: str | None = None) -> Answer:
        """Save the table of lines."""
        known = seal or self.ask(asking.AskLines)["seal"]
        return self.perform(asking.SaveLines(2, self.id, uuid4().hex, known, lines))


@pytest.fixture
def desk(sqlite_database: Database, sqlite_world: World) -> Desk:
    return Desk(sqlite_database, sqlite_world)


# ── Fields ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_form_shows_every_field_of_the_original(desk: Desk) -> None:
    shown = {field["name"] for group in desk.ask()["groups"] for field in group["fields"]}
    assert shown >= {
        "title", "description", "opportunity_type_id", "contact_id", "contact_person_id", "contact_quality_id",
        "competitor_ids", "currency_code", "gross_minor", "discount_minor", "expected_margin_minor", "probability_id",
        "expected_order_on", "expected_delivery_on", "expected_invoice_on", "owner_id", "team_id", "main_agent_id",
        "origin_id", "campaign_id",
    }  # fmt: skip
    assert "closing_note" not in shown
    owners = dict(desk.field("owner_id")["options"])
    assert {"Sara Vendi", "Nico Vicino"} <= set(owners.values())
    assert {"Anna Liste", "Franz Berg", "Gino Partito"}.isdisjoint(owners.values())


def test_what_is_closed_shows_its_note_and_keeps_what_it_was_closed_with(
    sqlite_database: Database, sqlite_world: World
) -> None:
    desk = Desk(sqlite_database, sqlite_world, "administrator", "lost")
    assert desk.field("closing_note")["kind"] == "area"
    assert desk.field("gross_minor")["locked"]
    assert desk.field("gross_minor")["hint"] == "It is closed. Reopen it to change this."
    assert desk.save(desk.change("closing_note", "They bought used"))["ok"]
    assert desk.read().closing_note == "They bought used"


def test_amounts_and_days_are_written_and_read_in_the_readers_language(desk: Desk) -> None:
    with use_locale("it"):
        assert desk.field("gross_minor")["text"] == "120.000"
        answer = desk.save(
            desk.change("gross_minor", "1.234,50"), desk.change("discount_minor", "34,50"),
            desk.change("expected_order_on", "2026-09-01"),
        )  # fmt: skip
        assert (answer["ok"], desk.field("gross_minor")["text"]) == (True, "1.234,50")
    found = desk.read()
    assert (found.gross_minor, found.discount_minor, found.net_minor) == (123_450, 3_450, 120_000)
    assert str(found.expected_order_on) == "2026-09-01"


def test_several_fields_are_saved_as_one_change_and_undone_as_one(desk: Desk) -> None:
    before = desk.read()
    answer = desk.save(desk.change("title", "  Two presses "), desk.change("description", "With a robot"))
    assert (answer["ok"], answer["done"]) == (True, "Changes saved")
    assert (desk.read().title, desk.read().description) == ("Two presses", "With a robot")
    undone = desk.undo(answer)
    assert (undone["ok"], undone["done"], undone["event_id"]) == (True, "Undone", None)
    assert (desk.read().title, desk.read().description) == (before.title, before.description)


def test_every_field_that_cannot_be_taken_says_why_and_nothing_is_changed(desk: Desk) -> None:
    answer = desk.save(
        desk.change("title", " "), desk.change("gross_minor", "12,5,0"), desk.change("description", "kept out")
    )
    assert not answer["ok"]
    assert answer["message"] == "Some fields need another look. Nothing was changed yet."
    assert answer["fields"] == {
        "gross_minor": "“12,5,0” cannot be read as an amount in EUR. Write it like 12,500.00."
    }  # what cannot be read is said before what cannot be taken
    answer = desk.save(
        desk.change("title", " "), desk.change("gross_minor", "100"), desk.change("discount_minor", "101")
    )
    assert answer["fields"] == {
        "title": "Give it a title of 1 to 200 characters.",
        "discount_minor": "The discount must lie between zero and the gross amount.",
    }
    assert desk.read().title == "Hydraulic press"


def test_changes_of_two_people_are_merged_by_field(desk: Desk) -> None:
    mine = desk.change("title", "My title")
    other = Desk(desk.database, desk.world, "manager")
    assert other.save(other.change("description", "Their words"))["ok"]
    assert desk.save(mine)["ok"]
    assert (desk.read().title, desk.read().description) == ("My title", "Their words")


def test_the_same_field_is_refused_with_who_and_what_and_can_be_settled(desk: Desk) -> None:
    mine = [desk.change("title", "My title"), desk.change("expected_order_on", "2027-01-02")]
    other = Desk(desk.database, desk.world, "manager")
    assert other.save(other.change("title", "Their title"), other.change("expected_order_on", "2027-03-04"))["ok"]
    answer = desk.save(*mine)
    assert not answer["ok"]
    clash = answer["clashes"]["title"]
    assert clash["text"].startswith("Marco Guida changed this to “Their title” at ")
    assert (clash["seen"], clash["typed"]) == ("Their title", "Their title")
    day = answer["clashes"]["expected_order_on"]
    assert "4 March 2027" in day["text"]
    assert (day["seen"], day["typed"]) == ("2027-03-04", "2027-03-04")
    assert desk.read().title == "Their title"
    settled = [
        FieldChange("title", clash["seen"], "My title"),
        FieldChange("expected_order_on", day["seen"], "2027-01-02"),
    ]
    assert desk.save(*settled)["ok"]
    assert (desk.read().title, str(desk.read().expected_order_on)) == ("My title", "2027-01-02")


def test_a_person_can_be_chosen_with_another_contact_and_a_team_with_another_owner(desk: Desk) -> None:
    options = desk.ask(asking.AskContacts, text="beta")["options"]
    assert [name for _id, name in options] == ["Beta Meccanica, Milano"]
    contact_id = options[0][0]
    people = desk.ask(asking.AskPeople, contact_id=contact_id)["options"]
    answer = desk.save(
        desk.change("contact_id", str(contact_id)),
        *([desk.change("contact_person_id", str(people[0][0]))] if people else []),
        desk.change("owner_id", str(desk.world.users["colleague"])),
        desk.change("team_id", ""),
    )
    assert answer["ok"], answer
    found = desk.read()
    assert (found.contact_id, found.contact_person_id) == (contact_id, people[0][0] if people else None)
    assert (found.owner_id, found.team_id) == (desk.world.users["colleague"], None)


@pytest.mark.parametrize(
    "change",
    [
        FieldChange("stage_id", None, "1"), FieldChange("company_id", None, "2"), FieldChange("owner_id", 1, "1 or 1=1"),
        FieldChange("expected_order_on", None, "tomorrow"), FieldChange("expected_order_on", "soon", ""),
        FieldChange("probability_id", None, "９"),
    ],
)  # fmt: skip
def test_what_no_form_sends_is_malformed(desk: Desk, change: FieldChange) -> None:
    answer = desk.save(change)
    assert not answer["ok"]
    assert answer["message"].startswith("The request could not be read")
    with pytest.raises(MalformedInput):
        asking.edits([change] * 41, "EUR")


def test_nobody_edits_beyond_their_reach(sqlite_database: Database, sqlite_world: World) -> None:
    mine = Desk(sqlite_database, sqlite_world, "sales", "press").change("title", "Mine now")
    for login in ("analyst", "executive", "other_team", "foreign"):
        answer = Desk(sqlite_database, sqlite_world, login, "press").save(mine)
        assert not answer["ok"], login
    with pytest.raises(NotFound):
        Desk(sqlite_database, sqlite_world, "foreign", "press").ask()
    with pytest.raises(NotFound):
        Desk(sqlite_database, sqlite_world, "foreign", "press").ask(asking.AskContacts, text="a")


# ── Lines ───────────────────────────────────────────────────────────────────────────────────────────


def test_lines_are_added_and_the_header_follows(desk: Desk) -> None:
    (family, _name), *_more = desk.ask(asking.AskLines)["families"]
    answer = desk.save_lines([
        asking.LineText(product_family_id=str(family), gross_minor="1,000.50", discount_minor="10 %"),
        asking.LineText(description="Transport", gross_minor="99", expected_delivery_on="2026-12-01", note="by ship"),
    ])  # fmt: skip
    assert answer["ok"], answer
    found = desk.read()
    assert (found.gross_minor, found.discount_minor, found.net_minor) == (109_950, 10_005, 99_945)
    shown = desk.ask(asking.AskLines)["lines"]
    assert [(line["gross_minor"], line["discount_minor"]) for line in shown] == [("1,000.50", "100.05"), ("99", "")]
    assert (shown[1]["expected_delivery_on"], shown[1]["note"]) == ("2026-12-01", "by ship")
    assert desk.field("gross_minor")["locked"]
    assert desk.undo(answer)["ok"]
    assert desk.ask(asking.AskLines)["lines"] == []
    assert desk.read().net_minor == 12_000_000


def test_a_line_that_cannot_be_taken_says_where(desk: Desk) -> None:
    answer = desk.save_lines([
        asking.LineText(gross_minor="100"),
        asking.LineText(gross_minor="a lot", discount_minor="120 %", expected_revenue_minor="1.2.3"),
    ])  # fmt: skip
    assert not answer["ok"]
    assert set(answer["fields"]) == {"1.gross_minor", "1.discount_minor", "1.expected_revenue_minor"}
    assert "cannot be read as an amount" in answer["fields"]["1.gross_minor"]
    answer = desk.save_lines([asking.LineText(gross_minor="100", discount_minor="101")])
    assert answer["fields"] == {"0.discount_minor": "The discount must lie between zero and the gross amount."}
    assert desk.read().net_minor == 12_000_000


def test_lines_that_somebody_else_changed_are_not_overwritten(sqlite_database: Database, sqlite_world: World) -> None:
    desk = Desk(sqlite_database, sqlite_world, "sales", "lines")
    seal = desk.ask(asking.AskLines)["seal"]
    other = Desk(sqlite_database, sqlite_world, "manager", "lines")
    assert other.save_lines([asking.LineText(gross_minor="5")])["ok"]
    answer = desk.save_lines([asking.LineText(gross_minor="6")], seal)
    assert not answer["ok"]
    assert answer["message"].startswith("Marco Guida changed the lines of “Service contract”")
    assert desk.read().gross_minor == 500


def test_the_difference_to_the_quote_is_shown_before_it_is_applied(desk: Desk) -> None:
    now, today = clock.now(), clock.today()
    desk.save_lines([asking.LineText(description="Frame", gross_minor="100")])
    target, offer = QuoteTarget(desk.id, desk.read().version), quotes.Offer(today, today + timedelta(days=30))
    desk.database.run(lambda unit: quotes.create_quote(unit, desk.principal, target, offer, now=now))
    desk.save_lines([asking.LineText(description="Frame", gross_minor="80"), asking.LineText(gross_minor="1")])
    shown = desk.ask(asking.AskCalculation)
    assert not shown["same"]
    assert [(row["before"], row["after"], row["change"]) for row in shown["rows"]] == [
        ("€80.00", "€100.00", "+€20.00"), ("€1.00", "removed", "−€1.00"),
    ]  # fmt: skip
    assert shown["total"] == {"before": "€81.00", "after": "€100.00", "change": "+€19.00"}
    assert desk.read().net_minor == 8_100
    answer = desk.perform(asking.Calculate(2, desk.id, uuid4().hex, shown["seal"], shown["quote_id"]))
    assert (answer["ok"], answer["done"]) == (True, "Values taken from the quote")
    assert desk.read().net_minor == 10_000
    assert desk.ask(asking.AskCalculation)["same"]
    assert desk.undo(answer)["ok"]
    assert desk.read().net_minor == 8_100


def test_who_may_not_change_it_calculates_nothing(sqlite_database: Database, sqlite_world: World) -> None:
    with pytest.raises(NotPermitted):
        Desk(sqlite_database, sqlite_world, "analyst").ask(asking.AskCalculation)
