"""How years are cut and totals spread, how a plan rolls up, and which line takes a document."""

import random
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from domain.plan.errors import NoSuchKind, NotACut
from domain.plan.matching import Ancestors, Fact, Reason, Source, close
from domain.plan.periods import Cut, Span, cut, written
from domain.plan.spreading import by_season, spread
from domain.plan.tree import Node, Tree, Value


def test_every_cut_covers_its_year_without_gaps() -> None:
    for year in range(2019, 2032):
        for kind, count in ((Cut.MONTHS, 12), (Cut.QUARTERS, 4), (Cut.WEEKS_445, 12)):
            spans = cut(kind, year)
            assert len(spans) == count
            assert all(after.starts_on == span.ends_on + timedelta(days=1) for span, after in pairwise(spans))
    weeks = [((span.ends_on - span.starts_on).days + 1) // 7 for span in cut(Cut.WEEKS_445, 2026)]
    assert weeks == [4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 6]  # 2026 has 53 weeks
    first = cut(Cut.WEEKS_445, 2026)[0]
    assert (first.label, first.starts_on, first.starts_on.weekday()) == ("2026-P01", date(2025, 12, 29), 0)
    with pytest.raises(NoSuchKind):
        cut(Cut.FREE, 2026)


def test_free_ranges_are_read_line_by_line_and_must_not_overlap() -> None:
    assert written("Spring 2026-03-01 2026-05-31\n Late summer; 2026-08-15; 2026-09-30 ") == [
        Span("Spring", date(2026, 3, 1), date(2026, 5, 31)), Span("Late summer", date(2026, 8, 15), date(2026, 9, 30)),
    ]  # fmt: skip
    for text in (
        "",
        "Spring",
        "A 2026-03-01 2026-02-01",
        "A 2026-01-01 2026-03-31 | B 2026-03-31 2026-04-30",
        "A 2026-02-30 2026-03-01",
    ):
        with pytest.raises(NotACut):
            written(text)


def test_a_spread_adds_up_to_the_cent_and_no_part_is_off_by_more_than_one() -> None:
    draw = random.Random(5)  # noqa: S311  a fixed draw, no secret
    for _ in range(300):
        total, weights = (
            draw.randint(0, 10**12),
            [draw.choice((0.0, draw.random())) for _ in range(draw.randint(1, 13))],
        )
        parts = spread(total, weights)
        assert sum(parts) == total
        whole = sum(weights) or len(weights)
        exact = [total * (weight if sum(weights) else 1) / whole for weight in weights]
        assert all(abs(part - share) <= 1 for part, share in zip(parts, exact, strict=True))
        assert min(parts) >= 0
    assert spread(100, [1, 1, 1]) == [33, 34, 33]
    assert spread(10, [-5, 1, 0]) == [0, 10, 0]


def test_seasons_weigh_ranges_by_their_days() -> None:
    profile = {
        month: 31.0 if month in {1, 3} else 28.0 if month == 2 else 0.0 for month in range(1, 13)
    }  # 1 a day in winter
    spans = [Span("", date(2026, 1, 15), date(2026, 2, 14)), Span("", date(2026, 3, 1), date(2026, 4, 30))]
    assert by_season(profile, spans) == pytest.approx([31.0, 31.0])


NORTH = Node(1, None, is_detail=False, name="North", zone_id=10)
SARA = Node(2, 1, is_detail=False, name="Sara", user_id=7)
MACHINES = Node(3, 2, is_detail=True, name="Machines", family_id=100)
OTHERS = Node(4, None, is_detail=False, name="All others")
SERVICE = Node(5, 4, is_detail=True, name="Service", family_id=200)
TREE = Tree(
    (NORTH, SARA, MACHINES, OTHERS, SERVICE),
    {(3, 1): Value(1000, Decimal(4)), (3, 2): Value(500, Decimal(1)), (5, 1): Value(30)},
)


def test_values_roll_up_group_by_group_with_the_average_price() -> None:
    branches = {branch.node.name: branch for branch in TREE.branches()}
    assert [(branch.depth, branch.path) for branch in TREE.branches()] == [
        (0, "North"), (1, "North / Sara"), (2, "North / Sara / Machines"), (0, "All others"), (1, "All others / Service"),
    ]  # fmt: skip
    assert branches["North"].values == {1: Value(1000, Decimal(4)), 2: Value(500, Decimal(1))}
    assert (branches["North"].total, branches["North"].total.price_minor) == (Value(1500, Decimal(5)), 300)
    assert TREE.total() == {1: Value(1030, Decimal(4)), 2: Value(500, Decimal(1))}
    assert Value(5).price_minor is None


def test_a_document_goes_to_the_first_line_that_fits_or_says_why_to_none() -> None:
    ancestors = Ancestors(
        {10: frozenset({10}), 11: frozenset({11, 10}), 12: frozenset({12})},
        {100: frozenset({100}), 101: frozenset({101, 100}), 200: frozenset({200})},
    )

    def fact(zone: int | None, user: int | None, family: int | None, minor: int) -> Fact:
        return Fact(Source.INVOICES, 1, zone, user, None, family, minor, example_id=minor)

    found = close(
        TREE,
        [fact(11, 7, 101, 1), fact(10, 7, 100, 2), fact(12, 7, 200, 4), fact(11, 7, None, 8), fact(11, 9, 100, 16),
         fact(None, 7, 100, 32), fact(11, None, 100, 64)],
        ancestors,
    )  # fmt: skip
    assert {key: value.minor for key, value in found.matched.items()} == {
        (3, Source.INVOICES, 1): 3,
        (5, Source.INVOICES, 1): 4,
    }
    assert {reason: (why.count, why.minor) for (_, reason), why in found.unmatched.items()} == {
        Reason.NO_FAMILY: (1, 8), Reason.OTHER_FAMILY: (1, 32),
        Reason.NO_USER: (1, 64),
        Reason.OTHER_USER: (1, 16),
    }  # fmt: skip
    only_north = Tree((NORTH, SARA, MACHINES))
    why = close(
        only_north,
        [fact(11, 9, 100, 16), fact(None, 7, 100, 32), fact(11, None, 100, 64), fact(12, 7, 1, 128)],
        ancestors,
    )
    assert {reason for _, reason in why.unmatched} == {
        Reason.OTHER_USER,
        Reason.NO_ZONE,
        Reason.NO_USER,
        Reason.OTHER_ZONE,
    }
