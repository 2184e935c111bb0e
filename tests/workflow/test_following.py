"""Following: a change is told to those who want to hear of it and may, by the ways that they chose, and once."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from data.queries.people import everybody, principal_of_user
from data.schema.company import SourceSystem
from data.schema.importing import ImportRun
from data.schema.mail import DigestItem, MailMessage
from data.schema.notice import Notification
from data.schema.opportunity import Opportunity
from data.schema.people import User
from data.session import Database
from domain.attention import Channel, Digest, How, Kind, Rhythm
from domain.errors import NotFound
from tests.selling import Seller
from tests.world import NOW, TODAY, World
from workflow import following, opportunities
from workflow.opportunities import Closing

APP, MAIL, DIGEST = Channel.APP, Channel.MAIL, Channel.DIGEST


@pytest.fixture
def seller(database: Database, world: World) -> Seller:
    return Seller(database, world)


def choose(seller: Seller, login: str, kind: Kind, *ways: Channel) -> None:
    person = seller.world.principal(login)
    seller.run(lambda unit: following.choose_ways(unit, person, kind, frozenset(ways)))


def follow(seller: Seller, login: str, entity: str, entity_id: int, how: How = "follow") -> None:
    person = seller.world.principal(login)
    seller.run(lambda unit: following.follow(unit, person, entity, entity_id, how, now=NOW))


def move(seller: Seller, key: str, step: int) -> None:
    target, stage_id = seller.target(key), seller.world.stages["new", step]
    seller.run(
        lambda unit: opportunities.move_to_stage(
            unit, seller.principal, target, stage_id, with_probability=False, today=TODAY, now=NOW
        )
    )


def logins(database: Database, column: Any) -> list[str]:
    with database.read() as session:
        return sorted(session.scalars(select(User.login).join(column.class_, column == User.id)))


def told(database: Database) -> list[str]:
    """Return who has a notice from a change."""
    with database.read() as session:
        query = select(User.login).join(Notification, Notification.user_id == User.id)
        return sorted(session.scalars(query.where(Notification.key.startswith("event"))))


def mailed(database: Database) -> list[str]:
    return logins(database, MailMessage.user_id)


def kept(database: Database) -> list[str]:
    return logins(database, DigestItem.user_id)


def test_everybody_at_once_is_everybody_one_by_one(database: Database, world: World) -> None:
    with database.read() as session:
        ids = session.scalars(select(User.id).order_by(User.id))
        assert everybody(session) == [found for id_ in ids if (found := principal_of_user(session, id_)) is not None]


def test_a_win_is_told_to_those_who_lead_and_kept_for_those_who_look(database: Database, seller: Seller) -> None:
    seller.win("lines")
    assert told(database) == ["country_manager", "manager"], "not the one who won, not colleagues, not other companies"
    assert kept(database) == ["administrator", "analyst", "country_manager", "executive", "manager"]
    assert mailed(database) == []
    with database.read() as session:
        notice = session.scalars(select(Notification).where(Notification.key.startswith("event"))).first()
        assert notice is not None
        assert (notice.kind, notice.severity, notice.template) == ("closed", "success", "{actor} won {what}, {amount}.")
        assert notice.params["what"] == "Gamma Presse, Service contract"


def test_an_owner_hears_what_others_do_to_their_own(database: Database, world: World) -> None:
    leader = Seller(database, world, "manager")
    leader.edit("press", gross_minor=1_000)
    leader.edit("robot", expected_order_on=TODAY + timedelta(days=1))
    assert told(database) == ["sales"], "a much smaller amount is told, a day later in the same year is not"


def test_who_is_given_an_opportunity_hears_it_by_mail_too(database: Database, world: World) -> None:
    Seller(database, world, "manager").edit("press", owner_id=world.users["colleague"])
    assert told(database) == ["colleague"]
    assert mailed(database) == ["colleague"]


@pytest.mark.parametrize("entity", ["opportunity", "contact", "team"])
def test_following_adds_somebody_and_muting_takes_them_out(
    database: Database, world: World, seller: Seller, entity: str
) -> None:
    ids = {
        "opportunity": world.opportunities["lines"],
        "contact": world.contacts["Gamma Presse"],
        "team": world.teams["NORTH"],
    }
    follow(seller, "colleague", entity, ids[entity])
    follow(seller, "manager", entity, ids[entity], "mute")
    seller.win("lines")
    assert told(database) == ["colleague", "country_manager"]
    assert "manager" not in kept(database)


def test_the_nearest_counts_and_as_usual_forgets(database: Database, world: World, seller: Seller) -> None:
    follow(seller, "colleague", "team", world.teams["NORTH"], "mute")
    follow(seller, "colleague", "opportunity", world.opportunities["lines"])
    follow(seller, "manager", "opportunity", world.opportunities["lines"], "mute")
    follow(seller, "manager", "opportunity", world.opportunities["lines"], "usual")
    seller.win("lines")
    assert told(database) == ["colleague", "country_manager", "manager"]


def test_nobody_follows_what_they_do_not_see(database: Database, world: World, seller: Seller) -> None:
    for entity, entity_id in (
        ("opportunity", world.opportunities["alpine"]),
        ("team", world.teams["ALPS"]),
        ("mood", 1),
    ):
        with pytest.raises(NotFound):
            follow(seller, "sales", entity, entity_id)
    follow(seller, "other_team", "contact", world.contacts["Gamma Presse"])
    seller.win("lines")
    assert "other_team" not in told(database), "the contact is theirs to follow, the opportunity is not theirs to see"


def test_each_way_of_each_kind_is_ones_own_choice(database: Database, world: World, seller: Seller) -> None:
    choose(seller, "manager", Kind.CLOSED, MAIL)
    choose(seller, "country_manager", Kind.CLOSED)
    never = Digest(Rhythm.NEVER)
    seller.run(lambda unit: following.choose_digest(unit, world.principal("executive"), never))
    seller.win("lines")
    assert (told(database), mailed(database)) == ([], ["manager"])
    assert kept(database) == ["administrator", "analyst"]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda seller: seller.edit("press", expected_order_on=date(2027, 1, 5)), Kind.DATE),
        (lambda seller: move(seller, "press", 1), Kind.BACK),
        (lambda seller: seller.edit("press", gross_minor=20_000_000), Kind.AMOUNT),
    ],
)
def test_each_kind_of_change_is_known(
    database: Database, seller: Seller, change: Callable[[Seller], object], kind: Kind
) -> None:
    for each in Kind:
        choose(seller, "manager", each, APP)
    change(seller)
    with database.read() as session:
        kinds = session.scalars(select(Notification.kind).where(Notification.key.startswith("event"))).all()
    assert set(kinds) == {kind.value}


def test_many_changes_of_one_transaction_are_told_as_one(database: Database, world: World, seller: Seller) -> None:
    choose(seller, "manager", Kind.AMOUNT, APP, MAIL, DIGEST)

    def work(unit: Any) -> None:
        for key in ("press", "robot"):
            for net in (10_000_000, 1_000_000, 20_000_000, 2_000_000):
                record = unit.get(Opportunity, world.opportunities[key])
                target = opportunities.Target(record.id, record.version)
                edits = {"gross_minor": opportunities.Edit(record.gross_minor, net)}
                opportunities.edit(unit, seller.principal, target, edits, today=TODAY, now=NOW)

    seller.run(work)
    assert told(database).count("manager") == 1
    assert mailed(database) == ["manager"]
    assert kept(database).count("manager") > 5


def test_what_is_taken_back_before_the_end_is_not_told(database: Database, seller: Seller) -> None:
    lost = Closing(seller.world.reasons["PRICE"], TODAY)
    target = seller.target("press")
    with pytest.raises(ZeroDivisionError):
        seller.run(
            lambda unit: (opportunities.lose(unit, seller.principal, target, lost, today=TODAY, now=NOW), 1 // 0)
        )
    assert (told(database), kept(database)) == ([], [])


def digest_mails(database: Database, world: World, login: str) -> list[MailMessage]:
    with database.read() as session:
        found = list(
            session.scalars(
                select(MailMessage)
                .where(MailMessage.key.startswith("digest:"), MailMessage.user_id == world.users[login])
                .order_by(MailMessage.id)
            )
        )
        session.expunge_all()
    return found


def test_the_digest_comes_once_at_its_hour_with_everything_since_the_last(
    database: Database, world: World, seller: Seller
) -> None:
    seller.win("lines")
    lost = Closing(world.reasons["PRICE"], TODAY)
    target = seller.target("silent")
    seller.run(lambda unit: opportunities.lose(unit, seller.principal, target, lost, today=TODAY, now=NOW))
    monday = datetime(2026, 7, 20, 7, 45, tzinfo=NOW.tzinfo)  # the 15th is a Wednesday
    following.send_digests(database, monday - timedelta(minutes=1), "")
    assert digest_mails(database, world, "executive") == []
    for minutes in (0, 5, 60):
        following.send_digests(database, monday + timedelta(minutes=minutes), "")
    (mail,) = digest_mails(database, world, "executive")
    assert mail.subject["params"] == {"count": 2}
    assert [told["template"] for told in mail.body] == [
        "Won and lost", "{actor} won {what}, {amount}.", "{actor} lost {what}, {amount}.",
    ]  # fmt: skip
    seller.now = monday + timedelta(hours=1)
    seller.win("press")
    following.send_digests(database, monday + timedelta(days=6), "")
    assert len(digest_mails(database, world, "executive")) == 1
    following.send_digests(database, monday + timedelta(days=7), "")
    assert len(digest_mails(database, world, "executive")) == 2


def test_those_who_may_import_hear_once_how_an_import_ended(database: Database, world: World, seller: Seller) -> None:
    def work(unit: Any) -> None:
        system = SourceSystem(code="CRM", name="Old CRM")
        unit.add(system)
        unit.flush()
        unit.add(
            ImportRun(company_id=world.companies["IT"], source_system_id=system.id, profile="maven", fingerprint="f", started_at=NOW, finished_at=NOW, status="failed", counts={})
        )  # fmt: skip

    seller.run(work)
    for minutes in (1, 2):
        following.tell_imports(database, NOW + timedelta(minutes=minutes), "")
    with database.read() as session:
        query = select(User.login).join(Notification, Notification.user_id == User.id)
        heard = sorted(session.scalars(query.where(Notification.key.startswith("import"))))
    assert heard == ["administrator", "country_manager", "manager"]
    assert mailed(database) == ["administrator"]
