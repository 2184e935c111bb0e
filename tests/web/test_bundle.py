"""The bundle: all of our scripts and styles, in their order, as one file each that travels compressed."""

import gzip

import brotli
import pytest

from tests.web.conftest import Enter
from web import bundle
from web.bundle import ASSETS, SCRIPTS, STYLES


@pytest.mark.parametrize(("path", "ending"), [(SCRIPTS, "js"), (STYLES, "css")])
def test_a_bundle_holds_every_part_in_the_order_of_the_names(enter: Enter, path: str, ending: str) -> None:
    parts = [part.read_text(encoding="utf-8") for part in sorted(ASSETS.glob(f"*.{ending}"))]
    client = enter("sales")
    plain, packed, zipped = (
        client.get(path, headers={"Accept-Encoding": coding}) for coding in ("identity", "br", "gzip")
    )
    text = plain.text
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert brotli.decompress(packed.data).decode() == gzip.decompress(zipped.data).decode() == text
    assert [answer.headers.get("Content-Encoding") for answer in (plain, packed, zipped)] == [None, "br", "gzip"]


def test_a_page_asks_for_the_bundles_under_their_marks_and_for_no_part(enter: Enter) -> None:
    page = enter("sales").get("/").text
    assert page.count("/assets/caudal.js?m=") == 1
    assert page.count("/assets/caudal.css?m=") == 1
    assert bundle.scripts().mark in page
    assert "/assets/30-shell.js" not in page
    assert "Sortable.min.js" not in page
