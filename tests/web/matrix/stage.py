"""Who asks, about which record, and how what comes back is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from dash import Dash
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from data.queries.people import principal_of_user
from data.schema import Base
from data.schema.activity import Activity
from data.schema.mail import MailMessage
from data.schema.opportunity import Opportunity
from data.schema.outlook import ForecastScenario
from data.schema.people import User
from data.schema.sales import Quote
from data.schema.view import SavedView
from data.schema.webhook import Webhook
from data.session import Database
from domain.access import Permission, Principal, Role
from tests.documents import Documents
from tests.web.tiny import SAME_ORIGIN, enter
from tests.world import NOW, World

Scope = Literal[
    "",
    "see",
    "change",
    "see order",
    "change order",
    "see invoice",
    "change invoice",
    "see quote",
    "see activity",
    "change quote",
    "own view",
    "own scenario",
    "change contact",
    "change campaign",
    "see contact",
    "see campaign",
]
MISSING = 10**9
# What attackers put where a number belongs; each is refused before it reaches SQL.
MALFORMED: tuple[object, ...] = (
    "null", "", ":id", "1 or 1=1", "１", "5; drop table opportunity", None, True, 1.5, [], {}, [1], {"select": 1}, 2**63, "\u202e5",
)  # fmt: skip
ODD_NUMBERS = (0, -1, MISSING, 2**62)
STRANGERS = ("nobody", "gone", "signed out")
DEMOTED = "demoted manager"
PEOPLE = (
    "administrator", "executive", "manager", "country_manager", "analyst", "sales", "colleague", "other_team", "foreign",
    DEMOTED, *STRANGERS,
)  # fmt: skip
RECORDS = ("press", "franc", "south", "teamless", "alpine", "glacier", "yen")


@dataclass(frozen=True)
class Expected:
    """What a callback needs: the permission, how far, and the values of its inputs and states for a record."""

    permission: Permission
    values: Callable[[Any, "Stage"], list[Any]]
    scope: Scope = ""
    changes: bool = False


@dataclass(frozen=True)
class Stage:
    """One copy of the known company behind the real app."""

    server: Flask
    app: Dash
    database: Database
    world: World
    views: Mapping[str, int]
    documents: Documents

    def ids(self, scope: Scope) -> Mapping[str, int]:
        """Return the records that a scope is about, by name; a document bears the name of its opportunity."""
        if scope == "own view":
            return self.views
        if scope == "own scenario":
            return self.scenarios()
        if scope == "see activity":
            return self.activities()
        if scope.endswith("contact"):
            return self.world.contacts
        if scope.endswith("campaign"):
            return self.world.campaigns
        known = {
            "order": self.documents.orders,
            "invoice": self.documents.invoices,
            "quote": self.documents.quotes,
        }.get(scope.partition(" ")[2], self.world.opportunities)
        return {name: known[name] for name in RECORDS if name in known}

    def scenarios(self) -> Mapping[str, int]:
        """Return everybody's private scenario by login."""
        logins = {id_: login for login, id_ in self.world.users.items()}
        query = select(ForecastScenario.user_id, ForecastScenario.id).order_by(ForecastScenario.id)
        with self.database.read() as session:
            return {logins[user_id]: id_ for user_id, id_ in session.execute(query)}

    def activities(self) -> Mapping[str, int]:
        """Return one planned activity by the name of its opportunity, where it has any."""
        names = {id_: name for name, id_ in self.world.opportunities.items() if name in RECORDS}
        query = select(Activity.opportunity_id, Activity.id).where(Activity.done_at.is_(None)).order_by(Activity.id)
        with self.database.read() as session:
            return {names[about]: id_ for about, id_ in session.execute(query) if about in names}

    def browser(self, person: str) -> FlaskClient:
        """Return the person's browser."""
        if person == "nobody":
            return self.server.test_client()
        login = "country_manager" if person == DEMOTED else "sales" if person == "signed out" else person
        client = enter(self.server, self.database, self.world.users[login])
        with self.database.write() as session:
            if person == DEMOTED:  # without ending the session, as if somebody wrote into the database
                session.execute(update(User).where(User.login == login).values(role=Role.ANALYST))
        if person == "signed out":
            from domain import clock
            from workflow.users import end_sessions

            self.database.run(lambda unit: end_sessions(unit, self.world.users[login], clock.now()))
        return client

    def principal(self, person: str) -> Principal | None:
        """Return the person as a request would carry them, None for strangers."""
        if person in STRANGERS:
            return None
        login = "country_manager" if person == DEMOTED else person
        with self.database.read() as session:
            return principal_of_user(session, self.world.users[login])

    def titles_out_of_reach(self, principal: Principal | None) -> set[str]:
        """Return what must not appear in any answer to this person, by the rule of the domain."""
        columns = Opportunity.title, Opportunity.company_id, Opportunity.team_id, Opportunity.owner_id
        with self.database.read() as session:
            rows = session.execute(select(*columns)).all()
        return {
            title
            for title, company_id, team_id, owner_id in rows
            if principal is None or not principal.reaches(company_id=company_id, team_id=team_id, owner_id=owner_id)
        }

    def checksum(self) -> str:
        """Return something that differs when anything in the database does: it is asked for thousands of times."""
        with self.database.read() as session:
            driver: Any = session.connection().connection.driver_connection
            return repr([
                (name, sorted(map(repr, driver.execute(f'SELECT * FROM "{name}"')))) for name in Base.metadata.tables
            ])  # fmt: skip

    def reaches(self, principal: Principal, record: str, scope: Scope) -> bool:
        """Tell by the rule of the domain whether the person reaches a record."""
        if scope in {"own view", "own scenario"}:
            return record == principal.login
        if scope.endswith(("contact", "campaign")):
            company = "CH" if record in {"Alpen Werk", "Mailing"} else "IT"
            return self.world.companies[company] in principal.company_ids
        with self.database.read() as session:
            row = session.execute(
                select(Opportunity.company_id, Opportunity.team_id, Opportunity.owner_id).where(
                    Opportunity.id == self.world.opportunities[record]
                )
            ).one()
        where = {"company_id": row.company_id, "team_id": row.team_id, "owner_id": row.owner_id}
        return principal.reaches(**where) and (scope.startswith("see") or principal.reaches(**where, changing=True))


