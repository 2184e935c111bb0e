"""The dialog of activities and their timeline, as pictures."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest

from components.activities import Place, timeline
from components.activities import dialog as forms
from components.activities.dialog import Ground, Option
from components.activities.words import kind_icon, kind_names
from domain.activity import Kind
from domain.detail import ActivityRow
from tests.components.tree import attribute, of_class, parts, says
from tests.world import NOW, TODAY

NBSP = "\N{NO-BREAK SPACE}"


class Type(NamedTuple):
    id: int
    name: str
    kind: str


TYPES = (Type(1, "Call", "call"), Type(2, "Visit", "visit"))
HERE = Place(opportunity_id=7, changeable=True)


def row(id_: int = 1, **values: object) -> ActivityRow:
    known: dict[str, object] = {
        "id": id_, "kind": "call", "type": "Call", "subject": "Call back", "note": None, "due_on": TODAY, "due_at": None,
        "done_at": None, "user": "Sara Vendi", "outcome_note": None, "type_id": 1, "user_id": 6, "changeable": True,
        "opportunity_id": 7, "opportunity": "Hydraulic press", "contact": "Officine Alfa", "contact_id": 1,
    }  # fmt: skip
    return ActivityRow(**known | values)  # type: ignore[arg-type]  # typed by the test


def ground(**values: object) -> Ground:
    known: dict[str, object] = {
        "about": "Officine Alfa, Hydraulic press", "types": TYPES, "people": [Option("6", "I myself"), Option("7", "Nico")],
        "me": 6, "now": NOW, "today": TODAY, "zone": "Europe/Rome", "opportunity_id": 7,
    }  # fmt: skip
    return Ground(**known | values)  # type: ignore[arg-type]  # typed by the test


def said(tree: object) -> str:
    return says(tree).replace(NBSP, " ")


def drawn(*rows: ActivityRow, place: Place = HERE, zone: str = "UTC") -> object:
    return timeline(rows, TYPES, place, today=TODAY, zone=zone)


def fields(tree: object) -> dict[str, object]:
    """Return what a form starts with, by the names of its fields."""
    return {name: getattr(part, "value", None) for part in parts(tree) if (name := getattr(part, "name", None))}


def test_every_kind_has_an_icon_and_a_name() -> None:
    assert set(kind_names()) == {kind.value for kind in Kind}
    assert "calendar-event" not in {kind_icon(kind) for kind in Kind}
    assert kind_icon("séance") == "calendar-event"


def test_the_late_ones_come_first_and_say_how_late_they_are() -> None:
    rows = [row(1, due_on=TODAY - timedelta(days=4)), row(2, subject="Signed?", due_on=TODAY + timedelta(days=1))]
    texts = said(drawn(*rows))
    assert texts.index("4 d late") < texts.index("Signed?") < texts.index("tomorrow")
    assert [part.children for part in of_class(drawn(*rows), "cd-late")] == [f"4{NBSP}d late"]


def test_times_are_those_of_the_readers_clock() -> None:
    done = row(done_at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC), due_on=None, minutes=15, outcome_note="Yes")
    assert "Jul 2026 Call back Call · Sara Vendi 15 min 2 Jul, 00:30 Yes" in said(drawn(done, zone="Europe/Rome"))


def test_one_logs_with_a_button_per_type_and_plans_with_another() -> None:
    buttons = [part for part in parts(drawn()) if attribute(part, "data-cd-dialog")]
    assert [attribute(part, "data-cd-dialog") for part in buttons] == ["log-activity", "log-activity", "plan-activity"]
    assert {attribute(part, "data-cd-opportunity") for part in buttons} == {"7"}
    assert "Nothing was planned or done yet." in said(drawn())
    contact = drawn(place=Place(contact_id=3, changeable=True))
    assert {attribute(part, "data-cd-contact") for part in parts(contact) if attribute(part, "data-cd-dialog")} == {"3"}


def test_the_timeline_of_a_contact_names_the_opportunity_of_each() -> None:
    assert "Hydraulic press" in said(drawn(row(), place=Place(contact_id=3)))
    assert "Hydraulic press" not in said(drawn(row()))


def test_who_may_change_nothing_finds_nothing_to_press() -> None:
    tree = drawn(row(changeable=False), place=Place(opportunity_id=7))
    assert not [part for part in parts(tree) if attribute(part, "data-cd-act") or attribute(part, "data-cd-dialog")]
    form = forms.change_form(ground(), row(changeable=False, note="Bring the drawing"))
    assert "Bring the drawing" in said(form)
    assert not [part for part in parts(form) if getattr(part, "type", "") == "submit"]


def test_one_kind_can_be_looked_at_alone_where_there_are_several() -> None:
    two = drawn(row(1), row(2, kind="visit"), row(3, kind="visit"))
    buttons = [part for part in parts(two) if attribute(part, "data-cd-only") is not None]
    assert [said(part) for part in buttons] == ["All 3", "Calls 1", "Visits 2"]
    assert not [part for part in parts(drawn(row(1))) if attribute(part, "data-cd-only") is not None]


def test_a_long_list_is_folded_into_plain_lines() -> None:
    rows = [row(number, done_at=NOW - timedelta(days=number), subject=f"Call {number}") for number in range(1, 31)]
    tree = drawn(*rows)
    assert "Showing 20 of 30, show the rest" in said(tree)
    assert "15 Jun, 09:30 · Call 30 · Sara Vendi" in said(tree)
    assert len(list(parts(tree))) < 300


def test_the_form_to_log_is_filled_in_so_that_saving_is_the_second_click() -> None:
    form = forms.log_form(ground(type_id=2))
    assert fields(form) == {
        "type": "2", "subject": "Visit", "done_on": "2026-07-15", "done_time": "11:30", "minutes": None, "outcome": "",
    }  # fmt: skip
    assert attribute(form, "data-cd-place") == '{"opportunity":7,"contact":null}'


def test_the_form_to_plan_starts_tomorrow_and_with_oneself() -> None:
    assert fields(forms.plan_form(ground())) == {
        "type": "1", "subject": "Call", "due_on": "2026-07-16", "due_time": "", "person": "6", "remind": "never", "note": "",
    }  # fmt: skip
    on = fields(forms.plan_form(ground(on=date(2026, 8, 3), subjects=[Option("7", "Officine Alfa · Press")])))
    assert (on["due_on"], on["about"]) == ("2026-08-03", "7")


def test_completing_offers_the_next_one_without_insisting() -> None:
    form = forms.complete_form(ground(), row())
    assert fields(form)["next"] is False
    assert fields(form)["next_due_on"] == "2026-07-22"
    assert [getattr(part, "hidden", None) for part in of_class(form, "cd-actnext")] == [True]


@pytest.mark.parametrize(
    ("lead", "value"), [(None, "never"), (timedelta(), "0"), (timedelta(minutes=15), "15"), (timedelta(minutes=7), "7")]
)
def test_a_planned_one_is_shown_as_it_was_planned(lead: timedelta | None, value: str) -> None:
    due_at = datetime(2026, 7, 20, 8, 0, tzinfo=UTC)
    planned = row(due_at=due_at, due_on=date(2026, 7, 20), remind_at=due_at - lead if lead is not None else None)
    shown = fields(forms.change_form(ground(), planned))
    assert (shown["due_on"], shown["due_time"], shown["remind"]) == ("2026-07-20", "10:00", value)


def test_what_was_done_is_corrected_in_its_own_form() -> None:
    done = row(done_at=NOW, minutes=30, outcome_note="Wants it in May")
    assert fields(forms.change_form(ground(), done)) == {
        "type": "1", "subject": "Call back", "done_on": "2026-07-15", "done_time": "11:30", "minutes": 30,
        "outcome": "Wants it in May",
    }  # fmt: skip
