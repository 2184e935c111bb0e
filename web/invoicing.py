"""The invoicing board: what its address asks for, and what the browser is answered."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import msgspec

from components import invoicing as pictures
from components.formats import number
from components.language import explain, ngettext
from data.queries import invoicing, options
from data.session import Database, Session
from domain import clock
from domain.access import Permission, Principal
from domain.errors import MalformedInput, SalesError
from domain.invoicing import InvoicingView, Kind
from web import router
from workflow.documents import Change, Target, plan_invoice, undo

PATH = "/invoicing"
EXPORT_PATH = "/export/invoicing"
TARGETS_PATH = "/targets"
MILLISECONDS = 1000
FIRST_CARDS = 5
MOST_CARDS = 200
MOVED_BY = {Kind.ORDERS: Permission.CHANGE_DOCUMENTS, Kind.OPPORTUNITIES: Permission.CHANGE_OPPORTUNITIES}


class Action(msgspec.Struct, rename={"from_": "from"}):
    """One document dropped on another month, or the undo of that; `shown` is how many cards both months show."""

    seq: int
    request_key: str
    kind: Literal["move", "undo"]
    section: str
    lane: Kind
    card: int
    version: int
    from_: int
    to: int
    event_id: int | None = None
    shown: list[int] = []


class PageRequest(msgspec.Struct):
    """A wish for documents: more of one month (0: without a date), or the drafts."""

    seq: int
    rev: int
    section: str
    kind: Kind
    month: int
    drafts: bool = False
    cursor: list[str | int | None] | None = None
    limit: int = FIRST_CARDS


@dataclass(frozen=True, slots=True)
class View:
    """What one address asks of the board, for one person, on one day."""

    principal: Principal
    asked: InvoicingView
    today: date

    @classmethod
    def of(cls, principal: Principal, search: str | None) -> "View":
        """Read the address; raise BadFilter or TooManyMonths for one that cannot be answered."""
        today = clock.today(principal.time_zone)
        return cls(principal, InvoicingView.from_query(router.read_search(search), today), today)

    def sections(self, reading: Session) -> tuple[invoicing.Section, ...]:
        """Return the sums of all months, one section per currency."""
        return invoicing.board(reading, self.principal, self.asked, today=self.today)

    def cards(self, reading: Session, currency: str) -> invoicing.Cards:
        """Return the reader of a section's documents; raise MalformedInput for a currency that has none."""
        found = dict(invoicing.sections(reading, self.principal, self.asked))
        if currency not in found:
            raise MalformedInput
        return invoicing.Cards(reading, self.principal, self.asked, currency, found[currency], today=self.today)

    @property
    def expanded(self) -> list[Kind]:
        """Return the lanes that show documents."""
        return [kind for kind in Kind if kind in self.asked.shown - self.asked.collapsed]


def payload(reading: Session, view: View, sections: Iterable[invoicing.Section]) -> dict[str, Any]:
    """Return the whole board: sums over all rows, and the first cards of each expanded lane."""
    lists = options.filter_options(reading, view.principal)
    names = {company.id: company.label for company in lists.companies}
    may = view.principal.may
    setting = pictures.Setting(
        rev=int(time.time() * MILLISECONDS),
        today=view.today,
        first_month=view.asked.first_month,
        last_month=view.asked.last_month,
        basis=view.asked.basis,
        chance=view.asked.pipeline.basis.value,
        shown=_in_order(view.asked.shown),
        collapsed=_in_order(view.asked.collapsed),
        movable=[kind for kind, needed in MOVED_BY.items() if may(needed)],
        types=[(str(option.id), option.label) for option in lists.types],
        currencies=lists.currencies,
        targets_path=TARGETS_PATH if may(Permission.SET_TARGETS) else "",
    )
    return pictures.board_payload(setting, [_section(reading, view, section, names) for section in sections])


def more(reading: Session, view: View, request: PageRequest) -> dict[str, Any]:
    """Return the documents that the browser wants to see."""
    limit = max(1, min(request.limit, MOST_CARDS))
    page = view.cards(reading, request.section).page(
        request.kind, request.month, request.cursor, limit, drafts=request.drafts
    )
    return pictures.list_page(msgspec.to_builtins(request), pictures.Page(page.rows, page.cursor))


