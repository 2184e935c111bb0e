"""The shell: navigation, top bar, account, bell, search and toasts as component trees."""

import pytest
from dash import Dash, html

from components import account, bell, navigation, palette, shell, toasts
from components.account import Reader
from components.bell import Notice
from components.language import use_locale
from components.navigation import CompanyBox, NavItem
from components.palette import ContactHit, OpportunityHit, PageHit
from components.saved_views import SavedView
from components.shell import Crumb, Head
from tests.components.tree import attribute, by_id, of_class, parts, says

READER = Reader("Chiara Moretti", "Executive", "all companies", "it", "dark", "token-1", [("/about", "About")])
ITEMS = [
    NavItem("/progress-board", "Progress board", "kanban", "Boards", short="Board", count="121"),
    NavItem("/about", "About", "info-circle", foot=True),
]
NOTICE = Notice("Won: Molino", "Marco closed it.", "12 min ago", "/opportunity/1", "check2-circle", "pos")


def app_frame(**changes: object) -> html.Div:
    given: dict[str, object] = {
        "items": ITEMS,
        "reader": READER,
        "companies": CompanyBox("Sartori Group", "3 companies"),
    }
    return shell.frame(html.Div(id="page"), **(given | changes))  # type: ignore[arg-type]  # the test varies one part


def test_the_frame_holds_the_page_and_every_fixed_place() -> None:
    frame = app_frame()
    for identity in (
        shell.URL,
        navigation.NAV,
        shell.LIVE,
        toasts.AREA,
        toasts.STORE,
        palette.DIALOG,
        account.POPOVER,
        "page",
    ):
        by_id(frame, identity)


def test_the_skip_link_comes_first_and_leads_to_the_content() -> None:
    first = next(part for part in parts(app_frame()) if isinstance(part, html.A))
    page = shell.page("…", head=Head("Board"), reader=READER)
    assert attribute(first, "href") == f"#{attribute(by_id(page, shell.CONTENT), 'id')}"


def test_the_address_bar_is_written_without_loading_the_page_anew() -> None:
    assert attribute(by_id(app_frame(), shell.URL), "refresh") is False


def test_the_navigation_shows_groups_counts_and_the_foot() -> None:
    side = by_id(app_frame(), navigation.NAV)
    assert "Boards" in says(side)
    assert "121" in says(side)
    assert "About" in says(of_class(side, "cd-nav__foot"))


def test_the_phone_bar_has_only_pages_with_a_short_name_and_more() -> None:
    (bar,) = of_class(app_frame(), "cd-tabbar")
    assert says(bar) == "Board More"


def test_pinned_views_stand_in_the_navigation_with_their_own_query() -> None:
    view = SavedView(1, "Closing in Q3", "/progress-board?period=2026-Q3", is_pinned=True)
    (pins,) = of_class(app_frame(pins=[view]), "cd-nav__pins")
    (link,) = [part for part in parts(pins) if isinstance(part, html.A)]
    assert attribute(link, "href") == "/progress-board?period=2026-Q3"
    assert attribute(link, "data-cd-nav") == "exact"
    assert of_class(app_frame(), "cd-nav__pins") == []


def test_a_page_has_one_heading_and_one_main() -> None:
    page = shell.page("…", head=Head("Progress board"), reader=READER, class_name="cd-boardpage")
    assert [says(part) for part in parts(page) if isinstance(part, html.H1)] == ["Progress board"]
    assert len([part for part in parts(page) if isinstance(part, html.Main)]) == 1
    assert of_class(page, "cd-boardpage") == [by_id(page, shell.CONTENT)]


def test_crumbs_take_the_place_of_the_title() -> None:
    page = shell.page(
        "…", head=Head(crumbs=[Crumb("Opportunities", "/progress-board"), Crumb("Molino")]), reader=READER
    )
    assert [part for part in parts(page) if isinstance(part, html.H1)] == []
    assert attribute(of_class(page, "cd-crumbs")[0].children[-1], "aria-current") == "page"


def test_saved_views_appear_where_the_page_has_them() -> None:
    with_views = shell.page("…", head=Head("Board", views=[], view_name="All open"), reader=READER)
    assert says(of_class(with_views, "cd-view")) == "All open"
    assert of_class(shell.page("…", head=Head("About"), reader=READER), "cd-view") == []


