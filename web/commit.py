"""Categories and submissions: what the page of an address shows, and what is done there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Literal
from urllib.parse import urlencode
from uuid import uuid4

import msgspec
from dash import html

from components import formats
from components.forecast import commit as pictures
from components.forecast.commit_deals import Deal, deals
from components.forecast.commit_dialogs import dialogs
from components.forecast.commit_record import drifts, record
from components.forms import record as recorded
from components.language import gettext as _
from components.language import locale
from data.queries.forecasting import categories, submissions
from data.queries.forecasting.aims import targets_by_owner
from data.queries.reporting import Converter, reporting_currency
from data.session import Database, Session
from domain import clock
from domain import period as periods
from domain.access import Permission, Principal
from domain.category import Category, NotACategory, Rolled
from domain.errors import MalformedInput
from domain.filter import PipelineFilter
from domain.money import parse_minor
from domain.period import Period
from domain.submission import About, Amounts, Said, adjusts
from web import filters, records, router
from web.boards import DECIMAL_COMMA
from web.contact_forms import key
from workflow import opportunities
from workflow.forecasts.drifting import drift
from workflow.forecasts.submitting import submit
from workflow.opportunities.categorising import categorise
from workflow.opportunities.change import Target

PATH: Final = "/forecast/commit"
USUAL: Final = "this-quarter"
SINGLE: Final = "single"
# What may narrow the view while submissions still speak of everything in it.
HARMLESS: Final = ("company_ids", "owner_ids", "period", "currency", "as_of", "basis")
What = Literal["category", "submit", "undo"]
DIRECT: Final = frozenset({"category", "undo"})


class CommitAction(msgspec.Struct):
    """What the page sends: which change, and the fields as they were chosen or typed."""

    seq: int
    what: What
    id: int
    version: int
    request_key: str
    form: dict[str, str] = {}


class Adjustment(msgspec.Struct):
    """What the dialog of an adjustment sends."""

    seq: int
    what: Literal["adjust"]
    id: int
    version: int
    request_key: str
    form: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class View:
    """What one address means for one person on one day; `company_id` is None where several are looked at."""

    principal: Principal
    filter: PipelineFilter
    period: Period
    cumulative: bool
    search: str
    today: date

    @classmethod
    def of(cls, principal: Principal, search: str | None) -> "View":
        """Read an address; without a period the present quarter is meant. Raises BadFilter."""
        today = clock.today(principal.time_zone)
        asked = filters.of_search(search, principal.time_zone)
        period = asked.period or periods.parse(USUAL, today)
        single = router.read_search(search).get("rollup") == SINGLE
        return cls(principal, replace(asked, period=period), period, not single, search or "", today)

    @property
    def company_id(self) -> int | None:
        """The one company looked at."""
        ids = self.principal.company_ids & (self.filter.company_ids or self.principal.company_ids)
        return next(iter(ids)) if len(ids) == 1 else None

    @property
    def is_narrowed(self) -> bool:
        """Tell whether the filter leaves opportunities out that a submission speaks of."""
        plain = PipelineFilter(**{name: getattr(self.filter, name) for name in HARMLESS})
        return self.filter != plain

    @property
    def period_name(self) -> str:
        """The period as people read it."""
        return f"{formats.day(self.period.start_on, self.today)} – {formats.day(self.period.end_on, self.today)}"

    def why_not(self) -> str:
        """Say why nothing can be submitted here; nothing where it can."""
        if self.company_id is None:
            return _("Choose one company to see and make submissions.")
        if self.is_narrowed:
            return _(
                "The filter leaves opportunities out. Submissions speak of all of them: clear all but company, owner and period."
            )
        return ""

    def href(self, *, cumulative: bool) -> str:
        """Return the address of the same view with a roll-up."""
        values = {name: value for name, value in router.read_search(self.search).items() if name != "rollup"}
        query = urlencode(values if cumulative else values | {"rollup": SINGLE}, safe=",")
        return f"{PATH}?{query}".removesuffix("?")


def body(database: Database, view: View) -> html.Div:
    """Return the page as it stands; raise RateMissing, UnknownCurrency."""
    with database.read() as reading:
        converter = Converter(reading, reporting_currency(reading, view.principal, view.filter), view.today)
        rows, cutoff_on = _rows(reading, view, converter)
        listed = categories.deals(reading, view.principal, view.filter, converter)
    why_not = view.why_not()
    hrefs = view.href(cumulative=True), view.href(cumulative=False)
    summary = pictures.Summary(
        rows,
        converter.currency,
        view.period_name,
        cutoff_on,
        view.cumulative,
        hrefs,
        why_not,
        converter.rates_on,
        view.today,
    )
    count = sum(part.count for part in summary.total.parts.values())
    shown = [_deal(row, may=view.principal.may(Permission.CHANGE_OPPORTUNITIES)) for row in listed]
    parts = [
        pictures.statement(summary),
        pictures.roll_up(summary),
        drifts(rows, converter.currency),
        record(rows, view.principal.user_id, view.today),
        deals(shown, count, converter.currency, view.today),
        *([] if why_not else dialogs(converter.currency, view.period_name)),
    ]
    facts = {"id": 0, "version": 0, "request_key": uuid4().hex}
    return recorded(pictures.PARTS, facts, [part for part in parts if part is not None], "cd-docpage cd-commitpage")


def acted(
    database: Database, principal: Principal, action: CommitAction, search: str | None
) -> tuple[Any, records.Answer]:
    """Do what the page asks; return it as it stands then, and the answer."""
    view = View.of(principal, search)
    acts: dict[What, Callable[[Session], int | None]] = {
        "category": lambda session: _categorise(session, view, action),
        "undo": lambda session: _undo(session, view, action),
        "submit": lambda session: _submit(session, view, action, principal.user_id),
    }
    return records.acted(
        action.seq,
        lambda: database.run(acts[action.what]),
        lambda: body(database, view),
        lambda event_id: _done(action, event_id),
        is_direct=action.what in DIRECT,
    )


def adjusted(
    database: Database, principal: Principal, action: Adjustment, search: str | None
) -> tuple[Any, records.Answer]:
    """Adjust somebody's forecast; return the page as it stands then, and the answer."""
    view = View.of(principal, search)
    return records.acted(
        action.seq,
        lambda: database.run(lambda session: _submit(session, view, action, key(action.form, "owner"))),
        lambda: body(database, view),
        lambda event_id: records.told(action.seq, _("Forecast adjusted"), event_id, is_final=True),
        is_direct=False,
    )


