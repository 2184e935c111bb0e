"""Documents of an opportunity: dropped, looked at, replaced by a new version, deleted and brought back."""

import base64

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from domain.access import Role
from tests.e2e.accessibility import serious_violations
from tests.e2e.books import Books
from tests.visiting import PHONE, Visitors

SALES = "giulia.ferrero"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
DROP = """
(pane, [name, text]) => {
    const carried = new DataTransfer();
    carried.items.add(new File([text], name));
    for (const kind of ["dragover", "drop"])
        pane.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
}
"""


def own(books: Books, place: int) -> int:
    """Return an open opportunity of the sales person that no other test attaches to."""
    found: int = books.value(
        "SELECT id FROM opportunity WHERE outcome = 'open' AND owner_id = (SELECT id FROM user_account WHERE login = :login)"
        f" ORDER BY id LIMIT 1 OFFSET {place}",
        login=SALES,
    )
    return found


def documents(page: Page, opportunity_id: int) -> Locator:
    """Open the tab of the documents."""
    page.goto(f"/opportunity/{opportunity_id}")
    page.get_by_role("tab", name="Documents").click()
    pane = page.locator(".cd-filespane")
    expect(pane).to_be_visible()
    return pane


def attach(page: Page, name: str, content: bytes) -> None:
    """Choose a file on the disk."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Attach files").click()
    chooser.value.set_files(FilePayload(name=name, mimeType="application/octet-stream", buffer=content))


def test_a_document_is_dropped_replaced_deleted_and_brought_back(visit: Visitors, books: Books) -> None:
    page = visit(SALES)
    opportunity = own(books, 3)
    pane = documents(page, opportunity)
    pane.evaluate(DROP, ["notes of the visit.txt", "Foundation and power supply are checked."])
    expect(pane.get_by_role("link", name="notes of the visit.txt")).to_be_visible()
    expect(page.get_by_role("tab", name="Documents")).to_have_text("Documents1")
    attach(page, "Notes of the visit.txt", b"Foundation, power supply and air are checked.")
    expect(pane.get_by_text("1 older version")).to_be_visible()
    with page.expect_download() as download:
        pane.get_by_role("link", name="Notes of the visit.txt").click()
    assert download.value.path().read_bytes() == b"Foundation, power supply and air are checked."
    assert download.value.suggested_filename == "Notes of the visit.txt"

    pane.get_by_role("button", name="Delete Notes of the visit.txt").click()
    expect(pane.get_by_role("link", name="Notes of the visit.txt")).to_have_count(0)
    page.locator(".cd-toast").get_by_role("button", name="Undo").click()
    expect(pane.get_by_role("link", name="Notes of the visit.txt")).to_be_visible()
    expect(pane.get_by_text("1 older version")).to_be_visible()
    page.get_by_role("tab", name="Workflow log").click()
    expect(page.get_by_role("tabpanel").filter(visible=True)).to_contain_text("New version of a document")


def test_an_image_is_looked_at_and_what_is_no_image_is_refused_in_words(visit: Visitors, books: Books) -> None:
    page = visit(SALES)
    pane = documents(page, own(books, 4))
    visit.watch_of(page).allow("status of 400")  # the refusal of what is no image
    attach(page, "site.png", b"<script>alert(1)</script>")
    expect(pane).to_contain_text("The content of “site.png” is not what its ending says.")
    pane.get_by_role("button", name="Close").click()
    expect(pane).not_to_contain_text("The content of")
    attach(page, "site.png", PNG)
    look = pane.get_by_role("button", name="Look at site.png")
    look.click()
    dialog = page.get_by_role("dialog", name="site.png")
    image = dialog.get_by_role("img", name="site.png")
    expect(image).to_be_visible()
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
    page.keyboard.press("Escape")
    expect(look).to_be_focused()


def test_who_only_reads_sees_no_place_to_attach(visit: Visitors, books: Books) -> None:
    page = visit(Role.ANALYST)
    pane = documents(page, own(books, 5))
    expect(pane).to_contain_text("Nothing is attached.")
    expect(page.get_by_role("button", name="Attach files")).to_have_count(0)


@pytest.mark.parametrize(("scheme", "viewport"), [("light", None), ("dark", PHONE)], ids=["light", "dark phone"])
def test_axe_finds_nothing_serious_in_the_documents(
    visit: Visitors, books: Books, scheme: str, viewport: dict[str, int] | None
) -> None:
    page = visit(SALES, color_scheme=scheme, **({"viewport": viewport} if viewport else {}))
    pane = documents(page, own(books, 6))
    attach(page, f"{scheme}.png", PNG)
    expect(pane.get_by_role("link", name=f"{scheme}.png")).to_be_visible()
    assert serious_violations(page, ".cd-filespane") == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    pane.get_by_role("button", name=f"Look at {scheme}.png").click()
    assert serious_violations(page, "dialog[open]") == []


def test_a_contact_has_documents_of_its_own(visit: Visitors, books: Books) -> None:
    page = visit(SALES)
    contact = books.value("SELECT contact_id FROM opportunity WHERE id = :id", id=own(books, 7))
    page.goto(f"/contact/{contact}")
    pane = page.locator(".cd-filespane")
    expect(pane).to_be_visible()
    attach(page, "framework agreement.pdf", b"%PDF-1.7 agreement")
    expect(pane.get_by_role("link", name="framework agreement.pdf", exact=True)).to_be_visible()
    expect(page.get_by_text("Document attached: framework agreement.pdf")).to_be_visible()
