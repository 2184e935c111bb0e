"""The basis of the weighted amounts: stated, stage norm or model; heads, cards, rows and files are always of the same one."""

import sys
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy.orm import Session

from data.queries import board, export, invoicing, options, stages
from data.queries import map as places
from data.queries.cards import FIELDS, Cards
from data.queries.grid import ROW_FIELDS, Grid, sums
from data.queries.invoicing import cards as documents
from data.queries.invoicing.sums import Sums
from data.queries.neighbours import in_column
from data.queries.overview.lists import largest
from data.queries.reporting import Converter
from data.schema.contact import Contact
from data.schema.forecast import ForecastRun, OpportunityForecast
from data.schema.invoicing import ExpectedInvoicing
from data.schema.opportunity import Opportunity
from data.session import Database
from domain.basis import Basis
from domain.board import BoardSort, ColumnKey
from domain.filter import PipelineFilter
from domain.grid import GridView
from domain.invoicing import InvoicingView, Kind
from domain.map import Ring, RowSort, View
from domain.money import Money, convert, weighted_minor
from domain.outcome import Outcome
from domain.period import month_of
from tests.world import BASE_RATES, NOW, TODAY, World

SAID = {  # key: stage norm, chance in use; the others were not spoken of
    "press": (0.623, 0.407), "robot": (0.18, 0.355), "lines": (None, 0.915), "franc": (0.5, 0.444), "south": (0.9, 0.1),
    "alpine": (0.62, 0.33), "yen": (0.2, 0.871), "won": (0.3, 0.2),
}  # fmt: skip
BASES = (Basis.STAGE, Basis.MODEL)


@pytest.fixture
def said(database: Database, world: World) -> World:
    """Store two forecasts of each company, of which the later one counts, and a backtest that never does."""
    with database.write() as session:
        for code in ("IT", "CH"):
            for month, is_backtest, factor in ((5, False, 0.5), (6, False, 1.0), (7, True, 0.1)):
                run = ForecastRun(
                    company_id=world.companies[code], model="win", measure="winning", is_backtest=is_backtest,
                    parameters={}, cutoff_on=date(2026, month, 1), run_at=NOW,
                )  # fmt: skip
                session.add(run)
                session.flush()
                session.add_all(_said_by(run.id, world, session, code, factor))
    return world


def _said_by(run_id: int, world: World, session: Session, code: str, factor: float) -> Iterator[OpportunityForecast]:
    for key, (stage, chance) in SAID.items():
        if session.get_one(Opportunity, world.opportunities[key]).company_id == world.companies[code]:
            yield OpportunityForecast(
                forecast_run_id=run_id, opportunity_id=world.opportunities[key], stated=0.5,
                stage=None if stage is None else stage * factor, used="model", chance=chance * factor,
            )  # fmt: skip


def percent_by_hand(world: World, row: Opportunity, basis: Basis) -> int:
    """Return by what a row counts, said once more in Python."""
    key = next(key for key, id_ in world.opportunities.items() if id_ == row.id)
    value = SAID.get(key, (None, None))[BASES.index(basis)]
    return row.stated_percent if row.outcome != "open" or value is None else round(100 * value)


def in_euros(minor: int, currency: str) -> int:
    return convert(Money(minor, currency), "EUR", 1 / BASE_RATES[currency]).minor


@pytest.mark.parametrize("basis", BASES)
def test_heads_cards_rows_and_files_weigh_by_the_same_probability(
    database: Database, said: World, basis: Basis
) -> None:
    person, wanted = said.principal("executive"), PipelineFilter(basis=basis, currency="EUR")
    with database.read() as session:
        rows = {row.id: row for row in session.query(Opportunity).filter(Opportunity.outcome != "cancelled")}
        weights = {id_: weighted_minor(row.net_minor * percent_by_hand(said, row, basis)) for id_, row in rows.items()}
        heads = board.columns(session, person, wanted, currency="EUR", as_of=TODAY)
        seen = {
            column.key: Cards(session, person, wanted, currency="EUR", as_of=TODAY).page(column.key, BoardSort.WEIGHTED)
            for column in heads.columns
        }
        view = GridView(pipeline=wanted)
        grid = Grid(session, person, view, currency="EUR", today=TODAY)
        lines = [dict(zip(ROW_FIELDS, row, strict=True)) for row in grid.of_ids(grid.in_order(100))]
        total = sums(session, person, view, Converter(session, "EUR", TODAY))[None].totals
        exported = list(export.rows(session, person, wanted))
        first = largest(session, person, wanted, 3, converter=Converter(session, "EUR", TODAY))
        session.expunge_all()

    for column in heads.columns:
        cards = [dict(zip(FIELDS, row, strict=True)) for row in seen[column.key].rows]
        assert len(cards) == column.totals.count
        for card in cards:
            row = rows[int(str(card["id"]))]
            assert card["weighted_reporting"] == in_euros(weights[row.id], row.currency_code)
        by_hand = sum(in_euros(weights[int(str(card["id"]))], str(card["currency"])) for card in cards)
        assert abs(column.totals.weighted_minor - by_hand) <= len(cards), "each sum is rounded once"
    assert total == heads.summary
    assert {line["id"]: line["weighted"] for line in lines} == {
        id_: weights[id_] for id_, row in rows.items() if row.outcome == "open"
    }
    headings = [heading.name for heading in export.HEADINGS]
    found = {row[headings.index("number")]: row[headings.index("weighted")] for row in exported}
    assert found == {row.number: Money(weights[row.id], row.currency_code) for row in rows.values()}
    in_order = sorted(
        (row for row in rows.values() if row.outcome == "open"),
        key=lambda row: (-in_euros(weights[row.id], row.currency_code), row.id),
    )
    assert [row.id for row in first] == [row.id for row in in_order[:3]]