def perform(database: Database, principal: Principal, search: str | None, action: Action) -> tuple[dict[str, Any], str]:
    """Do an action; return how the board stands then (after a refusal as before it, with the reason) and its count."""
    view = View.of(principal, search)
    change, refusal = _attempt(database, view, action)
    with database.read() as reading:
        sections = view.sections(reading)
        ack = _answer(reading, view, action, sections, change, refusal)
        return ack, result_text(sections)


def act(session: Session, view: View, action: Action) -> Change:
    """Do what the browser asks, in one transaction; raise a refusal, and then nothing has changed."""
    now = clock.now()
    if action.kind == "undo":
        return undo(session, view.principal, action.event_id or 0, request_key=action.request_key, now=now)
    target = Target(action.card, action.version, action.request_key)
    return plan_invoice(
        session, view.principal, target, action.from_, action.to, kind=action.lane, today=view.today, now=now
    )


def result_text(sections: Iterable[invoicing.Section]) -> str:
    """Return how many documents the months hold."""
    count = sum(lane.total.count for section in sections for lane in section.lanes)
    return ngettext("{n} document", "{n} documents", count, n=number(count))


def _attempt(database: Database, view: View, action: Action) -> tuple[Change | None, SalesError]:
    try:
        return database.run(lambda session: act(session, view, action)), SalesError()
    except SalesError as refusal:
        return None, refusal


def _answer(
    reading: Session,
    view: View,
    action: Action,
    sections: Iterable[invoicing.Section],
    change: Change | None,
    refusal: SalesError,
) -> dict[str, Any]:
    """Return what became of an action, with the section's sums and the cards of both months."""
    section = next((one for one in sections if one.currency == action.section), None)
    sums = pictures.section_payload(_sums_of(section, []), view.asked.months) if section else None
    offered = change.event_id if change and action.kind == "move" else None
    return pictures.ack_payload(
        action.seq,
        ok=change is not None,
        message="" if change else explain(refusal),
        event_id=offered,
        version=change.version if change else None,
        section=sums,
        cells=_touched(reading, view, action) if section else [],
    )


def _touched(reading: Session, view: View, action: Action) -> list[dict[str, Any]]:
    if action.lane not in view.expanded:
        return []
    cards = view.cards(reading, action.section)
    wanted = dict(zip((action.from_, action.to), [*action.shown, FIRST_CARDS, FIRST_CARDS], strict=False))
    pages = {
        month: cards.page(action.lane, month, None, max(FIRST_CARDS, min(shown, MOST_CARDS)))
        for month, shown in wanted.items()
        if month in view.asked.months
    }
    return [pictures.cell_page(month, pictures.Page(page.rows, page.cursor)) for month, page in pages.items()]


def _section(reading: Session, view: View, section: invoicing.Section, names: dict[int, str]) -> pictures.Section:
    cards = view.cards(reading, section.currency) if view.expanded else None
    lanes = [
        replace(_lane(lane), pages=_first_pages(cards, lane)) if cards and lane.kind in view.expanded else _lane(lane)
        for lane in section.lanes
    ]
    return replace(_sums_of(section, lanes), companies=[names[id_] for id_ in section.company_ids if id_ in names])


def _first_pages(cards: invoicing.Cards, lane: invoicing.Lane) -> dict[int, pictures.Page]:
    pages = {month: cards.page(lane.kind, month, None, FIRST_CARDS) for month, cell in lane.cells.items() if cell.count}
    return {month: pictures.Page(page.rows, page.cursor) for month, page in pages.items()}


def _sums_of(section: invoicing.Section, lanes: list[pictures.Lane]) -> pictures.Section:
    return pictures.Section(
        currency=section.currency,
        companies=(),
        lanes=lanes or [_lane(lane) for lane in section.lanes],
        invoiced_to_date=section.invoiced_to_date,
        targets=section.targets,
        last_year=section.last_year,
        rates_on=section.rates_on,
    )


def _lane(lane: invoicing.Lane) -> pictures.Lane:
    return pictures.Lane(lane.kind, lane.cells, lane.undated, lane.drafts)


def _in_order(kinds: Iterable[Kind]) -> list[str]:
    found = set(kinds)
    return [kind for kind in Kind if kind in found]
