"""Navigation: the pages the reader may see, at the left edge and on a phone at the bottom."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from dash import html

from components.attributes import attributes
from components.icons import icon, mark
from components.language import gettext as _
from components.saved_views import SavedView

NAV = "nav"
BOTTOM_TABS = 4  # and "More"


@dataclass(frozen=True, slots=True)
class NavItem:
    """A page in the navigation; items with the same `group` heading stand together, `short` names it on a phone.

    With `is_new` the count is of what is new; it is there, hidden, also when there is nothing.
    """

    path: str
    label: str
    icon: str
    group: str = ""
    short: str = ""
    count: str = ""
    is_new: bool = False
    foot: bool = False


@dataclass(frozen=True, slots=True)
class CompanyBox:
    """What the box under the brand says: whose pipeline this is."""

    name: str
    detail: str


def side(items: Sequence[NavItem], companies: CompanyBox, pins: Sequence[SavedView]) -> html.Nav:
    """Return the navigation at the left edge: brand, company, pages by group, pinned views, foot."""
    fold = _("Fold the navigation")
    brand = html.Div(
        [
            mark(),
            html.Span("Caudal", className="cd-wordmark"),
            html.Button(
                icon("layout-sidebar"),
                className="cd-iconbtn cd-nav__fold",
                title=f"{fold}  [",
                **attributes(aria_label=fold, data_cd="rail", aria_keyshortcuts="["),
            ),
        ],
        className="cd-nav__brand",
    )
    box = html.Div(
        [
            html.Span(companies.name, className="cd-org__name cd-trunc"),
            html.Span(companies.detail, className="cd-org__sub"),
        ],
        className="cd-org",
    )
    body = [item for item in items if not item.foot]
    groups = [_nav_group(head, list(group)) for head, group in groupby(body, key=lambda item: item.group)]
    foot = html.Div([_nav_link(item) for item in items if item.foot], className="cd-nav__foot")
    return html.Nav(
        [brand, box, *groups, *_pinned(pins), foot], id=NAV, className="cd-nav", **attributes(aria_label=_("Main"))
    )


def _nav_group(head: str, items: list[NavItem]) -> html.Div:
    heading = [html.Div(head, className="cd-nav__head")] if head else []
    return html.Div([*heading, html.Ul([html.Li(_nav_link(item)) for item in items])], className="cd-nav__group")


def _nav_link(item: NavItem) -> html.A:
    return html.A(
        [
            icon(item.icon),
            html.Span(item.label, className="cd-nav__label"),
            *_nav_count(item),
        ],
        href=item.path,
        className="cd-nav__item",
        title=item.label,
        **attributes(data_cd_nav="filtered"),
    )


def _nav_count(item: NavItem) -> list[html.Span]:
    if item.is_new:
        return [
            html.Span(item.count, id=new_count(item.path), className="cd-nav__count cd-n is-new", hidden=not item.count)
        ]
    return [html.Span(item.count, className="cd-nav__count cd-n")] if item.count else []


def new_count(path: str) -> str:
    """Return the id of the count of what is new on a page, which its callbacks can hide."""
    return f"nav-new-{path.strip('/')}"


def _pinned(pins: Sequence[SavedView]) -> list[html.Div]:
    if not pins:
        return []
    links = [
        html.A(
            [
                html.Span(className="cd-pin", style={"--c": f"var(--cd-{view.colour})"}),
                html.Span(view.name, className="cd-nav__label"),
                *([html.Span(view.count, className="cd-nav__count cd-n")] if view.count else []),
            ],
            href=view.href,
            className="cd-nav__item",
            title=view.name,
            **attributes(data_cd_nav="exact"),
        )
        for view in pins
    ]
    heading = html.Div(_("Pinned views"), className="cd-nav__head")
    return [html.Div([heading, html.Ul([html.Li(link) for link in links])], className="cd-nav__group cd-nav__pins")]


def bottom_bar(items: Sequence[NavItem]) -> html.Nav:
    """Return the phone's bar: the first pages that have a short name, and the way to everything else."""
    tabs = [
        html.A(
            [icon(item.icon), html.Span(item.short)],
            href=item.path,
            **attributes(data_cd_nav="filtered"),
        )
        for item in items
        if item.short
    ]
    more = html.Button(
        [icon("three-dots"), html.Span(_("More"))],
        **attributes(data_cd="drawer", aria_expanded="false", aria_controls=NAV),
    )
    return html.Nav([*tabs[:BOTTOM_TABS], more], className="cd-tabbar", **attributes(aria_label=_("Main, compact")))
