"""An empty invoicing board: which filter leaves nothing, or which years hold the documents."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from dash import html

from components import states
from components.formats import month as written_month
from components.language import explain
from components.language import gettext as _
from components.states import Blocker, Way
from data.queries import invoicing
from data.session import Session
from domain.access import Permission
from domain.errors import SalesError
from domain.filter import PipelineFilter
from domain.invoicing import Kind
from domain.period import FIRST_YEAR, LAST_YEAR
from web.invoicing import PATH, View

OFFERED_YEARS = 3
MONTHS = 12


def nothing_found(reading: Session, view: View, sections: Sequence[invoicing.Section]) -> html.Div | None:
    """Return what stands in place of an empty board: filters to drop, years to look at, or the way in; else None."""
    if any(_documents(section) or section.targets or section.last_year for section in sections):
        return None
    blockers = _blockers(reading, view)
    if blockers:
        return states.no_results(blockers, _("No document matches these filters"))
    years = _years(reading, view)
    if not years:
        return states.empty(may_import=view.principal.may(Permission.IMPORT))
    ways = [
        Way(
            _("Show {year}", year=year),
            f"{PATH}?{urlencode({'period': year})}",
            style="primary" if first else "outline-secondary",
        )
        for first, year in zip([True, *[False] * OFFERED_YEARS], years, strict=False)
    ]
    text = _("The documents you may see fall into other years.")
    return states.elsewhere(_("No document falls into {interval}", interval=_interval(view)), text, ways)


def not_shown(refusal: SalesError) -> html.Div:
    """Return what stands in place of a board that the address asks for in vain, with the reason and a way back."""
    way = Way(_("Show this year"), href=PATH, style="primary")
    return states.panel_error(_("The board cannot be shown like this"), explain(refusal), [way])


def _documents(section: invoicing.Section) -> int:
    """Return how many documents the months of a section hold."""
    return sum(lane.total.count for lane in section.lanes)


def _blockers(reading: Session, view: View) -> list[Blocker]:
    """Return the filters that leave nothing, with how many documents there would be without each."""
    empty = PipelineFilter()
    names = {
        "company": (_("Company"), ("company_ids",)),
        "type": (_("Type"), ("type_ids",)),
        "owner": (_("Owner"), ("owner_ids",)),
        "agent": (_("Agent"), ("agent_ids",)),
        "contact": (_("Contact"), ("contact_ids",)),
        "p": (_("Probability"), ("percent_min", "percent_max")),
        "stage": (_("Stage"), ("stage_ids",)),
        "q": (_("Text"), ("text",)),
    }
    wider = {
        key: (
            name,
            replace(view.asked, pipeline=replace(view.asked.pipeline, **{one: getattr(empty, one) for one in fields})),
        )
        for key, (name, fields) in names.items()
    }
    wider["."] = (_("More filters"), replace(view.asked, documents={}))
    return [
        Blocker(key, name, "", sum(map(_documents, replace(view, asked=asked).sections(reading))))
        for key, (name, asked) in wider.items()
        if asked != view.asked
    ]


def _years(reading: Session, view: View) -> list[str]:
    """Return the years in which the person sees documents, those nearest to today first."""
    ever = replace(view.asked, first_month=FIRST_YEAR * MONTHS, last_month=LAST_YEAR * MONTHS + MONTHS - 1)
    sums = invoicing.Sums(reading, view.principal, ever)
    found = {one.month // MONTHS for kind in Kind for one in sums.of(kind) if one.month and one.count}
    nearest = sorted(found, key=lambda year: (abs(year - view.today.year), -year))
    return [str(year) for year in nearest[:OFFERED_YEARS]]


def _interval(view: View) -> str:
    first, last = (
        date(month // MONTHS, month % MONTHS + 1, 1) for month in (view.asked.first_month, view.asked.last_month)
    )
    if (first.month, last.month, first.year) == (1, MONTHS, last.year):
        return str(first.year)
    return f"{written_month(first)} – {written_month(last)}"
