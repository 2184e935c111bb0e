"""Merging two opportunities, and cancelling one."""

import pytest
from sqlalchemy import select

from data.schema.activity import Activity
from data.schema.log import Event
from data.session import Database
from domain.errors import (
    CannotUndo,
    Conflict,
    MalformedInput,
    MoveNotAllowed,
    NotFound,
    NotMergeable,
    NotPermitted,
    WhyNeeded,
)
from tests.selling import Seller
from tests.world import TODAY, World
from workflow import opportunities as verbs
from workflow.opportunities import Change, Merge


@pytest.fixture
def seller(database: Database, world: World) -> Seller:
    return Seller(database, world)


def merge(seller: Seller, into: str, other: str, **asked: object) -> Change:
    wish = Merge(seller.id(other), seller.read(other).version, **asked)  # type: ignore[arg-type]  # named by hand
    target = seller.target(into)
    return seller.run(lambda unit: verbs.merge(unit, seller.principal, target, wish, today=TODAY, now=seller.now))


def cancel(seller: Seller, key: str, why: str = "Typed twice") -> Change:
    target = seller.target(key)
    return seller.run(lambda unit: verbs.cancel(unit, seller.principal, target, why, today=TODAY, now=seller.now))


def activities(seller: Seller, key: str) -> list[str]:
    with seller.database.read() as session:
        query = select(Activity.subject).where(Activity.opportunity_id == seller.id(key)).order_by(Activity.id)
        return list(session.scalars(query))


def test_everything_moves_chosen_fields_win_and_the_other_is_cancelled_with_the_way_to_the_one_kept(
    seller: Seller,
) -> None:
    quote = seller.offer("robot")
    merge(seller, "press", "robot", fields=("title", "owner_id", "expected_order_on"))
    kept, other = seller.read("press"), seller.read("robot")
    assert (kept.title, kept.expected_order_on, kept.net_minor) == ("Robot cell", other.expected_order_on, 12_000_000)
    assert (other.outcome, other.closing_note, other.closed_on) == ("cancelled", "IT-0001", TODAY)
    assert activities(seller, "press") == ["Show the press", "Ask for the order", "Presented the offer", "Call back"]
    assert activities(seller, "robot") == []
    assert seller.quote(quote.id).opportunity_id == kept.id
    away = seller.events("robot")[-1]
    assert (away.verb, (away.after or {})["merged_into_id"]) == ("merge_away", kept.id)
    seller.check()


@pytest.mark.parametrize(
    ("lines", "nets"),
    [
        ("keep", []),
        ("take", [5_400_000, 2_600_000, 1_000_000]),
        ("both", [12_000_000, 5_400_000, 2_600_000, 1_000_000]),
    ],
)
def test_one_undo_brings_both_back_as_they_were(seller: Seller, lines: str, nets: list[int]) -> None:
    before = [seller.fields(key) for key in ("press", "lines")]
    listed = [seller.lines(key) for key in ("press", "lines")]
    done = activities(seller, "press"), activities(seller, "lines")
    change = merge(seller, "press", "lines", lines=lines, fields=("title",))
    assert [line.gross_minor - line.discount_minor for line in seller.lines("press")] == nets
    assert seller.read("press").net_minor == (sum(nets) or 12_000_000)
    seller.check()
    seller.undo(change)
    assert [seller.fields(key) for key in ("press", "lines")] == before
    assert [seller.lines(key) for key in ("press", "lines")] == listed
    assert (activities(seller, "press"), activities(seller, "lines")) == done
    seller.check()


def test_a_merge_cannot_be_undone_when_the_other_was_changed(seller: Seller) -> None:
    change = merge(seller, "press", "robot")
    seller.edit("robot", description="Look at the other one")
    with pytest.raises(CannotUndo):
        seller.undo(change)


def test_only_open_ones_of_the_same_company_and_currency_merge(
    seller: Seller, database: Database, world: World
) -> None:
    manager = Seller(database, world, "country_manager")
    for other in ("press", "won", "cancelled", "franc"):
        with pytest.raises(NotMergeable):
            merge(manager, "press", other)
    with pytest.raises(NotMergeable):
        merge(Seller(database, world, "administrator"), "press", "glacier")
    with pytest.raises(MalformedInput):
        merge(seller, "press", "robot", fields=("company_id",))
    assert seller.read("robot").outcome == "open"


def test_a_merge_on_an_old_version_of_either_is_refused(seller: Seller) -> None:
    old = Merge(seller.id("robot"), seller.read("robot").version)
    target = seller.target("press")
    seller.edit("robot", title="Robot cells")
    with pytest.raises(Conflict):
        seller.run(lambda unit: verbs.merge(unit, seller.principal, target, old, today=TODAY, now=seller.now))


@pytest.mark.parametrize(
    ("login", "error"), [("colleague", NotPermitted), ("other_team", NotFound), ("analyst", NotPermitted)]
)
def test_who_may_not_change_both_merges_nothing(
    database: Database, world: World, login: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        merge(Seller(database, world, login), "press", "robot")
    with pytest.raises(error):
        cancel(Seller(database, world, login), "press")


def test_cancelling_says_why_counts_nowhere_and_can_be_undone(seller: Seller, database: Database) -> None:
    before = seller.fields("press")
    with pytest.raises(WhyNeeded):
        cancel(seller, "press", "  ")
    change = cancel(seller, "press")
    after = seller.read("press")
    assert (after.outcome, after.closing_note, after.closed_on, after.stage_id) == (
        "cancelled",
        "Typed twice",
        TODAY,
        before["stage_id"],
    )
    seller.check()
    seller.undo(change)
    assert seller.fields("press") == before
    seller.check()
    with database.read() as session:
        assert session.scalar(select(Event.verb).where(Event.id == change.event_id)) == "cancel"


@pytest.mark.parametrize("key", ["won", "cancelled"])
def test_a_closed_one_is_not_cancelled(seller: Seller, key: str) -> None:
    with pytest.raises(MoveNotAllowed):
        cancel(seller, key)