def add_views(database: Database, world: World) -> dict[str, int]:
    """Give everybody a private saved view and a private scenario; return the ids of the views by login."""
    with database.write() as session:
        for login, user_id in world.users.items():
            session.add(ForecastScenario(user_id=user_id, name=f"private scenario of {login}", query="win.10"))
            session.add(
                SavedView(user_id=user_id, page="/progress-board", name=f"private view of {login}", query="p=50-90")
            )
        session.flush()
        return {
            login: session.scalars(select(SavedView.id).where(SavedView.user_id == user_id)).one()
            for login, user_id in world.users.items()
        }


def add_webhook(database: Database) -> None:
    """Let there be a program that is told of nothing."""
    with database.write() as session:
        session.add(Webhook(name="Store", url="https://hooks.example.com/", secret="s" * 43, kinds=[]))


def add_stuck_mail(database: Database) -> None:
    """Let there be a mail that failed, about nothing."""
    with database.write() as session:
        session.add(
            MailMessage(
                key="stuck", address="a@b.example", subject={"template": "Hello"}, body=[], error="550 no such user",
                created_at=NOW, not_before_at=NOW, failed_at=NOW,
            )
        )  # fmt: skip


def send_quotes(database: Database) -> None:
    """Let all quotes wait for an answer, so that each can be accepted."""
    with database.write() as session:
        session.execute(update(Quote).values(status="sent"))


def name_of(registered: Mapping[str, Any]) -> str:
    """Return module and name of a callback's function."""
    function = registered["callback"]
    return f"{function.__module__}.{function.__qualname__}"


def server_callbacks(app: Dash) -> dict[str, str]:
    """Return the keys of all callbacks that run on the server, by name."""
    return {name_of(found): key for key, found in app.callback_map.items() if "callback" in found}


def request_for(app: Dash, key: str, values: list[Any]) -> dict[str, Any]:
    """Return what the browser would send to a callback: the registered ids with these values."""
    registered = app.callback_map[key]
    specs = [*registered["inputs"], *registered["state"]]
    items = [
        {"id": spec["id"], "property": spec["property"], "value": value}
        for spec, value in zip(specs, values, strict=True)
    ]
    output = registered["output"]
    several = output if isinstance(output, list | tuple) else [output]
    outputs = [{"id": one.component_id_str(), "property": one.component_property} for one in several]
    count = len(registered["inputs"])
    first = registered["inputs"][0]
    return {
        "output": key,
        "outputs": outputs if isinstance(output, list | tuple) else outputs[0],
        "inputs": items[:count],
        "state": items[count:],
        "changedPropIds": [f"{first['id']}.{first['property']}"],
    }


def post(browser: FlaskClient, body: object) -> TestResponse:
    """Send a callback's request."""
    return browser.post("/_dash-update-component", json=body, headers=SAME_ORIGIN)


def was_refused(answer: TestResponse) -> bool:
    """Tell whether nothing was given: a status, a toast alone, or a board that says no."""
    if answer.status_code != 200:
        return True
    data = answer.get_json()
    toast = data.get("sideUpdate", {}).get("toast", {}).get("data")
    response = data.get("response", {})
    acks = [
        values["data"]
        for values in response.values()
        if isinstance(values.get("data"), dict) and "ok" in values["data"]
    ]
    is_no = any(not ack["ok"] for ack in acks)
    says_no = any(word in answer.text for word in ("There is nothing at this address", "This is not shared with you"))
    return (toast is not None and toast["tone"] == "warn" and not response) or is_no or says_no


def stage_of(stage: Stage, database: Database) -> Stage:
    """Return the same stage over another copy of the database."""
    return replace(stage, database=database)
