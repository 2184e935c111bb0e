"""The shell: what stands around every page; only the page inside it is swapped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from string import Template
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from components import account, bell, creating, following, navigation, palette, past, saved_views, toasts
from components.account import Reader
from components.activities import dialog as activity_dialog
from components.attributes import DECORATIVE, attributes
from components.bell import Notice
from components.icons import icon, mark
from components.language import gettext as _
from components.navigation import CompanyBox, NavItem
from components.popover import opens
from components.saved_views import SavedView
from components.theme import initials
from domain import clock

URL = "url"  # the address bar: filters are read from and written to its `search`
NAV_ECHO = "nav-echo"
CONTENT = "content"
NOT_LIVE: Mapping[str, str] = {}
LIVE = "live"  # what a screen reader hears: window.caudal.say(text)

# Bootstrap has to come before our own styles (web/bundle.py).
STYLESHEETS = ["/assets/vendor/bootstrap/bootstrap.min.css", "/assets/vendor/bootstrap-icons/bootstrap-icons.min.css"]
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
    creates: bool = False,
    live: Mapping[str, str] = NOT_LIVE,
) -> html.Div:
    """Return the whole app around `content` (Dash's page container); `creates` lets the person begin opportunities.

    `live` says where the event stream is, what the page knows already and whose it is (assets/b1-live-stream.js).
    """
    return html.Div(
        [
            html.A(_("Skip to content"), className="cd-skip", href=f"#{CONTENT}"),
            dcc.Location(id=URL, refresh=False),
            dcc.Store(id=NAV_ECHO),
            html.Div(
                [
                    navigation.side(items, companies, pins),
                    html.Div(content, className="cd-main"),
                    navigation.bottom_bar(items),
                ],
                className="cd-app",
            ),
            bell.popover_of(notices),
            past.popover_of(clock.present_day()),
            account.popover_of(reader),
            palette.dialog(),
            toasts.area(),
            activity_dialog.place(),
            *([creating.place()] if creates else []),
            html.Div(id=LIVE, className="visually-hidden", role="status", **attributes(aria_live="polite")),
            *bell.stores(),
            *following.stores(),
        ],
        **attributes(**{f"data_{name}": value for name, value in live.items()}),
    )


def page(
    main: Any,
    *,
    head: Head,
    reader: Reader,
    unread: int = 0,
    filters: Any = None,
    day: date | None = None,
    class_name: str = "",
) -> html.Div:
    """Return a page: top bar, filter bar and main content, marked when it shows an earlier `day`.

    `class_name` styles main, for instance "cd-boardpage".
    """
    return html.Div(
        [
            topbar(head, reader=reader, unread=unread),
            *([past.mark(day)] if day else []),
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
    tools = [_search_button(), past.button(), _theme_button(), _bell_button(unread), _account_button(reader)]
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
    label = bell.spoken(unread)
    badge = html.Span(str(unread), id=bell.BADGE, className="cd-badge", hidden=not unread, **DECORATIVE)
    return html.Button(
        [icon("bell"), badge],
        id=bell.BUTTON,
        className="cd-iconbtn",
        **opens(bell.POPOVER),
        **attributes(aria_label=label),
    )


def _account_button(reader: Reader) -> html.Button:
    label = _("Account of {name}", name=reader.name)
    avatar = html.Span(initials(reader.name), className="cd-avatar cd-avatar--me", **DECORATIVE)
    return html.Button(
        avatar, className="cd-userbtn", title=reader.name, **opens(account.POPOVER), **attributes(aria_label=label)
    )
