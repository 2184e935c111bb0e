"""The Progress board in a real browser: first cards, a changed filter, a drop confirmed, and what travels for it.

    make run            # in another terminal, with the demo company
    python -m benchmarks.browser http://127.0.0.1:8050 [--chromium /usr/bin/chromium]

Prints medians of ten rounds in milliseconds, from the person's act to what is painted, and the board's compressed size.
Each drop is undone at once. Only loopback addresses are accepted.
"""

import argparse
import shutil
import statistics
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

ROUNDS = 10
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--enable-unsafe-swiftshader"]
CARD = ".cd-col[data-key^=p] .cd-card"
# Act, then wait for the sign of the answer and for the frame that shows it.
TIMED = """([act, sign]) => new Promise((done) => {
  const started = performance.now();
  const stop = () => requestAnimationFrame(() => done(performance.now() - started));
  const watcher = new MutationObserver(() => { if (document.querySelector(sign)) { watcher.disconnect(); stop(); } });
  document.querySelectorAll(sign).forEach((old) => old.remove());
  watcher.observe(document.body, { childList: true, subtree: true });
  new Function(act)();
})"""
NEXT_COLUMN = f"""
  const card = document.querySelector("{CARD}");
  const columns = [...document.querySelectorAll(".cd-col[data-key^=p]")];
  card.focus();
  const place = columns.indexOf(card.closest(".cd-col")) + 2;
  card.dispatchEvent(new KeyboardEvent("keydown", {{ key: String(place), bubbles: true }}));
"""
UNDO = 'document.querySelector(".cd-toast .cd-toast__a button").click();'


def main() -> None:
    """Measure and print."""
    options = _arguments()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, bypass_csp=True)
        page.goto(f"{options.base}/sign-in")
        page.locator("form[action*=demo] button").first.click()
        page.wait_for_selector(CARD)
        print(f"navigation to cards painted  {_median(lambda: _opened(page, options.base)):7.0f} ms")
        print(f"filter change to painted     {_median(_filtering(page)):7.0f} ms")
        print(f"drop to confirmed            {_median(lambda: _dropped(page)):7.0f} ms")
        print(f"board, compressed            {_board_kilobytes(page, options.base):7.1f} kB")
        browser.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base")
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    options = parser.parse_args()
    options.base = options.base.rstrip("/")
    if urlsplit(options.base).hostname not in LOOPBACK:
        parser.error("only a server of this machine may be measured")
    return options


def _median(measure: Callable[[], float]) -> float:
    return statistics.median(measure() for _round in range(ROUNDS))


def _opened(page: Page, base: str) -> float:
    """Load the page anew and return when its first card was there, counted from the start of the navigation."""
    page.goto(f"{base}/progress-board", wait_until="commit")
    page.wait_for_selector(CARD)
    return float(page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done(performance.now())))"))


def _filtering(page: Page) -> Callable[[], float]:
    searches = iter(f"?p={low}-{high}" for low in (0, 25, 50) for high in (75, 90, 100, 99))

    def changed() -> float:
        act = f'window.dash_clientside.set_props("url", {{ search: "{next(searches)}" }});'
        return float(page.evaluate(TIMED, [act, CARD]))

    return changed


def _dropped(page: Page) -> float:
    """Move the first card one column on by key, wait for the server's word, and take it back."""
    if "?" in page.url:
        page.goto(page.url.partition("?")[0])
        page.wait_for_selector(CARD)
    seconds = float(page.evaluate(TIMED, [NEXT_COLUMN, ".cd-toast"]))
    page.evaluate(TIMED, [UNDO, ".cd-toast:not(:has(.cd-toast__a button))"])
    return seconds


def _board_kilobytes(page: Page, base: str) -> float:
    """Return the size of the board's answer as it travelled."""
    sizes: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    with page.expect_response(lambda answer: "progress-board-data" in (answer.request.post_data or "")):
        page.goto(f"{base}/progress-board")
    page.wait_for_selector(CARD)
    before = len(sizes)
    page.evaluate(TIMED, ['window.dash_clientside.set_props("url", { search: "?sort=net" });', CARD])
    page.wait_for_timeout(500)
    return max(sizes[before:]) / 1000


if __name__ == "__main__":
    main()
