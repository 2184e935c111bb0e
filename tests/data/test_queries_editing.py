"""What the form of an opportunity begins with, and what reading it costs."""

from sqlalchemy import event

from data.queries import editing
from data.schema.people import User, UserCompany
from data.session import Database
from domain.access import Role
from tests.world import World


def statements(database: Database, world: World) -> int:
    """Return how many statements reading a form takes."""
    found: list[str] = []
    with database.read() as session:
        engine = session.get_bind()

        def count(*call: object) -> None:
            found.append(str(call[2]))

        event.listen(engine, "before_cursor_execute", count)
        editing.form(session, world.principal("sales"), world.opportunities["press"])
        event.remove(engine, "before_cursor_execute", count)
    return len(found)


def test_more_people_cost_no_more_statements(sqlite_database: Database, sqlite_world: World) -> None:
    before = statements(sqlite_database, sqlite_world)
    with sqlite_database.write() as session:
        for number in range(5):
            user = User(
                login=f"new{number}", display_name=f"New {number}", email=f"new{number}@caudal.example",
                role=Role.SALES_PERSON.value, password_hash="x",
            )  # fmt: skip
            session.add(user)
            session.flush()
            session.add(UserCompany(user_id=user.id, company_id=sqlite_world.companies["IT"]))
    assert statements(sqlite_database, sqlite_world) == before


def test_who_can_own_is_offered_and_who_does_though_they_have_gone(
    sqlite_database: Database, sqlite_world: World
) -> None:
    def owners() -> list[str]:
        with sqlite_database.read() as session:
            form = editing.form(session, sqlite_world.principal("sales"), sqlite_world.opportunities["press"])
        return [choice.name for choice in form.choices["owner_id"]]

    usual = ["Ada Root", "Chiara Intera", "Marco Guida", "Nico Vicino", "Olga Meridione", "Sara Vendi"]
    assert owners() == usual
    with sqlite_database.write() as session:
        session.get_one(User, sqlite_world.users["sales"]).active = False
    assert owners() == usual
