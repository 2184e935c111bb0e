"""The lines of an opportunity: the header is their sum, whatever was done with them."""

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.session import Database
from domain.errors import (
    AmountTooLarge,
    BadDiscount,
    CannotUndo,
    ClosedAlready,
    InvalidFields,
    LinesChanged,
    MalformedInput,
    NoQuote,
    NotMergeable,
    NotPermitted,
    TooManyLines,
)
from domain.money import LARGEST_MINOR
from tests.selling import Seller
from tests.world import TODAY, World, build
from workflow import opportunities as verbs
from workflow import quotes
from workflow.opportunities import LineValues
from workflow.opportunities.calculating import propose
from workflow.opportunities.lines import MOST_LINES, seal


@pytest.fixture
def seller(database: Database, world: World) -> Seller:
    return Seller(database, world)


def test_lines_are_changed_added_removed_and_ordered_in_one_go(seller: Seller) -> None:
    first, second, third = seller.lines("lines")
    added = LineValues(
        description="Training", gross_minor=250_000, expected_invoice_on=date(2026, 10, 31), note="2 days"
    )
    change = seller.save("lines", [replace(third, discount_minor=100_000), added, first])
    after = seller.read("lines")
    assert (after.gross_minor, after.discount_minor, after.net_minor) == (7_250_000, 700_000, 6_550_000)
    assert [line.description for line in seller.lines("lines")] == ["Line 3", "Training", "Line 1"]
    assert [line.id for line in seller.lines("lines")][::2] == [third.id, first.id]
    seller.check()
    seller.undo(change)
    assert seller.lines("lines") == [first, second, third]
    assert seller.read("lines").net_minor == 9_000_000
    seller.check()


def test_the_first_line_takes_the_place_of_the_typed_amount(seller: Seller) -> None:
    seller.save("press", [LineValues(gross_minor=100, expected_revenue_minor=70)])
    after = seller.read("press")
    assert (after.net_minor, after.amounts_from_lines, after.expected_revenue_minor) == (100, True, 70)
    seller.save("press", [])
    after = seller.read("press")
    assert (after.net_minor, after.amounts_from_lines, after.amount_known) == (0, False, False)
    seller.check()


def test_lines_of_others_and_twice_the_same_are_no_request_of_ours(seller: Seller) -> None:
    line = seller.lines("lines")[0]
    for lines in ([line], [line, line]):
        with pytest.raises(MalformedInput):
            seller.save("press" if len(lines) == 1 else "lines", lines)


def test_what_somebody_else_did_to_the_lines_is_not_overwritten(
    seller: Seller, database: Database, world: World
) -> None:
    lines = seller.lines("lines")
    Seller(database, world, "manager").save("lines", lines[:2])
    with pytest.raises(LinesChanged) as refused:
        seller.save("lines", lines, seen=seal(lines))
    assert "Marco Guida changed the lines" in str(refused.value)
    assert len(seller.lines("lines")) == 2


def test_another_field_does_not_stand_in_the_way_of_lines(seller: Seller, database: Database, world: World) -> None:
    lines = seller.lines("lines")
    Seller(database, world, "manager").edit("lines", title="Another title")
    seller.save("lines", lines[:2], seen=seal(lines))
    assert seller.read("lines").net_minor == 8_000_000


def test_each_wrong_line_says_what_is_wrong(seller: Seller) -> None:
    good, *_ = seller.lines("lines")
    with pytest.raises(InvalidFields) as refused:
        seller.save(
            "lines",
            [good, LineValues(gross_minor=100, discount_minor=101), LineValues(note="x" * 2001, product_family_id=999)],
        )
    assert {name: type(error).__name__ for name, error in refused.value.fields.items()} == {
        "1.discount_minor": "BadDiscount", "2.product_family_id": "NotOffered", "2.note": "TextTooLong",
    }  # fmt: skip
    assert isinstance(refused.value.fields["1.discount_minor"], BadDiscount)


def test_a_credit_in_the_lines_may_have_a_negative_discount(seller: Seller) -> None:
    seller.save("press", [LineValues(gross_minor=1000), LineValues(gross_minor=-200, discount_minor=-50)])
    assert seller.read("press").net_minor == 850
    seller.check()


def test_there_is_an_end_to_lines_and_amounts(seller: Seller) -> None:
    with pytest.raises(TooManyLines):
        seller.save("press", [LineValues(gross_minor=1)] * (MOST_LINES + 1))
    with pytest.raises(AmountTooLarge):
        seller.save("press", [LineValues(gross_minor=LARGEST_MINOR), LineValues(gross_minor=1)])


def test_of_a_closed_one_the_lines_stay(seller: Seller, database: Database, world: World) -> None:
    with pytest.raises(ClosedAlready):
        seller.save("won", [LineValues(gross_minor=1)])
    with pytest.raises(NotPermitted):
        Seller(database, world, "analyst").save("lines", [])


def test_a_line_that_was_planned_meanwhile_is_seen_as_changed(seller: Seller) -> None:
    lines = seller.lines("lines")
    seller.save("lines", [replace(lines[0], expected_invoice_on=date(2026, 12, 1)), *lines[1:]])
    with pytest.raises(LinesChanged):
        seller.save("lines", lines[:1], seen=seal(lines))


# ── Values from the quote ───────────────────────────────────────────────────────────────────────────


