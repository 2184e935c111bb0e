"""The invoicing board on paper and in sheets: its sums as a report, in the words of the screen, with what they rest on."""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from components.formats import day, long_day, money, month, number, percent, percent_range, short_month
from components.invoicing.words import invoicing_text
from components.language import gettext as _
from components.language import locale
from components.report import Figure, Lane, Report, Section
from data.queries import invoicing, options
from data.queries.invoicing import Cell
from data.session import Session
from domain.access import Principal
from domain.basis import USUAL
from domain.invoicing import Basis, DocumentFilter, InvoicingView, Kind
from domain.period import month_of

MARKS: Mapping[Kind, str] = {Kind.INVOICES: "k-inv", Kind.ORDERS: "k-ord", Kind.OPPORTUNITIES: "k-opp"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A view of the board with everything that is needed to tell it."""

    view: InvoicingView
    principal: Principal
    today: date
    lists: options.FilterOptions
    sections: tuple[invoicing.Section, ...]
    contacts: tuple[options.Option, ...] = ()  # those that the filter names

    @classmethod
    def of(cls, reading: Session, principal: Principal, view: InvoicingView, today: date) -> "Asked":
        """Read the sums and the lists; raise what the board raises."""
        sections = invoicing.board(reading, principal, view, today=today)
        contacts = options.contacts(reading, principal, view.pipeline.contact_ids)
        return cls(view, principal, today, options.filter_options(reading, principal), sections, contacts)

    @property
    def interval(self) -> str:
        """The months as a person says them."""
        first, last = (_first_day(each) for each in (self.view.first_month, self.view.last_month))
        if (first.month, last.month, first.year) == (1, 12, last.year):
            return str(first.year)
        return month(first) if first == last else f"{month(first)} – {month(last)}"

    def names(self, company_ids: Sequence[int]) -> str:
        """Return the names of companies."""
        return ", ".join(company.label for company in self.lists.companies if company.id in company_ids)


def report(asked: Asked) -> Report:
    """Return the board as a report to print."""
    view, words = asked.view, invoicing_text()
    several = view.first_month // 12 != view.last_month // 12
    days = [_first_day(each) for each in view.months]
    present = month_of(asked.today)
    return Report(
        title=_("Invoicing"),
        interval=asked.interval,
        months=[month(each) if several else short_month(each) for each in days],
        sections=[_section(asked, section, words) for section in asked.sections],
        trust=trust(asked),
        present=present - view.first_month if present in view.months else None,
        elapsed=asked.today.day / monthrange(asked.today.year, asked.today.month)[1],
        words={name: words[name] for name in ("total", "target", "of_target", "gap", "last_year", "today")}
        | {"sum": _("Sum")},
        language=locale(),
    )


def trust(asked: Asked) -> list[tuple[str, str]]:
    """Return what the numbers rest on: filters, how amounts count, day, rates, and through whose eyes."""
    words, view = invoicing_text(), asked.view
    rates = [section.rates_on for section in asked.sections if section.rates_on]
    lines = [
        (_("Filters"), " · ".join(filters(asked)) or _("none")),
        (_("Counted"), f"{words[f'basis_{view.basis}_sentence']} {words['not_a_forecast']}"),
        (_("As of"), long_day(asked.today)),
    ]
    if rates:
        oldest = _("The oldest rate used is of {date}.", date=long_day(min(rates)))
        lines.append((_("Exchange rates"), f"{words['rates_title']}. {oldest}"))
    return [*lines, (_("As seen by"), asked.principal.display_name)]


def filters(asked: Asked) -> list[str]:
    """Return what narrows the view beyond its months, in words."""
    pipeline, lists = asked.view.pipeline, asked.lists
    chosen = (
        (_("Company"), pipeline.company_ids, lists.companies), (_("Type"), pipeline.type_ids, lists.types),
        (_("Owner"), pipeline.owner_ids, lists.owners), (_("Agent"), pipeline.agent_ids, lists.agents),
    )  # fmt: skip
    found = [
        f"{name}: {', '.join(option.label for option in choices if option.id in ids)}"
        for name, ids, choices in chosen
        if ids
    ]
    if pipeline.contact_ids:
        found.append(f"{_('Contact')}: {', '.join(option.label for option in asked.contacts)}")
    if pipeline.stage_ids:
        names = ", ".join(stage.name for stage in lists.stages if stage.id in pipeline.stage_ids)
        found.append(f"{_('Stage')}: {names}")
    if (pipeline.percent_min, pipeline.percent_max) != (0, 100):
        found.append(f"{_('Probability')}: {percent_range(pipeline.percent_min, pipeline.percent_max)}")
    if pipeline.text:
        found.append(f"{_('Text')}: “{pipeline.text}”")
    if asked.view.shown != frozenset(Kind):
        words = invoicing_text()
        found.append(f"{words['show']}: {', '.join(words[kind] for kind in Kind if kind in asked.view.shown)}")
    return found + [text for kind in Kind if (text := _document_filter(asked, kind, asked.view.document(kind)))]


def month_rows(asked: Asked) -> Iterator[tuple[invoicing.Section, int | None, str, list[Cell | None]]]:
    """Yield the board's rows for a sheet: section, month (None for the two after), its name, a cell for each kind."""
    for section in asked.sections:
        lanes = {lane.kind: lane for lane in section.lanes}
        for each in asked.view.months:
            cells = [lanes[kind].cells.get(each, Cell()) if kind in lanes else None for kind in Kind]
            yield section, each, f"{each // 12}-{each % 12 + 1:02}", cells
        yield section, None, "no date", [lanes[kind].undated if kind in lanes else None for kind in Kind]
        yield section, None, "drafts", [lanes[kind].drafts if kind in lanes else None for kind in Kind]


def _section(asked: Asked, section: invoicing.Section, words: Mapping[str, str]) -> Section:
    view = asked.view
    months = list(view.months)
    lanes = [
        Lane(
            mark=MARKS[lane.kind],
            name=words[lane.kind],
            note=words[_note(view, lane.kind)],
            amounts=[lane.cells.get(each, Cell()).net_minor for each in months],
            counts=[lane.cells.get(each, Cell()).count for each in months],
        )
        for lane in section.lanes
    ]
    targets = [section.targets.get(each) for each in months]
    against = _against(view, section)
    return Section(
        currency=section.currency,
        companies=asked.names(section.company_ids),
        figures=_figures(asked, section, words),
        lanes=lanes,
        targets=targets,
        shares=[round(part / target * 100) if target else None for part, target in zip(against, targets, strict=True)],
        gaps=_gaps(against, targets),
        last_year=[section.last_year.get(each, 0) for each in months],
        asides=_asides(section, words),
    )


def _against(view: InvoicingView, section: invoicing.Section) -> list[int]:
    """Return what stands against the targets: whole months where each amount counts once, else what is invoiced."""
    exclusive = view.basis is Basis.EXCLUSIVE
    lanes = [lane for lane in section.lanes if exclusive or lane.kind is Kind.INVOICES]
    return [sum(lane.cells.get(each, Cell()).net_minor for lane in lanes) for each in view.months]


def _gaps(against: Sequence[int], targets: Sequence[int | None]) -> list[int | None]:
    gaps: list[int | None] = []
    ahead = 0
    for part, target in zip(against, targets, strict=True):
        if target is not None:
            ahead += part - target
        gaps.append(None if target is None else ahead)
    return gaps


def _note(view: InvoicingView, kind: Kind) -> str:
    """Return the word for how a lane counts, as the board's heads say it."""
    is_weighted = kind is Kind.OPPORTUNITIES and view.basis is Basis.EXCLUSIVE
    chance = view.pipeline.basis
    return f"weighted_by_{chance}" if is_weighted and chance is not USUAL else f"lane_{view.basis}_{kind}"


def _figures(asked: Asked, section: invoicing.Section, words: Mapping[str, str]) -> list[Figure]:
    exclusive = asked.view.basis is Basis.EXCLUSIVE
    lanes = {lane.kind: lane.total for lane in section.lanes}
    figures = [_invoiced(asked, section, words)] if Kind.INVOICES in lanes else []
    for kind, label, title, note in (
        (Kind.ORDERS, ("orders_in_full", "orders_to_invoice"), ("orders_full_title", "orders_title"), "orders_note"),
        (Kind.OPPORTUNITIES, ("opportunities_in_full", "opportunities_weighted"),
         ("opportunities_full_title", "weighted_title"), "opportunities_note"),
    ):  # fmt: skip
        if kind in lanes:
            said = _counted(words, note, lanes[kind].count, interval=asked.interval)
            value = money(lanes[kind].net_minor, section.currency)
            figures.append(Figure(words[label[exclusive]], value, said, words[title[exclusive]]))
    return [*figures, _expected(asked, section, words, sum(cell.net_minor for cell in lanes.values()))]


def _invoiced(asked: Asked, section: invoicing.Section, words: Mapping[str, str]) -> Figure:
    cell, present = section.invoiced_to_date, month_of(asked.today)
    last = asked.view.last_month
    until = month(_first_day(last)) if present > last else day(asked.today, asked.today)
    paid = money(cell.net_minor - cell.open_minor, section.currency, style="k")
    note = _counted(words, "invoiced_note", cell.count, paid=paid)
    label = words["invoiced_to"].format(date=until)
    return Figure(label, money(cell.net_minor, section.currency), note, words["invoiced_title"])


def _expected(asked: Asked, section: invoicing.Section, words: Mapping[str, str], total: int) -> Figure:
    exclusive = asked.view.basis is Basis.EXCLUSIVE
    target = sum(section.targets.values())
    if not exclusive:
        note = words["counted_more_than_once"]
    elif not target:
        note = words["no_target_set"]
    else:
        known = "of_target_sum" if len(section.targets) == len(asked.view.months) else "of_targets_known"
        short = money(target, section.currency, style="k")
        note = words[known].format(percent=percent(round(total / target * 100)), target=short)
    label = words["expected_for" if exclusive else "documents_in"].format(interval=asked.interval)
    basis = words["expected_title" if exclusive else "documents_title"]
    return Figure(label, money(total, section.currency), note, basis)


def _asides(section: invoicing.Section, words: Mapping[str, str]) -> list[str]:
    """Return what no month holds: documents without a date, and drafts."""
    found = []
    for lane in section.lanes:
        for name, cell in (("undated", lane.undated), ("drafts", lane.drafts)):
            if cell.count:
                said = _counted(words, f"{name}_{lane.kind}", cell.count)
                note = words["drafts_note"] if name == "drafts" else words[f"undated_note_{lane.kind}"]
                found.append(f"{said}, {money(cell.net_minor, section.currency)}. {note}")
    return found


def _counted(words: Mapping[str, str], name: str, count: int, **parts: str) -> str:
    return words[f"{name}_{'one' if count == 1 else 'many'}"].format(n=number(count), **parts)


def _document_filter(asked: Asked, kind: Kind, wanted: DocumentFilter) -> str:
    if wanted.is_empty:
        return ""
    words = invoicing_text()
    types = {str(option.id): option.label for option in asked.lists.types} | words
    parts = [words.get(f"status_{kind}_{status}", status) for status in sorted(wanted.statuses)]
    parts += [types.get(each, each) for each in sorted(wanted.types)]
    parts += [f"“{text}”" for text in (wanted.number, wanted.contact) if text]
    parts += [wanted.period.text] if wanted.period else []
    return f"{words[kind]}: {', '.join(parts)}"


def _first_day(each: int) -> date:
    return date(each // 12, each % 12 + 1, 1)
