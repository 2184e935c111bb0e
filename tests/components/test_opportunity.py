"""The page of one opportunity: what it says of every kind of opportunity, and that it stays small."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import opportunity
from components.language import LOCALES, use_locale
from components.opportunity import chain as chain_module
from components.opportunity import log_words, pane_id, tab_id
from components.opportunity.figures import figures
from components.opportunity.head import head
from components.opportunity.lines import SHOWN_LINES, lines_pane
from components.opportunity.rail import rail
from components.opportunity.stepper import stepper
from data.queries.opportunity import detail
from data.session import Database
from domain.detail import Chain, Detail, EventRow, InvoiceRow, Line, OrderRow, QuoteRow, Step
from domain.trail import PAGE_SIZE, TrailPage, TrailWish, kinds_of
from tests.components.tree import attribute, by_id, of_class, parts, says
from tests.world import NOW, TODAY, World
from workflow import opportunities as verbs
from workflow.opportunities import Closing, Target

NBSP = "\N{NO-BREAK SPACE}"
MOST_COMPONENTS = 300
AROUND_THE_PAGE = 25  # top bar with crumbs, search, theme, bell and account
LOGINS = {"alpine": "foreign", "glacier": "foreign", "yen": "foreign", "alpine_won": "foreign"}


def log_pane(found: Detail, today: date) -> Any:
    """Return the first page of the log of what was read."""
    kinds = tuple(dict.fromkeys(kind for row in found.events for kind in kinds_of(row.verb, row.before, row.after)))
    people = ((1, "Sara Vendi"),) if found.events else ()
    page = TrailPage(found.events[:PAGE_SIZE], len(found.events), 1, people, kinds, TrailWish())
    return opportunity.log_pane(page, found.header, today)


PANES: list[Callable[[Detail, date], Any]] = [opportunity.documents_pane, log_pane]
Read = Callable[[str], Detail]


@pytest.fixture
def read(sqlite_database: Database, sqlite_world: World) -> Read:
    """Return a function that reads an opportunity of the world by its key, as somebody who may see it."""

    def of(key: str) -> Detail:
        person = sqlite_world.principal(LOGINS.get(key, "country_manager"))
        with sqlite_database.read() as session:
            return detail(session, person, sqlite_world.opportunities[key], today=TODAY)

    return of


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def said(tree: Any) -> str:
    return plain(says(tree))


def count(tree: Any) -> int:
    return sum(1 for _part in parts(tree))


def body(found: Detail) -> Any:
    return opportunity.body(found, back="/progress-board?p=25-90", today=TODAY)


# ── The whole page ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", LOCALES)
def test_every_opportunity_of_the_company_can_be_drawn_in_every_language(
    code: str, read: Read, sqlite_world: World
) -> None:
    with use_locale(code):
        for key in sqlite_world.opportunities:
            found = read(key)
            page = body(found)
            assert found.header.title in says(page)
            assert count(page) + AROUND_THE_PAGE < MOST_COMPONENTS
            for pane in PANES:
                assert says(pane(found, TODAY))


def test_the_longest_lists_stay_below_the_limit_of_a_swapped_tree(read: Read) -> None:
    found = read("lines")
    line, activity, event = found.lines[0], read("press").activities[0], found.events[0]
    long = replace(
        found,
        lines=tuple(replace(line, line_no=number, note=f"note {number}") for number in range(50)),
        activities=tuple(replace(activity, note=f"note {number}", outcome_note="fine") for number in range(150)),
        events=tuple(replace(event, id=number) for number in range(150)),
    )
    for tree in (body(long), *(pane(long, TODAY) for pane in PANES)):
        assert count(tree) + AROUND_THE_PAGE < MOST_COMPONENTS
    assert "1–20 of 150" in said(log_pane(long, TODAY))
    assert f"Showing {SHOWN_LINES} of 50" in said(lines_pane(long, TODAY))


def test_the_way_back_and_the_tabs_are_wired(read: Read) -> None:
    page = body(read("press"))
    (back,) = [part for part in parts(page) if attribute(part, "href") == "/progress-board?p=25-90"]
    assert says(back) == "Back to the board"
    for pane in ("lines", "documents", "activities", "log"):
        tab, shown = by_id(page, tab_id(pane)), by_id(page, pane_id(pane))
        assert attribute(tab, "aria-controls") == shown.id  # type: ignore[attr-defined]  # Dash types no ids
        assert attribute(shown, "aria-labelledby") == tab.id  # type: ignore[attr-defined]  # the same
        is_first = pane == "lines"
        assert attribute(tab, "aria-selected") == str(is_first).lower()
        assert attribute(tab, "tabIndex") == (0 if is_first else -1)
        assert attribute(shown, "hidden") is not is_first


# ── Head and figures ────────────────────────────────────────────────────────────────────────────────


def test_the_head_names_contact_place_number_owner_and_type(read: Read) -> None:
    text = said(head(read("press"), "/", TODAY))
    assert text.startswith("Hydraulic press Officine Alfa Torino, Italy IT-0001 SV Sara Vendi New business")


def test_a_won_one_says_when_and_why_and_an_open_one_does_not(read: Read) -> None:
    won = of_class(head(read("won"), "/", TODAY), "cd-outcome--won")
    assert [said(part) for part in won] == ["Won on 25 Jun Best offer"]
    assert not of_class(head(read("press"), "/", TODAY), "cd-outcome")
    noted = read("lost")
    noted = replace(noted, header=replace(noted.header, closing_note="Half the price"))
    (lost,) = of_class(head(noted, "/", TODAY), "cd-outcome--lost")
    assert said(lost) == "Lost on 5 Jul Too dear Half the price"


def figure(found: Detail, number: int) -> str:
    return said(of_class(figures(found, TODAY), "cd-kf")[number])


@pytest.mark.parametrize(
    ("key", "number", "text"),
    [
        ("press", 0, "Net amount €120,000.00 gross €120,000.00"),
        ("lines", 0, "Net amount €90,000.00 gross €100,000.00, −10.0 %"),
        ("zero", 0, "Net amount – not known yet"),
        ("franc", 0, "Net amount CHF 33,333.33 gross CHF 33,333.33"),
        ("yen", 0, "Net amount JP¥5,000,001 gross JP¥5,000,001"),
        ("press", 1, "Weighted amount €60,000.00 by stated probability"),
        ("won", 1, "Weighted amount €50,000.00 won, counts in full"),
        ("lost", 1, "Weighted amount €0.00 lost, counts nothing"),
        ("cancelled", 1, "Weighted amount €0.00 cancelled, counts nothing"),
        ("press", 2, "Stated probability 50 % stated"),
        ("press", 3, "Expected order 14 Aug in 30 d"),
        ("robot", 3, "Expected order 5 Jul 10 d late"),
        ("silent", 3, "Expected order – no date yet"),
        ("won", 3, "Expected order 15 Jun won 10 d later"),
        ("won_before", 3, "Expected order 20 Jul ’25 won 10 d later"),
        ("lost", 3, "Expected order 5 Jun did not come"),
        ("won", 4, "Expected invoice – first invoice 10 Jul"),
        ("silent", 4, "Expected invoice – no date yet"),
        ("press", 5, "Last activity 3 d ago open for 60 d"),
        ("robot", 5, "Last activity 20 d idle open for 120 d"),
        ("south", 5, "Last activity 31 d idle open for 200 d"),
        ("silent", 5, "Last activity 40 d idle none yet, open for 40 d"),
        ("won", 5, "Last activity 14 Jun closed after 130 days"),
    ],
)
def test_a_figure_says(read: Read, key: str, number: int, text: str) -> None:
    assert figure(read(key), number) == text


def test_only_a_late_date_is_red_and_only_a_stale_one_has_an_hourglass(read: Read) -> None:
    assert of_class(figures(read("robot"), TODAY), "cd-late")
    assert not of_class(figures(read("press"), TODAY), "cd-late")
    assert not of_class(figures(read("lost"), TODAY), "cd-late")
    assert of_class(figures(read("south"), TODAY), "bi-hourglass-split")
    assert not of_class(figures(read("robot"), TODAY), "bi-hourglass-split")


# ── Stepper ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_stepper_shows_what_was_passed_skipped_present_and_ahead(read: Read) -> None:
    listed, now = stepper(read("press"), TODAY)
    texts = [said(item) for item in of_class(listed, "cd-step")]
    assert texts[0].startswith("First contact 16 May, 30 d")
    assert texts[1] == "Visit skipped"
    assert texts[3].startswith("Detailed offer since 15 Jun, 30 d")
    assert [said(item) for item in of_class(listed, "is-cur")] == [texts[3]]
    assert attribute(of_class(listed, "is-cur")[0], "aria-current") == "step"
    assert len(of_class(listed, "is-done")) == 1
    assert said(now).startswith("Detailed offer step 4 of 6, 30 d")


def test_a_lost_one_ends_in_lost_and_the_rest_was_not_reached(read: Read) -> None:
    listed, now = stepper(read("lost"), TODAY)
    texts = [said(item) for item in of_class(listed, "cd-step")]
    assert texts[-1] == "Lost 5 Jul"
    assert texts[1:-1] == [
        f"{name} not reached" for name in ("Visit", "Budget", "Detailed offer", "Final offer", "Accepted")
    ]
    assert said(now) == "Lost 5 Jul"


def test_a_step_that_was_gone_back_from_says_how_long_it_lasted(read: Read) -> None:
    found = read("press")
    ahead = found.steps[4]
    was_there = replace(ahead, days=12, entered_on=TODAY - timedelta(days=50))
    listed, _now = stepper(replace(found, steps=(*found.steps[:4], was_there, found.steps[5])), TODAY)
    assert said(of_class(listed, "cd-step")[4]) == "Final offer earlier for 12 d"


def test_an_imported_one_without_history_shows_its_stage_without_days(read: Read) -> None:
    step = Step(1, "Offer", "budget", 2, "open", "current", None, 19, None)
    listed, now = stepper(replace(read("press"), steps=(step,), stays=()), TODAY)
    assert said(listed) == "Offer median 19 d"
    assert said(now) == "Offer step 1 of 1, median 19 d"


# ── Lists ───────────────────────────────────────────────────────────────────────────────────────────


def test_lines_add_up_to_their_total(read: Read) -> None:
    found = read("lines")
    foot = said(next(part for part in parts(lines_pane(found, TODAY)) if type(part).__name__ == "Tfoot"))
    assert foot == "Total net €100,000.00 10.0 % €90,000.00"


def test_no_lines_say_so_in_a_sentence(read: Read) -> None:
    assert said(lines_pane(read("press"), TODAY)) == "No detail lines: the amount was entered as one sum. Add lines"
    assert said(lines_pane(read("zero"), TODAY)) == "No detail lines yet, and the amount is not known. Add lines"


def test_the_adjustment_of_a_closing_is_named_in_the_readers_language(read: Read) -> None:
    found = read("lines")
    line = Line(3, None, "Closing adjustment", -100, 0, -100, None, None, None, None, TODAY, None)
    assert "Closing adjustment" in said(lines_pane(replace(found, lines=(line,)), TODAY))


def test_every_empty_list_says_so_in_a_sentence(read: Read) -> None:
    found = replace(read("silent"), activities=(), events=())
    for pane in PANES:
        assert said(pane(found, TODAY)).endswith(".")


# ── The chain ───────────────────────────────────────────────────────────────────────────────────────

QUOTE = QuoteRow(1, "Q-1", 0, "accepted", date(2026, 6, 5), None, "EUR", 10_000)
ORDER = OrderRow(1, "O-1", "open", date(2026, 6, 25), 1, "EUR", 10_000, 4_000)
INVOICE = InvoiceRow(
    1, "invoice", "I-1", "issued", date(2026, 7, 1), date(2026, 7, 10), 1, None, "EUR", 4_000, 4_880, 0
)
CREDIT = replace(
    INVOICE, id=2, kind="credit_note", number="C-1", credited_invoice_id=1, net_minor=-1_000, gross_minor=-1_220
)


def test_the_chain_of_the_won_one_is_told_and_drawn(read: Read) -> None:
    text = said(opportunity.documents_pane(read("won"), TODAY))
    assert text.startswith(
        "Ordered €50,000.00, invoiced €20,000.00 (40 %). €30,000.00 is still to be invoiced. "
        "€20,000.00 with tax is not paid yet. Document Date Status Net Quote Q"
    )
    assert "40 % invoiced" in text


@pytest.mark.parametrize(
    ("chain", "sentence"),
    [
        (Chain((replace(QUOTE, status="sent"),), (), ()), "1 quote, the latest for €100.00. No order yet."),
        (Chain((replace(QUOTE, status="rejected"),), (), ()), "1 quote, none of them stands. No order yet."),
        (Chain((), (replace(ORDER, invoiced_minor=0),), ()), "Ordered €100.00, nothing invoiced yet."),
        (Chain((), (replace(ORDER, status="cancelled"),), ()), "Nothing stands: the order was cancelled."),
        (Chain((), (), (replace(INVOICE, status="paid"),)), "Invoiced €40.00."),
        (
            Chain(
                (), (replace(ORDER, status="invoiced"),), (replace(INVOICE, status="paid", net_minor=10_000), CREDIT)
            ),
            "Ordered €100.00, invoiced €100.00 (100 %). €10.00 was credited back.",
        ),
        (Chain((replace(QUOTE, currency="CHF"),), (ORDER,), ()), "The documents are in CHF, EUR."),
    ],
)
def test_the_chain_is_summed_up_in_a_sentence(chain: Chain, sentence: str) -> None:
    assert plain(chain_module.summary(chain)) == sentence


@pytest.mark.parametrize(
    ("invoice", "words"),
    [
        (INVOICE, "5 d overdue"),
        (replace(INVOICE, due_on=date(2026, 8, 1)), "due 1 Aug"),
        (replace(INVOICE, due_on=date(2026, 8, 1), paid_minor=2_440), "50 % paid"),
        (replace(INVOICE, due_on=None), "Not paid yet"),
        (replace(INVOICE, status="paid"), "Paid"),
        (replace(INVOICE, status="draft"), "Draft"),
        (CREDIT, "Credit note"),
    ],
)
def test_an_invoice_says_how_far_it_is(read: Read, invoice: InvoiceRow, words: str) -> None:
    pane = opportunity.documents_pane(replace(read("won"), chain=Chain((), (), (invoice,))), TODAY)
    (document,) = of_class(pane, "cd-papers__row")
    assert words in said(document)


def test_a_credit_note_is_negative_and_names_its_invoice(read: Read) -> None:
    pane = opportunity.documents_pane(replace(read("won"), chain=Chain((), (ORDER,), (INVOICE, CREDIT))), TODAY)
    credit = said(of_class(pane, "cd-papers__row")[1])
    assert "−€10.00" in credit
    assert "credits I-1" in credit


# ── The log ─────────────────────────────────────────────────────────────────────────────────────────


def event(verb: str, before: dict[str, object], after: dict[str, object]) -> EventRow:
    return EventRow(1, NOW, verb, "Sara Vendi", imported=False, before=before, after=after, undoes_event_id=None)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            event("move", {"stage": "Visit", "stated_percent": 25, "probability": "Possible"},
                  {"stage": "Offer", "stated_percent": 50, "probability": "Even"}),
            "Stage Visit → Offer · Probability 25 % → 50 %",
        ),
        (event("move", {"probability": "Even", "stated_percent": 50}, {"probability": "Half", "stated_percent": 50}),
         "Probability Even → Half"),
        (
            event("win", {"outcome": "open", "closing_reason": None, "closed_on": None, "net_base_minor": 1},
                  {"outcome": "won", "closing_reason": "Best offer", "closed_on": "2026-07-14", "net_base_minor": 2}),
            "Reason Best offer · Closed on 14 Jul",
        ),
        (event("undo", {"outcome": "won", "net_minor": 100_000}, {"outcome": "open", "net_minor": 99_950}),
         "Outcome won → open · Net amount €1,000.00 → €999.50"),
        (event("create", {}, {"stage": "Start", "stated_percent": 0, "source_id": "7", "title": "Press"}),
         "Stage Start · Probability 0 %"),
        (event("import", {"expected_order_on": "2026-08-01"}, {"expected_order_on": "2027-01-11"}),
         "Expected order 1 Aug → 11 Jan ’27"),
        (event("plan_invoice", {"expected_invoice_on": None, "lines_expected_invoice_on": {"4": "2026-08-31", "5": "2026-08-01"}},
               {"expected_invoice_on": "2026-09-30", "lines_expected_invoice_on": {"4": "2026-09-30", "5": "2026-09-01"}}),
         "Expected invoice – → 30 Sept · Expected invoice of lines 1 Aug, 31 Aug → 1 Sept, 30 Sept"),
        (event("edit", {"something_new": 1}, {"something_new": 2}), ""),
    ],
)  # fmt: skip
def test_the_log_tells_before_and_after_in_words(row: EventRow, sentence: str) -> None:
    assert plain(log_words.changes(row, "EUR", TODAY)) == sentence


def test_the_log_follows_what_people_really_do(sqlite_database: Database, sqlite_world: World, read: Read) -> None:
    sales, key = sqlite_world.principal("sales"), sqlite_world.opportunities["press"]
    with sqlite_database.write() as session:
        moved = verbs.move(session, sales, Target(key, 1), sqlite_world.probabilities[75], today=TODAY, now=NOW)
        closing = Closing(sqlite_world.reasons["PRICE"], TODAY, note="Too late")
        verbs.lose(session, sales, Target(key, moved.version), closing, today=TODAY, now=NOW + timedelta(minutes=1))
    text = said(log_pane(read("press"), TODAY))
    assert text.removeprefix("Kind of change Person ").startswith(
        "Lost by Sara Vendi 15 Jul, 11:31 Stage Detailed offer → Lost · Probability 75 % → 0 % · "
        "Reason Too dear · Closed on 15 Jul · Note Too late "
        "Moved by Sara Vendi 15 Jul, 11:30 Probability 50 % → 75 % Created"
    )


fields = st.sampled_from(
    ["stage", "stated_percent", "net_minor", "outcome", "closing_note", "title", "owner", "anything"]
)
values = st.none() | st.text(max_size=300) | st.integers(-(10**12), 10**12) | st.booleans()


@given(
    st.dictionaries(fields, values), st.dictionaries(fields, values), st.sampled_from(["move", "create", "new verb"])
)
def test_whatever_an_event_holds_it_can_be_told(before: dict[str, object], after: dict[str, object], verb: str) -> None:
    assert isinstance(log_words.changes(event(verb, before, after), "EUR", TODAY), str)


# ── The rail ────────────────────────────────────────────────────────────────────────────────────────


def test_the_rail_shows_next_steps_contact_and_details(read: Read) -> None:
    text = said(rail(read("press"), TODAY))
    assert text.startswith(
        "Next steps Ask for the order 17 Jul , Sara Vendi Show the press 20 Jul , Sara Vendi Contact"
    )
    assert "Company Officine Alfa , Customer" in text
    assert "Our company Caudal Italia" in text
    closed = said(rail(read("won"), TODAY))
    assert closed.startswith("Next steps It is closed, nothing is left to do.")


def test_stars_are_read_out(read: Read) -> None:
    (stars,) = of_class(rail(read("press"), TODAY), "cd-stars")
    assert attribute(stars, "aria-label") == "5 of 5 stars"
    assert len(of_class(stars, "on")) == 5


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "www.example.com"])
def test_only_addresses_of_the_web_become_links(read: Read, address: str) -> None:
    found = read("press")
    assert found.contact
    page = rail(replace(found, contact=replace(found.contact, website=address)), TODAY)
    assert address in says(page)
    assert not [part for part in parts(page) if attribute(part, "href") == address]


def test_an_opportunity_without_a_contact_is_shown_too(read: Read) -> None:
    text = said(body(replace(read("press"), contact=None)))
    assert "No contact" in text
