"""The printed board: every number and every letter arrives on the paper, and the same report gives the same bytes."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from components.report import Figure, Lane, Report, Section, pdf
from components.report.paper import HEIGHT, WIDTH
from components.report.strip import Scale

WORDS = {
    "total": "Total", "target": "Target", "of_target": "Of target", "gap": "Gap", "last_year": "Last year",
    "today": "Today", "sum": "Sum",
}  # fmt: skip
NAMES = "Żywiec Ağa Ελλάς Čapek Ørsted Москва Ștefan Łódź"


def section(months: int = 12, **changed: object) -> Section:
    amounts = [100_000_00 + place * 1_000_00 for place in range(months)]
    made = Section(
        currency="EUR",
        companies=NAMES,
        figures=[Figure("Invoiced", "€1,234,567", "12 invoices", "Net of all invoices of these months up to today")],
        lanes=[
            Lane("k-inv", "Invoices", "invoiced", amounts, [3] * months),
            Lane("k-ord", "Orders", "open", [-5_000_00] * months, [1] * months),
            Lane("k-opp", "Opportunities", "weighted", [40_000_00] * months, [2] * months),
        ],
        targets=[130_000_00] * (months - 1) + [None],
        shares=[101] * (months - 1) + [None],
        gaps=[-1_000_00] * (months - 1) + [None],
        last_year=[90_000_00] * months,
        asides=["3 orders have no date"],
    )
    return replace(made, **changed)  # type: ignore[arg-type]  # the fields of a section


def report(*sections: Section, months: int = 12) -> Report:
    names = [f"M{place + 1}" for place in range(months)]
    trust = [("Filters", "none"), ("As of", "24 November 2026")]
    return Report("Invoicing", "2026", names, sections, trust, present=3, elapsed=0.5, words=WORDS, language="en")


def pages_of(content: bytes) -> list[str]:
    reader = PdfReader(io.BytesIO(content))
    for page in reader.pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx((WIDTH, HEIGHT))
    return [page.extract_text() for page in reader.pages]


def test_one_page_holds_figures_table_and_what_they_rest_on() -> None:
    (page,) = pages_of(pdf(report(section())))
    for text in ("Invoicing", "2026 · EUR", "€1,234,567", "12 invoices", "M1", "M12", "100,000", "111,000", "130,000",
                 "1,266,000", "−60,000", "101 %", "−1,000", "Last year", "Today", "3 orders have no date", "24 November 2026", "1 / 1"):  # fmt: skip
        assert text in page, text


def test_every_name_is_printed_in_its_own_letters() -> None:
    (page,) = pages_of(pdf(report(section())))
    assert NAMES in page


def test_the_typeface_is_inside() -> None:
    reader = PdfReader(io.BytesIO(pdf(report(section()))))
    fonts = reader.pages[0]["/Resources"]["/Font"]  # type: ignore[index]  # pypdf's objects are dictionaries
    embedded = [font.get_object() for font in fonts.values()]
    names = {str(font["/BaseFont"]) for font in embedded if "/FontDescriptor" in font}
    assert {name.partition("+")[2] for name in names} == {"Inter-Regular", "Inter-SemiBold"}


def test_more_than_twelve_months_and_every_currency_have_pages_of_their_own() -> None:
    pages = pages_of(pdf(report(section(24), section(24, currency="CHF"), months=24)))
    assert len(pages) == 4
    assert ["EUR" in page for page in pages] == [True, True, False, False]
    assert "M13" in pages[1]
    assert "M12" not in pages[1]
    assert "4 / 4" in pages[3]


def test_the_same_report_gives_the_same_bytes() -> None:
    assert pdf(report(section())) == pdf(report(section()))


def test_without_targets_nothing_is_said_of_them() -> None:
    nothing = [None] * 12
    (page,) = pages_of(pdf(report(section(targets=nothing, shares=nothing, gaps=nothing))))
    assert "Of target" not in page
    assert "Gap" not in page


def test_nothing_at_all_is_still_a_page() -> None:
    assert [page.strip() for page in pages_of(pdf(report()))] == ["Invoicing"]
    empty = section(lanes=[], targets=[None] * 12, last_year=[0] * 12, figures=[], asides=[])
    assert len(pages_of(pdf(report(empty)))) == 1


def test_long_names_and_large_amounts_stay_on_the_paper() -> None:
    large = [10**15] * 12
    lanes = [Lane("k-inv", "Invoices " * 20, "note " * 60, large, [10**6] * 12)]
    (page,) = pages_of(pdf(report(section(lanes=lanes, companies="Company " * 80, asides=["word " * 400] * 9))))
    assert "10,000,000,000,000" in page


def test_the_scale_has_room_for_credits_and_targets() -> None:
    scale = Scale.of(section(), 100, 200)
    assert scale.at(scale.low) == 100
    assert scale.at(scale.high) == pytest.approx(300)
    assert scale.low < -5_000_00
    lines = scale.lines()
    assert 0 in lines
    assert 3 <= len(lines) <= 12