def calculated(seller: Seller, key: str) -> Any:
    with seller.database.read() as session:
        proposal = propose(session, seller.principal, seller.id(key))
    target = seller.target(key)
    return proposal, lambda: seller.run(
        lambda unit: verbs.calculate(
            unit, seller.principal, target, proposal.quote_id, proposal.seal, today=TODAY, now=seller.now
        )
    )


def test_values_come_from_the_quote_and_dates_and_notes_stay(seller: Seller) -> None:
    offered = seller.lines("lines")
    seller.offer("lines")
    first, second, _ = offered
    seller.save(
        "lines", [replace(second, gross_minor=1, discount_minor=0, note="kept"), replace(first, gross_minor=9_000_000)]
    )
    proposal, apply = calculated(seller, "lines")
    assert [(before.gross_minor if before else None, after.gross_minor) for before, after in proposal.pairs] == [
        (9_000_000, 6_000_000), (1, 3_000_000), (None, 1_000_000),
    ]  # fmt: skip
    change = apply()
    after = seller.read("lines")
    assert (change.verb, after.net_minor) == ("calculate", 9_000_000)
    assert [line.note for line in seller.lines("lines")] == [None, "kept", None]
    seller.check()
    seller.undo(change)
    assert [line.gross_minor for line in seller.lines("lines")] == [1, 9_000_000]
    seller.check()


def test_the_accepted_quote_goes_before_a_later_sent_one(seller: Seller) -> None:
    accepted, later = seller.offer("lines"), seller.offer("lines")
    seller.answer(quotes.send_quote, later.id)
    assert calculated(seller, "lines")[0].quote_id == later.id
    seller.answer(quotes.accept_quote, accepted.id)
    assert calculated(seller, "lines")[0].quote_id == accepted.id
    seller.answer(quotes.reject_quote, later.id)
    _, apply = calculated(seller, "lines")
    seller.answer(quotes.revise_quote, accepted.id, offer=quotes.Offer(TODAY))
    with pytest.raises(LinesChanged):
        apply()


def test_without_a_quote_there_is_nothing_to_calculate(seller: Seller) -> None:
    with pytest.raises(NoQuote):
        calculated(seller, "press")


# ── Any history ─────────────────────────────────────────────────────────────────────────────────────

MINOR = st.integers(-10_000, 10**7)
DAYS = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2027, 12, 31)))


@st.composite
def line_values(draw: st.DrawFn) -> LineValues:
    gross = draw(MINOR)
    discount = draw(st.integers(*sorted((0, gross))))
    return LineValues(
        gross_minor=gross,
        discount_minor=discount,
        expected_revenue_minor=draw(st.one_of(st.none(), MINOR)),
        expected_invoice_on=draw(DAYS),
        closed_on=draw(DAYS),
    )


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("save"), st.lists(line_values(), max_size=4), st.integers(0, 3)),
        st.tuples(st.just("undo")),
        st.tuples(st.just("currency"), st.sampled_from(["EUR", "CHF", "JPY"])),
        st.tuples(st.just("probability"), st.sampled_from([10, 50, 90])),
        st.tuples(st.just("expected"), DAYS),
        st.tuples(st.just("win"), st.integers(0, 10**7)),
        st.tuples(st.just("reopen")),
        st.tuples(st.just("merge"), st.sampled_from(["keep", "take", "both"])),
    ),
    max_size=8,
)


@given(steps=STEPS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_header_is_the_sum_of_its_lines_after_any_history(
    sqlite_template: Any, tmp_path_factory: Any, steps: Any
) -> None:
    path = tmp_path_factory.mktemp("history") / "caudal.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    seller = Seller(database, build(database))
    last: Any = None
    for step in steps:
        last = done(seller, last, *step) or last
        seller.check()
    database.dispose()


def done(seller: Seller, last: Any, what: str, *given_: Any) -> Any:
    """Take a step where it is possible and return its change."""
    record = seller.read("lines")
    if what == "undo":
        return taken_back(seller, last)
    if record.outcome == "won":
        return reopened(seller) if what == "reopen" else None
    steps: dict[str, Callable[..., Any]] = {
        "save": lambda lines, kept: seller.save("lines", [*reversed(seller.lines("lines")[:kept]), *lines]),
        "currency": lambda code: seller.edit("lines", currency_code=code),
        "probability": lambda percent: seller.edit("lines", probability_id=seller.world.probabilities[percent]),
        "expected": lambda day: seller.edit("lines", expected_invoice_on=day),
        "win": lambda minor: seller.win(
            "lines", final_minor=minor, order=verbs.OrderWish("lines") if minor % 2 else None
        ),
        "merge": lambda lines: merged(seller, lines),
    }
    try:
        return steps[what](*given_) if what in steps else None
    except (InvalidFields, NotMergeable):
        return None


def taken_back(seller: Seller, last: Any) -> None:
    if last is not None and last.event_id:
        with contextlib.suppress(CannotUndo):
            seller.undo(last)


def reopened(seller: Seller) -> Any:
    target = seller.target("lines")
    return seller.run(lambda unit: verbs.reopen(unit, seller.principal, target, today=TODAY, now=seller.now))


def merged(seller: Seller, lines: Any) -> Any:
    asked = verbs.Merge(seller.id("press"), seller.read("press").version, lines=lines)
    target = seller.target("lines")
    return seller.run(lambda unit: verbs.merge(unit, seller.principal, target, asked, today=TODAY, now=seller.now))
