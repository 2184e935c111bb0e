"""How much may be invoiced, how a part is shared out to the cent, and what is settled."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.billing import (
    EVERYTHING,
    Part,
    amounts_of,
    check_issue,
    check_paid_on,
    check_payment,
    left_to_pay,
    shared_out,
    tax_of_part,
)
from domain.errors import AmountNeeded, BadDueDate, BadInvoiceDate, BadPaymentDate, MalformedInput, TooMuch
from domain.money import Money

HUNDRED = Money(10_000, "EUR")
TODAY = date(2026, 7, 15)


@pytest.mark.parametrize(
    ("amount", "opens", "shares"),
    [
        (10, [1, 1, 1], [4, 3, 3]),
        (100, [100], [100]),
        (50, [70, 30], [35, 15]),
        (1, [1, 1], [1, 0]),
        (45, [100, -10], [50, -5]),
        (7, [10, 0, -3], [10, 0, -3]),
    ],
)
def test_an_amount_is_shared_out_in_proportion_and_to_the_cent(
    amount: int, opens: list[int], shares: list[int]
) -> None:
    assert shared_out(amount, opens) == shares


@given(st.lists(st.integers(-(10**9), 10**12), min_size=1, max_size=12), st.data())
def test_the_shares_add_up_and_none_goes_beyond_its_own(opens: list[int], data: st.DataObject) -> None:
    opens = [*opens, 1 - min(sum(opens), 0)]
    amount = data.draw(st.integers(1, sum(opens)))
    shares = shared_out(amount, opens)
    assert sum(shares) == amount
    assert all(min(0, most) <= share <= max(0, most) for share, most in zip(shares, opens, strict=True))
    if amount == sum(opens):
        assert shares == opens


def test_a_part_is_everything_a_percentage_an_amount_or_lines() -> None:
    opens = {1: 6_000, 2: 2_000}  # a fifth of the hundred is invoiced already
    assert amounts_of(EVERYTHING, opens, HUNDRED) == opens
    assert amounts_of(Part(percent=Decimal(40)), opens, HUNDRED) == {1: 3_000, 2: 1_000}
    assert amounts_of(Part(percent=Decimal(100)), opens, HUNDRED) == opens
    assert amounts_of(Part(percent=Decimal("33.333")), opens, HUNDRED) == {1: 2_500, 2: 833}
    assert amounts_of(Part(amount_minor=1), opens, HUNDRED) == {1: 1, 2: 0}
    assert amounts_of(Part(lines={2: 500}), opens, HUNDRED) == {2: 500}
    assert amounts_of(Part(lines={1: 0, 2: 2_000}), opens, HUNDRED) == {2: 2_000}


@pytest.mark.parametrize(
    ("part", "refusal"),
    [
        (Part(amount_minor=0), AmountNeeded),
        (Part(amount_minor=-1), AmountNeeded),
        (Part(percent=Decimal(0)), AmountNeeded),
        (Part(lines={}), AmountNeeded),
        (Part(lines={1: 0}), AmountNeeded),
        (Part(amount_minor=8_001), TooMuch),
        (Part(percent=Decimal(81)), TooMuch),
        (Part(lines={1: 6_001}), TooMuch),
        (Part(lines={1: -1, 2: 2_000}), TooMuch),
        (Part(lines={3: 1}), MalformedInput),
    ],
)
def test_a_part_that_is_none_is_refused(part: Part, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        amounts_of(part, {1: 6_000, 2: 2_000}, HUNDRED)


def test_where_nothing_is_open_nothing_can_be_invoiced() -> None:
    with pytest.raises(AmountNeeded):
        amounts_of(EVERYTHING, {}, HUNDRED)


@given(st.integers(0, 10**8), st.integers(1, 10**9), st.lists(st.integers(1, 10**8), max_size=10))
def test_the_taxes_of_the_parts_make_the_tax_of_the_whole(tax: int, net: int, parts: list[int]) -> None:
    billed = billed_tax = 0
    for wanted in (*parts, net):
        part = min(wanted, net - billed)
        if part == 0:
            break
        share = tax_of_part(tax, net, billed, part, (billed, billed_tax))
        assert abs(share * net - tax * part) <= net  # less than a cent off
        billed, billed_tax = billed + part, billed_tax + share
    assert (billed, billed_tax) == (net, tax)


def test_what_was_billed_elsewhere_takes_its_proportion_of_the_tax() -> None:
    assert tax_of_part(2_200, 10_000, 4_000, 6_000, (0, 0)) == 1_320
    assert tax_of_part(2_200, 10_000, 4_000, 6_000, (4_000, 881)) == 1_319


def test_credit_notes_take_off_what_an_invoice_asks_for() -> None:
    assert left_to_pay(12_200, -2_200, 4_000) == 6_000
    assert left_to_pay(12_200, -12_200, 12_200) == -12_200


def test_a_payment_is_something_and_no_more_than_is_left() -> None:
    check_payment(1, HUNDRED)
    check_payment(10_000, HUNDRED)
    with pytest.raises(AmountNeeded):
        check_payment(0, HUNDRED)
    with pytest.raises(TooMuch, match=r"at most 100\.00 EUR"):
        check_payment(10_001, HUNDRED)
    with pytest.raises(TooMuch, match=r"at most 0\.00 EUR"):
        check_payment(1, Money(-5, "EUR"))


def test_dates_follow_one_another() -> None:
    check_issue(TODAY, TODAY, TODAY, TODAY)
    with pytest.raises(BadInvoiceDate):
        check_issue(TODAY, TODAY, date(2026, 7, 16), date(2026, 8, 1))
    with pytest.raises(BadDueDate):
        check_issue(TODAY, date(2026, 7, 14), TODAY, TODAY)
    check_paid_on(TODAY, TODAY)
    with pytest.raises(BadPaymentDate):
        check_paid_on(date(2026, 7, 16), TODAY)
