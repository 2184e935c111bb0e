"""The words of a page: everything it says to eyes and ears, without the names and titles that are data."""

from babel.messages.pofile import read_po
from playwright.sync_api import Page

from components.language import CATALOGUES
from tests.e2e.books import Books

DATA = (
    ".cd-card", ".cd-org", ".cd-col h2 ~ .cd-trunc", ".cd-checks", ".cd-reasons", ".cd-nav__pins", ".cd-viewrow", ".cd-pop__id",
    ".cd-notes", ".cd-userbtn", "kbd", "[lang]:not(html)", ".cd-crumbs [aria-current]", ".cd-opp h1", "#filter-words", "script",
)  # fmt: skip
SAID = r"""(data) => {
  const found = new Set();
  const take = (text) => text && /\p{L}{2}/u.test(text) && found.add(text.trim());
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (element.closest(data)) continue;
    if (node.nodeType === Node.TEXT_NODE) take(node.textContent);
    else for (const name of ["aria-label", "placeholder", "title"]) take(node.getAttribute(name));
  }
  return [...found];
}"""


def said(page: Page) -> set[str]:
    """Return every text, label, placeholder and tooltip of a page that is not data."""
    return set(page.evaluate(SAID, ", ".join(DATA)))


def english(code: str) -> set[str]:
    """Return the sentences that a catalogue has other words for, and that are no words of its language."""
    path = CATALOGUES / code / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        entries = list(read_po(file, locale=code))
    own = {entry.string for entry in entries if isinstance(entry.string, str)}  # "Data" is the Italian for "Date"
    plain = [entry for entry in entries if isinstance(entry.id, str) and entry.string not in {"", entry.id}]
    return {str(entry.id) for entry in plain} - own


def data_words(books: Books) -> set[str]:
    """Return what people of the demo company call their stages, lists and activities, in one language for all."""
    lists = (
        "probability", "pipeline", "opportunity_type", "closing_reason", "product_family", "activity_type",
        "contact_type", "contact_origin", "contact_quality", "sector",
    )  # fmt: skip
    parts = [f"SELECT description FROM {name}" for name in lists]
    parts += ["SELECT name FROM stage", "SELECT subject FROM activity"]
    return {str(row[0]) for row in books.rows(" UNION ".join(parts))}
