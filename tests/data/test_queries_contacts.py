"""The register in SQL: the list in every order, one contact as each person sees it, and who may be the same."""

from dataclasses import dataclass

import pytest

from data.queries.contacts import ContactPage, contact_detail, contacts_found, duplicates_of
from data.queries.contacts.duplicates import domain_of, is_alike
from data.queries.reporting import Converter
from data.schema.contact import Contact, ContactType, Sector
from data.session import Database
from domain.contact import ORDERS, ContactDetail, ContactView
from domain.errors import BadFilter, NotFound
from tests.world import TODAY, World

IT = ["Beta Meccanica", "Delta Sud", "Gamma Presse", "Officine Alfa"]


@dataclass
class Register:
    """The contacts of the small company."""

    database: Database
    world: World

    def page(self, query: str = "", login: str = "executive") -> ContactPage:
        view = ContactView.from_query(dict(pair.split("=") for pair in query.split("&") if pair))
        with self.database.read() as session:
            return contacts_found(session, self.world.principal(login), view, Converter(session, "EUR", TODAY))

    def names(self, query: str = "", login: str = "executive") -> list[str]:
        return [row.name for row in self.page(query, login).rows]

    def detail(self, name: str, login: str = "executive") -> ContactDetail:
        with self.database.read() as session:
            converter = Converter(session, "EUR", TODAY)
            return contact_detail(session, self.world.principal(login), self.world.contacts[name], converter)


@pytest.fixture
def register(database: Database, world: World) -> Register:
    return Register(database, world)


def test_the_list_holds_the_contacts_of_ones_companies_with_what_is_open_and_won(register: Register) -> None:
    page = register.page()
    assert [row.name for row in page.rows] == ["Alpen Werk", *IT]
    assert (page.count, page.parts) == (5, 1)
    alfa = page.rows[-1]
    assert (alfa.type, alfa.stars, alfa.city, alfa.country_code) == ("Customer", 5, "Torino", "IT")
    assert (alfa.open.count, alfa.open.net_minor) == (2, 16_500_050)
    assert (alfa.won.count, alfa.won.net_minor) == (1, 5_000_000)
    assert alfa.contacted_on is not None


def test_amounts_in_other_currencies_count_at_the_rate_of_the_day(register: Register) -> None:
    gamma = next(row for row in register.page().rows if row.name == "Gamma Presse")
    # 33 333.33 francs at 0.9375 for one euro, beside 90 000 euros.
    assert gamma.open.net_minor == 9_000_000 + 3_555_555
    assert register.page().rates_on == TODAY.replace(day=14)


def test_sums_are_those_of_the_opportunities_one_sees(register: Register) -> None:
    rows = {row.name: row for row in register.page(login="sales").rows}
    assert sorted(rows) == IT
    assert (rows["Delta Sud"].open.count, rows["Delta Sud"].won.count) == (0, 0)
    assert rows["Officine Alfa"].open.count == 2
    assert register.names(login="foreign") == ["Alpen Werk"]


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_holds_all_rows_and_its_opposite_too(register: Register, order: str) -> None:
    upwards, downwards = register.names(f"order={order}"), register.names(f"order=-{order}")
    assert sorted(upwards) == sorted(downwards) == ["Alpen Werk", *IT]


def test_orders_by_amount_and_by_stars(register: Register) -> None:
    assert register.names("order=-open")[0] == "Delta Sud"
    assert register.names("order=stars") == [
        "Alpen Werk",
        "Delta Sud",
        "Gamma Presse",
        "Beta Meccanica",
        "Officine Alfa",
    ]


def test_the_list_is_narrowed_by_all_that_is_chosen(register: Register) -> None:
    with register.database.write() as session:
        sector = Sector(code="STEEL", description="Steel")
        session.add(sector)
        session.flush()
        session.get_one(Contact, register.world.contacts["Delta Sud"]).sector_id = sector.id
        agent = register.world.agents["A1"]
        session.get_one(Contact, register.world.contacts["Delta Sud"]).main_agent_id = agent
        kind = session.query(ContactType.id).scalar()
        chosen = f"sector={sector.id}&main_agent={agent}&kind={kind}&country=IT&stars=2&find=delt"
    assert register.names(chosen) == ["Delta Sud"]
    assert register.names("stars=4") == ["Beta Meccanica", "Officine Alfa"]
    assert register.names("country=CH") == ["Alpen Werk"]
    assert register.names("find=nobody") == []


