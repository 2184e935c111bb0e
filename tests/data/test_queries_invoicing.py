"""The invoicing board's numbers and cards, against counting by hand."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.fx import rate
from data.queries.invoicing import FIELDS, PAGE_SIZE, Cards, Cell, Section, board
from data.queries.invoicing.matching import in_totals
from data.queries.invoicing.months import rate_day
from data.queries.invoicing.sums import Sums
from data.schema.company import Company
from data.schema.contact import Contact
from data.schema.invoice import Invoice
from data.schema.opportunity import Opportunity, OpportunityLine
from data.schema.sales import SalesOrder
from data.session import Database
from domain import period
from domain.access import Principal
from domain.errors import MalformedInput
from domain.filter import PipelineFilter
from domain.invoicing import Basis, DocumentFilter, InvoicingView, Kind
from domain.money import Money, convert, weighted_minor
from domain.period import month_of
from tests.books import add_books
from tests.world import TODAY, World

LOGINS = ("administrator", "executive", "manager", "country_manager", "analyst", "sales", "other_team", "foreign")
KEPT = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Amounts = dict[tuple[Kind, int, str], Cell]
JANUARY = 2026 * 12


@pytest.fixture(scope="module", autouse=True)
def _books(_filled: tuple[Database, World]) -> None:
    database, world = _filled
    with database.write() as session:
        add_books(session, world)


def plain(**values: Any) -> InvoicingView:
    return replace(InvoicingView(PipelineFilter(), JANUARY, JANUARY + 11), **values)


@st.composite
def views(draw: st.DrawFn, world: World) -> InvoicingView:
    def some(ids: Any) -> frozenset[Any]:
        return draw(st.one_of(st.just(frozenset[Any]()), st.frozensets(st.sampled_from(sorted(ids)), max_size=2)))

    first = draw(st.integers(JANUARY - 3, JANUARY + 12))
    low, high = draw(st.sampled_from([(0, 100), (0, 100), (25, 90)]))
    pipeline = PipelineFilter(
        company_ids=some(world.companies.values()),
        owner_ids=some(world.users.values()),
        agent_ids=some(world.agents.values()),
        contact_ids=some(world.contacts.values()),
        type_ids=some(world.types.values()),
        stage_ids=some(world.stages.values()),
        percent_min=low,
        percent_max=high,
        currency=draw(st.sampled_from([None, "EUR", "CHF", "JPY"])),
        text=draw(st.sampled_from(["", "", "", "alfa", "B-I-00", "B-O", "nothing"])),
    )
    documents = {kind: draw(document_filters(world, kind)) for kind in draw(st.frozensets(st.sampled_from(Kind)))}
    return InvoicingView(
        pipeline, first, first + draw(st.integers(0, 14)), basis=draw(st.sampled_from(Basis)), documents=documents
    )


@st.composite
def document_filters(draw: st.DrawFn, world: World, kind: Kind) -> DocumentFilter:
    words = {Kind.INVOICES: ["issued", "paid"], Kind.ORDERS: ["open", "invoiced"], Kind.OPPORTUNITIES: ["open", "won"]}
    types = ["invoice", "credit_note"] if kind is Kind.INVOICES else [str(id_) for id_ in world.types.values()]
    span = draw(st.sampled_from([None, None, "2026-Q3", "2026-07-10..2026-08-20"]))
    return DocumentFilter(
        statuses=draw(st.frozensets(st.sampled_from(words[kind]), max_size=1)),
        types=draw(st.frozensets(st.sampled_from(types), max_size=1)),
        number=draw(st.sampled_from(["", "", "-00", "IT-"])),
        contact=draw(st.sampled_from(["", "", "alfa", "delta sud"])),
        period=period.parse(span, TODAY) if span else None,
    )


class ByHand:
    """Counts every row in Python, by the rules as they are written down."""

    def __init__(self, session: Session, principal: Principal, view: InvoicingView) -> None:
        self.session, self.principal, self.view = session, principal, view
        self.contacts = dict(session.execute(select(Contact.id, Contact.name)).all())
        self.types = dict(session.execute(select(Opportunity.id, Opportunity.opportunity_type_id)).all())
        self.lead_days = dict(session.execute(select(Company.id, Company.invoice_lead_days)).all())

    def rows(self, kind: Kind, status: str | None = None) -> Iterator[tuple[int, int, str, int]]:
        """Yield month (0 for none), company, currency and amount × 100 of each counted part; drafts by their status."""
        if kind is Kind.INVOICES:
            for row in self.session.scalars(select(Invoice)):
                allowed = [status] if status else ["issued", "paid"]
                if row.status in allowed and self.is_meant(
                    kind, row, row.issued_on, types={row.kind}, named=row.status
                ):
                    yield row.issued_month, row.company_id, row.currency_code, row.net_minor * 100
        elif kind is Kind.ORDERS:
            yield from self.orders(status)
        elif status is None:
            yield from self.opportunities()

    def orders(self, status: str | None) -> Iterator[tuple[int, int, str, int]]:
        exclusive = self.view.basis is Basis.EXCLUSIVE
        allowed = [status] if status else ["open"] if exclusive else ["open", "invoiced"]
        for row in self.session.scalars(select(SalesOrder)):
            types = {str(self.types.get(row.opportunity_id or 0))}
            if row.status in allowed and self.is_meant(
                Kind.ORDERS, row, row.planned_invoice_on, types=types, named=row.status
            ):
                left = row.net_minor - row.invoiced_minor if exclusive and not status else row.net_minor
                yield row.planned_invoice_month or 0, row.company_id, row.currency_code, left * 100

    def opportunities(self) -> Iterator[tuple[int, int, str, int]]:
        low, high = self.view.pipeline.percent_min, self.view.pipeline.percent_max
        stages = self.view.pipeline.stage_ids
        for row in self.session.scalars(select(Opportunity).where(Opportunity.outcome.in_(("open", "won")))):
            percent = 100 if row.outcome == "won" else row.stated_percent
            for day, net, remaining, is_expected in self.parts(row):
                if (
                    (is_expected or self.view.basis is Basis.DOCUMENTS)
                    and low <= percent <= high
                    and (not stages or row.stage_id in stages)
                    and self.is_meant(
                        Kind.OPPORTUNITIES, row, day, types={str(row.opportunity_type_id)}, named=row.outcome
                    )
                ):
                    amount = remaining * percent if self.view.basis is Basis.EXCLUSIVE else net * 100
                    yield month_of(day) if day else 0, row.company_id, row.currency_code, amount

    def parts(self, row: Opportunity) -> list[tuple[date | None, int, int, bool]]:
        lines = list(self.session.scalars(select(OpportunityLine).where(OpportunityLine.opportunity_id == row.id)))
        if sum(line.net_minor for line in lines) != row.net_minor or not lines:
            lines = [OpportunityLine(net_minor=row.net_minor)]
        guess = row.expected_order_on
        if guess is not None:
            guess = date.fromordinal(guess.toordinal() + self.lead_days[row.company_id])
        by_month: dict[int, list[Any]] = {}
        for line in lines:
            day = line.expected_invoice_on or row.expected_invoice_on or guess
            found = by_month.setdefault(month_of(day) if day else 0, [day, 0])
            found[0], found[1] = min(found[0], day) if day else None, found[1] + line.net_minor
        ordered = self.ordered(
            row.id, ("open", "invoiced", "cancelled") if row.outcome == "won" else ("open", "invoiced")
        )
        if not ordered:
            return [(day, net, net, net != 0 or row.outcome == "open") for day, net in by_month.values()]
        left = max(row.net_minor - ordered, 0)
        last = max(by_month)
        return [
            (day, net, left if month == last else 0, month == last and left != 0)
            for month, (day, net) in by_month.items()
        ]

    def ordered(self, opportunity_id: int, statuses: tuple[str, ...]) -> int:
        orders = self.session.scalars(
            select(SalesOrder.net_minor).where(
                SalesOrder.opportunity_id == opportunity_id, SalesOrder.status.in_(statuses)
            )
        )
        direct = self.session.scalars(
            select(Invoice.net_minor).where(
                Invoice.opportunity_id == opportunity_id,
                Invoice.sales_order_id.is_(None),
                Invoice.kind != "credit_note",
                Invoice.status.in_(("issued", "paid")),
            )
        )
        return sum(orders) + sum(direct)

    def is_meant(self, kind: Kind, row: Any, day: date | None, *, types: set[str], named: str) -> bool:
        pipeline, asked = self.view.pipeline, self.view.document(kind)
        is_opportunity = kind is Kind.OPPORTUNITIES
        agent = row.main_agent_id if is_opportunity else row.agent_id
        kind_of_business = row.opportunity_type_id if is_opportunity else self.types.get(row.opportunity_id or 0)
        contact = (self.contacts.get(row.contact_id or 0) or "").lower()
        texts = [contact] + ([row.title.lower()] if is_opportunity else [])
        if is_opportunity or any(character.isdecimal() for character in pipeline.text):
            texts.append(row.number.lower())
        return (
            self.principal.reaches(company_id=row.company_id, team_id=row.team_id, owner_id=row.owner_id)
            and (not pipeline.company_ids or row.company_id in pipeline.company_ids)
            and (not pipeline.owner_ids or row.owner_id in pipeline.owner_ids)
            and (not pipeline.agent_ids or agent in pipeline.agent_ids)
            and (not pipeline.contact_ids or row.contact_id in pipeline.contact_ids)
            and (not pipeline.type_ids or kind_of_business in pipeline.type_ids)
            and any(pipeline.text.lower() in text for text in texts)
            and (not asked.statuses or named in asked.statuses or named == "draft")
            and (not asked.types or bool(asked.types & types))
            and asked.number.lower() in row.number.lower()
            and all(word in contact for word in asked.contact.split())
            and (asked.period is None or (day is not None and day in asked.period))
        )

    def months(
        self, kind: Kind, currency: str, companies: tuple[int, ...], status: str | None = None
    ) -> dict[int, Cell]:
        sums: Counter[tuple[int, str]] = Counter()
        counts: Counter[tuple[int, str]] = Counter()
        for month, company, source, amount in self.rows(kind, status):
            if company in companies and (month in self.view.months or month == 0):
                sums[month, source] += amount
                counts[month, source] += 1
        cells: dict[int, Cell] = {}
        for (month, source), count in counts.items():
            one = rate(self.session, source, currency, rate_day(month, TODAY)).value
            net = convert(Money(weighted_minor(sums[month, source]), source), currency, one).minor
            cells[month] = cells.get(month, Cell()) + Cell(count, net)
        return cells


def counted(cells: Any) -> dict[int, tuple[int, int]]:
    return {month: (cell.count, cell.net_minor) for month, cell in cells.items() if cell != Cell()}


def of_board(section: Section, kind: Kind) -> dict[int, tuple[int, int]]:
    lane = section.lane(kind)
    return counted({**lane.cells, 0: lane.undated})


def test_months_add_up_what_a_person_counts_by_hand_for_any_view(shelf: Database, stock: World) -> None:
    @KEPT
    @given(data=st.data())
    def check(data: st.DataObject) -> None:
        view = data.draw(views(stock))
        principal = stock.principal(data.draw(st.sampled_from(LOGINS)))
        with shelf.read() as session:
            by_hand = ByHand(session, principal, view)
            for section in board(session, principal, view, today=TODAY):
                for kind in Kind:
                    hand = by_hand.months(kind, section.currency, section.company_ids)
                    assert of_board(section, kind) == counted(hand), kind
                    drafts = by_hand.months(kind, section.currency, section.company_ids, "draft").values()
                    total = sum(drafts, Cell())
                    lane = section.lane(kind)
                    assert (lane.drafts.count, lane.drafts.net_minor) == (total.count, total.net_minor)

    check()


def test_the_summary_table_and_the_documents_give_the_same_sums(shelf: Database, stock: World) -> None:
    @KEPT
    @given(data=st.data())
    def check(data: st.DataObject) -> None:
        view = replace(data.draw(views(stock)), documents={})
        view = replace(view, pipeline=replace(view.pipeline, text="", type_ids=frozenset(), contact_ids=frozenset()))
        principal = stock.principal(data.draw(st.sampled_from(LOGINS)))
        drafts = data.draw(st.booleans())
        with shelf.read() as session:
            sums = Sums(session, principal, view)
            assert in_totals(view, Kind.INVOICES)
            for quick, sure in (
                (sums.query(Kind.INVOICES, drafts=drafts), sums._over_invoices(drafts=drafts)),
                (sums.query(Kind.ORDERS, drafts=drafts), sums._over_orders(drafts=drafts)),
            ):
                assert sorted(session.execute(quick).all()) == sorted(session.execute(sure).all())

    check()


def test_the_cards_of_all_pages_are_the_documents_of_the_cell_and_add_up_to_it(shelf: Database, stock: World) -> None:
    @KEPT
    @given(data=st.data())
    def check(data: st.DataObject) -> None:
        view = data.draw(views(stock))
        principal = stock.principal(data.draw(st.sampled_from(LOGINS)))
        kind = data.draw(st.sampled_from(Kind))
        with shelf.read() as session:
            for section in board(session, principal, view, today=TODAY):
                cards = Cards(session, principal, view, section.currency, section.company_ids, today=TODAY)
                for month in (*view.months, 0):
                    lane = section.lane(kind)
                    cell = lane.undated if month == 0 else lane.cells.get(month, Cell())
                    rows = every_card(cards, kind, month)
                    assert len(rows) == cell.count
                    assert len({row[FIELDS.index("id")] for row in rows}) == len(rows)
                    if (
                        section.currency in {row[FIELDS.index("currency")] for row in rows}
                        and kind is not Kind.OPPORTUNITIES
                    ):
                        own = {row[FIELDS.index("currency")] for row in rows} == {section.currency}
                        assert not own or sum(row[FIELDS.index("net")] for row in rows) == cell.net_minor

    check()


def every_card(cards: Cards, kind: Kind, month: int) -> list[Any]:
    found: list[Any] = []
    cursor = None
    while True:
        page = cards.page(kind, month, cursor, limit=3)
        found += page.rows
        if page.cursor is None:
            return found
        cursor = page.cursor


def test_cards_come_in_the_order_of_their_dates(shelf: Database, stock: World) -> None:
    with shelf.read() as session:
        view = plain(pipeline=PipelineFilter(currency="EUR"))
        (section,) = board(session, stock.principal("executive"), view, today=TODAY)
        cards = Cards(session, stock.principal("executive"), view, "EUR", section.company_ids, today=TODAY)
        for kind in Kind:
            for month in view.months:
                days = [row[FIELDS.index("on")] for row in every_card(cards, kind, month)]
                assert days == sorted(days)


def test_without_a_reporting_currency_every_company_currency_stands_alone(shelf: Database, stock: World) -> None:
    with shelf.read() as session:
        found = board(session, stock.principal("executive"), plain(), today=TODAY)
        assert {section.currency: section.company_ids for section in found} == {
            "EUR": (stock.companies["IT"],),
            "CHF": (stock.companies["CH"],),
        }
        (one,) = board(
            session, stock.principal("executive"), plain(pipeline=PipelineFilter(currency="EUR")), today=TODAY
        )
        for kind in Kind:
            assert one.lane(kind).total.count == sum(section.lane(kind).total.count for section in found)


def test_what_is_invoiced_to_date_leaves_out_what_is_dated_later(shelf: Database, stock: World) -> None:
    with shelf.read() as session:
        rows = session.scalars(select(Invoice).where(Invoice.status.in_(("issued", "paid")))).all()
        later = [row for row in rows if row.issued_on > TODAY and row.issued_month == month_of(TODAY)]
        assert later, "the books hold invoices dated later this month"
        for section in board(session, stock.principal("executive"), plain(), today=TODAY):
            meant = [
                row for row in rows
                if row.company_id in section.company_ids and row.issued_month >= JANUARY and row.issued_on <= TODAY
            ]  # fmt: skip
            assert section.invoiced_to_date.count == len(meant)


def test_last_year_is_what_was_invoiced_twelve_months_earlier(shelf: Database, stock: World) -> None:
    with shelf.read() as session:
        principal = stock.principal("executive")
        for section in board(session, principal, plain(), today=TODAY):
            before = plain(first_month=JANUARY - 12, last_month=JANUARY - 1)
            (then,) = [
                one for one in board(session, principal, before, today=TODAY) if one.currency == section.currency
            ]
            cells = then.lane(Kind.INVOICES).cells
            assert section.last_year == {month + 12: cell.net_minor for month, cell in cells.items()}
            assert section.last_year


def targets_of(session: Session, stock: World, login: str, **pipeline: Any) -> dict[str, list[int]]:
    view = plain(pipeline=PipelineFilter(**pipeline))
    found = board(session, stock.principal(login), view, today=TODAY)
    return {section.currency: list(section.targets.values()) for section in found}


def test_targets_are_those_of_the_companies_else_of_their_teams(shelf: Database, stock: World) -> None:
    with shelf.read() as session:
        found = targets_of(session, stock, "executive")
        assert found["EUR"] == [9_000_000 + number for number in range(12)], "Italy has its own"
        assert found["CHF"] == [3_000_000 + number for number in range(12)], "Switzerland's come from its team"


def test_targets_follow_the_part_that_is_looked_at(shelf: Database, stock: World) -> None:
    with shelf.read() as session:
        of_agent = frozenset(stock.agents.values())
        assert targets_of(session, stock, "executive", agent_ids=of_agent)["EUR"][0] == 4_000_000
        assert (
            targets_of(session, stock, "executive", owner_ids=frozenset({stock.users["sales"]}))["EUR"][0] == 4_000_000
        )
        assert targets_of(session, stock, "manager")["EUR"][0] == 6_000_000, "a manager's are those of the team"
        assert targets_of(session, stock, "executive", text="alfa") == {"EUR": [], "CHF": []}


def test_a_cursor_that_is_none_is_refused(shelf: Database, stock: World) -> None:
    with shelf.read() as session:
        cards = Cards(session, stock.principal("executive"), plain(), "EUR", [1], today=TODAY)
        for cursor in ([], ["2026-07-01"], ["whenever", 1], [None, 1], ["2026-07-01", "1"], ["2026-07-01", 0]):
            with pytest.raises(MalformedInput):
                cards.page(Kind.INVOICES, JANUARY, cursor)
        assert PAGE_SIZE > 0


def test_an_unknown_reach_is_never_wider_than_the_scope(shelf: Database, stock: World) -> None:
    with shelf.read() as session:
        nobody = replace(stock.principal("sales"), company_ids=frozenset())
        assert board(session, nobody, plain(), today=TODAY) == ()
