"""The invoicing board as the browser tests use it: months, lanes, documents, moves."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, Request, expect

from domain import clock
from domain.period import month_of

PATH = "/invoicing"
CALLBACKS = "/_dash-update-component"
ACK = "invoicing-ack.data"
THIS_MONTH = month_of(clock.today())
HALF = 6


def text_of(month: int) -> str:
    """Write a month as an address does: 2026-11."""
    return f"{month // 12}-{month % 12 + 1:02}"


def half_year(collapse: str = "invoices,opportunities") -> str:
    """Return the query for this month and the five after it: as many as full cards have room for."""
    return f"period={text_of(THIS_MONTH)}..{text_of(THIS_MONTH + HALF - 1)}&collapse={collapse}"


@dataclass
class Sent:
    """What a page has sent to the server since it was listened to."""

    outputs: list[str] = field(default_factory=list)

    def heard(self, request: Request) -> None:
        """Take down one request."""
        body = request.post_data_json if request.method == "POST" and CALLBACKS in request.url else None
        if body is not None:
            self.outputs.append(str(body["output"]))

    @property
    def moves(self) -> int:
        """How many of them move a document or undo a move."""
        return sum(ACK in output for output in self.outputs)


class Invoicing:
    """One person's invoicing board; a document is named by its kind and id."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.grid = page.locator(".cd-invgrid:not(.cd-invgrid--sk)").first
        self.toast = page.locator(".cd-toast").last
        self.live = page.locator("#invoicing-canvas > [aria-live=assertive]")
        self.dialog = page.locator("dialog[open]")
        self.count = page.locator(".cd-filters__count")

    def open(self, query: str = "") -> "Invoicing":
        """Go to the board and wait until it is drawn."""
        self.page.goto(f"{PATH}?{query}".removesuffix("?"))
        expect(self.page.locator(".cd-invbar").first).to_be_visible()
        return self

    def listen(self) -> Sent:
        """Begin to take down what this page sends."""
        sent = Sent()
        self.page.on("request", sent.heard)
        return sent

    def head(self, month: int) -> Locator:
        """Return the head of a month."""
        return self.grid.locator(f'.cd-mhead[data-month="{month}"]')

    def cell(self, kind: str, month: int) -> Locator:
        """Return one kind's cell of a month."""
        return self.grid.locator(f'.cd-cell[data-kind="{kind}"][data-month="{month}"]')

    def card(self, kind: str, id_: int) -> Locator:
        """Return a document wherever it is."""
        return self.grid.locator(f'.cd-paper[data-kind="{kind}"][data-id="{id_}"]')

    def expect_in(self, kind: str, id_: int, month: int) -> None:
        """Wait until a document is in a month."""
        expect(self.cell(kind, month).locator(f'.cd-paper[data-id="{id_}"]')).to_be_visible()

    def lane(self, kind: str) -> Locator:
        """Return the button that shows a lane's documents or amounts."""
        return self.grid.locator(f'[data-lane="{kind}"] .cd-lane__fold')

    def drag(self, kind: str, id_: int, month: int) -> None:
        """Drag a document to a month and let it go there."""
        self.pull(kind, id_)
        head = self.head(month).bounding_box()
        here = self.card(kind, id_).first.bounding_box()
        assert head is not None
        assert here is not None
        self.page.mouse.move(head["x"] + head["width"] / 2, here["y"] + 10, steps=8)
        expect(self.head(month)).to_have_class(re.compile(r"\bis-target\b"))
        self.page.mouse.up()

    def pull(self, kind: str, id_: int) -> None:
        """Take a document with the mouse and pull it far enough to lift."""
        card = self.card(kind, id_).first
        card.scroll_into_view_if_needed()
        box = card.bounding_box()
        assert box is not None
        x, y = box["x"] + 30, box["y"] + 12
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + 12, y + 6, steps=4)

    def undo(self) -> None:
        """Take back the last move by its toast."""
        self.toast.get_by_role("button", name="Undo").click()
