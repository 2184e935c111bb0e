"""The table of one list: its rows in their order, retired ones pale, and for the stages which move is allowed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dash import html

from components import formats
from components.attributes import attributes
from components.icons import icon, stage_glyph
from components.language import gettext as _
from components.language import ngettext
from components.lookups.moves import Matrix, matrix
from components.lookups.words import counted_word
from domain.lookups import Field, Kind, Lookup

MOST_STARS = 5
SEARCHED_FROM = 12  # rows; fewer are seen at a glance


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: its values by field, whether it is in use, how many refer to it, and the mark of its state."""

    id: int
    name: str
    values: Mapping[str, Any]
    active: bool
    count: int
    seen: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as its page shows it.

    `words` are the names behind references and words of fixed sets, by field and stored value; `parents` are the
    pipelines (name, address, chosen) of the stages; `href_of` is where the counted things of a row are, "" for nowhere.
    """

    lookup: Lookup
    entries: Sequence[Entry]
    words: Mapping[str, Mapping[Any, str]]
    today: date
    parent_id: int | None = None
    parents: Sequence[tuple[str, str, bool]] = ()
    moves: Matrix | None = None
    hrefs: Mapping[int, str] = field(default_factory=dict)


def listing(shown: Listing) -> html.Div:
    """Return what the page shows of a list."""
    lookup = shown.lookup
    add = html.Button(
        [icon("plus-lg"), _("Add")], type="button", className="btn btn-primary",
        **attributes(data_cd_row="", aria_haspopup="dialog"),
    )  # fmt: skip
    tools = html.Div(
        [html.P(_(lookup.about), className="cd-mut"), *_search(shown), add], className="cd-settings__tools"
    )
    parts: list[Any] = [
        *_parents(shown),
        tools,
        _table(shown) if shown.entries else html.P(_("No rows yet."), className="cd-mut"),
    ]
    if shown.moves is not None:
        parts.append(matrix(shown.moves))
    known = attributes(data_cd_lookup=lookup.key, data_cd_parent=str(shown.parent_id or ""))
    return html.Div(parts, className="cd-settings cd-settings--list", **known)


def _parents(shown: Listing) -> list[html.Div]:
    if not shown.parents:
        return []
    links = [
        html.A(name, href=href, **attributes(aria_current=str(chosen).lower())) for name, href, chosen in shown.parents
    ]
    return [html.Div(links, className="cd-seg", role="group", **attributes(aria_label=_("Pipeline")))]


def _search(shown: Listing) -> list[html.Div]:
    if len(shown.entries) < SEARCHED_FROM:
        return []
    # Drawn by the browser, so that what is typed survives when the table is drawn anew.
    return [html.Div(className="cd-settings__search", **attributes(data_cd_search=_("Find in the list")))]


def _table(shown: Listing) -> html.Div:
    lookup = shown.lookup
    fields = [each for each in lookup.fields if each.listed and not each.new]
    heads = [html.Th(_(each.label), className="num" if _is_number(each) else None, scope="col") for each in fields]
    if lookup.counted:
        heads.append(html.Th(counted_word(lookup.counted), className="num", scope="col"))
    heads.append(
        html.Th(
            html.Span(_("Place in the list") if lookup.ordered else _("In use"), className="visually-hidden"),
            scope="col",
        )
    )
    rows = [_row(shown, fields, entry) for entry in shown.entries]
    table = html.Table(
        [html.Caption(_(lookup.title), className="visually-hidden"), html.Thead(html.Tr(heads)), html.Tbody(rows)],
        className="cd-table cd-settings__table",
    )
    known = attributes(aria_label=_(lookup.title))
    return html.Div(table, className="cd-tablewrap card", role="region", tabIndex=0, **known)


def _row(shown: Listing, fields: Sequence[Field], entry: Entry) -> html.Tr:
    cells: list[Any] = []
    for each in fields:
        if each.name == shown.lookup.naming:
            cells.append(html.Th(_name(entry), scope="row"))
        else:
            cells.append(html.Td(_value(shown, each, entry), className="num" if _is_number(each) else None))
    if shown.lookup.counted:
        cells.append(html.Td(_counted(shown, entry), className="num cd-n"))
    cells.append(html.Td(_order(entry) if shown.lookup.ordered else None, className="cd-settings__order"))
    marks = attributes(
        data_cd_id=str(entry.id), data_cd_text=" ".join(map(str, entry.values.values())).casefold()[:400]
    )
    return html.Tr(cells, className=None if entry.active else "is-retired", **marks)


def _name(entry: Entry) -> list[Any]:
    glyph = [stage_glyph(0, str(entry.values["colour"]))] if entry.values.get("colour") else []
    opens = html.Button(
        [*glyph, entry.name], type="button", className="cd-settings__open",
        **attributes(data_cd_row=str(entry.id), aria_haspopup="dialog"),
    )  # fmt: skip
    retired = [] if entry.active else [html.Span(_("retired"), className="cd-tag")]
    return [opens, *retired]


def _counted(shown: Listing, entry: Entry) -> Any:
    text = formats.number(entry.count)
    href = shown.hrefs.get(entry.id)
    return html.A(text, href=href) if href else text


def _order(entry: Entry) -> list[html.Button]:
    steps = (
        ("up", "chevron-up", _("Move {name} up", name=entry.name)),
        ("down", "chevron-down", _("Move {name} down", name=entry.name)),
    )
    return [
        html.Button(icon(symbol), type="button", className="cd-iconbtn cd-iconbtn--sm", title=label, **attributes(data_cd_step=way, aria_label=label))
        for way, symbol, label in steps
    ]  # fmt: skip


def _is_number(each: Field) -> bool:
    return each.kind is Kind.NUMBER and each.display != "stars"


def _value(shown: Listing, each: Field, entry: Entry) -> Any:
    value = entry.values.get(each.name)
    if value is None or value in ("", []):
        return html.Span("–", className="cd-mut")
    words = shown.words.get(each.name, {})
    drawn: dict[Kind, Callable[[], Any]] = {
        Kind.FLAG: lambda: _("Yes") if value else _("No"),
        Kind.TASKS: lambda: _tasks(value),
        Kind.MANY: lambda: ", ".join(words.get(one, str(one)) for one in value),
        Kind.CHOICE: lambda: words.get(value, str(value)),
        Kind.REFERENCE: lambda: words.get(value, str(value)),
        Kind.DAY: lambda: formats.day(date.fromisoformat(str(value)), shown.today),
    }
    return drawn[each.kind]() if each.kind in drawn else _plain(each, value)


def _plain(each: Field, value: Any) -> Any:
    if each.display == "percent":
        return html.Span(formats.percent(value), className="cd-n")
    if each.display == "stars":
        label = _("{stars} of {most} stars", stars=value, most=MOST_STARS)
        stars = [html.I(className=f"bi bi-star-fill{' on' if number < value else ''}") for number in range(MOST_STARS)]
        return html.Span(stars, className="cd-stars", role="img", title=label, **attributes(aria_label=label))
    if each.kind is Kind.NUMBER:
        return html.Span(f"{formats.number(value)} {_(each.unit) if each.unit else ''}".rstrip(), className="cd-n")
    return html.Span(str(value), className="cd-mut" if each.display == "code" else None)


def _tasks(tasks: Sequence[Mapping[str, Any]]) -> str:
    present = [task for task in tasks if task["active"]]
    mandatory = sum(bool(task["mandatory"]) for task in present)
    text = ngettext("{n} task", "{n} tasks", len(present))
    needed = ngettext("{n} mandatory", "{n} mandatory", mandatory)
    return f"{text}, {needed}" if mandatory else text
