"""The words of a page: everything it says to eyes and ears, without the names and titles that are data."""

from playwright.sync_api import Page

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
