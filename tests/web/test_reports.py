"""Reports: what is printed is what the page says, for nobody more than they may see, and mailed once on its day."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from components.formats import money
from components.language import use_locale
from data.past import Shelf
from data.queries.board import columns
from data.schema.mail import MailMessage
from data.schema.people import User
from data.schema.view import ViewSchedule
from data.session import Database
from domain import clock
from domain.errors import NotFound
from domain.filter import PipelineFilter
from domain.report import PAPERS, Rhythm, next_day
from tests.selling import Seller
from tests.web.conftest import Enter
from tests.world import NOW, TODAY, World
from web import changes
from web.reports.bridge import bridge
from web.reports.listings import LISTINGS, opportunities, progress_board
from web.reports.making import CHANGES, INVOICING, DayOf, making, told
from workflow import view_mail, views
from workflow.past import last_monday

MONDAY = date(2026, 7, 20)


@pytest.fixture
def day_of(sqlite_database: Database, tmp_path: Path) -> DayOf:
    """Make earlier days of the company."""
    return Shelf(tmp_path / "past", sqlite_database).make


def test_every_page_that_is_said_to_have_a_paper_has_one() -> None:
    assert {*LISTINGS, INVOICING, CHANGES} == set(PAPERS)


@pytest.mark.parametrize("login", ["executive", "sales", "foreign"])
def test_the_board_on_paper_adds_up_as_on_the_screen(
    sqlite_database: Database, sqlite_world: World, login: str
) -> None:
    person = sqlite_world.principal(login)
    with use_locale("en"):
        _, (table,) = progress_board(sqlite_database, person, "currency=EUR", TODAY)
    with sqlite_database.read() as reading:
        found = columns(reading, person, PipelineFilter(currency="EUR"), currency="EUR", as_of=TODAY)
    assert [row[1] for row in table.rows] == [str(one.totals.count) for one in found.columns] + [
        str(found.summary.count)
    ]
    nets = [one.totals.net_minor for one in found.columns] + [found.summary.net_minor]
    assert [row[2] for row in table.rows] == [money(minor, "EUR", "en") for minor in nets]


def test_a_list_on_paper_holds_what_its_reader_sees(sqlite_database: Database, sqlite_world: World) -> None:
    rows = {
        login: len(opportunities(sqlite_database, sqlite_world.principal(login), "outcome=all", TODAY)[1][0].rows)
        for login in ("executive", "sales", "foreign")
    }
    assert rows["executive"] > rows["sales"] > 0
    assert rows["foreign"] == 4


def test_the_bridge_on_paper_adds_up_to_the_cent_and_names_what_happened(
    sqlite_database: Database, sqlite_world: World, day_of: DayOf
) -> None:
    seller = Seller(sqlite_database, sqlite_world)
    seller.now = NOW + timedelta(days=1)
    seller.edit("robot", gross_minor=5_000_050)
    seller.win("lines")
    person = sqlite_world.principal("executive")
    view = changes.View.of(person, f"currency=EUR&since={TODAY}&period=2026")
    view = replace(view, today=TODAY + timedelta(days=8))
    found = changes.found(view, day_of(TODAY), sqlite_database)
    with use_locale("en"):
        said, (causes, deals) = bridge(found, "2026")
    start, *effects, end = (cents(row[-1]) for row in causes.rows)
    assert (start, end) == (found.bridge.start_minor, found.bridge.end_minor)
    assert start + sum(effects) == end != start
    assert causes.rows[0][-1] in said
    assert causes.rows[-1][-1] in said
    happened = {row[1].partition(" · ")[2]: (row[0], row[3]) for row in deals.rows}
    assert happened["Robot cell"] == ("Amounts increased", "grew from €45k to €50k")
    assert any(cause == "Won" for cause, _what in happened.values())


def cents(text: str) -> int:
    """Read money as paper writes it in full."""
    return int(re.sub(r"[^\d-]", "", text.replace("−", "-")))


def test_what_changed_is_mailed_from_the_monday_of_the_week_before_on(
    sqlite_database: Database, sqlite_world: World
) -> None:
    person = sqlite_world.principal("executive")
    run = sqlite_database.run
    asked: list[date] = []

    def day_of(day: date) -> Database:
        asked.append(day)
        return sqlite_database

    run(lambda unit: unit.execute(update(User).where(User.id == person.user_id).values(email="e@caudal.example")))
    view = run(lambda unit: views.save(unit, person, page=CHANGES, name="Week", query=""))
    run(lambda unit: view_mail.schedule(unit, person, view, Rhythm.WEEK, today=TODAY))
    assert view_mail.send_due(sqlite_database, datetime(2026, 7, 20, 12, tzinfo=UTC), making(day_of)) == 1
    (mail,) = sent(sqlite_database)
    assert (mail.path, mail.attachment[:5]) == (CHANGES, b"%PDF-")
    assert asked == [last_monday(clock.today())]


def test_a_paper_is_a_pdf_and_says_its_filter(enter: Enter, sqlite_database: Database, sqlite_world: World) -> None:
    browser: FlaskClient = enter("executive")
    for page in ("progress-board", "stages-board", "opportunities", "forecast/quality", "invoicing"):
        answer = browser.get(f"/report/{page}.pdf?p=25-75")
        assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-"), page
    assert browser.get("/report/settings.pdf").status_code == 404
    with use_locale("en"):
        said = told(sqlite_database, sqlite_world.principal("executive"), "p=25-75&q=press")
    assert said == [("Probability", "25–75\xa0%"), ("Text", "press")]


@pytest.mark.parametrize(
    ("rhythm", "today", "expected"),
    [
        (Rhythm.WEEK, date(2026, 7, 15), MONDAY), (Rhythm.WEEK, MONDAY, date(2026, 7, 27)),
        (Rhythm.MONTH, date(2026, 7, 1), date(2026, 8, 1)), (Rhythm.MONTH, date(2026, 12, 31), date(2027, 1, 1)),
    ],
)  # fmt: skip
def test_the_next_day_is_a_monday_or_a_first(rhythm: Rhythm, today: date, expected: date) -> None:
    assert next_day(rhythm, today) == expected


def sent(database: Database) -> list[Any]:
    with database.read() as session:
        query = select(MailMessage.path, MailMessage.attachment, MailMessage.user_id, MailMessage.body)
        return list(session.execute(query.order_by(MailMessage.id)))


def test_a_view_is_mailed_once_on_its_day_with_its_filter_and_its_paper(database: Database, world: World) -> None:
    person = world.principal("sales")
    address = (
        update(User).where(User.id == person.user_id).values(email="sales@caudal.example", time_zone="Europe/Rome")
    )
    database.run(lambda unit: unit.execute(address))
    view = database.run(lambda unit: views.save(unit, person, page="/progress-board", name="Mine", query="p=25-100"))
    database.run(lambda unit: view_mail.schedule(unit, person, view, Rhythm.WEEK, today=TODAY))
    made = making(lambda _day: database)
    before_dawn, morning = datetime(2026, 7, 20, 3, 59, tzinfo=UTC), datetime(2026, 7, 20, 4, 0, tzinfo=UTC)
    assert view_mail.send_due(database, before_dawn, made) == 0
    assert view_mail.send_due(database, morning, made) == 1
    assert view_mail.send_due(database, morning, made) == 0
    (mail,) = sent(database)
    assert (mail.path, mail.attachment[:5], mail.user_id) == ("/progress-board?p=25-100", b"%PDF-", person.user_id)
    assert {"template": "{text}", "params": {"text": "Probability: 25\xa0% and up"}} in mail.body
    with database.read() as session:
        assert session.scalars(select(ViewSchedule.next_on)).one() == date(2026, 7, 27)


def test_a_view_no_longer_shared_or_a_person_who_left_gets_nothing(
    sqlite_database: Database, sqlite_world: World
) -> None:
    owner, reader = sqlite_world.principal("manager"), sqlite_world.principal("analyst")
    run = sqlite_database.run
    made = making(lambda _day: sqlite_database)
    view = run(lambda unit: views.save(unit, owner, page="/opportunities", name="Team", query=""))
    with pytest.raises(NotFound):
        run(lambda unit: view_mail.schedule(unit, reader, view, Rhythm.MONTH, today=TODAY))
    run(lambda unit: views.share(unit, owner, view, shared=True))
    run(lambda unit: view_mail.schedule(unit, reader, view, Rhythm.MONTH, today=TODAY))
    run(lambda unit: views.share(unit, owner, view, shared=False))
    assert view_mail.send_due(sqlite_database, datetime(2026, 8, 2, 12, tzinfo=UTC), made) == 0
    run(lambda unit: views.share(unit, owner, view, shared=True))
    run(lambda unit: unit.execute(update(User).where(User.id == reader.user_id).values(active=False)))
    assert view_mail.send_due(sqlite_database, datetime(2026, 8, 2, 12, tzinfo=UTC), made) == 0


def test_a_view_that_cannot_be_made_says_why(sqlite_database: Database, sqlite_world: World) -> None:
    person = sqlite_world.principal("executive")
    run = sqlite_database.run
    run(lambda unit: unit.execute(update(User).where(User.id == person.user_id).values(email="e@caudal.example")))
    view = run(lambda unit: views.save(unit, person, page="/forecast", name="Year", query=""))
    run(lambda unit: view_mail.schedule(unit, person, view, Rhythm.MONTH, today=TODAY))
    made = making(lambda _day: sqlite_database)
    assert view_mail.send_due(sqlite_database, datetime(2026, 8, 1, 12, tzinfo=UTC), made) == 1
    (mail,) = sent(sqlite_database)
    assert mail.attachment is None
    assert mail.body[0]["template"] == view_mail.REFUSED
