"""Companies, teams, zones, users and agents of the demo company."""

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import numpy as np

from data.demo.columns import Array, Table
from data.demo.lookups import LOST_PROBABILITY, WON_PROBABILITY, table
from domain.access import Role
from domain.period import add_months


class Company(NamedTuple):
    """A company and its share of the opportunities."""

    code: str
    name: str
    country: str
    time_zone: str
    tax_percent: int
    share: float


class Person(NamedTuple):
    """A user; `hired` and `left` are months before today, None where it does not matter."""

    login: str
    name: str
    role: Role
    companies: tuple[int, ...]
    team: int | None = None
    hired: int | None = None
    left: int | None = None
    locale: str = "en"


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A sign-in that the demo offers."""

    login: str
    display_name: str
    role: Role


ALL: Final = (1, 2, 3)
COMPANIES: Final = (
    Company("IT", "Sartori Fluidi S.p.A.", "IT", "Europe/Rome", 22, 0.44),
    Company("ES", "Sartori Fluidos Ibérica S.L.", "ES", "Europe/Madrid", 21, 0.26),
    Company("DE", "Sartori Fluidtechnik GmbH", "DE", "Europe/Berlin", 19, 0.3),
)
TEAMS: Final = (
    (1, "IT-N", "Italy North"), (1, "IT-S", "Italy Centre and South"), (2, "ES", "Iberia"),
    (3, "DE-N", "Germany North"), (3, "DE-S", "Germany South"),
)  # fmt: skip
ZONES: Final = (
    ("IT", "Italy", None), ("IT-N", "Italy, north", 1), ("IT-S", "Italy, centre and south", 1),
    ("ES", "Spain", None), ("ES-N", "Spain, north", 4), ("ES-S", "Spain, south", 4),
    ("DE", "Germany", None), ("DE-N", "Germany, north", 7), ("DE-S", "Germany, south", 7), ("CH", "Switzerland", None),
)  # fmt: skip
PEOPLE: Final = (
    Person("carla.marin", "Carla Marin", Role.ADMINISTRATOR, ALL),
    Person("chiara.moretti", "Chiara Moretti", Role.EXECUTIVE, ALL),
    Person("davide.fontana", "Davide Fontana", Role.SALES_MANAGER, (1,)),
    Person("marta.ibanez", "Marta Ibáñez", Role.SALES_MANAGER, (2,), locale="es"),
    Person("henrik.vogel", "Henrik Vogel", Role.SALES_MANAGER, (3,)),
    Person("nora.lindt", "Nora Lindt", Role.ANALYST, ALL),
    Person("giulia.ferrero", "Giulia Ferrero", Role.SALES_PERSON, (1,), 1),
    Person("marco.bellini", "Marco Bellini", Role.SALES_PERSON, (1,), 1, locale="it"),
    Person("paolo.danieli", "Paolo Danieli", Role.SALES_PERSON, (1,), 2, locale="it"),
    Person("serena.basile", "Serena Basile", Role.SALES_PERSON, (1,), 2, hired=7, locale="it"),
    Person("lucia.navarro", "Lucía Navarro", Role.SALES_PERSON, (2,), 3, locale="es"),
    Person("javier.ortega", "Javier Ortega", Role.SALES_PERSON, (2,), 3, locale="es"),
    Person("anna.schreiber", "Anna Schreiber", Role.SALES_PERSON, (3,), 4),
    Person("jonas.brandt", "Jonas Brandt", Role.SALES_PERSON, (3,), 4, left=15),
    Person("katrin.ehlers", "Katrin Ehlers", Role.SALES_PERSON, (3,), 4, hired=15),
    Person("tobias.krueger", "Tobias Krüger", Role.SALES_PERSON, (3,), 5),
)
OFFERED: Final = (
    "carla.marin", "chiara.moretti", "davide.fontana", "nora.lindt", "giulia.ferrero", "marco.bellini", "lucia.navarro",
)  # fmt: skip
DEMO_USERS: Final = tuple(
    DemoUser(person.login, person.name, person.role) for person in PEOPLE if person.login in OFFERED
)
USER_ID: Final = {person.login: number for number, person in enumerate(PEOPLE, 1)}

# Agents: company, code, name or login, team, zone, share of the zone's contacts, login that looks after the deals.
AGENTS: Final = (
    (1, "A01", "giulia.ferrero", 1, 2, 0.55, "giulia.ferrero"),
    (1, "A02", "marco.bellini", 1, 2, 0.45, "marco.bellini"),
    (1, "A03", "paolo.danieli", 2, 3, 0.42, "paolo.danieli"),
    (1, "A04", "serena.basile", 2, 3, 0.4, "serena.basile"),
    (1, "A05", "Rappresentanze Sanvito", 2, 3, 0.18, "paolo.danieli"),
    (2, "A01", "lucia.navarro", 3, 5, 1.0, "lucia.navarro"),
    (2, "A02", "javier.ortega", 3, 6, 0.7, "javier.ortega"),
    (2, "A03", "Representaciones Arcoiz", 3, 6, 0.3, "lucia.navarro"),
    (3, "A01", "anna.schreiber", 4, 8, 0.55, "anna.schreiber"),
    (3, "A02", "jonas.brandt", 4, 8, 0.0, "jonas.brandt"),
    (3, "A03", "katrin.ehlers", 4, 8, 0.45, "katrin.ehlers"),
    (3, "A04", "tobias.krueger", 5, 9, 1.0, "tobias.krueger"),
)
# Before an agent came, that one looked after the same contacts (agent ids).
PREDECESSORS: Final = {4: 3, 11: 10}
# Swiss contacts go to the neighbour who speaks their language.
SWISS_AGENTS: Final = {1: 1, 3: 12}


@dataclass(frozen=True)
class Staff:
    """Who looks after which agent's deals when; arrays are indexed by agent id, 0 is nobody."""

    company: Array
    zone: Array
    share: Array
    user: Array
    team: Array
    predecessor: Array
    hired_on: Array

    def acting(self, agents: Array, days: Array) -> Array:
        """Return the agent who looked after these agents' contacts on those days."""
        before = (self.predecessor[agents] > 0) & (days < self.hired_on[agents])
        return np.where(before, self.predecessor[agents], agents)


