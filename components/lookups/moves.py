"""The matrix of moves: from which stage an opportunity may go to which; every possible one is a box to tick."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from dash import html

from components.attributes import attributes
from components.language import gettext as _


@dataclass(frozen=True, slots=True)
class Matrix:
    """The stages in their order, the pairs that could be allowed, those that are, and the mark of this state."""

    stages: Sequence[tuple[int, str]]
    possible: Collection[tuple[int, int]]
    allowed: Collection[tuple[int, int]]
    seen: str


def matrix(moves: Matrix) -> html.Section:
    """Return the matrix; without any pair stored every move is allowed, and every box is ticked."""
    free = not moves.allowed
    note = (
        _("Every move is allowed now. Take away those that make no sense; on the board they are dimmed.")
        if free
        else _("Only ticked moves are allowed; on the board the others are dimmed.")
    )
    head = [html.Th(_("From"), scope="col"), *[html.Th(name, scope="col") for _id, name in moves.stages]]
    rows = [_row(moves, stage, free=free) for stage in moves.stages]
    table = html.Table(
        [html.Caption(_("Allowed moves"), className="visually-hidden"), html.Thead(html.Tr(head)), html.Tbody(rows)],
        className="cd-table cd-table--tight cd-settings__moves",
    )
    wrap = html.Div(
        table, className="cd-tablewrap card", role="region", tabIndex=0, **attributes(aria_label=_("Allowed moves"))
    )
    save = html.Button(
        _("Save moves"), type="button", className="btn btn-outline-secondary", **attributes(data_cd_moves="")
    )
    return html.Section(
        [html.H2(_("Allowed moves"), className="cd-settings__head"), html.P(note, className="cd-mut"), wrap, save],
        className="cd-settings__matrix", **attributes(data_cd_seen=moves.seen),
    )  # fmt: skip


def _row(moves: Matrix, stage: tuple[int, str], *, free: bool) -> html.Tr:
    own, name = stage
    cells = [_cell(moves, (own, other), f"{name} → {label}", free=free) for other, label in moves.stages]
    return html.Tr([html.Th(name, scope="row"), *cells])


def _cell(moves: Matrix, pair: tuple[int, int], label: str, *, free: bool) -> html.Td:
    if pair not in moves.possible:
        return html.Td(html.Span("–", className="cd-mut"))
    # The browser makes the box of it: a Dash checkbox has no state of its own to read.
    ticked = free or pair in moves.allowed
    known = attributes(data_cd_pair=f"{pair[0]}-{pair[1]}", data_cd_ticked=str(ticked).lower(), data_cd_label=label)
    return html.Td(html.Span(**known))
