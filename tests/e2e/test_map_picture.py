"""The picture of the map in a real browser: rings that open up, a theme that keeps the view, and circles in need."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from domain.access import Role
from tests.visiting import Visitors

# Where a cluster that zoom can part stands on the screen, away from whatever lies over the map.
CLUSTER = """() => {
    const box = caudal.map.root.getBoundingClientRect();
    const room = caudal.map.mercator.free(box);
    const places = caudal.map.marks().filter((mark) => mark.n > 1 && !mark.shared)
        .map((mark) => caudal.map.project(mark.lon, mark.lat))
        .filter(({ x, y }) => x > room.left + 20 && x < room.right - 80 && y > 40 && y < room.bottom - 20);
    return places.length ? [places[0].x + box.x, places[0].y + box.y] : null;
}"""


LOADED = "() => document.querySelector('.js-plotly-plot')._fullLayout.map._subplot.map.loaded()"


def cluster(page: Page) -> tuple[float, float]:
    """Return where a cluster stands, once it does."""
    x, y = page.wait_for_function(CLUSTER, timeout=30_000).json_value()
    return x, y


def zoom(page: Page) -> float:
    """Return how near the address says the view is."""
    found = re.search(r"at=[^,]+,[^,]+,([\d.]+)", page.url.replace("%2C", ","))
    assert found, page.url
    return float(found[1])


def test_a_cluster_opens_up_and_another_theme_and_ring_keep_the_view(visit: Visitors) -> None:
    page = visit(Role.EXECUTIVE)
    page.goto("/map")
    expect(page.locator(".maplibregl-canvas-container .cd-bub[transform]").first).to_be_attached(timeout=30_000)
    page.wait_for_timeout(500)  # the picture comes to rest
    before = zoom(page)
    page.mouse.click(*cluster(page))
    page.wait_for_function(f"() => caudal.map.view().zoom > {before} + 0.2")
    page.wait_for_url(lambda url: "at=" in url and zoom(page) > before + 0.2)
    seen = zoom(page)
    page.locator("button[data-cd=theme]").click()
    legend = page.locator(".cd-maplegend")
    stages = legend.inner_text()
    page.get_by_label("Ring", exact=True).select_option("owner")
    page.wait_for_url("**ring=owner*")
    expect(legend).not_to_have_text(stages, use_inner_text=True)
    assert zoom(page) == pytest.approx(seen, abs=0.02)
    first = page.locator(".cd-maplegend button").first
    first.click()
    expect(first).to_have_attribute("aria-pressed", "false")


def test_a_base_map_that_comes_late_leaves_the_view_alone(visit: Visitors) -> None:
    page = visit(Role.EXECUTIVE)
    held: list[Route] = []
    page.route("**/assets/geo/land*", lambda route: held.append(route))  # noqa: PLW0108  Playwright asks a function how many arguments it takes
    page.goto("/map?at=43.5,9.5,5.00")
    expect(page.locator(".maplibregl-canvas-container .cd-bub[transform]").first).to_be_attached(timeout=30_000)
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_url(lambda url: "at=" in url and zoom(page) == pytest.approx(6, abs=0.02))
    assert held
    for route in held:
        route.continue_()
    page.wait_for_function(LOADED, timeout=40_000)
    page.wait_for_timeout(500)  # Plotly does what it does after that
    assert page.evaluate("caudal.map.view().zoom") == pytest.approx(6, abs=0.02)
    assert zoom(page) == pytest.approx(6, abs=0.02)


def test_where_the_map_hides_itself_circles_stand_for_the_rings(visit: Visitors) -> None:
    def hide(route: Route) -> None:
        answer = route.fetch()
        body = answer.text().replace("_subplot?.map", "_subplot?.gone").replace("MOST_TRIES = 500", "MOST_TRIES = 50")
        route.fulfill(response=answer, body=body)

    page = visit(Role.EXECUTIVE)
    page.route("**/assets/caudal.js*", hide)
    page.goto("/map")
    page.wait_for_function("() => document.querySelector('.js-plotly-plot')?.data?.[0].lat?.length", timeout=40_000)
    before = zoom(page)
    x, y = cluster(page)
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y, steps=3)
    page.wait_for_timeout(300)  # Plotly looks for what is under the hand
    page.mouse.click(x, y)
    page.wait_for_url(lambda url: "at=" in url and zoom(page) > before + 0.2)
