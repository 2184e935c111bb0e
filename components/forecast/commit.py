"""The page of forecast categories: what each owner's opportunities roll up to, what was submitted, and the model."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from dash import html

from components import formats
from components.attributes import attributes
from components.dialog import plain_amount
from components.document.parts import Parts
from components.forecast.category_words import category_names, roll_up_formula
from components.forms import opener, pencil
from components.language import gettext as _
from components.opportunity.words import DASH, nothing
from domain.category import Category, Part, Rolled
from domain.submission import Drift, Said, Score

PARTS: Final = Parts("commit")
ADJUSTING: Final = Parts("adjusting")
LEAST_CASES: Final = 5  # of opportunities, before a share of them says anything


@dataclass(frozen=True, slots=True)
class Row:
    """An owner: the roll-up, what was said, how far that drifted, and what the model expects; in one currency."""

    owner_id: int
    name: str
    team: str
    rolled: Rolled
    own: Said | None = None
    adjusted: Said | None = None
    drift: Drift | None = None
    model_minor: int | None = None
    target_minor: int | None = None  # of orders, of the owner's agent
    score: Score | None = None
    is_me: bool = False
    may_submit: bool = False
    may_adjust: bool = False

    @property
    def gap_minor(self) -> int | None:
        """By how much the commit forecast lies above the target, below it when negative."""
        return None if self.target_minor is None else self.rolled.commit_forecast.minor - self.target_minor

    @property
    def called_minor(self) -> int:
        """What the owner counts with: the newest word, else the commit forecast of the opportunities."""
        said = self.adjusted if self.adjusted and (self.own is None or self.adjusted.id > self.own.id) else self.own
        return said.commit_minor if said else self.rolled.commit_forecast.minor


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that stands above the list of opportunities; `why_not` says why nothing can be submitted here."""

    rows: Sequence[Row]
    currency: str
    period: str
    cutoff_on: date | None
    cumulative: bool
    hrefs: tuple[str, str]  # to the cumulative and the single roll-up
    why_not: str
    rates_on: date | None
    today: date

    @property
    def total(self) -> Rolled:
        """All owners together."""
        return sum((row.rolled for row in self.rows), Rolled())


def statement(summary: Summary) -> html.Div:
    """Say in one sentence what the period has and what people and model say of it."""
    money = _money(summary.currency)
    total = summary.total
    parts = [
        _("{period}: {closed} is closed, with commit it makes {commit}, with best case {best}.",
          period=summary.period, closed=money(total.single(Category.CLOSED).minor),
          commit=money(total.commit_forecast.minor), best=money(total.best_case_forecast.minor))
    ]  # fmt: skip
    if any(row.own or row.adjusted for row in summary.rows):
        called = sum(row.called_minor for row in summary.rows)
        said = sum(1 for row in summary.rows if row.own or row.adjusted)
        parts.append(
            _("People call {called} ({said} of {all} said something; of the others the commit forecast counts).",
              called=money(called), said=said, all=len(summary.rows))
        )  # fmt: skip
    if summary.cutoff_on is not None:
        expected = sum(row.model_minor or 0 for row in summary.rows)
        parts.append(
            _("The model expects {money} from what is open and closed, as of {day}; new business is not in it.",
              money=money(expected), day=formats.day(summary.cutoff_on, summary.today))
        )  # fmt: skip
    return html.Div([html.P(text) for text in parts], className="cd-commitlead")


def roll_up(summary: Summary) -> html.Section:
    """Return the panel with the table of owners."""
    links = html.Div(
        [
            _choice(_("Cumulative"), summary.hrefs[0], current=summary.cumulative),
            _choice(_("Single"), summary.hrefs[1], current=not summary.cumulative),
        ],
        className="cd-seg",
        role="group",
        **attributes(aria_label=_("Roll-up")),
    )
    title = html.Div(
        [html.H2(_("Roll-up by owner")), html.P(roll_up_formula(cumulative=summary.cumulative))],
        className="cd-panel__t",
    )
    head = html.Header([title, html.Div([links, *_own(summary)], className="cd-panel__a")], className="cd-panel__head")
    body = _table(summary) if summary.rows else nothing(_("Nothing is expected or was won in this period."))
    foot = [html.P(text, className="cd-mut cd-small") for text in _notes(summary)]
    return html.Section(
        [head, html.Div(body), html.Div(foot, className="cd-panel__foot")], className="card cd-panel cd-docpanel"
    )


