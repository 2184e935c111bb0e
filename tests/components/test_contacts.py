"""The pages of contacts and campaigns: what they say, to whom, and what can be opened there."""

from dataclasses import replace

import pytest
from dash import html

from components.campaigns import page as campaign
from components.contacts import listing, page
from components.contacts.words import precision, stars, website
from components.language import LOCALES, use_locale
from data.queries import diary
from data.queries.campaigns import campaign_choices, campaign_detail
from data.queries.contacts import choices_of, contact_detail, contacts_found, duplicates_of
from data.queries.reporting import Converter
from data.schema.contact import Competitor, Contact, ContactCompetitor
from data.session import Database
from domain.campaign import Results
from domain.contact import ContactRow, ContactView, Sum
from domain.contact_page import Beside, Town
from metrics.campaign import measures
from tests.components.tree import attribute, of_class, parts, says
from tests.world import TODAY, World


def contact_page(database: Database, world: World, login: str, name: str = "Officine Alfa") -> html.Div:
    who = world.principal(login)
    with database.read() as session:
        found = contact_detail(session, who, world.contacts[name], Converter(session, "EUR", TODAY))
        towns = [Town("Torino", 45.07, 7.69)]
        beside = Beside(
            duplicates_of(session, who, world.contacts[name]), towns, choices_of(session, who), diary.types(session)
        )
    return page.contact_body(found, beside, html.Div(), request_key="key", today=TODAY)


def campaign_page(database: Database, world: World, login: str, results: Results | None = None) -> html.Div:
    who = world.principal(login)
    with database.read() as session:
        found = campaign_detail(session, who, world.campaigns["Fair"])
        choices = campaign_choices(session, who)
    if results:
        found = replace(found, campaign=replace(found.campaign, results=results))
    return campaign.campaign_body(found, measures(found.campaign), choices, request_key="key", today=TODAY)


def plain(tree: object) -> str:
    return " ".join(says(tree).replace("\N{NO-BREAK SPACE}", " ").split())


def openers(tree: object) -> set[str]:
    return {str(found) for part in parts(tree) if (found := attribute(part, "data-cd-dialog"))}


def test_the_page_tells_who_it_is_and_every_button_has_its_dialog(
    sqlite_database: Database, sqlite_world: World
) -> None:
    body = contact_page(sqlite_database, sqlite_world, "sales")
    text = plain(body)
    assert text.startswith("Officine Alfa Customer Torino, Italy")
    assert "Paola Rossi Buyer" in text
    dialogs = {str(attribute(part, "id")) for part in parts(body) if isinstance(part, html.Dialog)}
    mine = {name for name in openers(body) if name.startswith("contact-dialog-")}
    assert mine <= dialogs
    assert "new-opportunity" in openers(body)


def test_the_form_keeps_what_is_offered_no_more(sqlite_database: Database, sqlite_world: World) -> None:
    with sqlite_database.write() as session:
        retired = Competitor(code="OLD", description="Old rival", active=False)
        session.add(retired)
        session.flush()
        alfa = sqlite_world.contacts["Officine Alfa"]
        session.add(ContactCompetitor(contact_id=alfa, competitor_id=retired.id))
        session.get_one(Contact, alfa).language = "pt"
        name = f"competitor-{retired.id}"
    body = contact_page(sqlite_database, sqlite_world, "sales")
    fields = {str(attribute(part, "name")): part for part in parts(body) if attribute(part, "name")}
    assert attribute(fields[name], "value") is True
    assert attribute(fields["language"], "value") == "pt"
    assert "'value': 'pt'" in str(attribute(fields["language"], "options"))


def test_who_may_not_change_it_finds_nothing_to_press(sqlite_database: Database, sqlite_world: World) -> None:
    body = contact_page(sqlite_database, sqlite_world, "analyst")
    assert not [part for part in parts(body) if isinstance(part, html.Dialog)]
    assert not {name for name in openers(body) if name.startswith("contact-dialog-") or name == "new-opportunity"}
    assert not of_class(body, "cd-iconbtn")


def test_the_map_names_the_position_and_the_towns_around(sqlite_database: Database, sqlite_world: World) -> None:
    drawn, pin = of_class(contact_page(sqlite_database, sqlite_world, "sales"), "cd-placemap")
    assert attribute(drawn, "aria-label") == attribute(pin, "aria-label") == "45.0700°, 7.6900°, near Torino"


@pytest.mark.parametrize("locale", LOCALES)
def test_both_pages_can_be_drawn_in_every_language(sqlite_database: Database, sqlite_world: World, locale: str) -> None:
    with use_locale(locale):
        assert "Officine Alfa" in plain(contact_page(sqlite_database, sqlite_world, "administrator"))
        assert "Fair" in plain(campaign_page(sqlite_database, sqlite_world, "administrator"))


def test_each_number_of_a_campaign_tells_its_formula(sqlite_database: Database, sqlite_world: World) -> None:
    results = Results(cost_minor=800_000, members=40, leads=4, opportunities=5, open=2, won=2, won_minor=2_000_000)
    body = campaign_page(sqlite_database, sqlite_world, "manager", results)
    told = {str(attribute(part, "title")): plain(part) for part in of_class(body, "cd-kf")}
    assert told["leads ÷ members"].startswith("Conversion to leads 10 %")
    assert told["Σ costs ÷ leads"].startswith("Cost per lead €2,000")
    assert told["(net of the won opportunities − Σ costs) ÷ Σ costs"].startswith("Return on the campaign 150 %")


def test_a_campaign_is_read_without_buttons_by_sales_people(sqlite_database: Database, sqlite_world: World) -> None:
    assert openers(campaign_page(sqlite_database, sqlite_world, "manager"))
    assert not openers(campaign_page(sqlite_database, sqlite_world, "sales"))


def test_the_list_says_its_order_and_leads_to_the_next_part(sqlite_database: Database, sqlite_world: World) -> None:
    view = ContactView.from_query({"order": "-open", "find": "a"})
    with sqlite_database.read() as session:
        converter = Converter(session, "EUR", TODAY)
        found = contacts_found(session, sqlite_world.principal("executive"), view, converter)
    body = listing.table(found.rows, view, parts=3, currency="EUR", today=TODAY, rates_on=TODAY)
    sorted_ = [attribute(part, "aria-sort") for part in parts(body) if isinstance(part, html.Th)]
    assert [order for order in sorted_ if order] == ["descending"]
    links = [str(attribute(part, "href")) for part in parts(body) if isinstance(part, html.A)]
    assert "/contacts?find=a&order=-open&part=2" in links
    assert "/contacts?find=a&order=open" in links


def test_an_empty_list_says_why() -> None:
    narrowed = listing.table([], ContactView(text="zzz"), parts=1, currency="EUR", today=TODAY, rates_on=None)
    assert "Nothing in the register fits" in plain(narrowed)
    row = ContactRow(1, "Nobody", None, None, None, None, None, Sum(), Sum(), None)
    shown = listing.table([row], ContactView(), parts=1, currency="EUR", today=TODAY, rates_on=None)
    assert plain(shown).count("–") >= 6


def test_a_script_is_no_website_and_nobody_judged_has_no_stars() -> None:
    assert website("javascript:alert(1)") == "javascript:alert(1)"
    assert isinstance(website("https://firm.com"), html.A)
    assert stars(None) is None
    assert attribute(stars(4, "Good"), "aria-label") == "4 of 5 stars"
    assert precision("none", None) == "not placed yet"
