"""Fifty people at work: a bounded load on a server of this machine, over its own sign-in and callbacks.

    make run            # in another terminal, with the demo company
    python -m benchmarks.load http://127.0.0.1:8050 [--users 50] [--seconds 60] [--think 2]

Each person signs in, opens the board, then filters, pages, searches and opens opportunities with pauses between. Prints
errors and the median, 95th percentile and longest answer per kind of request. Only loopback addresses are accepted.
"""

import argparse
import http.client
import json
import random
import re
import statistics
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
LONGEST_SECONDS, MOST_USERS = 600, 400
COOKIE = re.compile(r"([\w-]+)=([^;]*)")
FIELD = re.compile(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"')
FILTERS = ("", "?period=this-year", "?p=50-100", "?p=25-90&sort=net", "?sort=idle", "?q=pump", "?period=this-quarter")
WORDS = ("pump", "skid", "GmbH", "S.p.A.", "station")


class Person:
    """A browser's worth of state: a connection that stays open, cookies, and what was seen on the board."""

    def __init__(self, base: str, number: int, seconds: dict[str, list[float]], failures: list[str]) -> None:
        parts = urlsplit(base)
        self._connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 80, timeout=30)
        self._origin = base
        self._cookies: dict[str, str] = {}
        self._seconds = seconds
        self._failures = failures
        self._chance = random.Random(number)
        self._number = number
        self._outputs: dict[str, Mapping[str, Any]] = {}
        self._cards: list[int] = []

    def work(self, until: float, think: float) -> None:
        """Sign in and work until the time is over."""
        time.sleep(self._chance.uniform(0, think))
        self._sign_in()
        while time.monotonic() < until:
            self._chance.choices(
                (self._filter, self._search, self._open_opportunity, self._page), weights=(60, 15, 15, 10)
            )[0]()
            time.sleep(self._chance.expovariate(1 / think))

    def _sign_in(self) -> None:
        form = self._ask("sign-in page", "GET", "/sign-in")
        people = re.findall(r'name="(login|person|user)" value="([^"]+)"', form)
        fields = {name: value for name, value in FIELD.findall(form) if "token" in name}
        chosen = people[self._number % len(people)]
        self._ask("sign-in", "POST", "/sign-in/demo", urlencode({**fields, chosen[0]: chosen[1]}))
        found = json.loads(self._ask("dependencies", "GET", "/_dash-dependencies"))
        self._outputs = {one["output"]: one for one in found if one.get("clientside_function") is None}
        self._filter()

    def _filter(self) -> None:
        body = self._callback("board", "progress-board-data.data", {"url.search": self._chance.choice(FILTERS)})
        data = json.loads(body)["response"].get("progress-board-data", {}).get("data")
        if data:
            self._cards = [card[0] for column in data["columns"] for card in column["cards"]]

    def _search(self) -> None:
        self._callback("search", "palette-results.children", {"palette-text.value": self._chance.choice(WORDS)})

    def _open_opportunity(self) -> None:
        if self._cards:
            path = f"/opportunity/{self._chance.choice(self._cards)}"
            address = {"_pages_location.pathname": path, "_pages_location.search": ""}
            self._callback("opportunity page", "_pages_content.children", address)

    def _page(self) -> None:
        request = {"seq": 1, "rev": 1, "column": "won", "cursor": ["first"]}
        values = {"progress-board-page-request.data": request, "url.search": ""}
        self._callback("more cards", "progress-board-page.data", values)

    def _callback(self, kind: str, output: str, values: Mapping[str, object]) -> str:
        found = next(one for key, one in self._outputs.items() if output in key.replace("\\", ""))
        given = [
            [{**one, "value": values.get(f"{one['id']}.{one['property']}")} for one in found[part]]
            for part in ("inputs", "state")
        ]
        outputs = [_split(one) for one in found["output"].strip(".").split("...")]
        body = {
            "output": found["output"],
            "outputs": outputs if found["output"].startswith("..") else outputs[0],
            "inputs": given[0],
            "changedPropIds": [f"{given[0][0]['id']}.{given[0][0]['property']}"],
            "parsedChangedPropsIds": [f"{given[0][0]['id']}.{given[0][0]['property']}"],
            "state": given[1],
        }
        return self._ask(kind, "POST", "/_dash-update-component", json.dumps(body), "application/json")

    def _ask(
        self, kind: str, method: str, path: str, body: str = "", content: str = "application/x-www-form-urlencoded"
    ) -> str:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "Content-Type": content, "Origin": self._origin, "Sec-Fetch-Site": "same-origin", "Accept-Encoding": "identity",
        }  # fmt: skip
        started = time.monotonic()
        try:
            self._connection.request(method, path, body or None, headers)
            response = self._connection.getresponse()
            text = response.read().decode()
        except OSError as error:
            self._failures.append(f"{kind}: {error!r}")
            self._connection.close()
            return '{"response": {}}'
        self._seconds[kind].append(time.monotonic() - started)
        for value in response.headers.get_all("Set-Cookie") or ():
            name, content_ = COOKIE.match(value).groups()  # type: ignore[union-attr]  # a cookie has a name
            self._cookies[name] = content_
        if response.status >= http.client.BAD_REQUEST:
            self._failures.append(f"{kind}: HTTP {response.status}")
            return '{"response": {}}'
        return text


def _split(output: str) -> dict[str, str]:
    identity, _, name = output.rpartition(".")
    return {"id": identity.replace("\\", ""), "property": name.split("@")[0]}


def main() -> None:
    """Let everybody work, then say how it went."""
    options = _arguments()
    seconds: dict[str, list[float]] = defaultdict(list)
    failures: list[str] = []
    until = time.monotonic() + options.seconds
    threads = [
        threading.Thread(target=Person(options.base, number, seconds, failures).work, args=(until, options.think))
        for number in range(options.users)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _print(seconds, failures)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base")
    parser.add_argument("--users", type=int, default=50, choices=range(1, MOST_USERS + 1), metavar="N")
    parser.add_argument("--seconds", type=int, default=60, choices=range(1, LONGEST_SECONDS + 1), metavar="N")
    parser.add_argument("--think", type=float, default=2.0)
    options = parser.parse_args()
    options.base = options.base.rstrip("/")
    if urlsplit(options.base).hostname not in LOOPBACK:
        parser.error("only a server of this machine may be loaded")
    return options


def _print(seconds: Mapping[str, list[float]], failures: list[str]) -> None:
    everything = [one for kind, times in seconds.items() if "sign-in" not in kind for one in times]
    print(f"{'':<20}{'requests':>9}{'median':>9}{'95 %':>9}{'longest':>9}   milliseconds")
    for kind, times in [*sorted(seconds.items()), ("all but sign-in", everything)]:
        ranked = sorted(times)
        shown = (statistics.median(ranked), ranked[int(len(ranked) * 0.95)], ranked[-1])
        print(f"{kind:<20}{len(times):>9}" + "".join(f"{value * 1000:>9.1f}" for value in shown))
    print(f"errors: {len(failures)}", *sorted(set(failures))[:10], sep="\n  ")


if __name__ == "__main__":
    main()