def _own(summary: Summary) -> list[Any]:
    """Return the button for one's own submission."""
    mine = next((row for row in summary.rows if row.is_me and row.may_submit), None)
    if mine is None or summary.why_not:
        return []
    words = _("Submit again") if mine.own else _("Submit my forecast")
    return [opener(PARTS, "submit", words, "send", style="btn-primary", fill=_fill(mine, summary.currency))]


def _notes(summary: Summary) -> list[str]:
    notes = [summary.why_not] if summary.why_not else []
    if summary.rates_on:
        notes.append(_("Other currencies at the rates of {day}.", day=formats.day(summary.rates_on, summary.today)))
    return notes


def _table(summary: Summary) -> html.Div:
    columns = _columns(summary)
    head = html.Tr(
        [html.Th(_("Owner"), scope="col"), *[html.Th(name, scope="col", className="num") for name, _cell in columns]]
    )
    body: list[Any] = []
    for team in dict.fromkeys(row.team for row in summary.rows):
        members = [row for row in summary.rows if row.team == team]
        if team and len({row.team for row in summary.rows}) > 1:
            body.append(_sum_row(team, members, columns, "cd-commit__team"))
        body += [_row(row, columns) for row in members]
    body.append(_sum_row(_("Total"), summary.rows, columns, "cd-commit__sum"))
    table = html.Table([html.Thead(head), html.Tbody(body)], className="cd-table cd-commit")
    label = _("Roll-up by owner")
    return html.Div(table, className="cd-tablewrap", tabIndex=0, role="region", **attributes(aria_label=label))


Cell = Callable[[Sequence[Row]], Any]


def _columns(summary: Summary) -> list[tuple[str, Cell]]:
    """Return the columns: name, and what a cell shows of some rows together."""
    money = _money(summary.currency)

    def parts(pick: Callable[[Rolled], Part]) -> Cell:
        return lambda rows: _part(pick(sum((row.rolled for row in rows), Rolled())), money)

    names = category_names()
    single = [
        (names[category], parts(lambda rolled, category=category: rolled.single(category)))  # type: ignore[misc]  # the default binds it now
        for category in (Category.CLOSED, Category.COMMIT, Category.BEST_CASE, Category.PIPELINE, Category.OMITTED)
    ]
    cumulative = [
        (names[Category.CLOSED], parts(lambda rolled: rolled.single(Category.CLOSED))),
        (_("Commit forecast"), parts(lambda rolled: rolled.commit_forecast)),
        (_("Best case forecast"), parts(lambda rolled: rolled.best_case_forecast)),
        (_("Open pipeline"), parts(lambda rolled: rolled.open_pipeline)),
    ]
    aims: list[tuple[str, Cell]] = []
    if any(row.target_minor is not None for row in summary.rows):
        aims = [
            (_("Target"), lambda rows: _known((row.target_minor for row in rows), money)),
            (_("Gap"), lambda rows: _known((row.gap_minor for row in rows), partial(signed, money=money))),
        ]
    model = [(_("Model"), lambda rows: _known((row.model_minor for row in rows), money))] if summary.cutoff_on else []
    said: list[tuple[str, Cell]] = []
    if not summary.why_not or any(row.own or row.adjusted for row in summary.rows):
        said = [
            (_("Submitted"), lambda rows: _submitted(rows, summary)),
            (_("Adjusted"), lambda rows: _adjusted(rows, summary)),
            (
                _("Since submitted"),
                lambda rows: _known(
                    (row.drift.total_minor if row.drift else None for row in rows), partial(signed, money=money)
                ),
            ),
            (_("Commit closes"), _closes),
        ]
    return [*(cumulative if summary.cumulative else single), *aims, *model, *said]


