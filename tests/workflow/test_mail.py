"""Mail: asked for once with the change, sent when it may be, tried again when it could not be, never lost."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from data.schema.mail import MailMessage
from data.schema.people import User
from data.schema.preference import UserPreference
from data.session import Database
from domain.errors import BadEmail
from domain.money import Money
from domain.telling import Told, from_plain, to_plain, verbatim
from tests.world import NOW, TODAY, World
from workflow.mail import Attachment, Mail, queue_mail

WON = Told("Won: {title}", {"title": "Pump"})


def queue(database: Database, mail: Mail, now: datetime = NOW) -> int | None:
    return database.run(lambda unit: queue_mail(unit, mail, now=now))


def stored(database: Database) -> list[MailMessage]:
    with database.read() as session:
        found = list(session.scalars(select(MailMessage).order_by(MailMessage.id)))
        session.expunge_all()
    return found


def test_asking_twice_with_the_same_key_is_one_mail(database: Database, world: World) -> None:
    user_id = world.users["sales"]
    mail = Mail("won:1", WON, [verbatim("Well done.")], to_user_id=user_id, path="/opportunity/1")
    assert queue(database, mail) == queue(database, mail)
    (message,) = stored(database)
    assert (message.user_id, message.address, message.path) == (user_id, None, "/opportunity/1")
    assert message.subject == {"template": "Won: {title}", "params": {"title": "Pump"}}
    assert message.not_before_at == NOW


def test_nobody_without_an_address_gets_mail(database: Database, world: World) -> None:
    user_id, gone = world.users["sales"], world.users["gone"]
    database.run(lambda unit: unit.execute(update(User).where(User.id == user_id).values(email=None)))
    assert queue(database, Mail("won:1", WON, [], to_user_id=user_id)) is None
    assert queue(database, Mail("won:2", WON, [], to_user_id=gone)) is None
    assert stored(database) == []


def test_an_address_must_look_like_one(sqlite_database: Database) -> None:
    assert queue(sqlite_database, Mail("a", WON, [], address=" buyer@firm.example ")) is not None
    assert stored(sqlite_database)[0].address == "buyer@firm.example"
    for address in ("buyer", "", "a@b.c\nBcc: x@y.z", "a@" + "b" * 200 + ".com"):
        with pytest.raises(BadEmail):
            queue(sqlite_database, Mail("b", WON, [], address=address))


def test_mail_to_a_person_waits_for_the_end_of_their_quiet_hours(database: Database, world: World) -> None:
    user_id = world.users["sales"]
    evening = datetime(2026, 7, 15, 23, tzinfo=UTC)
    queue(database, Mail("usual", WON, [], to_user_id=user_id), evening)
    queue(database, Mail("at once", WON, [], to_user_id=user_id, keeps_quiet=False), evening)
    database.run(lambda unit: unit.add(UserPreference(user_id=user_id, name="tell.quiet", value="01:00-02:00,week")))
    queue(database, Mail("own", WON, [], to_user_id=user_id), evening)
    queue(database, Mail("later", WON, [], to_user_id=user_id, not_before=evening + timedelta(hours=2)), evening)
    tomorrow = datetime(2026, 7, 16, tzinfo=UTC)
    waits = {message.key: message.not_before_at for message in stored(database)}
    assert waits["usual"] == tomorrow.replace(hour=7, minute=30)
    assert waits["at once"] == evening
    assert waits["own"] == evening
    assert waits["later"] == tomorrow.replace(hour=2)


def test_a_file_goes_with_it(database: Database, world: World) -> None:
    user_id = world.users["sales"]
    queue(database, Mail("r", WON, [], to_user_id=user_id, attachment=Attachment("a.pdf", "application/pdf", b"%PDF")))
    with database.read() as session:
        row = session.execute(select(MailMessage.attachment_name, MailMessage.attachment)).one()
    assert tuple(row) == ("a.pdf", b"%PDF")


def test_days_and_amounts_survive_waiting() -> None:
    params = {"on": TODAY, "net": Money(12_345, "EUR"), "count": 3, "title": "Pump"}
    assert from_plain(to_plain(params)) == params
