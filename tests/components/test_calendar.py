"""The calendar and its bar, as pictures."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from components.activities import bar, calendar
from components.activities.bar import Person
from components.activities.calendar import Shown
from components.language import use_locale
from domain.activity import Kind
from domain.days import Mode, View
from domain.detail import ActivityRow
from tests.components.test_activities import row, said
from tests.components.tree import attribute, of_class, parts
from tests.world import TODAY

MONTH = View(Mode.MONTH, TODAY)
MOST_COMPONENTS = 500


def shown(view: View = MONTH, *, late: Sequence[ActivityRow] = (), may_plan: bool = True, **days: Sequence[ActivityRow]) -> Shown:  # fmt: skip
    dated = {date.fromisoformat(name.removeprefix("d").replace("_", "-")): rows for name, rows in days.items()}
    return Shown(view, dated, late, TODAY, "Europe/Rome", "/activities", may_plan)


def cell(tree: Any, on: str) -> Any:
    return next(part for part in parts(tree) if attribute(part, "data-cd-day") == on)


def link(tree: Any, words: str) -> str:
    links = [part for part in parts(tree) if getattr(part, "href", None)]
    found = next(part for part in links if words in {said(part), attribute(part, "aria-label")})
    return str(getattr(found, "href", ""))


def test_a_month_stands_in_whole_weeks_with_today_marked_and_other_months_pale() -> None:
    tree = calendar.body(shown())
    assert len([part for part in parts(tree) if attribute(part, "data-cd-day")]) == 35
    assert cell(tree, "2026-07-15").className == "is-today is-empty"
    assert "is-out" in cell(tree, "2026-06-29").className
    assert said(tree).startswith("July 2026 Mon Tue")
    with use_locale("es"):
        assert said(calendar.body(shown())).startswith("julio 2026 lun mar")


def test_a_day_says_what_is_on_when_and_with_whom_and_whether_it_is_done() -> None:
    at = datetime(2026, 7, 15, 8, 30, tzinfo=UTC)
    tree = calendar.body(shown(d2026_07_15=[row(due_at=at), row(2, subject="Called", done_at=at, changeable=False)]))
    planned, done = of_class(tree, "cd-calitem")
    assert said(planned) == "10:30 Call back Officine Alfa, Hydraulic press"
    assert attribute(planned, "aria-label") == "Call, 10:30 Call back, Officine Alfa, Hydraulic press"
    assert (planned.draggable, done.draggable) == ("true", None)  # type: ignore[attr-defined]  # buttons have it
    assert "is-done" in str(done.className)  # type: ignore[attr-defined]  # buttons have it
    assert str(attribute(done, "aria-label")).endswith("done")


def test_what_is_late_stands_apart_and_is_marked_on_its_day() -> None:
    late = row(due_on=TODAY - timedelta(days=4))
    tree = calendar.body(shown(late=[late], d2026_07_11=[late]))
    assert said(tree).startswith("1 is late 4 d late Call back")
    assert len(of_class(tree, "is-late")) == 2
    assert "late" not in said(calendar.body(shown()))


def test_a_crowded_day_of_a_month_leads_to_its_week() -> None:
    many = [row(number) for number in range(1, 8)]
    tree = calendar.body(shown(d2026_07_16=many))
    assert len(of_class(tree, "cd-calitem")) == 4
    assert link(tree, "3 more") == "/activities?view=week&on=2026-07-16"
    week = calendar.body(shown(View(Mode.WEEK, TODAY), d2026_07_16=many))
    assert len(of_class(week, "cd-calitem")) == 7


def test_the_fullest_month_stays_a_small_page() -> None:
    full: dict[str, Any] = {f"d2026_07_{day:02}": [row(number) for number in range(9)] for day in range(1, 32)}
    assert len(list(parts(calendar.body(shown(**full))))) < MOST_COMPONENTS


def test_the_list_shows_only_days_that_have_something() -> None:
    agenda = View(Mode.AGENDA, TODAY)
    tree = calendar.body(shown(agenda, d2026_07_15=[row()], d2026_07_17=[], d2026_07_20=[row(2)]))
    texts = said(tree)
    assert texts.startswith("Wednesday 15 July Call back")
    assert "Monday 20 July" in texts
    assert "17 July" not in texts
    assert "Nothing is planned for these days." in said(calendar.body(shown(agenda)))


def test_only_who_may_plan_finds_the_way_to() -> None:
    def ways(tree: Any) -> list[Any]:
        return [part for part in parts(tree) if attribute(part, "data-cd-dialog") == "plan-activity"]

    assert len(ways(calendar.body(shown()))) == 35
    assert ways(calendar.body(shown(may_plan=False))) == []
    people = (Person(None, "My own"),)
    assert len(ways(bar.bar(shown(), people, []))) == 1
    assert ways(bar.bar(shown(may_plan=False), people, [])) == []


def test_every_choice_of_the_bar_is_a_link_that_keeps_the_others() -> None:
    view = View(Mode.WEEK, date(2026, 7, 20), 9, (Kind.CALL,))
    people = (Person(None, "My own"), Person(9, "Sara Vendi"))
    tree = bar.bar(shown(view), people, [])
    assert link(tree, "Later") == "/activities?view=week&on=2026-07-27&person=9&kind=call"
    assert link(tree, "Month") == "/activities?on=2026-07-20&person=9&kind=call"
    assert link(tree, "Today") == "/activities?view=week&person=9&kind=call"
    assert link(tree, "My own") == "/activities?view=week&on=2026-07-20&kind=call"
    assert link(tree, "Visits") == "/activities?view=week&on=2026-07-20&person=9&kind=call,visit"
    current = [said(part) or attribute(part, "aria-label") for part in parts(tree) if attribute(part, "aria-current")]
    assert current == ["Week", "Calls", "Sara Vendi"]


def test_who_has_nobody_to_look_at_chooses_nobody() -> None:
    assert "Whose" not in said(bar.bar(shown(), (Person(None, "My own"),), []))


def test_a_private_address_is_offered_shown_once_and_then_only_spoken_of() -> None:
    assert "Make a private address" in said(bar.feed_state(None))
    made = bar.feed_state(TODAY, "https://caudal.example/calendar/key.ics")
    assert [part.value for part in parts(made) if getattr(part, "id", "") == "calendar-feed-address"] == ["https://caudal.example/calendar/key.ics"]  # type: ignore[attr-defined]  # the field  # fmt: skip
    assert "it is not shown again" in said(made)
    later = said(bar.feed_state(TODAY))
    assert "There has been one since 15 July 2026" in later
    assert "key.ics" not in later


def test_a_view_of_the_same_month_can_be_of_another_year() -> None:
    assert calendar.title(replace(shown(), view=View(Mode.WEEK, date(2027, 7, 15)))).count("’27") == 2
