"""A board as a person sees it and handles it: the Progress board, or the Stages board."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page, Request, expect
from playwright.sync_api import TimeoutError as TookTooLong

from tests.e2e.books import Sums, summary

PROGRESS, STAGES = "progress-board", "stages-board"
CALLBACKS = "/_dash-update-component"
ACTION = "-board-ack.data"  # among the outputs of the callback that every drop asks
LOST, FIRST, POSSIBLE, EVEN, LIKELY, CERTAIN, WON = "lost", "p2", "p3", "p4", "p5", "p6", "won"

# Every header as it is written: count, net, and the weighted amount that an open column also shows (in short).
HEADERS = r"""() => {
  // What is about to be drawn anew is not there for a moment.
  const minor = (node) => node && Math.round(Number(node.value) * 100);
  const digits = (node) => node && Number(node.textContent.replace(/\D/g, ""));
  const shown = {};
  for (const column of document.querySelectorAll(".cd-col[data-key]")) {
    const folded = column.classList.contains("cd-col--fold");
    const weighted = column.querySelector(".cd-col__sums .w data");
    shown[column.dataset.key] = [
      digits(column.querySelector(folded ? ".cd-fold__txt span.cd-n" : ".cd-col__count")),
      minor(column.querySelector(folded ? ".cd-fold__txt data" : ".cd-col__sums .net")),
      minor(weighted),
    ];
  }
  const [net, weighted] = document.querySelectorAll(".cd-total__v");
  shown.summary = [digits(document.querySelector(".cd-total__s")), minor(net), minor(weighted)];
  return shown;
}"""
# True when all columns that are wanted are there, and all that are there say what is wanted, or nothing.
AGREES = f"""(wanted) => {{
  const shown = ({HEADERS})();
  const says = ([key, seen]) => seen.every((value, n) => value === null ? n === 2 : value === (wanted[key] || [0, 0, 0])[n]);
  return Object.keys(wanted).every((key) => key in shown) && Object.entries(shown).every(says);
}}"""


@dataclass
class Posts:
    """What a page has sent to the server since it was listened to."""

    outputs: list[str] = field(default_factory=list)

    def heard(self, request: Request) -> None:
        """Take down one request."""
        body = request.post_data_json if request.method == "POST" and CALLBACKS in request.url else None
        if body is not None:
            self.outputs.append(str(body["output"]))

    @property
    def moves(self) -> int:
        """How many of them move a card or undo a move."""
        return sum(ACTION in output for output in self.outputs)


class Board:
    """One person's board; a card is named by the id of its opportunity, a column by its key."""

    def __init__(self, page: Page, name: str = PROGRESS) -> None:
        self.page = page
        self.name = name
        self.count = page.locator(".cd-filters__count")
        self.toast = page.locator(".cd-toast").last
        self.live = page.locator(f"#{name}-canvas > [aria-live=assertive]")
        self.dialog = page.get_by_role("dialog").and_(page.locator("dialog[open]"))

    def open(self, query: str = "") -> "Board":
        """Go to the board and wait until it is drawn."""
        self.page.goto(f"/{self.name}?{query}".removesuffix("?"))
        return self.drawn()

    def drawn(self) -> "Board":
        """Wait until the board is there."""
        expect(self.page.locator(".cd-board:not(.cd-board--sk)")).to_be_visible()
        return self

    def listen(self) -> Posts:
        """Begin to take down what this page sends."""
        posts = Posts()
        self.page.on("request", posts.heard)
        return posts

    # ── what is shown ──

    def column(self, key: str) -> Locator:
        """Return a column, open or folded."""
        return self.page.locator(f'.cd-col[data-key="{key}"]')

    def card(self, card: int) -> Locator:
        """Return a card wherever it is."""
        return self.page.locator(f'.cd-card[data-id="{card}"]')

    def cards(self, key: str) -> Locator:
        """Return the cards drawn in a column."""
        return self.column(key).locator(".cd-card[data-id]")

    def ids(self, key: str) -> list[int]:
        """Return the ids of the cards drawn in a column, in their order."""
        found: list[str] = self.cards(key).evaluate_all("cards => cards.map(card => card.dataset.id)")
        return [int(card) for card in found]

    def expect_in(self, card: int, key: str) -> None:
        """Wait until a card is in a column."""
        expect(self.column(key).locator(f'.cd-card[data-id="{card}"]')).to_be_visible()

    def shows(self, columns: Mapping[str, Sums]) -> None:
        """Wait until every header and the summary say exactly this; a column that is not named is empty."""
        wanted = {
            key: [sums.count, sums.net, sums.weighted] for key, sums in {**columns, "summary": summary(columns)}.items()
        }
        try:
            self.page.wait_for_function(AGREES, arg=wanted)
        except TookTooLong:
            raise AssertionError(f"shown {self.page.evaluate(HEADERS)}, expected {wanted}") from None

    # ── what is done ──

    def pick_up(self, card: int) -> None:
        """Take a card with the mouse and pull it far enough to lift."""
        self.card(card).scroll_into_view_if_needed()
        x, y = middle(self.card(card))
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + 12, y + 6, steps=3)

    def carry(self, key: str) -> None:
        """Move the mouse with the card over a column."""
        x, y = middle(self.column(key))
        self.page.mouse.move(x, y, steps=6)

    def drag(self, card: int, key: str) -> None:
        """Drag a card to a column and let it go there."""
        self.pick_up(card)
        self.let_go(key)

    def let_go(self, key: str) -> None:
        """Carry the card in the hand to a column and let it go there."""
        self.carry(key)
        expect(self.column(key)).to_have_class(re.compile(r"\bis-target\b"))
        self.page.mouse.up()

    def answer(self, reason: str, amount: str | None = None) -> None:
        """Give the closing dialog a reason, and another final amount, and confirm."""
        self.dialog.get_by_label(reason, exact=True).check()
        if amount is not None:
            self.dialog.locator("[name=final_amount]").fill(amount)
        self.dialog.locator("[type=submit]").click()

    def undo(self) -> None:
        """Take back the last move by its toast."""
        self.toast.get_by_role("button", name="Undo").click()

    def unfold(self, key: str) -> None:
        """Open a folded column and wait for its first card."""
        self.column(key).click()
        expect(self.cards(key).first).to_be_visible()


def middle(element: Locator) -> tuple[float, float]:
    """Return where the middle of an element is."""
    box = element.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def query_of(page: Page) -> dict[str, Any]:
    """Return the query of the address as the browser has it."""
    found: dict[str, Any] = page.evaluate("() => Object.fromEntries(new URLSearchParams(location.search))")
    return found