def staff(today: date) -> Staff:
    """Return the demo's agents as they stand at `today`."""
    blank = (0, "", "", 0, 0, 0.0, "")
    company, _, names, team, zone, share, logins = zip(blank, *AGENTS, strict=True)
    hired = [_months_ago(today, _person(name).hired) if name in USER_ID else None for name in names]
    return Staff(
        np.array(company),
        np.array(zone),
        np.array(share),
        np.array([USER_ID.get(login, 0) for login in logins]),
        np.array(team),
        np.array([PREDECESSORS.get(agent, 0) for agent in range(len(names))]),
        np.array([day or "1990-01-01" for day in hired], dtype="datetime64[D]"),
    )


def tables(today: date, password_hash: str) -> dict[str, Table]:
    """Return companies, teams, zones, users and agents, in an order in which each finds what it refers to."""
    return {
        "company": _companies(),
        "team": _numbered("company_id code name", list(TEAMS)),
        "zone": _numbered("code name parent_id", list(ZONES)),
        "user_account": _users(password_hash),
        "user_company": table(
            "user_id company_id", [(user, company) for user, each in enumerate(PEOPLE, 1) for company in each.companies]
        ),
        "user_team": table("user_id team_id", [(user, each.team) for user, each in enumerate(PEOPLE, 1) if each.team]),
        "agent": _agents(today),
    }


def _companies() -> Table:
    columns = "code name currency_code country_code time_zone won_probability_id lost_probability_id"
    rows: list[tuple[object, ...]] = [
        (each.code, each.name, "EUR", each.country, each.time_zone, WON_PROBABILITY, LOST_PROBABILITY)
        for each in COMPANIES
    ]
    return _numbered(columns, rows)


def _users(password_hash: str) -> Table:
    columns = "login display_name email role password_hash locale time_zone active"
    rows: list[tuple[object, ...]] = [
        (
            each.login,
            each.name,
            f"{each.login}@example.com",
            each.role.value,
            password_hash,
            each.locale,
            COMPANIES[each.companies[0] - 1].time_zone,
            each.left is None,
        )
        for each in PEOPLE
    ]
    return _numbered(columns, rows)


def _agents(today: date) -> Table:
    columns = "company_id code name user_id team_id zone_id active_from_on active_to_on"
    rows: list[tuple[object, ...]] = []
    for company, code, name, team, zone, _, _ in AGENTS:
        person = _person(name) if name in USER_ID else None
        rows.append(
            (
                company,
                code,
                person.name if person else name,
                USER_ID.get(name),
                team,
                zone,
                _months_ago(today, person.hired) if person else None,
                _months_ago(today, person.left) if person else None,
            )
        )
    return _numbered(columns, rows)


def _person(login: str) -> Person:
    return PEOPLE[USER_ID[login] - 1]


def _months_ago(today: date, months: int | None) -> str | None:
    return None if months is None else add_months(today, -months).isoformat()


def _numbered(columns: str, rows: list[tuple[object, ...]]) -> Table:
    return {"id": np.arange(1, len(rows) + 1), **table(columns, rows)}