def _rows(reading: Session, view: View, converter: Converter) -> tuple[list[pictures.Row], date | None]:
    rolled = categories.by_owner(reading, view.principal, view.filter, converter)
    model = categories.expected_by_model(reading, view.principal, view.filter, view.period, converter)
    aims = {} if view.is_narrowed else targets_by_owner(reading, view.principal, view.filter, view.period, converter)
    people = submissions.owners(reading, view.company_id or 0, rolled.keys() | model.by_owner.keys() | aims.keys())
    said = _said(reading, view, people)
    rows = []
    for owner in people.values():
        if view.filter.owner_ids and owner.id not in view.filter.owner_ids:
            continue
        found = rolled.get(owner.id, Rolled())
        expected = model.by_owner.get(owner.id, 0) + found.single(Category.CLOSED).minor
        row = pictures.Row(
            owner.id, owner.name, owner.team, found, model_minor=None if model.cutoff_on is None else expected,
            target_minor=aims.get(owner.id),
            is_me=owner.id == view.principal.user_id, may_submit=view.principal.may(Permission.CHANGE_OPPORTUNITIES), may_adjust=adjusts(view.principal, owner.id, owner.team_ids),
        )  # fmt: skip
        if expected or row.is_me or any(owner.id in known for known in (rolled, said, aims)):
            rows.append(_with_submission(reading, view, row, said.get(owner.id), converter))
    return _with_scores(reading, view, rows), model.cutoff_on


def _said(reading: Session, view: View, people: Mapping[int, submissions.Owner]) -> dict[int, submissions.Latest]:
    if view.company_id is None or view.is_narrowed:
        return {}
    return submissions.latest(reading, view.principal, view.company_id, view.period, people)


def _with_submission(
    reading: Session, view: View, row: pictures.Row, latest: submissions.Latest | None, converter: Converter
) -> pictures.Row:
    if latest is None or view.company_id is None:
        return row
    said = latest.own or latest.adjusted
    drifted = drift(reading, view.principal, view.company_id, said, view.period, today=view.today) if said else None
    own, adjusted = (
        replace(
            each,
            commit_minor=converter.minor(each.commit_minor, each.currency),
            best_case_minor=converter.minor(each.best_case_minor, each.currency),
        )
        if each
        else None
        for each in (latest.own, latest.adjusted)
    )
    return replace(row, own=own, adjusted=adjusted, drift=drifted if converter.currency == _currency(said) else None)


def _currency(said: Said | None) -> str:
    return said.currency if said else ""


def _with_scores(reading: Session, view: View, rows: list[pictures.Row]) -> list[pictures.Row]:
    """Add the scores that the person may see: one's own, and those of the people one looks after."""
    if view.company_id is None or view.is_narrowed:
        return rows
    ids = [row.owner_id for row in rows if row.is_me or row.may_adjust]
    found = submissions.scores(reading, view.company_id, ids, view.today)
    return [replace(row, score=found.get(row.owner_id)) for row in rows]


def _deal(row: categories.DealRow, *, may: bool) -> Deal:
    return Deal(
        row.id, row.version, row.title, row.contact, row.owner, row.stage, row.closed_on or row.expected_on, row.category,
        row.suggested, row.chosen, row.percent, row.net_minor, row.changeable and may,
    )  # fmt: skip


def _categorise(session: Session, view: View, action: CommitAction) -> int | None:
    id_ = key(action.form, "opportunity")
    target = Target(id_, key(action.form, "version"), f"{action.request_key}:{id_}")
    text = action.form.get("category", "")
    try:
        category = Category(text) if text else None
    except ValueError:
        raise NotACategory from None
    return categorise(session, view.principal, target, category, today=view.today, now=clock.now()).event_id


def _undo(session: Session, view: View, action: CommitAction) -> int | None:
    event_id = key(action.form, "event")
    return opportunities.undo(session, view.principal, event_id, today=view.today, now=clock.now()).event_id


def _submit(session: Session, view: View, action: CommitAction | Adjustment, owner_id: int) -> int | None:
    if view.company_id is None:
        raise MalformedInput
    currency = reporting_currency(session, view.principal, PipelineFilter(company_ids=frozenset({view.company_id})))
    commit, best = (parse_minor(action.form.get(name, ""), currency, decimal_comma=locale() in DECIMAL_COMMA)
                    for name in ("commit", "best_case"))  # fmt: skip
    return submit(
        session, view.principal, About(view.company_id, owner_id, view.period), Amounts(commit, best, action.form.get("note", "")),
        request_key=action.request_key, today=view.today, now=clock.now(),
    )  # fmt: skip


def _done(action: CommitAction, event_id: int | None) -> records.Answer:
    said = {
        "category": _("Category set"), "submit": _("Forecast submitted"), "undo": _("Undone"),
    }  # fmt: skip
    return records.told(action.seq, said[action.what], event_id, is_final=action.what != "category")