@pytest.mark.parametrize("basis", BASES)
def test_the_stages_board_adds_up_by_the_same_probability(database: Database, said: World, basis: Basis) -> None:
    person, wanted = said.principal("country_manager"), PipelineFilter(basis=basis, currency="EUR")
    with database.read() as session:
        rows = session.query(Opportunity).filter_by(
            outcome="open", company_id=said.companies["IT"], pipeline_id=said.pipelines["new"]
        )
        by_hand: dict[ColumnKey, int] = {}
        for row in rows:
            key = ColumnKey.of_stage(row.stage_id)
            weight = weighted_minor(row.net_minor * percent_by_hand(said, row, basis))
            by_hand[key] = by_hand.get(key, 0) + in_euros(weight, row.currency_code)
        shown = tuple(
            stage
            for stage in stages.board_stages(session, person, options.stages(session, person))
            if stage.option.pipeline_id == said.pipelines["new"]
        )
        found = stages.stage_columns(
            session, person, stages.narrowed(wanted, shown), shown, currency="EUR", as_of=TODAY
        )
    totals = {column.key: column.totals.weighted_minor for column in found.columns if column.totals.count}
    assert {key: weight for key, weight in totals.items() if key in by_hand} == pytest.approx(by_hand, abs=1)


@pytest.mark.parametrize("few", [0, 2000])
@pytest.mark.parametrize("basis", BASES)
def test_the_map_its_list_and_its_popups_weigh_by_the_same_probability(
    database: Database, said: World, basis: Basis, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["data.queries.map.picture"], "FEW", few)  # read at each move, or kept in memory
    person, wanted = said.principal("executive"), PipelineFilter(basis=basis, currency="EUR")
    asked = places.Asked(View().bounds, sort=RowSort.WEIGHTED)
    with database.read() as session:
        by_hand: dict[int, int] = {}
        percents: dict[int, int] = {}
        for row in session.query(Opportunity).filter_by(outcome="open"):
            percents[row.id] = percent_by_hand(said, row, basis)
            contact = session.get_one(Contact, row.contact_id)
            if contact.latitude is not None:
                weight = weighted_minor(row.net_minor * percents[row.id])
                by_hand[contact.id] = by_hand.get(contact.id, 0) + in_euros(weight, row.currency_code)
        converter = Converter(session, "EUR", TODAY)
        found = places.picture(session, person, wanted, View(zoom=9), Ring.STAGE, converter)
        rows = places.listing(session, person, wanted, asked, converter)
        popups = {id_: places.popup(session, person, wanted, id_, converter) for id_ in by_hand}
        lands = places.regions(session, person, wanted, converter)
    assert {mark.contact_id: mark.totals.weighted_minor for mark in found.marks} == pytest.approx(by_hand, abs=2)
    assert {row.contact_id: row.totals.weighted_minor for row in rows} == pytest.approx(by_hand, abs=2)
    assert {id_: popup.totals.weighted_minor for id_, popup in popups.items()} == pytest.approx(by_hand, abs=2)
    assert all(deal.percent == percents[deal.id] for popup in popups.values() for deal in popup.deals)
    assert [row.contact_id for row in rows] == sorted(by_hand, key=lambda id_: (-by_hand[id_], id_))
    for total in (found.totals.weighted_minor, sum(land.totals.weighted_minor for land in lands)):
        assert total == pytest.approx(sum(by_hand.values()), abs=5)


