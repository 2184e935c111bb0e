"""The index of the settings: the lists in their groups, each with what it is for and how many rows it has."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html

from components import formats
from components.language import gettext as _


@dataclass(frozen=True, slots=True)
class Tile:
    """A list: where it is, its name, what it is for, and how many rows are in use."""

    href: str
    title: str
    about: str
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """Lists that belong together."""

    title: str
    tiles: Sequence[Tile]


def index(groups: Sequence[Group]) -> html.Div:
    """Return the page of all lists."""
    note = _("What is changed here counts from now on; what happened before stays as it was recorded.")
    return html.Div([html.P(note, className="cd-mut"), *map(_group, groups)], className="cd-settings")


def _group(group: Group) -> html.Section:
    tiles = html.Ul([html.Li(_tile(tile)) for tile in group.tiles], className="cd-settings__tiles")
    return html.Section([html.H2(group.title, className="cd-settings__head"), tiles])


def _tile(tile: Tile) -> html.A:
    title = html.B([tile.title, html.Span(formats.number(tile.count), className="cd-n cd-mut")])
    return html.A([title, html.Span(tile.about)], href=tile.href, className="cd-settings__tile")
