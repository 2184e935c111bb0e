"""The frames of forecasting hold what was known at the end of a day, and nothing that came later."""

from datetime import date, timedelta

import pandas as pd
import pytest

from data.queries.forecasting.documents import by_scope, invoices, orders
from data.queries.forecasting.known import Known
from data.session import Database
from forecasting.frames import DATES, DEALS, INVOICES, ORDERS, STAYS, shaped
from tests.selling import Seller
from tests.world import NOW, TODAY, World


def deals(database: Database, world: World, cutoff: date, company: str = "IT") -> pd.DataFrame:
    with database.read() as session:
        known = Known(session, world.companies[company])
        return shaped(known.deals(cutoff), DEALS).set_index("opportunity_id")


def test_a_deal_that_was_won_later_is_open_on_the_days_before(database: Database, world: World) -> None:
    before = deals(database, world, TODAY - timedelta(days=21)).loc[world.opportunities["won"]]
    after = deals(database, world, TODAY - timedelta(days=20)).loc[world.opportunities["won"]]
    assert [row["outcome"] for row in (before, after)] == ["open", "won"]
    assert before.isna()["closed_on"]
    assert before.isna()["stated"], "100 % is what the closing said, not what was stated before"
    assert after["closed_on"] == pd.Timestamp(TODAY - timedelta(days=20))
    assert after["stage"] == "S0", "a closed one keeps the stage it was closed in"


def test_only_what_was_created_is_there_and_only_of_the_company(database: Database, world: World) -> None:
    early = deals(database, world, TODAY - timedelta(days=300))
    assert list(early.index) == [world.opportunities["won_before"]]
    assert set(deals(database, world, TODAY, "CH").index) == {
        world.opportunities[key] for key in ("alpine", "glacier", "yen", "alpine_won")
    }


def test_a_later_edit_does_not_reach_back(database: Database, world: World) -> None:
    seller = Seller(database, world)
    seller.now = NOW + timedelta(days=2)
    seller.edit("press", expected_order_on=date(2026, 12, 1))
    press = world.opportunities["press"]
    was, now = deals(database, world, TODAY).loc[press], deals(database, world, TODAY + timedelta(days=2)).loc[press]
    assert (was["expected_order_on"], now["expected_order_on"]) == (
        pd.Timestamp("2026-08-14"),
        pd.Timestamp("2026-12-01"),
    )
    assert (was["pushes"], now["pushes"]) == (0, 1)
    with database.read() as session:
        moves = shaped(Known(session, world.companies["IT"]).dates(TODAY + timedelta(days=2)), DATES)
    assert moves.iloc[0].to_dict() == {
        "opportunity_id": press, "changed_on": pd.Timestamp("2026-07-17"), "old_on": pd.Timestamp("2026-08-14"),
        "new_on": pd.Timestamp("2026-12-01"),
    }  # fmt: skip


def test_amounts_are_in_the_companys_currency_at_the_rate_of_the_day(database: Database, world: World) -> None:
    franc = deals(database, world, TODAY).loc[world.opportunities["franc"]]
    assert franc["net"] == pytest.approx(33_333.33 / 0.9375, abs=0.01)


def test_a_stay_that_had_not_ended_yet_is_open(database: Database, world: World) -> None:
    with database.read() as session:
        known = Known(session, world.companies["IT"])
        now, early = (shaped(known.stays(day), STAYS) for day in (TODAY, TODAY - timedelta(days=25)))
    won = world.opportunities["won"]
    assert now[now["opportunity_id"] == won]["ended"].tolist() == ["won"]
    assert early[early["opportunity_id"] == won]["ended"].tolist() == ["open"]
    press = now[now["opportunity_id"] == world.opportunities["press"]]
    assert press[["step", "ended"]].to_numpy().tolist() == [[0, "advanced"], [3, "open"]]


def test_orders_carry_what_was_invoiced_by_then(database: Database, world: World) -> None:
    with database.read() as session:
        known, company = Known(session, world.companies["IT"]), world.companies["IT"]
        now = shaped(orders(session, company, TODAY, known.major), ORDERS)
        early = shaped(orders(session, company, TODAY - timedelta(days=6), known.major), ORDERS)
        bills = shaped(invoices(session, company, TODAY, known.major), INVOICES)
        owners = by_scope(session, company, "invoicing", "owner", TODAY, known.major)
    assert (early["invoiced_net"].sum(), now["invoiced_net"].sum()) == (0.0, bills["net"].sum())
    assert sum(amount for days in owners.values() for _, amount in days) == pytest.approx(bills["net"].sum())
