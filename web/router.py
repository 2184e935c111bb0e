"""The router: which page an address names, what it needs, and what of the address reaches its layout."""

import importlib
import pkgutil
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

import dash

from data.session import Session
from domain.access import Permission, Principal
from domain.errors import MalformedInput, NotFound
from domain.grid import COLUMNS, NARROWING
from domain.invoicing import Kind

# What the filter bar writes into every address (domain/filter.py), and the order of the cards.
PIPELINE_KEYS = {
    "company",
    "period",
    "type",
    "owner",
    "agent",
    "contact",
    "p",
    "stage",
    "created",
    "idle",
    "flaw",
    "currency",
    "chance",
    "q",
    "as_of",
    "sort",
}
# What the invoicing board adds to it (domain/invoicing.py): what is shown and how, and filters for each kind of document.
DISPLAY_KEYS = {"show", "collapse", "basis"}
DOCUMENT_KEYS = {f"{kind}.{name}" for kind in Kind for name in ("status", "type", "number", "contact", "period")}
# What the Stages board adds to it.
STAGES_KEYS = {"pipeline"}
# What the list of opportunities adds to it (domain/grid.py): outcome, groups, arrangement, and a filter for each column.
GRID_KEYS = {"outcome", "group", "profile", "columns"} | {NARROWING + name for name in COLUMNS}
# What the map adds to it: which part of the world, what colours the rings, layers, and whose window is open.
MAP_KEYS = {"at", "ring", "layers", "open"}
# What the forecast adds to it: what is counted, which chart, and the assumptions of a scenario (domain/outlook.py).
FORECAST_KEYS = {"measure", "chart", "s"}
FILTER_KEYS = frozenset(
    PIPELINE_KEYS | STAGES_KEYS | DISPLAY_KEYS | DOCUMENT_KEYS | GRID_KEYS | MAP_KEYS | FORECAST_KEYS
)
LONGEST_SEARCH = 2000
MOST_KEYS = 50
LONGEST_ID = 19  # digits of the largest 64-bit number
LARGEST_ID = 2**63 - 1
VARIABLE = re.compile(r"<([a-z_]+)>")


@dataclass(frozen=True, slots=True)
class Found:
    """A page, and the variables of its path."""

    page: Mapping[str, Any]
    variables: Mapping[str, str]

    @property
    def permission(self) -> Permission:
        """What the page needs; one registered without it cannot be opened by anybody (and the app does not start)."""
        needed: Permission = self.page["permission"]
        return needed

    @property
    def title(self) -> str:
        """The page's title in the reader's language."""
        title = self.page["title"]
        return str(title(**self.variables) if callable(title) else title)

    def is_there(self, reading: Session, principal: Principal) -> bool:
        """Tell whether the record that the path names is there for the person; pages without one always are."""
        record = self.page.get("record")
        if record is None:
            return True
        (text,) = self.variables.values()
        try:
            return bool(record(reading, principal, record_id(text)))
        except NotFound:
            return False

    def layout(self, search: str | None) -> Any:
        """Return the page's layout for an address; only declared keys reach it and the path always wins."""
        layout = self.page["layout"]
        if not callable(layout):
            return layout
        declared = FILTER_KEYS | set(self.page.get("query", ()))
        values = {key: value for key, value in read_search(search).items() if key in declared}
        return layout(**values | dict(self.variables))


def register(
    module: str,
    path: str,
    title: Callable[[], str],
    permission: Permission,
    *,
    query: tuple[str, ...] = (),
    nav: Callable[[], object] | None = None,
    record: Callable[[Session, Principal, int], bool] | None = None,
) -> None:
    """Register a page: who may open it, the query keys it takes beside the filter's, and its place in the navigation.

    A variable of the path is written <opportunity_id>. `title` and `nav` are asked at request time, for the language.
    `record` tells whether the id in the path is there for a person (data.queries.presence): else the answer is a 404.
    """
    template = path if VARIABLE.search(path) else None
    dash.register_page(  # type: ignore[no-untyped-call]  # Dash leaves this function untyped
        module,
        path=None if template else path,
        path_template=template,
        title=lambda **_variables: title(),
        permission=permission,
        query=query,
        nav=nav,
        record=record,
    )


def find(path: str) -> Found | None:
    """Return the page that a path names exactly, None when there is none."""
    wanted = path.strip("/")
    for page in dash.page_registry.values():
        template = page["path_template"]
        if template is None and page["path"].strip("/") == wanted:
            return Found(page, {})
    for page in dash.page_registry.values():
        match = _pattern(page["path_template"]).fullmatch(wanted) if page["path_template"] else None
        if match:
            return Found(page, match.groupdict())
    return None


def read_search(search: str | None) -> dict[str, str]:
    """Return the keys and values of "?a=1&b=2"; of a repeated key the first counts. Raises MalformedInput."""
    if not search:
        return {}
    if len(search) > LONGEST_SEARCH:
        raise MalformedInput
    try:
        pairs = parse_qsl(search.removeprefix("?"), keep_blank_values=True, max_num_fields=MOST_KEYS)
    except ValueError:
        raise MalformedInput from None
    if any("\x00" in text for pair in pairs for text in pair):
        raise MalformedInput
    values: dict[str, str] = {}
    for key, value in pairs:
        values.setdefault(key, value)
    return values


def record_id(text: str) -> int:
    """Read the id of a record from a path; raise NotFound for anything that no record can have."""
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID) or not 0 < int(text) <= LARGEST_ID:
        raise NotFound
    return int(text)


def import_pages(package: str) -> None:
    """Import every page of a package once, under its own name, and take its `layout`; Dash must exist already."""
    folder = importlib.import_module(package)
    for info in pkgutil.iter_modules(folder.__path__, f"{package}."):
        module = importlib.import_module(info.name)
        page = dash.page_registry.get(info.name)
        if page is not None:
            layout: Callable[..., Any] = module.layout
            page.setdefault("layout", layout)


def check_pages() -> None:
    """Raise RuntimeError when a page lacks its permission or its layout, or two share an address."""
    seen: set[str] = set()
    for name, page in dash.page_registry.items():
        path = page["path_template"] or page["path"]
        if not isinstance(page.get("permission"), Permission) or "layout" not in page:
            raise RuntimeError(f"the page {name} needs permission=Permission.… and a layout")
        if path in seen:
            raise RuntimeError(f"the page {name} has the address {path}, which another page has too")
        seen.add(path)


@cache
def _pattern(template: str) -> re.Pattern[str]:
    parts = VARIABLE.split(template.strip("/"))
    # Every second part is the name of a variable.
    text = "".join(f"(?P<{part}>[^/]+)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
    return re.compile(text)
