"""What the buttons and dialogs of the deal send is read strictly, done once, and answered with a sentence and an Undo."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from components.language import use_locale
from components.opportunity.deal import Wire
from data.schema.opportunity import Opportunity, OpportunityTask
from data.schema.pipeline import StageTask
from data.schema.sales import Quote, SalesOrder
from data.session import Database
from domain import clock
from domain.errors import NotFound
from tests.components.tree import attribute, by_id, of_class, parts, says
from tests.world import World
from web.opportunity import deal, quoting
from web.opportunity.deal import DealAction, DealAsk
from web.opportunity.quoting import QuoteAction

NBSP = "\N{NO-BREAK SPACE}"


class Desk:
    """A sales person in front of the page of an opportunity."""

    def __init__(self, database: Database, world: World, login: str = "sales") -> None:
        self.database, self.world, self.principal = database, world, world.principal(login)
        self.drawn = 0

    def record(self, key: str) -> Opportunity:
        with self.database.read() as session:
            found = session.get_one(Opportunity, self.world.opportunities[key])
            session.expunge(found)
            return found

    def ask(self, key: str, what: Any, **form: str) -> Any:
        with self.database.read() as session:
            return deal.asked(session, self.principal, DealAsk(1, what, self.world.opportunities[key], form))

    def says(self, key: str, what: Any, **form: str) -> str:
        return says(self.ask(key, what, **form)).replace(NBSP, " ")

    def boxes(self, key: str, what: Any, **form: str) -> list[str]:
        """Return what can be ticked in a dialog."""
        labels = [attribute(part, "label") for part in parts(self.ask(key, what, **form))]
        return [label.replace(NBSP, " ") for label in labels if isinstance(label, str)]

    def act(
        self, key: str, what: Any, form: dict[str, str] | None = None, version: int | None = None, key_: str = ""
    ) -> Any:
        record = self.record(key)
        action = DealAction(1, what, record.id, version or record.version, key_ or uuid4().hex, form or {})
        return deal.performed(self.database, self.principal, action, self.redraw)

    def redraw(self) -> None:
        self.drawn += 1

    def undo(self, key: str, answer: dict[str, Any]) -> Any:
        form = {"event_id": str(answer["undo"]["event_id"]), "entity": answer["undo"]["entity"]}
        return self.act(key, "undo", form)

    def task(self, key: str, name: str) -> int:
        with self.database.write() as session:
            task = StageTask(
                stage_id=session.get_one(Opportunity, self.world.opportunities[key]).stage_id, name=name, mandatory=True
            )
            session.add(task)
            session.flush()
            return task.id

    def quote(self, key: str, status: str) -> Quote:
        """Make a quote from the lines and give it a status."""
        assert self.act(key, "create_quote", {"note": "Delivered and installed"})["ok"]
        with self.database.write() as session:
            quote = session.scalars(select(Quote).order_by(Quote.id.desc()).limit(1)).one()
            quote.status = status
            session.flush()
            session.refresh(quote)
            session.expunge(quote)
            return quote

    def orders(self, key: str) -> int:
        query = select(func.count()).where(SalesOrder.opportunity_id == self.world.opportunities[key])
        with self.database.read() as session:
            return int(session.scalar(query) or 0)

    def reason(self, code: str) -> str:
        return str(self.world.reasons[code])


@pytest.fixture
def desk(sqlite_database: Database, sqlite_world: World) -> Desk:
    return Desk(sqlite_database, sqlite_world)


def about(quote: Quote, **more: str) -> dict[str, str]:
    return {"quote_id": str(quote.id), "quote_version": str(quote.version), **more}


# ── Closing and reopening ───────────────────────────────────────────────────────────────────────────


def test_losing_asks_for_a_reason_to_lose(desk: Desk) -> None:
    text = desk.says("press", "lose")
    assert "Officine Alfa, Hydraulic press, €120,000.00. The weighted pipeline drops by €60,000.00." in text
    (reasons,) = of_class(desk.ask("press", "lose"), "cd-reasons")
    assert "Too dear" in attribute(reasons, "data-cd-reasons")
    assert "Best offer" not in attribute(reasons, "data-cd-reasons")


def test_a_lost_one_is_lost_with_its_reason_and_taken_back(desk: Desk) -> None:
    yesterday = clock.today() - timedelta(days=1)
    form = {"reason": desk.reason("PRICE"), "closed_on": yesterday.isoformat(), "note": "Too late"}
    answer = desk.act("press", "lose", form)
    lost = desk.record("press")
    assert (lost.outcome, lost.closed_on, lost.closing_note) == ("lost", yesterday, "Too late")
    assert (answer["ok"], answer["toast"]["title"], answer["undo"]["label"], desk.drawn) == (
        True,
        "Marked as lost",
        "Undo",
        1,
    )
    assert desk.undo("press", answer)["ok"]
    assert desk.record("press").outcome == "open"


@pytest.mark.parametrize(
    ("what", "form", "sentence"),
    [
        ("lose", {}, "Choose a reason before you close “Hydraulic press”."),
        ("lose", {"reason": "1"}, "The reason “Best offer” does not fit."),
        ("lose", {"reason": "x"}, "could not be read"),
        ("lose", {"reason": "9" * 30}, "could not be read"),
        ("win", {"reason": "1", "final_amount": "twelve"}, "“twelve” cannot be read as an amount in EUR."),
        ("win", {"reason": "1", "final_amount": "-1.00"}, "The final amount cannot be negative."),
        ("win", {"reason": "1", "closed_on": "2199-01-01"}, "The closing date must lie between"),
        ("win", {"reason": "1", "closed_on": "soon"}, "could not be read"),
        ("win", {"reason": "1", "order": "quote-x"}, "could not be read"),
        ("win", {"reason": "1", "task-x": "on"}, "could not be read"),
        ("win", {"reason": "1"} | {f"task-{number}": "on" for number in range(1, 60)}, "could not be read"),
        ("cancel", {}, "Say why “Hydraulic press” is cancelled"),
        ("reopen", {}, "cannot be moved there"),
        ("stage", {"stage_id": "0"}, "could not be read"),
        ("done", {"task_id": "999999"}, "This record does not exist, or you may not see it."),
        ("undo", {}, "could not be read"),
        ("undo", {"event_id": "999999"}, "This record does not exist, or you may not see it."),
        ("undo", {"event_id": "999999", "entity": "quote"}, "This record does not exist, or you may not see it."),
        ("send", {}, "could not be read"),
        ("create_quote", {"valid_until_on": "2020-01-01"}, "The offer must be valid at least until"),
        ("create_quote", {"note": "x" * 2_001}, "That is too long"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_sentence(desk: Desk, what: Any, form: dict[str, str], sentence: str) -> None:
    answer = desk.act("press", what, form)
    assert (answer["ok"], answer["undo"], desk.drawn) == (False, None, 0)
    assert sentence in answer["message"]
    assert sentence in answer["toast"]["text"]
    assert desk.record("press").version == 1


def test_winning_offers_the_accepted_quote_first_and_makes_its_order_once(desk: Desk) -> None:
    desk.quote("lines", "sent")
    accepted = desk.quote("lines", "accepted")
    (order,) = [part for part in parts(desk.ask("lines", "win")) if attribute(part, "name") == "order"]
    assert [option["value"] for option in attribute(order, "options")][:1] == [f"quote-{accepted.id}"]
    assert attribute(order, "value") == f"quote-{accepted.id}"
    form = {"reason": desk.reason("BEST"), "order": f"quote-{accepted.id}", "final_amount": ""}
    answer = desk.act("lines", "win", form)
    assert answer["ok"]
    (link,) = answer["toast"]["actions"]
    assert link["href"].startswith("/order/")
    assert desk.orders("lines") == 1
    assert desk.act("lines", "reopen")["ok"]
    assert "exists already, so no other one is made" in desk.says("lines", "win")
    assert desk.act("lines", "win", {"reason": desk.reason("BEST"), "order": "lines"})["ok"]
    assert desk.orders("lines") == 1


def test_the_same_request_twice_is_one_change(desk: Desk) -> None:
    form = {"reason": desk.reason("BEST"), "order": "lines"}
    first = desk.act("press", "win", form, version=1, key_="same")
    again = desk.act("press", "win", form, version=1, key_="same")
    assert first["ok"]
    assert again["ok"]
    assert desk.orders("press") == 1


def test_an_old_page_is_told_so_and_drawn_anew(desk: Desk) -> None:
    assert desk.act("press", "lose", {"reason": desk.reason("PRICE")})["ok"]
    answer = desk.act("press", "cancel", {"note": "typed twice"}, version=1)
    assert (answer["ok"], answer["stale"], desk.drawn) == (False, True, 2)
    assert "Someone else changed “Hydraulic press”" in answer["toast"]["text"]


def test_who_may_not_change_it_cannot(desk: Desk) -> None:
    other = Desk(desk.database, desk.world, "colleague")
    answer = other.act("press", "lose", {"reason": desk.reason("PRICE")})
    assert not answer["ok"]
    stranger = Desk(desk.database, desk.world, "foreign")
    with pytest.raises(NotFound):
        stranger.ask("press", "win")


def test_reopening_says_before_what_it_brings_back(desk: Desk) -> None:
    assert desk.act("press", "win", {"reason": desk.reason("BEST"), "order": "lines", "final_amount": "1,000.00"})["ok"]
    text = desk.says("press", "reopen")
    assert "It goes back to “Detailed offer” with a probability of 50 % and €120,000.00" in text
    assert "stays as it is" in text
    answer = desk.act("press", "reopen")
    assert answer["toast"]["title"] == "Reopened"
    back = desk.record("press")
    assert (back.outcome, back.stated_percent, back.net_minor) == ("open", 50, 12_000_000)


def test_a_cancelled_one_says_why_and_can_be_taken_back(desk: Desk) -> None:
    assert "cannot be reopened" in desk.says("press", "cancel")
    answer = desk.act("press", "cancel", {"note": "Typed twice"})
    assert desk.record("press").outcome == "cancelled"
    assert desk.undo("press", answer)["ok"]
    assert desk.record("press").outcome == "open"


def test_an_italian_types_the_final_amount_with_a_comma(desk: Desk) -> None:
    with use_locale("it"):
        assert desk.act("press", "win", {"reason": desk.reason("BEST"), "final_amount": "98.765,43"})["ok"]
    assert desk.record("press").net_minor == 9_876_543


# ── Tasks and stages ────────────────────────────────────────────────────────────────────────────────


def test_an_open_task_is_asked_for_when_winning_and_ticked_with_it(desk: Desk) -> None:
    task = desk.task("press", "Technical review")
    assert desk.boxes("press", "win") == ["Technical review"]
    refused = desk.act("press", "win", {"reason": desk.reason("BEST")})
    assert "Still to be done: Technical review." in refused["message"]
    assert desk.act("press", "win", {"reason": desk.reason("BEST"), f"task-{task}": "on"})["ok"]
    assert desk.record("press").outcome == "won"


def test_a_task_is_ticked_and_opened_again_with_undo(desk: Desk) -> None:
    task = {"task_id": str(desk.task("press", "Technical review"))}
    done = desk.act("press", "done", task)
    assert (done["toast"]["title"], desk.act("press", "done", task)["undo"]) == ("Task done", None)
    opened = desk.act("press", "open_task", task)
    assert opened["toast"]["title"] == "Task opened again"
    assert desk.undo("press", opened)["ok"]
    with desk.database.read() as session:
        (row,) = session.scalars(select(OpportunityTask))
        assert row.done_at is not None


def test_going_on_asks_for_the_tasks_and_going_back_does_not(desk: Desk) -> None:
    task = desk.task("press", "Technical review")
    ahead, behind = (str(desk.world.stages["new", place]) for place in (4, 1))
    assert desk.boxes("press", "stage", stage_id=ahead) == [
        "Technical review",
        "Set the probability to 90 %, as is usual there",
    ]
    assert desk.boxes("press", "stage", stage_id=behind) == ["Set the probability to 25 %, as is usual there"]
    assert "Still to be done" in desk.act("press", "stage", {"stage_id": ahead})["message"]
    answer = desk.act("press", "stage", {"stage_id": ahead, f"task-{task}": "on", "probability": "on"})
    assert answer["ok"]
    assert desk.record("press").stage_id == int(ahead)
    assert desk.undo("press", answer)["ok"]
    assert desk.record("press").stage_id == desk.world.stages["new", 3]


def test_no_dialog_leads_to_a_stage_out_of_reach(desk: Desk) -> None:
    for stage in (desk.world.stages["new", "won"], desk.world.stages["renewal", 1], desk.world.stages["new", 3]):
        with pytest.raises(NotFound):
            desk.ask("press", "stage", stage_id=str(stage))


# ── Duplicates and merging ──────────────────────────────────────────────────────────────────────────


def test_a_copy_is_linked_from_the_toast(desk: Desk) -> None:
    answer = desk.act("won", "duplicate")
    (link,) = answer["toast"]["actions"]
    with desk.database.read() as session:
        copy = session.get_one(Opportunity, int(link["href"].removeprefix("/opportunity/")))
        assert (copy.title, copy.outcome, answer["undo"]) == ("Conveyor", "open", None)


def test_the_likeliest_duplicates_are_offered_first_and_closed_ones_or_others_not(desk: Desk) -> None:
    offered = [says(part) for part in of_class(desk.ask("press", "choose"), "cd-mergeone")]
    assert offered[0].startswith("Robot cell Officine Alfa")
    text = " ".join(offered)
    for title in ("Service contract", "Silent pump"):
        assert title in text
    for title in ("Hydraulic press", "Conveyor", "Old lathe", "Swiss cutter", "South line", "Amount unknown"):
        assert title not in text


def test_two_are_merged_where_they_differ_as_answered_and_taken_back(desk: Desk) -> None:
    other = desk.record("robot")
    dialog = desk.ask("press", "compare", other_id=str(other.id))
    asked = {attribute(part, "name") for part in parts(dialog)} - {None}
    assert {"field-title", "field-probability_id", "field-expected_order_on", "lines", "other_id"} <= asked
    assert "field-owner_id" not in asked
    form = {
        "other_id": str(other.id),
        "other_version": "1",
        "field-title": "take",
        "field-probability_id": "keep",
        "lines": "both",
    }
    answer = desk.act("press", "merge", form)
    merged = desk.record("press")
    assert (merged.title, merged.stated_percent, merged.net_minor) == ("Robot cell", 50, 12_000_000 + 4_500_050)
    assert desk.record("robot").outcome == "cancelled"
    assert desk.undo("press", answer)["ok"]
    assert (desk.record("press").title, desk.record("robot").outcome) == ("Hydraulic press", "open")


@pytest.mark.parametrize("key", ["won", "south", "alpine", "franc", "press"])
def test_what_cannot_be_merged_is_not_compared(desk: Desk, key: str) -> None:
    with pytest.raises(NotFound):
        desk.ask("press", "compare", other_id=str(desk.world.opportunities[key]))


@pytest.mark.parametrize("more", [{"lines": "all"}, {"field-outcome": "take"}, {"other_version": "x"}])
def test_a_merge_that_makes_no_sense_is_refused(desk: Desk, more: dict[str, str]) -> None:
    form = {"other_id": str(desk.world.opportunities["robot"]), "other_version": "1"} | more
    assert "could not be read" in desk.act("press", "merge", form)["message"]


# ── Quotes ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_quote_is_made_sent_revised_accepted_and_ordered(desk: Desk) -> None:
    made = desk.act("lines", "create_quote", {"note": "With training"})
    assert made["toast"]["actions"][0]["href"].startswith("/quote/")
    with desk.database.read() as session:
        quote = session.scalars(select(Quote).order_by(Quote.id.desc()).limit(1)).one()
        assert (quote.note, quote.net_minor, quote.status) == ("With training", 9_000_000, "draft")
        session.expunge(quote)
    sent = desk.act("lines", "send", about(quote))
    assert (sent["toast"]["title"], sent["undo"]["entity"]) == ("Quote sent", "quote")
    text = desk.says("lines", "revise", **about(quote))
    assert "Revision B offers the detail lines as they are now, €90,000.00" in text
    assert desk.act("lines", "revise", about(quote) | {"quote_version": "2"})["ok"]
    with desk.database.read() as session:
        newer = session.scalars(select(Quote).order_by(Quote.id.desc()).limit(1)).one()
        session.expunge(newer)
    assert (newer.number, newer.revision) == (quote.number, 1)
    assert desk.act("lines", "accept", about(newer))["ok"]
    ordered = desk.act("lines", "order", about(newer))
    assert (ordered["toast"]["title"], ordered["undo"]) == ("Order made", None)
    assert desk.act("lines", "order", about(newer))["ok"]
    assert desk.orders("lines") == 1


def test_a_change_of_a_quote_is_taken_back(desk: Desk) -> None:
    quote = desk.quote("lines", "sent")
    answer = desk.act("lines", "reject", about(quote))
    assert desk.undo("lines", answer)["ok"]
    with desk.database.read() as session:
        assert session.get_one(Quote, quote.id).status == "sent"


def test_a_valid_quote_does_not_expire(desk: Desk) -> None:
    quote = desk.quote("lines", "sent")
    with desk.database.write() as session:
        session.get_one(Quote, quote.id).valid_until_on = date(2199, 1, 1)
    assert (
        "It can expire after that day" in desk.act("lines", "expire", about(quote) | {"quote_version": "1"})["message"]
    )


def test_the_page_of_a_quote_acts_on_that_quote_only(desk: Desk) -> None:
    mine, other = desk.quote("lines", "sent"), desk.quote("press", "sent")
    action = QuoteAction(1, "accept", mine.id, mine.version, uuid4().hex, about(other))
    answer = deal.performed_on_quote(desk.database, desk.principal, action, desk.redraw)
    assert answer["ok"]
    with desk.database.read() as session:
        assert [session.get_one(Quote, quote.id).status for quote in (mine, other)] == ["accepted", "sent"]


def test_no_dialog_opens_for_a_quote_out_of_reach(desk: Desk) -> None:
    quote, stranger = desk.quote("lines", "sent"), desk.world.principal("foreign")
    with desk.database.read() as session, pytest.raises(NotFound):
        quoting.revising(session, stranger, Wire("quote"), about(quote), clock.today())


def test_a_dialog_knows_the_version_that_it_changes(desk: Desk) -> None:
    found = desk.ask("press", "win")
    assert f'"id":{desk.world.opportunities["press"]},"version":1' in attribute(found, "data-cd-record")
    assert attribute(by_id(found, "deal-dialog"), "data-cd-action") == Wire("opportunity").action