@pytest.mark.parametrize("button_class", ["cd-search", "cd-themebtn", "cd-userbtn", "cd-iconbtn"])
def test_every_button_of_the_top_bar_has_a_name(button_class: str) -> None:
    bar = shell.topbar(Head("Board"), reader=READER, unread=3)
    assert all(attribute(button, "aria-label") for button in of_class(bar, button_class))


def test_the_bell_counts_what_is_unread() -> None:
    assert says(by_id(shell.topbar(Head("x"), reader=READER, unread=3), bell.BADGE)) == "3"
    assert attribute(by_id(shell.topbar(Head("x"), reader=READER), bell.BADGE), "hidden") is True


def test_the_bell_lists_notices_or_says_that_there_are_none() -> None:
    assert "12 min ago" in says(bell.entries([NOTICE]))
    assert "Nothing new" in says(bell.entries([]))
    assert attribute(by_id(bell.popover_of([]), bell.READ_ALL), "disabled") is True


def test_signing_out_is_a_post_with_the_token() -> None:
    (form,) = [part for part in parts(account.popover_of(READER)) if isinstance(part, html.Form)]
    fields = {attribute(part, "name"): attribute(part, "value") for part in parts(form)}
    assert (attribute(form, "method"), attribute(form, "action")) == ("post", account.SIGN_OUT_PATH)
    assert fields[account.CSRF_FIELD] == "token-1"


def test_the_account_menu_marks_language_and_theme_in_use() -> None:
    menu = account.popover_of(READER)
    pressed = [part for part in parts(menu) if attribute(part, "aria-pressed") == "true"]
    assert [attribute(part, "data-cd-locale") or attribute(part, "data-cd-theme") for part in pressed] == ["it", "dark"]
    assert "108.850,95\u00a0€" in says(menu)


def test_a_toast_can_be_shown_twice() -> None:
    first, second = toasts.refusal("No."), toasts.refusal("No.")
    assert first["text"] == second["text"] == "No."
    assert first["seq"] != second["seq"]
    assert toasts.toast("Done", link=("/x", "Open"))["actions"] == [{"href": "/x", "label": "Open"}]


def test_the_document_names_language_and_theme() -> None:
    page = shell.document("it", "dark", title="Caudal", css="<link>", app_entry="<div>", scripts="<script>")
    assert '<html lang="it" data-bs-theme="dark" data-theme="dark">' in page
    assert page.index("<link>") < page.index(shell.HEAD_SCRIPT) < page.index("<body>")
    assert 'data-bs-theme="light" data-theme="system"' in shell.document("en", "system")


def test_what_the_browser_does_is_registered_once() -> None:
    app = Dash(__name__, assets_folder="nowhere")
    shell.connect(app)
    assert len(app._callback_list) == 2
    assert all(callback["clientside_function"]["namespace"] == "caudal_shell" for callback in app._callback_list)


def test_search_groups_its_hits_and_underlines_what_was_typed() -> None:
    found = palette.results(
        "valt",
        [OpportunityHit("/opportunity/1", "Oleificio Valtenna", "Dosing skid", "50 %", "€108,851", "detailed", 3)],
        [ContactHit("/progress-board?q=Valtenna", "Oleificio Valtenna", "Fermo")],
        [PageHit("/progress-board", "Progress board")],
    )
    assert [says(group.children[0]) for group in found] == ["Opportunities", "Contacts", "Go to"]
    assert [says(part) for part in parts(found) if isinstance(part, html.Mark)] == ["Valt", "Valt"]
    assert all(attribute(hit, "role") == "option" for hit in of_class(found, "cd-hit"))


def test_search_says_when_nothing_was_found() -> None:
    assert says(palette.results("zzz")) == "Nothing found for “zzz”."
    assert palette.results("  ") == []


def test_typed_signs_are_not_a_pattern() -> None:
    marked = palette.marked("S.p.A. (Fermo)", "(")
    assert [says(part) for part in marked] == ["S.p.A. ", "(", "Fermo)"]


def test_the_shell_follows_the_reader_s_language_when_it_is_drawn() -> None:
    with use_locale("it"):
        italian = says(shell.topbar(Head("x"), reader=READER))
    assert isinstance(italian, str)