@pytest.mark.parametrize("basis", [*BASES, Basis.STATED])
def test_what_is_expected_to_be_invoiced_is_weighed_by_the_same_probability(
    database: Database, said: World, basis: Basis
) -> None:
    person = said.principal("executive")
    view = InvoicingView(PipelineFilter(basis=basis, currency="EUR"), month_of(TODAY) - 12, month_of(TODAY) + 12)
    with database.read() as session:
        rows = {row.id: row for row in session.query(Opportunity)}
        percents = {
            id_: 100
            if row.outcome == "won"
            else row.stated_percent
            if basis is Basis.STATED
            else percent_by_hand(said, row, basis)
            for id_, row in rows.items()
        }
        parts = session.query(ExpectedInvoicing).filter_by(is_expected=True).all()
        by_hand = {(one.opportunity_id, one.month): one.remaining_minor * percents[one.opportunity_id] for one in parts}
        sums = list(Sums(session, person, view).of(Kind.OPPORTUNITIES))
        for section in invoicing.sections(session, person, view):
            shown = documents.Cards(session, person, view, *section, today=TODAY)
            for month in {one.month for one in parts}:
                for values in shown.page(Kind.OPPORTUNITIES, month, limit=100).rows:
                    card = dict(zip(documents.FIELDS, values, strict=True))
                    assert card["percent"] == percents[int(str(card["id"]))]
                    assert card["net"] == weighted_minor(by_hand.pop((int(str(card["id"])), month)))
        expected: dict[tuple[int, int, str], int] = {}
        for one in parts:
            key = one.month, one.company_id, one.currency_code
            expected[key] = expected.get(key, 0) + one.remaining_minor * percents[one.opportunity_id]
    assert by_hand == {}, "every part is on a card"
    assert {(one.month, one.company_id, one.currency): one.net_minor for one in sums} == {
        key: weighted_minor(value) for key, value in expected.items()
    }


def test_the_order_of_cards_and_of_neighbours_is_that_of_the_basis(database: Database, said: World) -> None:
    column = ColumnKey(Outcome.OPEN, said.probabilities[50])  # press 12M × 41 %, franc 3.3M × 44 %, alpine 7M × 33 %
    person = said.principal("executive")
    wanted = PipelineFilter(basis=Basis.MODEL)
    with database.read() as session:
        cards = Cards(session, person, wanted, currency="EUR", as_of=TODAY)
        first = cards.page(column, BoardSort.WEIGHTED, limit=1)
        rest = cards.page(column, BoardSort.WEIGHTED, cursor=first.cursor)
        ids = [row[0] for row in (*first.rows, *rest.rows)]
        around = in_column(session, person, wanted, column, BoardSort.WEIGHTED, said.opportunities["alpine"])
    assert ids == [said.opportunities[key] for key in ("press", "alpine", "franc")]
    assert (around.before, around.after, around.place) == (ids[0], ids[2], 2)


def test_a_card_says_what_the_forecast_says_of_it_whatever_it_is_weighted_by(database: Database, said: World) -> None:
    with database.read() as session:
        cards = Cards(session, said.principal("executive"), PipelineFilter(), currency="EUR", as_of=TODAY)
        found = {key: cards.card(said.opportunities[key]) for key in ("press", "silent")}
    shown = {key: dict(zip(FIELDS, one[1], strict=True)) for key, one in found.items() if one}
    columns = {key: one[0] for key, one in found.items() if one}
    assert shown["press"]["model_percent"] == 41
    assert columns["press"] == ColumnKey(Outcome.OPEN, said.probabilities[50]), "nine points less, as the browser says"
    assert shown["silent"]["model_percent"] is None


def test_the_past_is_weighed_by_what_was_forecast_then(database: Database, said: World) -> None:
    wanted = PipelineFilter(basis=Basis.MODEL, as_of=date(2026, 5, 20))
    with database.read() as session:
        cards = Cards(session, said.principal("executive"), wanted, currency="EUR", as_of=TODAY)
        found = cards.card(said.opportunities["press"])
    assert found is not None
    assert dict(zip(FIELDS, found[1], strict=True))["model_percent"] == 20


def test_without_a_forecast_every_basis_is_the_stated_one(sqlite_database: Database, sqlite_world: World) -> None:
    person = sqlite_world.principal("executive")
    with sqlite_database.read() as session:
        found = [
            board.columns(session, person, PipelineFilter(basis=basis), currency="EUR", as_of=TODAY) for basis in Basis
        ]
    assert found[0] == found[1] == found[2]


def test_the_address_keeps_the_basis() -> None:
    wanted = PipelineFilter(basis=Basis.MODEL)
    assert wanted.to_query() == "chance=model"
    assert PipelineFilter.from_query("chance=model", TODAY) == wanted
    assert wanted.is_empty, "it narrows nothing"
