"""Changing the register: editing, placing, people, merging, and the way back from each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from data.queries.contacts import unplaced
from data.schema.base import Base
from data.schema.campaign import Campaign, CampaignMember
from data.schema.contact import Contact, ContactAddress, ContactPerson
from data.schema.invoice import Invoice
from data.schema.log import Audit, Event
from data.schema.opportunity import Opportunity
from data.schema.sales import SalesOrder
from data.session import Database, Session
from domain.access import Principal
from domain.errors import (
    AddressNeeded,
    BadEmail,
    BadPhone,
    BadPosition,
    BadVatNumber,
    BadWebsite,
    BadYear,
    CannotUndo,
    Conflict,
    ContactExists,
    ContactShared,
    InvalidFields,
    NameNeeded,
    NotFound,
    NotOffered,
    NotPermitted,
    NotTheSameCompany,
    PersonNamed,
    PlaceNotFound,
    SalesError,
)
from domain.geography import NOWHERE, GeoPrecision, Place
from tests.world import NOW, TODAY, World
from workflow import contacts as verbs
from workflow.contacts import Change, Merge, Target
from workflow.contacts.merging import HANGING, LINKS


class Atlas:
    """A list of places that knows one town."""

    def locate(self, city: str | None, province: str | None, country: str | None) -> Place:  # noqa: ARG002  as the gazetteer
        if city == "Bergamo":
            return Place(45.696, 9.667, GeoPrecision.CITY, "Bergamo")
        return Place(42.0, 12.0, GeoPrecision.COUNTRY, "Italy") if country else NOWHERE


@dataclass
class Clerk:
    """Somebody who keeps the register."""

    database: Database
    world: World
    login: str = "country_manager"

    def run(self, verb: Callable[[Session], Change]) -> Change:
        return self.database.run(verb)

    @property
    def who(self) -> Principal:
        return self.world.principal(self.login)

    def target(self, name: str) -> Target:
        with self.database.read() as session:
            return Target(self.world.contacts[name], session.get_one(Contact, self.world.contacts[name]).version)

    def edit(self, name: str, /, **wanted: object) -> Change:
        target = self.target(name)
        return self.run(lambda unit: verbs.edit(unit, self.who, target, wanted, today=TODAY, now=NOW))

    def merge(self, into: str, other: str) -> Change:
        target, gone = self.target(into), self.target(other)
        asked = Merge(gone.contact_id, gone.version)
        return self.run(lambda unit: verbs.merge(unit, self.who, target, asked, now=NOW))

    def undo(self, change: Change, seconds: int = 5) -> Change:
        later = NOW + timedelta(seconds=seconds)
        return self.run(lambda unit: verbs.undo(unit, self.who, change.event_id or 0, now=later))

    def read(self, name: str) -> Contact:
        with self.database.read() as session:
            contact = session.get_one(Contact, self.world.contacts[name])
            session.expunge(contact)
            return contact

    def dump(self) -> dict[str, list[str]]:
        """Return every row of every table but the logs, without versions and instants of change."""
        found = {}
        with self.database.read() as session:
            for table in Base.metadata.sorted_tables:
                if table.name in {"event", "audit"}:
                    continue
                columns = [column for column in table.c if column.name not in {"version", "updated_at"}]
                found[table.name] = sorted(map(repr, session.execute(select(*columns)).all()))
        return found


@pytest.fixture
def clerk(database: Database, world: World) -> Clerk:
    return Clerk(database, world)


@pytest.fixture
def quick(sqlite_database: Database, sqlite_world: World) -> Clerk:
    return Clerk(sqlite_database, sqlite_world)


def test_details_are_changed_as_one_event_and_one_undo_brings_them_back(clerk: Clerk) -> None:
    change = clerk.edit("Officine Alfa", name="Officine Alfa Nuova", email="info@alfa.it", founded_year=1961)
    contact = clerk.read("Officine Alfa")
    assert (contact.name, contact.email, contact.founded_year, contact.version) == (
        "Officine Alfa Nuova", "info@alfa.it", 1961, 2,
    )  # fmt: skip
    with clerk.database.read() as session:
        event = session.get_one(Event, change.event_id)
        session.expunge(event)
    assert (event.entity, event.verb, (event.before or {})["name"]) == ("contact", "edit", "Officine Alfa")
    clerk.undo(change)
    assert clerk.read("Officine Alfa").name == "Officine Alfa"
    assert clerk.read("Officine Alfa").email is None


@pytest.mark.parametrize(
    ("field", "value", "refusal"),
    [
        ("name", " ", NameNeeded),
        ("email", "info at alfa", BadEmail),
        ("website", "javascript:alert(1)", BadWebsite),
        ("phone", "call me", BadPhone),
        ("vat_number", "!!", BadVatNumber),
        ("founded_year", 3000, BadYear),
        ("sector_id", 10**9, NotOffered),
        ("currency_code", "QQQ", NotOffered),
        ("main_agent_id", 10**9, NotOffered),
    ],
)
def test_each_field_says_how_it_is_written(quick: Clerk, field: str, value: object, refusal: type[SalesError]) -> None:
    with pytest.raises(InvalidFields) as refused:
        quick.edit("Officine Alfa", **{field: value, "code": "NEW"})
    assert isinstance(refused.value.fields[field], refusal)
    assert quick.read("Officine Alfa").version == 1


def test_who_may_not_change_opportunities_may_not_change_contacts_and_others_do_not_see_them(quick: Clerk) -> None:
    quick.login = "analyst"
    with pytest.raises(NotPermitted):
        quick.edit("Officine Alfa", code="X")
    quick.login = "foreign"
    with pytest.raises(NotFound):
        quick.edit("Officine Alfa", code="X")


def test_an_old_version_is_refused_and_a_repeated_request_is_one_change(quick: Clerk) -> None:
    old = quick.target("Officine Alfa")
    quick.edit("Officine Alfa", code="X")
    with pytest.raises(Conflict):
        quick.run(lambda unit: verbs.edit(unit, quick.who, old, {"code": "Y"}, today=TODAY, now=NOW))
    keyed = Target(old.contact_id, 2, "key-1")
    once, twice = (
        quick.run(lambda unit: verbs.edit(unit, quick.who, keyed, {"code": "Y"}, today=TODAY, now=NOW)) for _ in "12"
    )
    assert (once.event_id, twice.version, quick.read("Officine Alfa").version) == (twice.event_id, 3, 3)


def test_another_town_moves_the_contact_on_the_map_and_the_same_one_does_not(clerk: Clerk) -> None:
    target = clerk.target("Officine Alfa")
    wanted = {"city": "Bergamo", "street": "Via Roma 1"}
    change = clerk.run(
        lambda unit: verbs.change_address(unit, clerk.who, target, wanted, Atlas(), today=TODAY, now=NOW)
    )
    contact = clerk.read("Officine Alfa")
    assert (contact.latitude, contact.geo_precision, contact.geo_source) == (45.696, "city", "gazetteer")
    again = clerk.target("Officine Alfa")
    same = clerk.run(lambda unit: verbs.change_address(unit, clerk.who, again, wanted, Atlas(), today=TODAY, now=NOW))
    assert same.event_id is None
    clerk.undo(change)
    assert (clerk.read("Officine Alfa").latitude, clerk.read("Officine Alfa").city) == (45.07, "Torino")


def test_a_place_put_by_hand_stays_when_the_address_changes_and_when_contacts_become_one(quick: Clerk) -> None:
    who = quick.who
    quick.run(lambda unit: verbs.put_on_map(unit, who, quick.target("Beta Meccanica"), 45.1, 9.2, now=NOW))
    wanted = {"city": "Bergamo"}
    target = quick.target("Beta Meccanica")
    quick.run(lambda unit: verbs.change_address(unit, who, target, wanted, Atlas(), today=TODAY, now=NOW))
    assert (quick.read("Beta Meccanica").city, quick.read("Beta Meccanica").latitude) == ("Bergamo", 45.1)
    bare = quick.target("Beta Meccanica")
    quick.run(lambda unit: verbs.change_address(unit, who, bare, {"city": None}, Atlas(), today=TODAY, now=NOW))
    quick.merge("Beta Meccanica", "Gamma Presse")
    kept = quick.read("Beta Meccanica")
    assert (kept.city, kept.latitude, kept.geo_source) == ("Bologna", 45.1, "typed")


def test_proposals_are_accepted_together_but_never_over_a_place_put_by_hand(quick: Clerk) -> None:
    who, names = quick.who, ("Officine Alfa", "Beta Meccanica", "Gamma Presse")

    def unplace(session: Session) -> None:
        for name in names:
            contact = session.get_one(Contact, quick.world.contacts[name])
            contact.city, contact.country_code = "Bergamo", None if name == "Gamma Presse" else "IT"
            contact.latitude, contact.longitude, contact.geo_precision = None, None, "none"

    quick.database.run(unplace)
    quick.run(lambda unit: verbs.put_on_map(unit, who, quick.target("Officine Alfa"), 45.1, 9.2, now=NOW))
    with quick.database.read() as session:
        listed, count = unplaced(session, who)
    assert ([row.name for row in listed], count) == (["Beta Meccanica", "Gamma Presse"], 2)
    targets = [quick.target(name) for name in names]
    changes = quick.database.run(lambda unit: verbs.accept_places(unit, who, targets, Atlas(), now=NOW))
    assert [quick.read(name).latitude for name in names] == [45.1, 45.696, 45.696]
    assert quick.read("Beta Meccanica").geo_precision == "city"
    events = [change.event_id or 0 for change in changes]
    quick.database.run(lambda unit: verbs.undo_places(unit, who, events, now=NOW))
    assert [quick.read(name).latitude for name in names] == [45.1, None, None]


def test_a_place_is_typed_picked_or_looked_up_again(quick: Clerk) -> None:
    who, atlas = quick.who, Atlas()
    target = quick.target("Beta Meccanica")
    quick.run(lambda unit: verbs.put_on_map(unit, who, target, 45.1, 9.2, now=NOW))
    assert (quick.read("Beta Meccanica").geo_precision, quick.read("Beta Meccanica").geo_source) == ("exact", "typed")
    second = quick.target("Beta Meccanica")
    quick.run(lambda unit: verbs.put_in_town(unit, who, second, atlas, ("Bergamo", "IT"), now=NOW))
    assert (quick.read("Beta Meccanica").latitude, quick.read("Beta Meccanica").geo_precision) == (45.696, "exact")
    third = quick.target("Beta Meccanica")
    quick.run(lambda unit: verbs.place_again(unit, who, third, atlas, now=NOW))
    assert quick.read("Beta Meccanica").geo_precision == "country"
    last = quick.target("Beta Meccanica")
    with pytest.raises(PlaceNotFound):
        quick.run(lambda unit: verbs.put_in_town(unit, who, last, atlas, ("Atlantis", "IT"), now=NOW))
    with pytest.raises(BadPosition):
        quick.run(lambda unit: verbs.put_on_map(unit, who, last, 95.0, 9.2, now=NOW))


def test_people_are_added_changed_and_removed_unless_an_opportunity_names_them(clerk: Clerk) -> None:
    who = clerk.who
    target = clerk.target("Officine Alfa")
    wanted = {"name": "Ugo Neri", "email": "ugo@alfa.it"}
    added = clerk.run(lambda unit: verbs.save_person(unit, who, target, None, wanted, now=NOW))
    with clerk.database.read() as session:
        ids = {name: id_ for id_, name in session.execute(select(ContactPerson.id, ContactPerson.name))}
    assert set(ids) == {"Paola Rossi", "Ugo Neri"}
    dropped = clerk.run(
        lambda unit: verbs.drop_person(unit, who, clerk.target("Officine Alfa"), ids["Paola Rossi"], now=NOW)
    )
    clerk.undo(dropped)
    with clerk.database.write() as session:
        assert session.get_one(ContactPerson, ids["Paola Rossi"]).position == "Buyer"
        session.get_one(Opportunity, clerk.world.opportunities["press"]).contact_person_id = ids["Paola Rossi"]
    with pytest.raises(PersonNamed):
        clerk.run(lambda unit: verbs.drop_person(unit, who, clerk.target("Officine Alfa"), ids["Paola Rossi"], now=NOW))
    with pytest.raises(CannotUndo):
        clerk.undo(added)
    with pytest.raises(NotFound):
        clerk.run(lambda unit: verbs.drop_person(unit, who, clerk.target("Delta Sud"), ids["Ugo Neri"], now=NOW))


def test_nobody_is_named_to_who_may_not_see_the_contact_or_not_change_it(quick: Clerk) -> None:
    with quick.database.write() as session:
        paola = session.scalars(select(ContactPerson.id).where(ContactPerson.name == "Paola Rossi")).one()
        session.get_one(Opportunity, quick.world.opportunities["press"]).contact_person_id = paola

    def drop(login: str, contact: str) -> Change:
        who, target = quick.world.principal(login), quick.target(contact)
        return quick.run(lambda unit: verbs.drop_person(unit, who, target, paola, now=NOW))

    with pytest.raises(NotFound):
        drop("foreign", "Alpen Werk")
    with pytest.raises(NotPermitted):
        drop("analyst", "Officine Alfa")


def test_adding_a_person_is_not_undone_once_an_opportunity_names_them(clerk: Clerk) -> None:
    wanted = {"name": "Ugo Neri"}
    target = clerk.target("Officine Alfa")
    added = clerk.run(lambda unit: verbs.save_person(unit, clerk.who, target, None, wanted, now=NOW))
    with clerk.database.write() as session:
        ugo = session.scalars(select(ContactPerson.id).where(ContactPerson.name == "Ugo Neri")).one()
        session.get_one(Opportunity, clerk.world.opportunities["press"]).contact_person_id = ugo
    with pytest.raises(CannotUndo):
        clerk.undo(added)
    with clerk.database.read() as session:
        assert session.get(ContactPerson, ugo) is not None


def test_a_further_address_needs_a_street_or_a_town(quick: Clerk) -> None:
    target = quick.target("Officine Alfa")
    with pytest.raises(AddressNeeded):
        quick.run(lambda unit: verbs.save_address(unit, quick.who, target, None, {"kind": "plant"}, now=NOW))
    wanted = {"kind": "plant", "city": "Ivrea", "country_code": "IT"}
    quick.run(lambda unit: verbs.save_address(unit, quick.who, target, None, wanted, now=NOW))
    with quick.database.read() as session:
        assert session.scalars(select(ContactAddress.city)).all() == ["Ivrea"]


def test_a_new_contact_is_placed_and_a_name_is_there_once(clerk: Clerk) -> None:
    company = clerk.world.companies["IT"]
    wanted = {"name": "Epsilon", "city": "Bergamo", "country_code": "IT"}
    change = clerk.run(
        lambda unit: verbs.register(unit, clerk.who, company, wanted, Atlas(), request_key="k", today=TODAY, now=NOW)
    )
    with clerk.database.read() as session:
        contact = session.get_one(Contact, change.contact_id)
        session.expunge(contact)
    assert (contact.name, contact.latitude) == ("Epsilon", 45.696)
    with pytest.raises(ContactExists):
        clerk.run(lambda unit: verbs.register(unit, clerk.who, company, wanted, Atlas(), today=TODAY, now=NOW))
    abroad = clerk.world.companies["CH"]
    with pytest.raises(NotFound):
        clerk.run(lambda unit: verbs.register(unit, clerk.who, abroad, wanted, Atlas(), today=TODAY, now=NOW))


def test_a_name_with_accents_is_there_once_too(clerk: Clerk) -> None:
    def register() -> Change:
        company_id, wanted = clerk.world.companies["IT"], {"name": "Éclair À Ü"}
        return clerk.run(
            lambda unit: verbs.register(unit, clerk.who, company_id, wanted, Atlas(), today=TODAY, now=NOW)
        )

    register()
    with pytest.raises(ContactExists):
        register()


def test_everything_that_can_hang_on_a_contact_is_moved_by_merging() -> None:
    owners = {f"{key.class_.__tablename__}.{owner.key}" for key, owner in HANGING.values()}
    owners |= {f"{entity.__tablename__}.contact_id" for entity, _key in LINKS.values()}
    referring = {
        f"{table.name}.{key.parent.name}"
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.target_fullname == "contact.id"
    }
    assert owners == referring


def test_merging_moves_all_and_changes_no_total(clerk: Clerk) -> None:
    def totals() -> list[object]:
        with clerk.database.read() as session:
            return [
                session.execute(select(func.count(entity.id), func.sum(entity.net_minor))).one()
                for entity in (Opportunity, SalesOrder, Invoice)
            ]

    before = totals()
    clerk.edit("Beta Meccanica", email="info@beta.it", code=None)
    clerk.merge("Officine Alfa", "Beta Meccanica")
    assert totals() == before
    kept = clerk.read("Officine Alfa")
    assert (kept.email, kept.city) == ("info@beta.it", "Torino")
    with clerk.database.read() as session:
        assert session.get(Contact, clerk.world.contacts["Beta Meccanica"]) is None
        told = session.scalars(select(Audit.subject).where(Audit.action == "contacts_merged")).all()
        assert told == ["contact: Beta Meccanica"]
        moved = select(func.count()).where(Opportunity.contact_id == kept.id)
        assert session.scalar(moved) == 6


def test_undoing_a_merge_leaves_no_trace_but_in_the_log(clerk: Clerk) -> None:
    with clerk.database.write() as session:
        alfa, beta = (clerk.world.contacts[name] for name in ("Officine Alfa", "Beta Meccanica"))
        for code in ("K1", "K2"):
            session.add(Campaign(company_id=clerk.world.companies["IT"], code=code, name=code, currency_code="EUR"))
        session.flush()
        first, second = session.scalars(
            select(Campaign.id).where(Campaign.code.in_(["K1", "K2"])).order_by(Campaign.code)
        )
        session.add_all([
            CampaignMember(campaign_id=first, contact_id=alfa), CampaignMember(campaign_id=second, contact_id=beta),
            CampaignMember(campaign_id=first, contact_id=beta, became_lead_on=TODAY),
        ])  # fmt: skip
        session.get_one(Contact, alfa).parent_contact_id = beta
        session.get_one(Contact, clerk.world.contacts["Delta Sud"]).parent_contact_id = beta
    before = clerk.dump()
    change = clerk.merge("Officine Alfa", "Beta Meccanica")
    with clerk.database.read() as session:
        mine = CampaignMember.campaign_id.in_([first, second])
        members = session.execute(select(CampaignMember.campaign_id, CampaignMember.contact_id).where(mine)).all()
    assert sorted(map(tuple, members)) == [(first, alfa), (second, alfa)]
    assert clerk.dump() != before
    clerk.undo(change)
    assert clerk.dump() == before


def test_a_merge_is_not_undone_where_the_number_of_the_one_gone_was_given_to_another(quick: Clerk) -> None:
    def add(name: str) -> int:
        with quick.database.write() as session:
            contact = Contact(company_id=quick.world.companies["IT"], name=name)
            session.add(contact)
            session.flush()
            return contact.id

    quick.world.contacts["Last"] = add("Last")
    change = quick.merge("Officine Alfa", "Last")
    assert add("Newer") == quick.world.contacts["Last"], "SQLite gives the highest number away again"
    with pytest.raises(CannotUndo):
        quick.undo(change)


def test_undoing_a_merge_leaves_what_was_given_to_another_contact_meanwhile(clerk: Clerk) -> None:
    beta, delta = clerk.world.contacts["Beta Meccanica"], clerk.world.contacts["Delta Sud"]
    with clerk.database.read() as session:
        mine = select(Opportunity.id).where(Opportunity.contact_id == beta).order_by(Opportunity.id)
        first, *others = session.scalars(mine)
    change = clerk.merge("Officine Alfa", "Beta Meccanica")
    with clerk.database.write() as session:
        session.get_one(Opportunity, first).contact_id = delta
    clerk.undo(change)
    with clerk.database.read() as session:
        assert session.get_one(Opportunity, first).contact_id == delta
        assert list(session.scalars(mine)) == others


def test_merging_is_refused_with_itself_across_companies_and_over_what_one_may_not_change(quick: Clerk) -> None:
    with pytest.raises(NotTheSameCompany):
        quick.merge("Officine Alfa", "Officine Alfa")
    quick.login = "administrator"
    with pytest.raises(NotTheSameCompany):
        quick.merge("Officine Alfa", "Alpen Werk")
    quick.login = "sales"
    with pytest.raises(ContactShared):
        quick.merge("Officine Alfa", "Delta Sud")
    quick.login = "foreign"
    with pytest.raises(NotFound):
        quick.merge("Alpen Werk", "Officine Alfa")


def test_a_merge_cannot_be_undone_after_a_minute_nor_by_somebody_else(quick: Clerk) -> None:
    change = quick.merge("Officine Alfa", "Beta Meccanica")
    with pytest.raises(CannotUndo):
        quick.undo(change, seconds=100)
    quick.login = "administrator"
    with pytest.raises(CannotUndo):
        quick.undo(change)
