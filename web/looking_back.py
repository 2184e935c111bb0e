"""Looking back: which earlier day a request is about, by the address that the person is at."""

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Request

from domain import clock

KEY = "as_of"
CALLBACKS = "/_dash-update-component"
# What holds the query of the address among the inputs of a callback.
ADDRESSES = frozenset({"url", "_pages_location"})
PAGES = frozenset({"/", "/<path:path>"})
LONGEST = 4_000


def day_of(asked: Request, time_zone: str) -> date | None:
    """Return the day, None for the present: also for days to come and for what is no day, which the filter refuses."""
    text = parse_qs(_query(asked).removeprefix("?")[:LONGEST]).get(KEY, [""])[0]
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day < clock.present_day(time_zone) else None


def _query(asked: Request) -> str:
    """Return the query of the address: a page's own, a callback's as it is sent, else that of the page that asked."""
    if asked.path == CALLBACKS:
        sent = _sent(asked)
        return _of_page(asked) if sent is None else sent
    own = asked.query_string.decode("utf-8", "replace")
    endpoint = asked.url_rule.endpoint if asked.url_rule else ""
    is_page = asked.headers.get("Sec-Fetch-Mode") == "navigate" or endpoint in PAGES
    return own if is_page or KEY in asked.args else _of_page(asked)


def _of_page(asked: Request) -> str:
    """Return the query of the page from which a script asks; pages of other sites say nothing here."""
    source = urlsplit(asked.headers.get("Referer", "")[:LONGEST])
    is_ours = source.netloc == asked.host
    return source.query if is_ours else ""


def _sent(asked: Request) -> str | None:
    body = asked.get_json(silent=True)
    if not isinstance(body, dict):
        return None
    for part in (*_listed(body.get("inputs")), *_listed(body.get("state"))):
        if isinstance(part, dict) and part.get("property") == "search" and part.get("id") in ADDRESSES:
            value = part.get("value")
            return value if isinstance(value, str) else ""
    return None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