def test_blocks_follow_each_other_and_none_is_beyond_the_last(register: Register) -> None:
    with register.database.write() as session:
        company = register.world.companies["IT"]
        session.add_all(Contact(company_id=company, name=f"Ditta {number:03}") for number in range(120))
    first, second, third = (register.names(f"find=ditta&part={part}") for part in (1, 2, 3))
    assert [len(first), len(second), len(third)] == [50, 50, 20]
    assert [*first, *second, *third] == [f"Ditta {number:03}" for number in range(120)]
    assert register.names("find=ditta&part=99") == third


@pytest.mark.parametrize("query", ["order=secret", "kind=x", "part=-1", "country=ITA", "stars=1e3"])
def test_an_address_that_cannot_be_read_is_refused(query: str) -> None:
    with pytest.raises(BadFilter):
        ContactView.from_query(dict([query.split("=")]))


def test_a_contact_shows_what_one_may_see_of_it(register: Register) -> None:
    whole, mine = register.detail("Beta Meccanica"), register.detail("Beta Meccanica", "other_team")
    assert [deal.title for deal in whole.open_deals] == ["Amount unknown", "Silent pump"]
    assert [deal.title for deal in whole.past_deals] == ["Old lathe"]
    assert (whole.sums.open.count, whole.sums.lost.net_minor) == (2, 1_234_567)
    assert (mine.open_deals, mine.past_deals, mine.sums.open.count, mine.sums.lost.count) == ((), (), 0, 0)
    assert whole.changeable is False
    assert mine.changeable is True
    with pytest.raises(NotFound):
        register.detail("Beta Meccanica", "foreign")


def test_papers_and_people_belong_to_the_page(register: Register) -> None:
    alfa = register.detail("Officine Alfa")
    assert [person.name for person in alfa.people] == ["Paola Rossi"]
    assert [paper.number for paper in alfa.papers.quotes] == ["Q-1"]
    assert [campaign.name for campaign in alfa.campaigns] == ["Fair"]
    assert alfa.sums.weighted_minor == 6_000_000 + 1_125_012


def test_duplicates_are_named_alike_or_share_a_vat_number_or_a_firms_mail(register: Register) -> None:
    with register.database.write() as session:
        company = register.world.companies["IT"]
        alfa = session.get_one(Contact, register.world.contacts["Officine Alfa"])
        alfa.vat_number, alfa.email = "IT 012.345", "info@alfa.it"
        session.add_all([
            Contact(company_id=company, name="Alfa Officine S.p.A."),
            Contact(company_id=company, name="Somebody", vat_number="it012345"),
            Contact(company_id=company, name="Else", email="buyer@ALFA.it"),
            Contact(company_id=company, name="Officine Zeta"),
            Contact(company_id=register.world.companies["CH"], name="Officine Alfa"),
        ])  # fmt: skip
    with register.database.read() as session:
        who = register.world.principal("administrator")
        found = duplicates_of(session, who, register.world.contacts["Officine Alfa"])
    assert [(row.name, row.reasons) for row in found] == [
        ("Alfa Officine S.p.A.", ("name",)), ("Else", ("email",)), ("Somebody", ("vat",)),
    ]  # fmt: skip


def test_shared_mail_domains_and_single_words_in_common_say_nothing() -> None:
    assert (domain_of("a@gmail.com"), domain_of("a@alfa.it"), domain_of(None), domain_of("x")) == (
        "",
        "alfa.it",
        "",
        "",
    )
    assert is_alike({"alfa", "officine"}, {"alfa", "officine", "torino"})
    assert not is_alike({"alfa", "officine"}, {"beta", "officine"})
