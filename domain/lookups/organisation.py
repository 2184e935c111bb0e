"""The lists of the organisation: companies with their parameters, users, teams, zones, agents, source systems."""

from domain.access import Reach
from domain.errors import sentence
from domain.lookups.description import LONGEST_NAME, Choice, Field, Kind, Lookup
from domain.lookups.sales import MOST_DAYS, code

REACHES = (
    Choice(Reach.OWN.value, sentence("Only their own")),
    Choice(Reach.TEAM.value, sentence("Their team’s")),
    Choice(Reach.COMPANY.value, sentence("The whole company’s")),
)
LINK_HINT = sentence(
    "The address of a record there, with {id} in place of its number: https and a host, then the path."
)


def name() -> Field:
    """Return the field of what people read."""
    return Field("name", sentence("Name"), required=True, longest=LONGEST_NAME)


def _company(fixed: bool = True) -> Field:  # noqa: FBT001, FBT002  a field's own switch
    return Field(
        "company_id",
        sentence("Company"),
        Kind.REFERENCE,
        target="companies",
        required=True,
        fixed="used" if fixed else "",
    )


COMPANIES = Lookup(
    key="companies",
    table="company",
    title=sentence("Companies"),
    one=sentence("company"),
    about=sentence("Legal entities with their currency, calendar and rules."),
    counted="opportunity",
    retires="",
    ordered=False,
    sorted_by="name",
    fields=(
        Field("name", sentence("Name"), required=True),
        code(20),
        Field(
            "currency_code", sentence("Currency"), Kind.CHOICE, source="currencies", required=True, fixed="used",
            hint=sentence("The currency of its reports. It stays once amounts are recorded in it."),
        ),
        Field("country_code", sentence("Country"), Kind.CHOICE, source="countries", required=True, listed=False),
        Field("time_zone", sentence("Time zone"), Kind.CHOICE, source="time_zones", required=True, initial="UTC"),
        Field(
            "fiscal_year_start_month", sentence("Fiscal year starts in"), Kind.CHOICE, source="months", required=True,
            initial=1,
        ),
        Field(
            "won_probability_id", sentence("Probability that means won"), Kind.REFERENCE, target="probabilities",
            keeps=True, listed=False, hint=sentence("A row of 100 %. Won opportunities stand there."),
        ),
        Field(
            "lost_probability_id", sentence("Probability that means lost"), Kind.REFERENCE, target="probabilities",
            keeps=True, listed=False, hint=sentence("A row of 0 %. Lost opportunities stand there."),
        ),
        Field(
            "sales_people_see", sentence("Sales people see"), Kind.CHOICE, choices=REACHES, required=True, listed=False,
            initial=Reach.TEAM.value,
        ),
        Field(
            "sales_people_change", sentence("Sales people change"), Kind.CHOICE, choices=REACHES, required=True,
            listed=False, initial=Reach.OWN.value, hint=sentence("Nobody changes what they do not see."),
        ),
        Field(
            "invoice_lead_days", sentence("From order to invoice"), Kind.NUMBER, required=True, most=MOST_DAYS,
            unit=sentence("days"), initial=30, listed=False,
            hint=sentence(
                "Learned from past orders. A number typed here counts until the next import learns it anew from at least ten orders."
            ),
        ),
    ),
)  # fmt: skip
TEAMS = Lookup(
    key="teams",
    table="team",
    title=sentence("Teams"),
    one=sentence("team"),
    about=sentence("Who works together, and what managers and sales people reach."),
    counted="user_team",
    scope="company_id",
    ordered=False,
    sorted_by="name",
    fields=(
        name(),
        code(),
        _company(),
        Field("parent_id", sentence("Part of"), Kind.REFERENCE, target="teams", keeps=True, within="company_id"),
    ),
)
ZONES = Lookup(
    key="zones",
    table="zone",
    title=sentence("Zones"),
    one=sentence("zone"),
    about=sentence("Sales territories of contacts and agents."),
    counted="contact",
    ordered=False,
    sorted_by="name",
    fields=(name(), code(), Field("parent_id", sentence("Part of"), Kind.REFERENCE, target="zones", keeps=True)),
)
AGENTS = Lookup(
    key="agents",
    table="agent",
    title=sentence("Agents"),
    one=sentence("agent"),
    about=sentence("Who earns on a sale. Not every agent signs in."),
    counted="opportunity",
    scope="company_id",
    retires="active_to_on",
    ordered=False,
    sorted_by="name",
    fields=(
        name(),
        code(),
        _company(),
        Field("user_id", sentence("User"), Kind.REFERENCE, target="users"),
        Field(
            "manager_agent_id",
            sentence("Reports to"),
            Kind.REFERENCE,
            target="agents",
            within="company_id",
            listed=False,
        ),
        Field("team_id", sentence("Team"), Kind.REFERENCE, target="teams", within="company_id"),
        Field("zone_id", sentence("Zone"), Kind.REFERENCE, target="zones"),
        Field("active_from_on", sentence("Active from"), Kind.DAY, listed=False),
        Field("active_to_on", sentence("Active until"), Kind.DAY),
    ),
)
USERS = Lookup(
    key="users",
    table="user_account",
    title=sentence("Users"),
    one=sentence("user"),
    about=sentence("Who may sign in, as what, and for which companies and teams."),
    counted="opportunity",
    ordered=False,
    deletes=False,
    sorted_by="display_name",
    fields=(
        Field("display_name", sentence("Name"), required=True, longest=LONGEST_NAME),
        Field("login", sentence("Login"), required=True, longest=80, fixed="always", display="code"),
        Field("email", sentence("Email"), longest=200, listed=False),
        Field("role", sentence("Role"), Kind.CHOICE, source="roles", required=True),
        Field(
            "companies", sentence("Companies"), Kind.MANY, target="companies",
            hint=sentence("Administrators see every company."),
        ),
        Field("teams", sentence("Teams"), Kind.MANY, target="teams", hint=sentence("Of the chosen companies.")),
        Field(
            "password", sentence("First password"), required=True, longest=1024, new=True, listed=False,
            hint=sentence("At least 12 characters. Tell it to the person; they are not asked to change it."),
        ),
    ),
)  # fmt: skip
SYSTEMS = Lookup(
    key="source-systems",
    table="source_system",
    title=sentence("Source systems"),
    one=sentence("source system"),
    about=sentence("Where imported records come from, and the way back to them."),
    counted="import_run",
    retires="",
    ordered=False,
    sorted_by="name",
    fields=(
        name(),
        code(),
        Field(
            "time_zone",
            sentence("Time zone"),
            Kind.CHOICE,
            source="time_zones",
            required=True,
            initial="UTC",
            listed=False,
        ),
        Field("link_pattern", sentence("Link to a record"), longest=300, display="link", hint=LINK_HINT),
    ),
)
ORGANISATION = (COMPANIES, USERS, TEAMS, AGENTS, ZONES, SYSTEMS)
