"""The settings as they are asked for and sent: every list with its form, one change at a time, a sentence for each refusal."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from components import lookups as pictures
from components.language import use_locale
from data.queries.lookups import model_of, row_of
from data.schema.log import Audit
from data.schema.people import UserSession
from data.schema.pipeline import ClosingReason, Stage
from data.session import Database
from domain.errors import NotFound
from domain.lookups import LOOKUPS, lookup_of
from tests.components.tree import attribute, of_class, parts, says
from tests.world import NOW, PASSWORD, TODAY, World
from web import lookups
from workflow.sign_in import sign_in

NEW_PASSWORD = "a long new password"


class Office:
    """Somebody in front of the settings."""

    def __init__(self, database: Database, world: World, login: str = "administrator") -> None:
        self.database, self.world, self.login = database, world, login

    def form(self, key: str, row_id: int | None = None, parent: int | None = None) -> dict[str, Any]:
        with self.database.read() as session:
            return lookups.form(session, lookups.Question(1, key, row_id, parent), today=TODAY)

    def page(self, key: str, parent: int | None = None) -> Any:
        with self.database.read() as session:
            return pictures.listing(lookups.listing(session, lookup_of(key), parent, today=TODAY))

    def act(self, what: str, key: str, row_id: int | None = None, **more: Any) -> dict[str, Any]:
        sent = {"seq": 7, "what": what, "lookup": key, "id": row_id, "seen": self.seen(key, row_id)} | more
        action = msgspec.convert(sent, lookups.Action)
        return lookups.perform(self.database, self.world.principal(self.login), action)

    def seen(self, key: str, row_id: int | None) -> str:
        if row_id is None:
            return ""
        with self.database.read() as session:
            row = session.get(model_of(lookup_of(key)), row_id)
            return row_of(session, lookup_of(key), row, today=TODAY).seen if row is not None else ""

    def values(self, key: str, row_id: int) -> dict[str, Any]:
        with self.database.read() as session:
            row = session.get(model_of(lookup_of(key)), row_id)
            return dict(row_of(session, lookup_of(key), row, today=TODAY).values)


@pytest.fixture
def office(sqlite_database: Database, sqlite_world: World) -> Iterator[Office]:
    with use_locale("en"):
        yield Office(sqlite_database, sqlite_world)


def rows_of(page: Any) -> list[Any]:
    return [part for part in parts(page) if attribute(part, "data-cd-id")]


def names_of(page: Any) -> list[str]:
    return [says(row).split(" ")[0] for row in rows_of(page)]


def test_the_index_names_every_list_once_with_what_it_is_for_and_its_rows(office: Office) -> None:
    with office.database.read() as session:
        groups = lookups.groups(session, TODAY)
    tiles = [tile for group in groups for tile in group.tiles]
    assert [tile.href for tile in tiles] == [f"/settings/{key}" for key in (*LOOKUPS, "webhooks", "mail")]
    assert all(tile.title and tile.about for tile in tiles)
    (reasons,) = [tile for tile in tiles if tile.href.endswith("/reasons")]
    assert reasons.count == len(office.world.reasons)
    said = says(pictures.index(groups))
    assert "Pipelines and stages" in said
    assert "what happened before stays as it was recorded" in said


@pytest.mark.parametrize("key", LOOKUPS)
def test_every_list_has_a_page_and_a_form_for_a_new_row_and_for_each_that_is_there(office: Office, key: str) -> None:
    parent = office.world.pipelines["new"] if lookup_of(key).parent else None
    page = office.page(key, parent)
    assert attribute(page, "data-cd-lookup") == key
    new = office.form(key, None, parent)
    assert new["target"] == {"lookup": key, "id": None, "seen": "", "parent": parent}
    assert new["acts"] == []
    for row in rows_of(page):
        form = office.form(key, int(attribute(row, "data-cd-id")), parent)
        assert form["title"] in says(row)
        assert set(form["acts"]) <= {"delete", "retire", "restore"}
        msgspec.json.encode(form)


def test_a_row_is_added_by_its_name_alone_and_told_in_the_audit(office: Office) -> None:
    answer = office.act("save", "sectors", values={"description": "Paper mills"})
    assert (answer["ok"], answer["title"], answer["undo"]) == (True, "“Paper mills” is saved", None)
    assert "Paper mills" in says(office.page("sectors"))
    with office.database.read() as session:
        told = session.scalars(select(Audit).where(Audit.action == "lookup_added")).one()
        assert (told.subject, told.user_id) == ("sector: PAPER_MILLS", office.world.users["administrator"])


def test_a_refusal_stands_beside_each_field_and_changes_nothing(office: Office) -> None:
    values = {"description": "", "code": "price", "sign": "5"}
    answer = office.act("save", "reasons", values=values)
    assert answer == {
        "seq": 7, "what": "save", "ok": False, "message": "Not saved: some fields need another value.",
        "fields": {"description": "This is needed.", "sign": "Choose one that is still in use."},
    }  # fmt: skip
    answer = office.act("save", "reasons", values={"description": "Another", "code": "price", "sign": "1"})
    assert answer["fields"] == {"code": "The code “price” is taken by “Too dear”. Choose another."}
    assert len(rows_of(office.page("reasons"))) == len(office.world.reasons)


def test_a_row_in_use_says_where_and_how_often_and_can_only_be_retired(office: Office) -> None:
    row_id = office.world.probabilities[50]
    form = office.form("probabilities", row_id)
    assert form["used"].startswith("Opportunities: ")
    assert "delete" not in form["acts"]
    answer = office.act("delete", "probabilities", row_id)
    assert not answer["ok"]
    assert "is in use and cannot be deleted. Retire it" in answer["message"]
    reason = office.world.reasons["BEST"]
    answer = office.act("retire", "reasons", reason)
    assert answer["ok"]
    assert answer["undo"]
    page = office.page("reasons")
    assert len(of_class(page, "is-retired")) == 1
    assert office.form("reasons", reason)["acts"][-1] == "restore"
    assert office.act("restore", "reasons", reason)["title"].endswith("is in use again")
    assert of_class(office.page("reasons"), "is-retired") == []


def test_what_was_retired_deleted_or_put_in_order_is_undone_by_its_toast(office: Office) -> None:
    before = names_of(office.page("reasons"))
    ids = [int(attribute(row, "data-cd-id")) for row in rows_of(office.page("reasons"))]
    answer = office.act("order", "reasons", ids=[*ids[1:], ids[0]])
    assert answer["title"] == "The order is saved"
    assert names_of(office.page("reasons")) == [*before[1:], before[0]]
    assert office.act("undo", "reasons", audit_id=answer["undo"])["title"] == "Undone"
    assert names_of(office.page("reasons")) == before
    again = office.act("undo", "reasons", audit_id=answer["undo"])
    assert not again["ok"]


def test_two_administrators_do_not_overwrite_each_other(office: Office) -> None:
    row_id = office.world.reasons["PRICE"]
    seen, values = office.seen("reasons", row_id), office.values("reasons", row_id)
    assert office.act("save", "reasons", row_id, values=values | {"description": "First"})["ok"]
    late = office.act("save", "reasons", row_id, seen=seen, values=values | {"description": "Second"})
    assert not late["ok"]
    assert "changed" in late["message"]
    assert office.values("reasons", row_id)["description"] == "First"


def test_a_percentage_that_means_won_stays(office: Office) -> None:
    row_id = office.world.probabilities[100]
    values = office.values("probabilities", row_id) | {"percent": "95"}
    answer = office.act("save", "probabilities", row_id, values=values)
    assert "means won or lost for" in answer["fields"]["percent"]
    assert "cannot be retired" in office.act("retire", "probabilities", row_id)["message"]


def test_another_percentage_reaches_open_opportunities_only_when_asked(office: Office) -> None:
    row_id = office.world.probabilities[50]
    question = office.form("probabilities", row_id)["percent"]
    assert question.startswith("State the percentage for ")
    values = office.values("probabilities", row_id) | {"percent": "55"}
    answer = office.act("save", "probabilities", row_id, values=values, apply_percent=True)
    assert "the new percentage" in answer["title"]
    assert office.form("probabilities", office.world.probabilities[0])["percent"] == ""


def test_the_stages_show_their_pipeline_their_tasks_and_the_moves_between_them(office: Office) -> None:
    pipeline = office.world.pipelines["new"]
    with office.database.read() as session:
        count = len(session.scalars(select(Stage.id).where(Stage.pipeline_id == pipeline)).all())
        assert lookups.parent_of(session, lookup_of("stages"), "", TODAY) in office.world.pipelines.values()
        for wrong in ("999999", "x", "1 or 1=1"):
            with pytest.raises(NotFound):
                lookups.parent_of(session, lookup_of("stages"), wrong, TODAY)
    page = office.page("stages", pipeline)
    assert len(rows_of(page)) == count
    pairs = [attribute(part, "data-cd-pair") for part in parts(page) if attribute(part, "data-cd-pair")]
    first, second = (office.world.stages["new", place] for place in (0, 1))
    assert f"{first}-{second}" in pairs
    (section,) = of_class(page, "cd-settings__matrix")
    seen = attribute(section, "data-cd-seen")
    answer = office.act("moves", "stages", parent=pipeline, seen=seen, moves=[[first, second]])
    assert answer["title"] == "The moves are saved"
    late = office.act("moves", "stages", parent=pipeline, seen=seen, moves=[[second, first]])
    assert not late["ok"]
    assert "Allow at least one move" in office.act(
        "moves", "stages", parent=pipeline, seen=f"{first}-{second}", moves=[]
    )["message"]  # fmt: skip


def test_a_new_user_signs_in_with_the_first_password_which_nothing_tells(office: Office) -> None:
    values = {
        "display_name": "Nina Nuova", "login": "Nina", "role": "analyst", "companies": [office.world.companies["IT"]],
        "teams": [], "password": "short",
    }  # fmt: skip
    assert "12 characters" in office.act("save", "users", values=values)["fields"]["password"]
    answer = office.act("save", "users", values=values | {"password": NEW_PASSWORD})
    assert answer["ok"], answer
    assert sign_in(office.database, "nina", NEW_PASSWORD, "127.0.0.1", NOW)
    with office.database.read() as session:
        assert NEW_PASSWORD not in str(session.scalars(select(Audit.detail)).all())
    page = says(office.page("users"))
    assert "Nina Nuova" in page
    assert NEW_PASSWORD not in page


def test_a_password_is_reset_and_sessions_end_from_the_users_form(office: Office) -> None:
    sales = office.world.users["sales"]
    sign_in(office.database, "sales", PASSWORD, "127.0.0.1", NOW)
    assert office.form("users", sales)["person"]["sign_out"] == "Sign out everywhere"
    assert office.form("sectors")["person"] is None
    refused = office.act("password", "users", sales, values={"password": "short"})
    assert "12 characters" in refused["message"]
    answer = office.act("password", "users", sales, values={"password": NEW_PASSWORD})
    assert answer["title"] == "Sara Vendi has a new password"
    with office.database.read() as session:
        assert not session.scalars(select(UserSession.id).where(UserSession.revoked_at.is_(None))).all()
    assert sign_in(office.database, "sales", NEW_PASSWORD, "127.0.0.1", NOW)


@pytest.mark.parametrize("login", ["executive", "manager", "analyst", "sales"])
@pytest.mark.parametrize("what", ["save", "retire", "order", "moves", "undo", "password", "sign_out"])
def test_nobody_but_administrators_changes_a_list(office: Office, login: str, what: str) -> None:
    office.login = login
    answer = office.act(what, "reasons", office.world.reasons["BEST"], values={"description": "Mine"})
    assert (answer["ok"], answer["message"]) == (
        False, "Your role does not allow this. Ask an administrator if you need it.",
    )  # fmt: skip
    with office.database.read() as session:
        assert session.get_one(ClosingReason, office.world.reasons["BEST"]).active


@pytest.mark.parametrize("key", ["", "nothing", "opportunity", "../users", "Stages"])
def test_a_list_that_is_not_there_is_not_found(office: Office, key: str) -> None:
    with pytest.raises(NotFound):
        office.form(key)
