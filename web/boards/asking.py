"""What the browser asks of a board: one move, one undo, more cards; and what its address asks."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import msgspec

from components import board as pictures
from components.language import gettext as _
from data.queries import board
from data.queries.board import Place
from data.queries.cards import CardPage, CardRow, Cards
from data.queries.reporting import reporting_currency
from data.session import Session
from domain import clock
from domain.access import Principal
from domain.board import OF_PROBABILITIES, BoardSort, ColumnKey
from domain.filter import PipelineFilter
from domain.outcome import Outcome
from web import filters
from workflow.opportunities import Change, Closing, Target, drop

MOST_TASKS = 50


class ClosingForm(msgspec.Struct):
    """What the closing dialog sends; the amount as it was typed, `order` makes the order of a win too."""

    reason_id: int | None = None
    closed_on: date | None = None
    final_amount: str = ""
    note: str = ""
    order: bool = False


class Action(msgspec.Struct, rename={"from_": "from"}):
    """One drop or one undo.

    On the Stages board `tasks` are ticked off before, `probability` is the answer to whether the stage sets it (None:
    the person was not asked) and `remember` makes that answer the one for good.
    """

    seq: int
    request_key: str
    kind: Literal["move", "undo"]
    card: int
    version: int
    from_: str = ""
    to: str = ""
    event_id: int | None = None
    closing: ClosingForm | None = None
    tasks: list[int] = []
    probability: Literal["set", "keep"] | None = None
    remember: bool = False


class PageRequest(msgspec.Struct):
    """A wish for more cards of one column."""

    seq: int
    rev: int
    column: str
    cursor: list[str | int]


@dataclass(frozen=True, slots=True)
class Drop:
    """A card let go: which, on which column, with which answers."""

    target: Target
    column: ColumnKey
    closing: Closing | None
    action: Action


@dataclass(frozen=True)
class View:
    """What one address asks of the Progress board, for one person, on one day; other boards are other column models."""

    principal: Principal
    wanted: PipelineFilter
    sort: BoardSort
    currency: str
    as_of: date
    today: date

    sorts = OF_PROBABILITIES
    usual_sort = BoardSort.WEIGHTED
    place: Place = dataclasses.field(default=board.PROBABILITY, init=False)

    @classmethod
    def of(cls, reading: Session, principal: Principal, search: str | None) -> "View":
        """Read the address; raise BadFilter or UnknownCurrency for one that cannot be answered."""
        return cls(**cls.asked(reading, principal, search))

    @classmethod
    def asked(cls, reading: Session, principal: Principal, search: str | None) -> dict[str, Any]:
        """Return what every board reads from its address, by field; an order that it does not offer is the usual one."""
        wanted = filters.of_search(search, principal.time_zone)
        today = clock.today(principal.time_zone)
        sort = filters.sort_of_search(search, cls.usual_sort)
        return {
            "principal": principal,
            "wanted": wanted,
            "sort": sort if sort in cls.sorts else cls.usual_sort,
            "currency": reporting_currency(reading, principal, wanted),
            "as_of": wanted.as_of or today,
            "today": today,
        }

    @property
    def narrowed(self) -> PipelineFilter:
        """The filter as the board's queries take it."""
        return self.wanted

    def columns(self, reading: Session) -> board.Columns:
        """Return the totals of all columns."""
        return board.columns(reading, self.principal, self.narrowed, currency=self.currency, as_of=self.as_of)

    def cards(self, reading: Session) -> Cards:
        """Return the reader of this view's cards."""
        return Cards(reading, self.principal, self.narrowed, currency=self.currency, as_of=self.as_of)

    def pictured(self, reading: Session, found: Iterable[board.Column]) -> list[pictures.Column]:  # noqa: ARG002  others read
        """Return columns as the browser draws them, without cards."""
        return [picture(column, percent=column.percent, probability_id=column.key.probability_id) for column in found]

    def told(
        self,
        reading: Session,  # noqa: ARG002  others read
        pages: Mapping[ColumnKey, CardPage],
    ) -> dict[ColumnKey, CardPage]:
        """Return pages with what this board's cards say beside the rest."""
        return dict(pages)

    def rules(self, reading: Session) -> dict[str, Any]:  # noqa: ARG002  others read
        """Return what the browser must know beside columns and cards."""
        return {"sorts": list(self.sorts)}

    def dropped(self, session: Session, let_go: Drop) -> Change:
        """Do what a drop means on this board, in the caller's transaction; raise a refusal."""
        now = clock.now()
        return drop(session, self.principal, let_go.target, let_go.column, let_go.closing, today=self.today, now=now)

    def card(self, reading: Session, opportunity_id: int) -> tuple[ColumnKey, CardRow] | None:
        """Return one card and its column; None when the filter or the scope leaves it out."""
        found = self.cards(reading).card(opportunity_id, self.place)
        if found is None:
            return None
        column, row = found
        return column, self.told(reading, {column: CardPage((row,), None)})[column].rows[0]


def picture(column: board.Column, **more: Any) -> pictures.Column:
    """Return a column as the browser draws it; `more` are fields of its own."""
    return pictures.Column(
        key=str(column.key), kind=kind_of(column.key.outcome), label=label_of(column), totals=column.totals, **more
    )


def label_of(column: board.Column) -> str:
    """Return what a column is called."""
    return {Outcome.WON: _("Won"), Outcome.LOST: _("Lost")}.get(column.key.outcome, column.label)


def kind_of(outcome: Outcome) -> pictures.Kind:
    """Return how an outcome is drawn."""
    kinds: dict[Outcome, pictures.Kind] = {Outcome.WON: "won", Outcome.LOST: "lost"}
    return kinds.get(outcome, "open")
