"""States of a page or a panel: nothing yet, nothing left by the filters, loading, failed, denied, not found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dash import html

from components.attributes import attributes
from components.formats import number
from components.icons import icon
from components.language import gettext as _
from components.language import ngettext
from components.theme import probability_colour

SKELETON_CARDS = 4
Art = Literal["empty", "filtered"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a first run, and how long it takes."""

    what: str
    note: str


@dataclass(frozen=True, slots=True)
class Way:
    """A way on: a link, or a filter to clear (`clears` is its key in the URL, "*" for all)."""

    label: str
    href: str = ""
    clears: str = ""
    style: Literal["primary", "outline-secondary", "ghost"] = "outline-secondary"


@dataclass(frozen=True, slots=True)
class Blocker:
    """A filter that leaves nothing, and how many opportunities there would be without it."""

    key: str
    name: str
    value: str
    count_without: int


def empty(*, may_import: bool) -> html.Div:
    """Return the first run: no opportunity exists yet; says what to do, and only what the reader may do."""
    if not may_import:
        text = _("No opportunity has been brought in yet. Ask an administrator to import them.")
        return _state(_art("empty"), _("Nothing flows yet"), [html.P(text)])
    steps = [
        Step(_("Import files"), _("CSV or Excel, about 5 minutes")),
        Step(_("Check the report"), _("every bad row is named")),
        Step(_("See the board"), _("with totals and next steps")),
    ]
    text = _("Bring in contacts, opportunities, orders and invoices once; the same file twice changes nothing.")
    command = html.P(html.Code("manage.py import PATH --profile NAME"), className="cd-small")
    return _state(_art("empty"), _("Nothing flows yet"), [html.P(text), _steps(steps), command])


def elsewhere(title: str, text: str, ways: Sequence[Way]) -> html.Div:
    """Return the state of a view that looks past the data: what is not here, and where it is."""
    return _state(_art("filtered"), title, [html.P(text), _ways(ways)])


def no_results(blockers: Sequence[Blocker], title: str = "") -> html.Div:
    """Return the state of filters that match nothing: which one to drop and what that would show."""
    useful = [blocker for blocker in blockers if blocker.count_without]
    ways = [Way(_("Remove {name}", name=blocker.name), clears=blocker.key) for blocker in useful]
    sentence = html.P(_sentence(useful)) if useful else html.P(_("Even without one of them there is nothing."))
    return _state(
        _art("filtered"),
        title or _("No opportunity matches these filters"),
        [sentence, _ways([*ways, Way(_("Reset all"), clears="*", style="ghost")])],
    )


def denied(what: str, missing: str, ways: Sequence[Way] = ()) -> html.Div:
    """Return a refusal: what is not shared, which role would be needed, who can help."""
    return _state(_symbol("lock"), what, [html.P(missing), _ways(ways)])


def not_found(ways: Sequence[Way] = ()) -> html.Div:
    """Return the state of an address or record that does not exist, or that the reader may not see."""
    text = _("It may have been removed, or you may not see it. The two are not told apart on purpose.")
    return _state(_symbol("signpost"), _("There is nothing at this address"), [html.P(text), _ways(ways)])


def panel_error(title: str, effect: str, ways: Sequence[Way] = (), detail: str = "") -> html.Div:
    """Return the failure of one panel: cause, effect, ways on, technical detail folded."""
    folded = [html.Details([html.Summary(_("Technical detail")), html.Code(detail)])] if detail else []
    body = [html.B(title), html.P(effect), *([_ways(ways, "cd-perr__a", small=True)] if ways else []), *folded]
    sign = html.Span(icon("exclamation-octagon"), className="cd-note__ic cd-note__ic--neg")
    return html.Div([sign, html.Div(body)], className="cd-perr", role="alert")


def banner(text: str, ways: Sequence[Way] = ()) -> html.Div:
    """Return the amber line over a page whose data are old."""
    actions = [_ways(ways, "cd-banner__a", small=True)] if ways else []
    return html.Div(
        [icon("cloud-slash"), html.Div(text), *actions], className="cd-banner cd-banner--warn", role="status"
    )


def board_skeleton(percents: Sequence[int]) -> html.Div:
    """Return the board while it loads; put it right behind the board's own element, which hides it once it is filled."""
    columns = [_skeleton_column(percent) for percent in percents]
    fold = html.Div(className="cd-col cd-col--fold")
    return html.Div(
        [
            html.Div(
                [
                    html.Div(className="cd-sk cd-sk--total"),
                    html.Div(className="cd-sk cd-sk--total"),
                    html.Div(className="cd-sk cd-sk--flow"),
                ],
                className="cd-boardbar",
            ),
            html.Div([fold, *columns, fold], className="cd-board cd-board--sk"),
            html.Span(_("Loading opportunities"), className="visually-hidden", role="status"),
        ],
        className="cd-skeleton placeholder-glow",
        **attributes(data_slow=_("This takes longer than usual.")),
    )


def _skeleton_column(percent: int) -> html.Div:
    dot = html.Span(className="cd-pdot", style={"--c": probability_colour(percent)})
    head = html.Div(
        [html.Div(dot, className="cd-col__row"), html.Div(className="cd-sk cd-sk--sums")], className="cd-col__head"
    )
    cards = [html.Div(className="cd-card cd-card--sk") for _card in range(SKELETON_CARDS)]
    return html.Div([head, html.Div(cards, className="cd-col__body")], className="cd-col")


def _sentence(blockers: Sequence[Blocker]) -> list[Any]:
    parts: list[Any] = []
    for blocker in blockers:
        count = blocker.count_without
        text = ngettext(
            "Without {filter} there is {n}.", "Without {filter} there are {n}.", count, filter="\0", n=number(count)
        )
        before, _zero, after = text.partition("\0")
        parts += [" "] * bool(parts) + [before, html.B(f"{blocker.name} {blocker.value}"), after]
    return parts


def _state(picture: Any, title: str, body: list[Any]) -> html.Div:
    return html.Div(html.Div([picture, html.H2(title), *body], className="cd-state__box"), className="cd-state")


def _art(name: Art) -> html.Span:
    return html.Span(className=f"cd-art cd-art--{name}", **attributes(aria_hidden="true"))


def _symbol(name: str) -> html.Span:
    return html.Span(icon(name), className="cd-state__ic")


def _steps(steps: Sequence[Step]) -> html.Ol:
    items = [
        html.Li([html.B(str(place)), html.Span([step.what, html.Small(step.note)])])
        for place, step in enumerate(steps, start=1)
    ]
    return html.Ol(items, className="cd-state__steps")


def _ways(ways: Sequence[Way], class_name: str = "cd-state__act", *, small: bool = False) -> html.Div:
    return html.Div([_way(way, small=small) for way in ways], className=class_name)


def _way(way: Way, *, small: bool) -> html.A | html.Button:
    class_name = f"btn{' btn-sm' if small else ''} btn-{way.style}"
    if way.clears:
        return html.Button(way.label, className=class_name, **attributes(data_cd_clear=way.clears))
    return html.A(way.label, href=way.href, className=class_name, **attributes(data_cd_nav="plain"))
