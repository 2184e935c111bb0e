"""Months: what is invoiced, ordered and expected month by month, one section per currency, over all rows."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.fx import Rate, Rates
from data.queries.invoicing.matching import invoice_conditions
from data.queries.invoicing.sums import UNDATED, Sum, Sums
from data.queries.invoicing.targets import targets
from data.queries.reporting import reporting_currency
from data.schema.company import Company
from data.schema.invoice import Invoice
from domain.access import Principal
from domain.invoicing import Basis, InvoicingView, Kind
from domain.money import Money, convert
from domain.period import month_of


@dataclass(frozen=True, slots=True)
class Cell:
    """Count, counted amount and open amount; open is what of an invoice is not paid, of an order not invoiced."""

    count: int = 0
    net_minor: int = 0
    open_minor: int = 0

    def __add__(self, other: "Cell") -> "Cell":
        return Cell(self.count + other.count, self.net_minor + other.net_minor, self.open_minor + other.open_minor)


@dataclass(frozen=True, slots=True)
class Lane:
    """One kind of document: a cell for each month that has rows, and apart what has no date and what is a draft."""

    kind: Kind
    cells: Mapping[int, Cell] = field(default_factory=dict)
    undated: Cell = Cell()
    drafts: Cell = Cell()

    @property
    def total(self) -> Cell:
        """What all months together hold."""
        return sum(self.cells.values(), Cell())


@dataclass(frozen=True, slots=True)
class Section:
    """The board in one currency: that of the companies it covers, or the one that was chosen for all.

    `targets` and `last_year` are by month of the interval, only months that have one; `last_year` is what was invoiced
    twelve months earlier. `invoiced_to_date` leaves out what is dated after today. Amounts in other currencies come in
    at the rate of the month's last day, the latest for the present and later months; `rates_on` is the oldest used.
    """

    currency: str
    company_ids: tuple[int, ...]
    lanes: tuple[Lane, ...]
    targets: Mapping[int, int]
    last_year: Mapping[int, int]
    invoiced_to_date: Cell
    rates_on: date | None = None

    def lane(self, kind: Kind) -> Lane:
        """Return the lane of a kind, an empty one when it is not shown."""
        return next((lane for lane in self.lanes if lane.kind is kind), Lane(kind))


def board(session: Session, principal: Principal, view: InvoicingView, *, today: date) -> tuple[Section, ...]:
    """Return a section for each company currency, or one when a reporting currency is chosen.

    Raises UnknownCurrency for a chosen one that is not in the list, RateMissing where amounts cannot be converted.
    """
    reader = _Reader(session, principal, view, today)
    return tuple(reader.section(currency, ids) for currency, ids in sections(session, principal, view))


def sections(session: Session, principal: Principal, view: InvoicingView) -> list[tuple[str, tuple[int, ...]]]:
    """Return the currencies that the board is told in, each with the ids of the companies it covers."""
    chosen = view.pipeline.currency and reporting_currency(session, principal, view.pipeline)
    company_ids = principal.company_ids & (view.pipeline.company_ids or principal.company_ids)
    query = select(Company.id, Company.currency_code).where(Company.id.in_(sorted(company_ids))).order_by(Company.id)
    groups: dict[str, list[int]] = {}
    for company_id, currency in session.execute(query):
        groups.setdefault(chosen or currency, []).append(company_id)
    return [
        (currency, tuple(ids)) for currency, ids in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def rate_day(month: int, today: date) -> date:
    """Return the day whose rates hold for a month: its last one, today at the latest."""
    if month == UNDATED or month >= month_of(today):
        return today
    year, number = divmod(month, 12)
    return date(year, number + 1, monthrange(year, number + 1)[1])


class Exchange:
    """Brings amounts of a month to one currency, and remembers the oldest rate it used."""

    def __init__(self, session: Session, currency: str, today: date) -> None:
        self._rates = Rates(session, month_ends_until=today)
        self._currency = currency
        self._today = today
        self._known: dict[tuple[str, int], Rate] = {}
        self.rates_on: date | None = None

    def minor(self, minor: int, source: str, month: int) -> int:
        """Return minor units of the currency; raise RateMissing when no rate is known."""
        if source == self._currency:
            return minor
        if (source, month) not in self._known:
            self._known[source, month] = self._rates.rate(source, self._currency, rate_day(month, self._today))
            used_on = self._known[source, month].on
            self.rates_on = min(self.rates_on or used_on, used_on)
        return convert(Money(minor, source), self._currency, self._known[source, month].value).minor


class _Reader:
    """Reads the sums once for all sections and deals them out by the currency of the company."""

    def __init__(self, session: Session, principal: Principal, view: InvoicingView, today: date) -> None:
        self._session, self._principal, self._view, self._today = session, principal, view, today
        sums = Sums(session, principal, view)
        kinds = [kind for kind in Kind if kind in view.shown]
        self._found = {kind: list(sums.of(kind)) for kind in kinds}
        self._drafts = {kind: list(sums.of(kind, drafts=True)) for kind in kinds}
        self._last_year = list(
            Sums(session, principal, replace(view.a_year_before(), basis=Basis.EXCLUSIVE)).of(Kind.INVOICES)
        )
        self._later = list(self._after_today()) if Kind.INVOICES in view.shown else []

    def section(self, currency: str, company_ids: tuple[int, ...]) -> Section:
        exchange = Exchange(self._session, currency, self._today)
        lanes = tuple(self._lane(kind, company_ids, exchange) for kind in self._found)
        this_month = month_of(self._today)
        invoices = next((lane.cells for lane in lanes if lane.kind is Kind.INVOICES), {})
        until_now = sum((cell for month, cell in invoices.items() if month <= this_month), Cell())
        later = sum(self._cells(self._later, company_ids, exchange).values(), Cell())
        last_year = self._cells(self._last_year, company_ids, exchange)
        return Section(
            currency=currency,
            company_ids=company_ids,
            lanes=lanes,
            targets=targets(self._session, self._principal, self._view, company_ids, exchange.minor),
            last_year={month + 12: cell.net_minor for month, cell in last_year.items()},
            invoiced_to_date=until_now + Cell(-later.count, -later.net_minor, -later.open_minor),
            rates_on=exchange.rates_on,
        )

    def _lane(self, kind: Kind, company_ids: Sequence[int], exchange: Exchange) -> Lane:
        cells = self._cells(self._found[kind], company_ids, exchange)
        drafts = self._cells(self._drafts[kind], company_ids, exchange)
        undated = cells.pop(UNDATED, Cell())
        return Lane(kind, dict(sorted(cells.items())), undated, sum(drafts.values(), Cell()))

    def _cells(self, found: Iterable[Sum], company_ids: Sequence[int], exchange: Exchange) -> dict[int, Cell]:
        """Add up per month and currency first, then convert each sum once."""
        sums: dict[tuple[int, str], Cell] = {}
        for row in found:
            if row.company_id in company_ids:
                key = row.month, row.currency
                sums[key] = sums.get(key, Cell()) + Cell(row.count, row.net_minor, row.open_minor)
        cells: dict[int, Cell] = {}
        for (month, source), cell in sums.items():
            net = exchange.minor(cell.net_minor, source, month)
            left = exchange.minor(cell.open_minor, source, month)
            cells[month] = cells.get(month, Cell()) + Cell(cell.count, net, left)
        return cells

    def _after_today(self) -> Iterable[Sum]:
        """Yield what of this month's invoices is dated later than today."""
        # Found on their own, so that the few are looked for by date and not the many by company.
        later = select(Invoice.id).where(Invoice.issued_month == month_of(self._today), Invoice.issued_on > self._today)
        query = (
            select(Invoice.company_id, Invoice.currency_code, func.count().label("row_count"),
                   func.sum(Invoice.net_minor).label("net"))
            .where(
                *invoice_conditions(self._session, self._principal, self._view),
                Invoice.id.in_(later),
            )
            .group_by(Invoice.company_id, Invoice.currency_code)
        )  # fmt: skip
        month = month_of(self._today)
        if month not in self._view.months:
            return
        for row in self._session.execute(query):
            yield Sum(month, row.company_id, row.currency_code, row.row_count, int(row.net), int(row.net))