def _row(row: Row, columns: Sequence[tuple[str, Cell]]) -> html.Tr:
    name = html.Th([row.name, *([html.Span(_("you"), className="cd-tag")] if row.is_me else [])], scope="row")
    return html.Tr([name, *[html.Td(cell([row]), className="num cd-n") for _name, cell in columns]])


def _sum_row(name: str, rows: Sequence[Row], columns: Sequence[tuple[str, Cell]], style: str) -> html.Tr:
    return html.Tr(
        [html.Th(name, scope="row"), *[html.Td(cell(rows), className="num cd-n") for _name, cell in columns]],
        className=style,
    )


def _part(part: Part, money: Callable[[int], str]) -> Any:
    if not part.count:
        return DASH
    return [money(part.minor), html.Span(formats.number(part.count), className="cd-mut cd-small cd-commit__c")]


def _known(values: Iterable[int | None], write: Callable[[int], Any]) -> Any:
    known = [value for value in values if value is not None]
    return write(sum(known)) if known else DASH


def _submitted(rows: Sequence[Row], summary: Summary) -> Any:
    money = _money(summary.currency)
    said = [row.own for row in rows if row.own]
    if not said:
        return DASH
    if len(rows) > 1:
        return money(sum(each.commit_minor for each in said))
    (only,) = said
    return [money(only.commit_minor), _when(only, summary)]


def _adjusted(rows: Sequence[Row], summary: Summary) -> Any:
    money = _money(summary.currency)
    said = [row.adjusted for row in rows if row.adjusted]
    shown: list[Any] = [money(sum(each.commit_minor for each in said))] if said else [DASH]
    if len(rows) > 1:
        return shown
    (row,) = rows
    if row.adjusted:
        shown.append(_when(row.adjusted, summary))
    if row.may_adjust and not summary.why_not:
        label = _("Adjust the forecast of {name}", name=row.name)
        shown.append(pencil(ADJUSTING, "adjust", label, fill=_fill(row, summary.currency)))
    return shown


def _when(said: Said, summary: Summary) -> html.Span:
    """Say when something was said, and by whom; the note is the title."""
    best = _money(summary.currency)(said.best_case_minor)
    told = _("{name}, {day}; best case {best}", name=said.by, day=formats.day(said.at.date(), summary.today), best=best)
    note = f" — {said.note}" if said.note else ""
    return html.Span([formats.day(said.at.date(), summary.today), html.Span(f". {told}{note}", className="visually-hidden")],
                     className="cd-mut cd-small cd-commit__c", title=told + note)  # fmt: skip


def signed(minor: int, money: Callable[[int], str], *, is_cost: bool = False) -> html.Span:
    """Return an amount with its sign and the tone of a gain or a loss; of costs more is a loss."""
    good = -minor if is_cost else minor
    tone = "cd-pos" if good > 0 else "cd-neg" if good < 0 else "cd-mut"
    return html.Span(f"+{money(minor)}" if minor > 0 else money(minor), className=tone)


def _closes(rows: Sequence[Row]) -> Any:
    committed = sum(row.score.committed for row in rows if row.score)
    closed = sum(row.score.closed for row in rows if row.score)
    if not committed:
        return DASH
    cases = html.Span(_("{closed} of {all}", closed=closed, all=committed), className="cd-mut cd-small cd-commit__c")
    return [formats.percent(closed * 100 / committed), cases] if committed >= LEAST_CASES else cases


def _choice(label: str, href: str, *, current: bool) -> html.A:
    marked = attributes(aria_current="true") if current else {}
    return html.A(label, href=href, **attributes(data_cd_nav="exact"), **marked)


def _money(currency: str) -> Callable[[int], str]:
    return lambda minor: formats.money(minor, currency)


def _fill(row: Row, currency: str) -> dict[str, str]:
    before = row.adjusted or row.own
    note = before.note if before else ""
    commit = before.commit_minor if before else row.rolled.commit_forecast.minor
    best = before.best_case_minor if before else row.rolled.best_case_forecast.minor
    return {
        "owner": str(row.owner_id), "who": row.name, "note": note, "commit": plain_amount(commit, currency),
        "best_case": plain_amount(best, currency),
        "rolled": formats.money(row.rolled.commit_forecast.minor, currency),
    }  # fmt: skip
