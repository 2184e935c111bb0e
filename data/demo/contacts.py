"""Contacts of the demo company: invented firms in true towns, with people, further addresses and competitors."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import numpy as np
from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from data.demo import names
from data.demo.columns import Array, Table, choose, joined, nullable, padded, repeat, stream
from data.demo.lookups import COMPETITORS, CUSTOMER_TYPE, LEAD_TYPE
from data.demo.people import COMPANIES, SWISS_AGENTS, Staff
from data.demo.truth import ORIGIN_SHARE, STARS_SHARE, Truth
from data.gazetteer import City, Gazetteer
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from domain.outcome import Outcome

SMALLEST_TOWN: Final = 12_000
SMALLEST_SWISS_TOWN: Final = 8_000
JITTER_KM: Final = 3.0
KM_PER_DEGREE: Final = 111.2
COUNTRIES: Final = ("IT", "ES", "DE", "CH")
CALLING_CODES: Final = {"IT": "+39", "ES": "+34", "DE": "+49", "CH": "+41"}
# The zone's id south and north of a latitude; Switzerland is one zone.
BORDERS: Final = {"IT": (44.3, 3, 2), "ES": (40.9, 6, 5), "DE": (51.0, 9, 8), "CH": (90.0, 10, 10)}
# Companies that sell to Switzerland and the share of their contacts there that makes the planted share of deals.
SWISS_SELLERS: Final = {1: 0.45, 3: 0.55}
UNPLACED: Final = "none"


@dataclass(frozen=True)
class Contacts:
    """What deals need to know of their contacts; arrays are indexed by contact id − 1."""

    company: Array
    agent: Array
    stars: Array
    origin: Array
    foreign: Array
    weight: Array
    persons: Array  # id of the first person

    def __len__(self) -> int:
        return len(self.company)


def generate(truth: Truth, size: int, staff: Staff, gazetteer: Gazetteer) -> tuple[Contacts, dict[str, Table]]:
    """Return `size` contacts and their tables."""
    rng = stream(truth.seed, "contact")
    company = choose(rng, np.array([each.share for each in COMPANIES]), size) + 1
    country = _countries(rng, company, truth)
    town = _towns(rng, country, gazetteer)
    agent = _agents(rng, company, town["zone_id"], staff)
    firm = _firms(rng, company, country)
    people = 1 + (rng.random(size) < 0.4)
    contacts = Contacts(
        company=company,
        agent=agent,
        stars=choose(rng, STARS_SHARE, size) + 1,
        origin=choose(rng, ORIGIN_SHARE, size),
        foreign=country == "CH",
        weight=rng.permutation(1.0 / (np.arange(size) + 10.0) ** 0.9),
        persons=np.cumsum(people) - people + 1,
    )
    place = _without_some_addresses(rng, town, truth)
    main = {**_identity(rng, firm, country), **_register(rng, contacts, truth), **place}
    persons = _persons(rng, people, country)
    return contacts, {
        "contact": main,
        "contact_person": persons,
        "contact_address": _second_addresses(rng, town, country),
        "contact_competitor": _competitors(rng, size),
    }


def _countries(rng: np.random.Generator, company: Array, truth: Truth) -> Array:
    own = np.array([each.country for each in COMPANIES])[company - 1]
    share = np.zeros(len(COMPANIES) + 1)
    for seller, part in SWISS_SELLERS.items():
        share[seller] = truth.foreign_share * part / COMPANIES[seller - 1].share
    return np.where(rng.random(len(company)) < share[company], "CH", own)


def _towns(rng: np.random.Generator, country: Array, gazetteer: Gazetteer) -> Table:
    """Draw a town for each contact, larger ones more often, and a spot near its centre."""
    columns: Table = {
        "city": np.empty(len(country), dtype=object),
        "province": np.empty(len(country), dtype=object),
        "latitude": np.zeros(len(country)),
        "longitude": np.zeros(len(country)),
        "zone_id": np.zeros(len(country), dtype=np.int64),
    }
    for code in COUNTRIES:
        rows = np.flatnonzero(country == code)
        smallest = SMALLEST_SWISS_TOWN if code == "CH" else SMALLEST_TOWN
        found = _draw_towns(rng, gazetteer.cities(code, smallest), len(rows))
        border, south, north = BORDERS[code]
        found["zone_id"] = np.where(found["latitude"] < border, south, north)
        for name, values in found.items():
            columns[name][rows] = values
    return {**columns, "country_code": country}


def _draw_towns(rng: np.random.Generator, cities: list[City], size: int) -> Table:
    name, province, latitude, longitude, population = zip(*cities, strict=True)
    drawn = choose(rng, np.array(population, dtype=float) ** 0.6, size)
    north, east = rng.normal(0, JITTER_KM / KM_PER_DEGREE / np.sqrt(2), size=(2, size))
    at = np.array(latitude)[drawn] + north
    return {
        "city": np.array(name, dtype=object)[drawn],
        "province": np.array(province, dtype=object)[drawn],
        "latitude": at.round(5),
        "longitude": (np.array(longitude)[drawn] + east / np.cos(np.radians(at))).round(5),
    }


def _agents(rng: np.random.Generator, company: Array, zone: Array, staff: Staff) -> Array:
    agents = np.zeros(len(company), dtype=np.int64)
    for number in np.unique(staff.zone[1:]):
        candidates = np.flatnonzero(staff.zone == number)
        rows = np.flatnonzero(zone == number)
        agents[rows] = candidates[choose(rng, staff.share[candidates], len(rows))]
    for seller, agent in SWISS_AGENTS.items():
        agents[(agents == 0) & (company == seller)] = agent
    return agents


def _firms(rng: np.random.Generator, company: Array, country: Array) -> Table:
    name = np.empty(len(company), dtype=object)
    sector = np.zeros(len(company), dtype=np.int64)
    for number, each in enumerate(COMPANIES, 1):
        mine = np.flatnonzero(company == number)
        drawn = names.firms(rng, each.country, each.country, len(mine))
        name[mine], sector[mine] = drawn.names, drawn.sectors + 1
    swiss = country == "CH"
    for form, _ in (*names.LEGAL_FORMS["IT"], *names.LEGAL_FORMS["DE"]):
        name[swiss] = np.strings.replace(name[swiss].astype(str), f" {form}", "")
    forms, shares = zip(*names.LEGAL_FORMS["CH"], strict=True)
    name[swiss] = joined(name[swiss].astype(str), " ", np.array(forms)[choose(rng, np.array(shares), int(swiss.sum()))])
    return {"name": name, "sector_id": sector}


def _identity(rng: np.random.Generator, firm: Table, country: Array) -> Table:
    size = len(country)
    numbers = np.arange(1, size + 1)
    calling = np.select([country == code for code in COUNTRIES], [CALLING_CODES[code] for code in COUNTRIES], "")
    return {
        "id": numbers,
        "code": joined("C", padded(numbers, 5)),
        "name": firm["name"],
        "legal_name": firm["name"],
        "sector_id": firm["sector_id"],
        # Zeros where real numbers have digits of an office: nobody's.
        "vat_number": joined(country, "0000", padded(numbers, 7)),
        "phone": joined(calling, " 000 ", padded(rng.integers(100_000, 999_999, size=size), 6)),
        "email": joined("info-", padded(numbers, 5), "@example.com"),
        "website": joined("https://c", padded(numbers, 5), ".example.com"),
        "language": np.select([country == "IT", country == "ES"], ["it", "es"], "de"),
    }


def _register(rng: np.random.Generator, contacts: Contacts, truth: Truth) -> Table:
    size = len(contacts)
    today = date.fromisoformat(truth.today)
    employees = np.exp(rng.normal(4.0, 1.1, size)).astype(np.int64) + 2
    numbers = np.arange(1, size + 1)
    branch = (rng.random(size) < 0.04) & (numbers > 1) & (np.roll(contacts.company, 1) == contacts.company)
    return {
        "company_id": contacts.company,
        "parent_contact_id": nullable(numbers - 1, branch),
        "main_agent_id": contacts.agent,
        "quality_id": contacts.stars,
        "origin_id": contacts.origin + 1,
        "contact_type_id": choose(rng, np.array([0.3, 0.7, 0, 0, 0]), size) + 1,
        "commercial_category_id": choose(rng, np.array([0.12, 0.7, 0.14, 0.04]), size) + 1,
        "currency_code": np.where(contacts.foreign, truth.foreign_currency, "EUR"),
        "employees": employees,
        "turnover_minor": nullable(employees * rng.integers(90_000, 310_000, size=size) * 100, rng.random(size) < 0.8),
        "turnover_year": np.full(size, today.year - 1),
        "founded_year": rng.integers(1921, today.year - 8, size=size),
    }


def _without_some_addresses(rng: np.random.Generator, town: Table, truth: Truth) -> Table:
    """Return the address columns: some have no address, some only the town."""
    size = len(town["city"])
    fate = rng.random(size)
    known = fate >= truth.no_address_share
    exact = fate >= truth.no_address_share + 0.2
    place = {name: nullable(town[name], known) for name in ("city", "province")}
    streets = _streets(rng, town["country_code"])
    return {
        **place,
        "zone_id": town["zone_id"],
        "country_code": town["country_code"],
        "street": nullable(streets, exact),
        "latitude": nullable(town["latitude"], known),
        "longitude": nullable(town["longitude"], known),
        "geo_precision": np.select([exact, known], ["exact", "city"], UNPLACED),
        "geo_source": nullable(np.full(size, "demo"), known),
    }


def _streets(rng: np.random.Generator, country: Array) -> Array:
    street = np.empty(len(country), dtype=object)
    for code in COUNTRIES:
        rows = np.flatnonzero(country == code)
        listed = names.words(names.STREETS[code])
        numbers = rng.integers(1, 180, size=len(rows)).astype(np.str_)
        street[rows] = joined(listed[rng.integers(len(listed), size=len(rows))], " ", numbers)
    return street


def _persons(rng: np.random.Generator, people: Array, country: Array) -> Table:
    rows, _ = repeat(people)
    name = np.empty(len(rows), dtype=object)
    for code, language in (("IT", "IT"), ("ES", "ES"), ("DE", "DE"), ("CH", "DE")):
        mine = np.flatnonzero(country[rows] == code)
        name[mine] = names.persons(rng, language, len(mine))
    positions = np.array(names.POSITIONS)
    numbers = np.arange(1, len(rows) + 1)
    return {
        "id": numbers,
        "contact_id": rows + 1,
        "name": name,
        "position": positions[rng.integers(len(positions), size=len(rows))],
        "email": joined("person-", padded(numbers, 5), "@example.com"),
    }


def _second_addresses(rng: np.random.Generator, town: Table, country: Array) -> Table:
    rows = np.flatnonzero(rng.random(len(country)) < 0.06)
    place = {name: town[name][rows] for name in ("city", "province", "country_code", "latitude", "longitude")}
    return {
        "id": np.arange(1, len(rows) + 1),
        "contact_id": rows + 1,
        "kind": np.full(len(rows), "delivery"),
        "street": _streets(rng, country[rows]),
        "geo_precision": np.full(len(rows), "city"),
        **place,
    }


def _competitors(rng: np.random.Generator, size: int) -> Table:
    rows = np.flatnonzero(rng.random(size) < 0.25)
    return {"contact_id": rows + 1, "competitor_id": rng.integers(1, len(COMPETITORS) + 1, size=len(rows))}


def promote(session: Session, now: datetime) -> None:
    """Make leads of the contacts with opportunities and customers of those with a won one, since the first of them."""
    deals = select(Opportunity).where(Opportunity.contact_id == Contact.id)
    first = deals.with_only_columns(func.min(Opportunity.created_on)).scalar_subquery()
    won = deals.where(Opportunity.outcome == Outcome.WON)
    first_won = won.with_only_columns(func.min(Opportunity.closed_on)).scalar_subquery()
    session.execute(
        update(Contact)
        .where(deals.exists())
        .values(
            became_lead_on=first,
            became_customer_on=first_won,
            ceased_lead_on=first_won,
            updated_at=now,
            contact_type_id=case((won.exists(), CUSTOMER_TYPE), else_=LEAD_TYPE),
        )
        .execution_options(synchronize_session=False)
    )
