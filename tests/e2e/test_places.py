"""Places in a browser: addresses are fixed, a trip is planned and taken along, the map shows its layers."""

from playwright.sync_api import expect

from domain.access import Role
from tests.e2e.accessibility import serious_violations
from tests.e2e.books import Books
from tests.visiting import PHONE, Visitors

NEW_CONTACT = """
    INSERT INTO contact (company_id, name, city, country_code, geo_precision, version, created_at, updated_at)
    SELECT id, :name, :city, 'IT', 'none', 1, '2026-01-01 00:00:00', '2026-01-01 00:00:00' FROM company WHERE id = 1
"""


def test_a_contact_without_a_place_gets_the_one_proposed_and_one_by_hand(visit: Visitors, books: Books) -> None:
    books.change(NEW_CONTACT, name="Aaron Valvole", city="Bergamo")
    books.change(NEW_CONTACT, name="Abele Pompe", city="Nowhere at all")
    page = visit(Role.SALES_MANAGER)
    page.goto("/map/addresses")
    row = page.get_by_role("row").filter(has_text="Aaron Valvole")
    expect(row).to_contain_text("Bergamo (45.70°, 9.67°)")
    expect(row).to_contain_text("placed in the middle of the town")
    assert serious_violations(page) == []
    row.get_by_role("button", name="Accept the proposal for Aaron Valvole").click()
    expect(page.locator(".cd-toast").last).to_contain_text("1 contact placed on the map")
    expect(row).to_have_count(0)
    page.locator(".cd-toast").last.get_by_role("button", name="Undo").click()
    expect(row).to_have_count(1)
    other = page.get_by_role("row").filter(has_text="Abele Pompe")
    other.get_by_role("button", name="By hand").click()
    dialog = page.locator("dialog[open]")
    dialog.locator("[name=latitude]").fill("45.1")
    dialog.locator("[name=longitude]").fill("9.2")
    dialog.locator("[type=submit]").click()
    expect(other).to_have_count(0)
    placed = books.rows("SELECT latitude, geo_precision FROM contact WHERE name = 'Abele Pompe'")[0]
    assert (placed.latitude, placed.geo_precision) == (45.1, "exact")


def test_a_contact_is_moved_by_the_pin_on_its_small_map(visit: Visitors, books: Books) -> None:
    placed = books.rows("SELECT id, latitude, longitude FROM contact WHERE latitude IS NOT NULL ORDER BY id LIMIT 1")[0]
    page = visit(Role.ADMINISTRATOR)
    page.goto(f"/contact/{placed.id}")
    page.get_by_role("button", name="Correct the place on the map").click()
    dialog = page.locator("dialog[open]")
    dialog.locator("[name=mode]").select_option("typed")
    box = dialog.locator(".cd-placemap svg").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.25)
    page.mouse.up()
    dialog.locator("[type=submit]").click()
    expect(page.locator(".cd-toast").last).to_contain_text("Placed on the map")
    moved = books.rows("SELECT latitude, longitude, geo_precision FROM contact WHERE id = :id", id=placed.id)[0]
    assert moved.geo_precision == "exact"
    assert moved.latitude > placed.latitude
    assert moved.longitude > placed.longitude


def test_a_trip_is_planned_from_a_town_and_taken_along(visit: Visitors) -> None:
    page = visit(Role.EXECUTIVE)
    page.goto("/map/trip?country=IT&km=400")
    page.get_by_label("Start in").fill("Milano")
    expect(page.get_by_role("heading", level=2)).to_contain_text("from Milano, Italy")
    stops = page.locator(".cd-trip tbody tr")
    expect(page.locator(".cd-trip__stop")).to_have_count(stops.count())
    assert serious_violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Calendar").last.click()
    assert download.value.path().read_text().count("BEGIN:VEVENT") == stops.count()


def test_the_layers_of_the_map_are_chosen_stay_in_the_address_and_lead_to_a_trip(visit: Visitors) -> None:
    page = visit(Role.SALES_MANAGER, viewport=PHONE)
    page.goto("/map")
    page.locator(".cd-maplayers > summary").click()
    page.get_by_label("Contacts with nothing open").check()
    expect(page.locator(".cd-maplay__spot.is-white").first).to_be_attached(timeout=20_000)
    page.get_by_label("Totals by region").check()
    expect(page.locator(".cd-maplay__regions path").first).to_be_attached(timeout=20_000)
    assert "layers=regions,white" in page.url
    assert serious_violations(page) == []
    page.get_by_role("link", name="Plan a trip around here").click()
    expect(page).to_have_title("Trip · Caudal")
    assert "at=" in page.url
