"""The shell: what stands around every page; only the page inside it is swapped."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from string import Template
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from components import account, bell, palette, saved_views, toasts
from components.account import Reader
from components.attributes import DECORATIVE, attributes
from components.bell import Notice
from components.icons import icon, mark
from components.language import gettext as _
from components.popover import opens
from components.saved_views import SavedView
from components.theme import initials

URL = "url"  # the address bar: filters are read from and written to its `search`
NAV = "nav"
NAV_ECHO = "nav-echo"
CONTENT = "content"
LIVE = "live"  # what a screen reader hears: window.caudal.say(text)
BOTTOM_TABS = 4  # and "More"

# Bootstrap has to come before our own styles, which Dash puts behind `external_stylesheets`; the folders that hold
# it must then not be served a second time: Dash(external_stylesheets=STYLESHEETS, assets_path_ignore=NOT_COLLECTED).
STYLESHEETS = ["/assets/vendor/bootstrap/bootstrap.min.css", "/assets/vendor/bootstrap-icons/bootstrap-icons.min.css"]
NOT_COLLECTED = ["^bootstrap$", "^bootstrap-icons$", "^inter$", "^head$", "^img$"]
FONT = "/assets/vendor/inter/InterVariable.woff2"
FAVICON = "/assets/img/favicon.svg"
HEAD_SCRIPT = "/assets/head/theme.js"

DOCUMENT = Template("""<!doctype html>
<html lang="$lang" data-bs-theme="$painted" data-theme="$theme">
<head>
$metas
<meta name="color-scheme" content="light dark">
<title>$title</title>
<link rel="icon" type="image/svg+xml" href="$icon">
<link rel="preload" href="$font" as="font" type="font/woff2" crossorigin>
$css
<script src="$script"></script>
</head>
<body>
$app_entry
<footer>$config$scripts$renderer</footer>
</body>
</html>""")


@dataclass(frozen=True, slots=True)
class NavItem:
    """A page in the navigation; items with the same `group` heading stand together, `short` names it on a phone."""

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


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the path to this page; the last one has no href."""

    label: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What the top bar says: a title (the page's h1) or crumbs, and the saved views of the page if it has filters."""

    title: str = ""
    crumbs: Sequence[Crumb] = ()
    views: Sequence[SavedView] | None = None
    view_name: str = ""


def document(lang: str, theme: str, **parts: str) -> str:
    """Return the HTML page around the app from the parts of Dash.interpolate_index, in a language and a theme."""
    painted = "dark" if theme == "dark" else "light"
    given = {key: parts.get(key, "") for key in ("metas", "title", "css", "app_entry", "config", "scripts", "renderer")}
    return DOCUMENT.substitute(
        given, lang=lang, theme=theme, painted=painted, icon=FAVICON, font=FONT, script=HEAD_SCRIPT
    )


def frame(
    content: Any,
    *,
    items: Sequence[NavItem],
    reader: Reader,
    companies: CompanyBox,
    pins: Sequence[SavedView] = (),
    notices: Sequence[Notice] = (),
) -> html.Div:
    """Return the whole app around `content` (Dash's page container)."""
    return html.Div(
        [
            html.A(_("Skip to content"), className="cd-skip", href=f"#{CONTENT}"),
            dcc.Location(id=URL, refresh=False),
            dcc.Store(id=NAV_ECHO),
            html.Div(
                [_navigation(items, companies, pins), html.Div(content, className="cd-main"), _bottom_bar(items)],
                className="cd-app",
            ),
            bell.popover_of(notices),
            account.popover_of(reader),
            palette.dialog(),
            toasts.area(),
            html.Div(id=LIVE, className="visually-hidden", role="status", **attributes(aria_live="polite")),
        ]
    )


def page(
    main: Any, *, head: Head, reader: Reader, unread: int = 0, filters: Any = None, class_name: str = ""
) -> html.Div:
    """Return a page: top bar, filter bar and main content; `class_name` styles main, for instance "cd-boardpage"."""
    return html.Div(
        [
            topbar(head, reader=reader, unread=unread),
            *([filters] if filters is not None else []),
            html.Main(main, id=CONTENT, className=f"cd-content {class_name}".rstrip(), tabIndex=-1),
            *([saved_views.popover_of(head.views)] if head.views is not None else []),
        ],
        className="cd-page",
    )


def topbar(head: Head, *, reader: Reader, unread: int = 0) -> html.Header:
    """Return the bar over a page: where we are on the left; search, theme, bell and account on the right."""
    heading = html.H1(head.title) if head.title else _crumbs(head.crumbs)
    views = [saved_views.button(head.view_name)] if head.views is not None else []
    tools = [_search_button(), _theme_button(), _bell_button(unread), _account_button(reader)]
    return html.Header(
        [
            html.Div([mark(), heading, *views], className="cd-topbar__title"),
            html.Div(tools, className="cd-topbar__end"),
        ],
        className="cd-topbar",
    )


def connect(app: Dash) -> None:
    """Register what the shell does in the browser: the current item of the navigation, toasts."""
    app.clientside_callback(  # type: ignore[no-untyped-call]  # Dash leaves this method untyped
        ClientsideFunction("caudal_shell", "mark_current"), Output(NAV_ECHO, "data"), Input(URL, "pathname")
    )
    toasts.connect(app)


def _navigation(items: Sequence[NavItem], companies: CompanyBox, pins: Sequence[SavedView]) -> html.Nav:
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
    count_class = "cd-nav__count cd-n" + (" is-new" if item.is_new else "")
    return html.A(
        [
            icon(item.icon),
            html.Span(item.label, className="cd-nav__label"),
            *([html.Span(item.count, className=count_class)] if item.count else []),
        ],
        href=item.path,
        className="cd-nav__item",
        title=item.label,
        **attributes(data_cd_nav="filtered"),
    )


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


def _bottom_bar(items: Sequence[NavItem]) -> html.Nav:
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


def _crumbs(crumbs: Sequence[Crumb]) -> html.Nav:
    children: list[Any] = []
    for crumb in crumbs:
        if children:
            children.append(icon("chevron-right"))
        if crumb.href:
            children.append(html.A(crumb.label, href=crumb.href, **attributes(data_cd_nav="filtered")))
        else:
            children.append(html.Span(crumb.label, className="cd-trunc", **attributes(aria_current="page")))
    return html.Nav(children, className="cd-crumbs", **attributes(aria_label=_("Path to this page")))


def _search_button() -> html.Button:
    keys = html.Kbd("Ctrl K", **DECORATIVE)
    return html.Button(
        [icon("search"), html.Span(_("Search")), keys],
        className="cd-search",
        **attributes(data_cd="palette", aria_label=_("Search"), aria_keyshortcuts="Control+K", aria_haspopup="dialog"),
    )


def _theme_button() -> html.Button:
    label = _("Switch between light and dark")
    return html.Button(
        [icon("moon", "cd-ic-light"), icon("sun", "cd-ic-dark")],
        className="cd-iconbtn cd-themebtn",
        title=label,
        **attributes(data_cd="theme", aria_label=label),
    )


def _bell_button(unread: int) -> html.Button:
    label = _("Notifications, {count} new", count=unread) if unread else _("Notifications")
    badge = [html.Span(str(unread), id=bell.BADGE, className="cd-badge", **DECORATIVE)] if unread else []
    return html.Button(
        [icon("bell"), *badge], className="cd-iconbtn", **opens(bell.POPOVER), **attributes(aria_label=label)
    )


def _account_button(reader: Reader) -> html.Button:
    label = _("Account of {name}", name=reader.name)
    avatar = html.Span(initials(reader.name), className="cd-avatar cd-avatar--me", **DECORATIVE)
    return html.Button(
        avatar, className="cd-userbtn", title=reader.name, **opens(account.POPOVER), **attributes(aria_label=label)
    )
